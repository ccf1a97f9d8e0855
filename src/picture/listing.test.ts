import { describe, expect, test } from 'vitest'
import type { ProcessName } from '../protocol/exchange.ts'
import { processNames } from '../protocol/exchange.ts'
import { type Policy, presets } from '../protocol/policy.ts'
import { type LineWord, receiverProgram, senderProgram } from '../protocol/program.ts'
import { type Run, run, worldAt } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { wordsOf } from '../words/words.ts'
import workbench from '../words/workbench.en.json'
import { befallenBy } from './crash.ts'
import { consequenceOf, crashPointOf, type Holding, listingOf, litLines, storesOf } from './listing.ts'

const say = wordsOf('en', workbench)
const { atMostOnce, atLeastOnce, effectivelyOnce } = presets
const programOf = { sender: senderProgram, receiver: receiverProgram }

/** Every way to set the knobs that a listing or a crash point depends on. */
const policies: Policy[] = [true, false].flatMap((awaitAck) =>
  ([1, 3, 'unlimited'] as const).flatMap((attempts) =>
    (['message', 'attempt'] as const).flatMap((keyScope) =>
      (['resume', 'resumeNewKey', 'forget'] as const).flatMap((onRestart) =>
        (['beforeEffect', 'afterEffect'] as const).flatMap((ackTiming) =>
          (['none', 'volatile', 'durable'] as const).flatMap((dedup) =>
            (['atomic', 'keyFirst', 'effectFirst'] as const).map((commit) => ({
              sender: { ...effectivelyOnce.sender, awaitAck, attempts, keyScope, onRestart },
              receiver: { ...effectivelyOnce.receiver, ackTiming, dedup, commit },
            })),
          ),
        ),
      ),
    ),
  ),
)

/** A listing as text, with what a row writes behind it. */
function read(policy: Policy, process: ProcessName): string[] {
  return listingOf(policy, process)
    .flatMap(({ rows }) => rows)
    .map(({ code, indent, writes }) => {
      const mark = { nothing: '', volatile: ' (in memory)', durable: ' (durable)' }[writes]
      return `${'  '.repeat(indent)}${say(code.id, code.values)}${mark}`
    })
}

function receiver(knobs: Partial<Policy['receiver']>, sender: Partial<Policy['sender']> = {}): Policy {
  return { sender: { ...atLeastOnce.sender, ...sender }, receiver: { ...atLeastOnce.receiver, ...knobs } }
}

describe('a listing is made from the program', () => {
  test('every line of every policy’s program is in it, in order', () => {
    for (const policy of policies) {
      for (const process of processNames) {
        const words = listingOf(policy, process).flatMap(({ word }) => (word === null ? [] : [word]))
        expect(words).toEqual(programOf[process](policy).map(({ word }) => word))
      }
    }
  })

  test('it has 3 to 6 lines', () => {
    const lengths = policies.flatMap((policy) => processNames.map((process) => listingOf(policy, process).length))
    expect(Math.min(...lengths)).toBe(3)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(6)
  })

  test('a line that writes durably is marked, and no other', () => {
    for (const policy of policies) {
      for (const process of processNames) {
        const durable = listingOf(policy, process).filter(({ rows }) => rows.some((row) => row.writes === 'durable'))
        const written = programOf[process](policy).filter(({ writes }) => writes === 'durable')
        expect(durable.map(({ word }) => word)).toEqual(written.map(({ word }) => word))
      }
    }
  })

  test('every line of a handler can be crashed at, and the sender where it waits', () => {
    const points = (policy: Policy, process: ProcessName) =>
      listingOf(policy, process).flatMap(({ name, crashable }) => (crashable ? [name] : []))
    expect(points(effectivelyOnce, 'receiver')).toEqual(['check key', 'commit', 'ack'])
    expect(points(effectivelyOnce, 'sender')).toEqual(['wait for ACK'])
    expect(points(atMostOnce, 'sender')).toEqual([])
  })

  test('effectively once reads as a program', () => {
    expect(read(effectivelyOnce, 'receiver')).toEqual([
      'on message m:',
      '  if m.key in seen: go to ack',
      '  in one transaction:',
      '    balance += 10 $ (durable)',
      '    seen.add(m.key) (durable)',
      '  ack: send ACK(m.key)',
    ])
    expect(read(effectivelyOnce, 'sender')).toEqual([
      'for each message m:',
      '  send m with its key',
      '  wait 3.0 s for ACK',
      '  on timeout: send m again',
      '  on restart: send m again',
    ])
  })

  test('a volatile store is written in the same line as the effect, and is not durable', () => {
    expect(read(receiver({ dedup: 'volatile', effect: 'set' }), 'receiver').slice(2, 4)).toEqual([
      '  balance = m.value (durable)',
      '  seen.add(m.key) (in memory)',
    ])
  })

  test('the sender’s knobs are in its listing', () => {
    const knobs = { attempts: 3, backoff: 'exponential', jitterPct: 20, keyScope: 'attempt', onRestart: 'forget' }
    expect(read(receiver({}, knobs as Partial<Policy['sender']>), 'sender').slice(2)).toEqual([
      '  wait 3.0 s ± 20% for ACK, then twice as long',
      '  on timeout: send m, new key',
      '  after 3 attempts: give up',
      '  on restart: forget m',
    ])
    expect(read(atMostOnce, 'sender')).toEqual(['for each message m:', '  send m with its key', '  forget m'])
  })
})

