import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Policy, presets } from '../protocol/policy.ts'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { verdictOf } from '../verdict/verdict.ts'
import { wordsOf } from '../words/words.ts'
import { type Explanation, explain, nothingYet, summaryOf, weightOf } from './explain.ts'
import { rowsOf } from './rows.ts'

const say = wordsOf('en')
const spoken = ({ what, why }: Explanation) => [what, ...why].map(({ id, values }) => say(id, values).trim()).join(' ')

type Parts = Parameters<typeof scenarioOf>[0]

/** What is said about the last event that `is` picks out of a run. */
function said(policy: Policy, parts: Parts, is: (event: TraceEvent) => boolean): string {
  const { trace } = run(scenarioOf({ ...parts, policy }))
  const event = trace.findLast(is)
  if (event === undefined) throw new Error('no such event in this run')
  return spoken(explain(trace, event, policy))
}

const { atMostOnce, atLeastOnce, effectivelyOnce } = presets
const lostAck: Parts = { messages: 1, faults: [{ do: 'drop', packet: 'a1.1' }] }
const lostMessage: Parts = { messages: 1, faults: [{ do: 'drop', packet: 'm1.1' }] }
const volatile: Policy = { ...atLeastOnce, receiver: { ...atLeastOnce.receiver, dedup: 'volatile' } }
const newKeys: Policy = { ...effectivelyOnce, sender: { ...effectivelyOnce.sender, keyScope: 'attempt' } }
const effectFirst: Policy = { ...effectivelyOnce, receiver: { ...effectivelyOnce.receiver, commit: 'effectFirst' } }
const slow: Policy = { ...atLeastOnce, sender: { ...atLeastOnce.sender, timeoutMs: 1500 } }
const apply = ({ kind }: TraceEvent) => kind === 'apply'
const crashBeforeAck: Parts = {
  messages: 1,
  faults: [{ do: 'crash', process: 'receiver', packet: 'm1.1', before: 'ack' }],
}

test('what sets the balance is not said to add to it', () => {
  const set: Policy = { ...atLeastOnce, receiver: { ...atLeastOnce.receiver, effect: 'set' } }
  expect(said(set, { messages: 2 }, apply)).toMatch(/^m2 was applied\. The balance is set to 200 \$\./)
  expect(said(atLeastOnce, { messages: 2 }, apply)).toMatch(/^m2 was applied\. The account grew by 10 \$\./)
  expect([set, atLeastOnce].map((policy) => spoken(nothingYet(policy)).match(/Each message \w+/)?.[0])).toEqual([
    'Each message sets',
    'Each message adds',
  ])
})

test('a dropped packet is not called a lost message', () => {
  expect(said(atLeastOnce, lostMessage, ({ kind }) => kind === 'drop')).toMatch(
    /^The packet of m1 was dropped on the way\. .* tries again at 3\.0 s\.$/,
  )
})

describe('a second effect is explained by why the copy came and why it was not recognised', () => {
  test('a lost ACK', () => {
    expect(said(atLeastOnce, lostAck, apply)).toBe(
      'm1 was applied a second time. Its ACK was lost at 1.7 s. The sender’s timer fired at 3.0 s, so it sent m1 again. ' +
        'The sender cannot tell a lost ACK from a lost message. The receiver remembers no keys, so it cannot recognise the copy.',
    )
  })
  test('an ACK slower than the timer', () => {
    expect(said(slow, { messages: 1 }, apply)).toContain(
      'Its ACK was still on its way. The sender’s timer fired at 1.5 s',
    )
  })
  test('a crash before the ACK', () => {
    expect(said(atLeastOnce, crashBeforeAck, apply)).toContain('The receiver crashed at 1.1 s, before its ACK left.')
  })
  test('keys wiped by a crash', () => {
    expect(said(volatile, crashBeforeAck, apply)).toContain('had wiped the keys the receiver remembered')
  })
  test('a crash between effect and key', () => {
    const parts: Parts = {
      messages: 1,
      faults: [{ do: 'crash', process: 'receiver', packet: 'm1.1', before: 'record key' }],
    }
    expect(said(effectFirst, parts, apply)).toContain('came between the effect and its key')
  })
  test('a retry with another key', () => {
    expect(said(newKeys, lostAck, apply)).toContain('The copy carried another key than the first')
  })
  test('a copy made by the network', () => {
    const parts: Parts = { messages: 1, faults: [{ do: 'duplicate', packet: 'm1.1' }] }
    expect(said(atLeastOnce, parts, apply)).toContain('The network copied the packet at 0.5 s; nobody sent it twice.')
  })
  test('a sender that restarted', () => {
    const parts: Parts = { messages: 1, faults: [{ do: 'crash', process: 'sender', atMs: 1500 }] }
    expect(said(atLeastOnce, parts, apply)).toContain('The sender restarted at 2.5 s and sent m1 again')
  })
})