describe('a crash point', () => {
  test('is what the lines before it have done', () => {
    const durable = (commit: Policy['receiver']['commit'], ackTiming: Policy['receiver']['ackTiming']) =>
      receiver({ dedup: 'durable', commit, ackTiming })
    const nothing = { effectDone: false, key: 'none', ackSent: false }
    expect(crashPointOf(durable('atomic', 'afterEffect'), 'check key')).toEqual(nothing)
    expect(crashPointOf(durable('atomic', 'afterEffect'), 'commit')).toEqual(nothing)
    expect(crashPointOf(durable('keyFirst', 'afterEffect'), 'apply')).toEqual({ ...nothing, key: 'durable' })
    expect(crashPointOf(durable('effectFirst', 'afterEffect'), 'record key')).toEqual({ ...nothing, effectDone: true })
    expect(crashPointOf(durable('atomic', 'beforeEffect'), 'commit')).toEqual({ ...nothing, ackSent: true })
    expect(crashPointOf(receiver({ dedup: 'volatile' }), 'ack')).toEqual({
      effectDone: true,
      key: 'volatile',
      ackSent: false,
    })
  })

  test('leads to what it is said to lead to, under every policy', () => {
    for (const policy of policies) {
      for (const process of processNames) {
        for (const { word, crashable } of listingOf(policy, process)) {
          if (!crashable || word === null) continue
          const { outcome } = ledgerOf(crashed(policy, process, word).world)[0] ?? {}
          expect([word, policy, consequenceOf(policy, process, word).outcome]).toEqual([word, policy, outcome])
        }
      }
    }
  })

  test('of a message that comes again is told by what was so before', () => {
    const spoken = (policy: Policy, before: LineWord, lost: string[] = ['a1.1']) => {
      const drops = lost.map((packet) => ({ do: 'drop', packet }) as const)
      const crash = { do: 'crash', process: 'receiver', packet: 'm1.2', before } as const
      const made = run(scenarioOf({ policy, messages: 1, faults: [...drops, crash] }))
      const { history: standing, end } = befallenBy(made, drops.length) ?? {}
      const { sentences } = consequenceOf(policy, 'receiver', before, standing)
      return [...sentences.map(({ id }) => id.replace('listing.crash.', '')), end?.outcome, end?.effects]
    }
    expect(spoken(effectivelyOnce, 'check key')).toEqual(['repeatKnown', 'repeatRetries', 'once', 1])
    expect(spoken(effectivelyOnce, 'ack')).toEqual(['repeatKnown', 'repeatRetries', 'once', 1])
    expect(spoken(receiver({ dedup: 'volatile' }), 'ack')).toEqual(['repeatWiped', 'repeatRetries', 'duplicated', 2])
    expect(spoken(atLeastOnce, 'apply')).toEqual(['repeatUnknown', 'repeatRetries', 'duplicated', 2])
    expect(spoken(atLeastOnce, 'ack')).toEqual(['repeatAgain', 'repeatRetries', 'duplicated', 3])
    expect(spoken(receiver({}, { attempts: 2 }), 'ack')).toEqual(['repeatAgain', 'duplicated', 2])
    expect(spoken(atLeastOnce, 'apply', ['m1.1'])).toEqual(['untouched', 'once', 1])
    expect(spoken(receiver({}, { attempts: 2 }), 'apply', ['m1.1'])).toEqual(['untouchedGivesUp', 'lost', 0])
  })

  test('promises nothing where a window decides', () => {
    const windowed = receiver({ dedup: 'durable', window: { ms: 2000 } })
    expect(consequenceOf(windowed, 'receiver', 'ack').outcome).toBeNull()
  })

  test('says when the crash wipes keys as well', () => {
    const spoken = (policy: Policy) =>
      consequenceOf(policy, 'receiver', 'check key').sentences.map(({ id, values }) => say(id, values))
    expect(spoken(effectivelyOnce)).toEqual(['Nothing has happened yet: the sender hears nothing and sends it again.'])
    expect(spoken(receiver({ dedup: 'volatile' }))[1]).toBe('All keys in its memory are gone, too.')
  })
})