describe('a loss on the wire is explained by what can still become of the message', () => {
  const drop = ({ kind }: TraceEvent) => kind === 'drop'
  test('nothing, when nobody sends again', () => {
    expect(said(atMostOnce, lostMessage, drop)).toContain('nobody will send it again: m1 is lost')
  })
  test('a retry', () => {
    expect(said(atLeastOnce, lostMessage, drop)).toContain('tries again at 3.0 s')
  })
  test('a give-up', () => {
    const once: Policy = { ...atLeastOnce, sender: { ...atLeastOnce.sender, attempts: 1 } }
    expect(said(once, lostMessage, drop)).toContain('waits until 3.0 s, then gives up')
  })
  test('silence, when it was the ACK', () => {
    expect(said(atLeastOnce, lostAck, drop)).toContain('m1 was applied at 1.1 s, but the sender hears only silence')
  })
})

test('a timeout says what really had happened, which the sender cannot know', () => {
  const timeout = ({ kind }: TraceEvent) => kind === 'timeout'
  expect(said(atLeastOnce, lostMessage, timeout)).toContain('Its packet was dropped. But the sender cannot tell')
  expect(said(atLeastOnce, lostAck, timeout)).toContain('its ACK was lost. But the sender cannot tell')
  expect(said(slow, { messages: 1 }, timeout)).toContain('Nothing was lost')
})

test('an absorbed copy is explained by its key', () => {
  expect(said(effectivelyOnce, lostAck, ({ kind }) => kind === 'absorb')).toBe(
    'm1 came again and was ignored. Its key is in the receiver’s store, so nothing happens twice: the receiver only answers again.',
  )
})

test('every event of generated runs has an explanation and a row, all in words', () => {
  fc.assert(
    fc.property(scenario, (any) => {
      const { trace, scenario } = run(any, { moves: 150 })
      const rows = rowsOf(trace)
      trace.forEach((event, i) => {
        const explanation = explain(trace, event, scenario.policy)
        const text = [spoken(explanation), say(rows[i]?.what.id ?? 'view.title', rows[i]?.what.values)].join(' ')
        expect(text).not.toMatch(/undefined|NaN|[{}]|what\.|why\.|event\./)
        expect(explanation.why.length).toBeGreaterThan(0)
      })
    }),
    { seed: 21, numRuns: 150 },
  )
})

test('the end of a run is one sentence about outcomes and one about money', () => {
  const faults = [{ do: 'drop', packet: 'a1.1' } as const, { do: 'drop', packet: 'm2.1' } as const]
  const end = (policy: Policy) => {
    const told = run(scenarioOf({ policy, faults }))
    const { world } = told
    const ledger = ledgerOf(world)
    return spoken(summaryOf(ledger, verdictOf(world, ledger), world.faults.dropped, told))
  }
  expect(end(atMostOnce)).toBe(
    'The end: 1 message lost, nothing duplicated. Lost: m2. 3 messages sent, 1 packet dropped, 30 $ expected, 20 $ in the account.',
  )
  expect(end(atLeastOnce)).toContain(
    'nothing lost, 1 message duplicated. Duplicated: m1. 3 messages sent, 2 packets dropped',
  )
  expect(end(effectivelyOnce)).toContain('nothing lost, nothing duplicated. 1 copy was delivered and ignored.')
})

test.each([
  ['its time is over', { messages: 9, environment: { horizonMs: 13_000 } }, {}],
  ['it became too long to draw', { messages: 9 }, { moves: 30 }],
  ['too many packets were on their way to draw', { messages: 200, environment: { sendEveryMs: 30 } }, { inFlight: 50 }],
])('a run that is cut, because %s, says so first, and what was sent apart from what was not', (why, parts, limits) => {
  const told = run(scenarioOf(parts), limits)
  const ledger = ledgerOf(told.world)
  const said = spoken(summaryOf(ledger, verdictOf(told.world, ledger), told.world.faults.dropped, told))
  expect(said).toContain(`Cut at ${(told.endMs / 1000).toFixed(1)} s, because ${why}. Up to here: nothing lost`)
  const sent = ledger.filter(({ attempts }) => attempts > 0)
  const open = sent.filter(({ outcome }) => outcome === 'undecided').length
  expect(said).toMatch(
    new RegExp(
      `${open === 0 ? 'Nothing that was sent is open' : `${open} messages? (is|are) undecided`}, ${ledger.length - sent.length} were not sent\\.`,
    ),
  )
})

test('losses, second effects, crashes, ignored copies and give-ups weigh most', () => {
  const { trace } = run(scenarioOf(lostAck))
  const weights = trace.map((event) => `${event.kind} ${weightOf(trace, event)}`)
  expect(weights).toEqual([
    'send 0',
    'deliver 0',
    'apply 1',
    'send 0',
    'drop 3',
    'timeout 2',
    'send 0',
    'deliver 0',
    'apply 3',
    'send 0',
    'deliver 0',
    'acknowledge 1',
  ])
})