/** A run of one message that crashes a process just before a line of the first attempt. */
function crashed(policy: Policy, process: ProcessName, before: LineWord): Run {
  const made = run(scenarioOf({ policy, messages: 1, faults: [{ do: 'crash', process, packet: 'm1.1', before }] }))
  expect(made.applied).toEqual([true])
  return made
}

/** How many moves of a run there are at an instant. */
const movesAt = (made: Run, ms: number) => made.frames.filter(({ atMs }) => atMs <= ms).length

describe('lines are lit', () => {
  const made = run(scenarioOf({ policy: effectivelyOnce, messages: 2, faults: [{ do: 'drop', packet: 'a1.1' }] }))
  const litAt = (ms: number, selected: number | null = null) => {
    const moves = movesAt(made, ms)
    const bounds = [made.trace.filter(({ atMs }) => atMs < ms).length, made.frames[moves - 1]?.events ?? 0] as const
    const lit = litLines(worldAt(made, moves), made.trace, bounds, selected)
    return [Object.fromEntries(lit.sender), Object.fromEntries(lit.receiver)]
  }

  test('where the handler is and where the sender waits', () => {
    expect(litAt(0)).toEqual([{ send: ['m1'] }, {}])
    expect(litAt(1150)).toEqual([{ 'wait for ACK': ['m1'] }, { commit: ['m1'] }])
    expect(litAt(3000)).toEqual([{ 'on timeout': ['m1'] }, {}])
    expect(litAt(4000)[0]).toEqual({ send: ['m2'], 'wait for ACK': ['m1'] })
  })

  test('for the selected message only, at the sender', () => {
    expect(litAt(4000, 1)[0]).toEqual({ 'wait for ACK': ['m1'] })
  })
})

describe('what a crash takes is in memory, what it leaves is on disk', () => {
  const heldAt = (policy: Policy, process: ProcessName, before: LineWord, ms: number) => {
    const made = crashed(policy, process, before)
    const { memory, disk } = storesOf(worldAt(made, movesAt(made, ms)), policy, process)
    return [memory?.map(plain) ?? null, disk.map(plain)]
  }
  const plain = ({ what, items, value }: Holding) =>
    `${say(what)}: ${value ? say(value.id, value.values) : items.map((names) => names.join(' ')).join(', ')}`

  test('a volatile store empties and the balance stays', () => {
    const policy = receiver({ dedup: 'volatile' })
    expect(heldAt(policy, 'receiver', 'ack', 1199)).toEqual([['at line: apply of m1', 'keys seen: '], ['balance: 0 $']])
    expect(heldAt(policy, 'receiver', 'ack', 1500)).toEqual([null, ['balance: 10 $']])
    expect(heldAt(policy, 'receiver', 'ack', 2500)).toEqual([['at line: none, idle', 'keys seen: '], ['balance: 10 $']])
  })

  test('a durable store keeps its keys', () => {
    expect(heldAt(effectivelyOnce, 'receiver', 'ack', 1500)).toEqual([null, ['balance: 10 $', 'keys seen: k1']])
  })

  test('the outbox of a sender is where a crash leaves it', () => {
    const restarting = (onRestart: Policy['sender']['onRestart']) => receiver({}, { onRestart })
    expect(heldAt(restarting('resume'), 'sender', 'wait for ACK', 500)).toEqual([null, ['outbox: m1 k1']])
    expect(heldAt(restarting('resumeNewKey'), 'sender', 'wait for ACK', 500)).toEqual([null, ['outbox: m1']])
    expect(heldAt(restarting('resumeNewKey'), 'sender', 'wait for ACK', 1500)).toEqual([
      ['timers: m1', 'keys: k1.2'],
      ['outbox: m1'],
    ])
    expect(heldAt(restarting('forget'), 'sender', 'wait for ACK', 500)).toEqual([null, []])
    expect(heldAt(restarting('forget'), 'sender', 'wait for ACK', 1500)).toEqual([['timers: ', 'outbox: '], []])
  })
})
