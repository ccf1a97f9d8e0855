import { describe, expect, test } from 'vitest'
import { policyOf } from '../protocol/arbitrary.ts'
import type { Policy } from '../protocol/policy.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { badgeFaults, isSlow } from './moves.ts'
import { explore, type Query, Search } from './search.ts'

/** Fewest faults for: lost, duplicated, gave up though done, acknowledged without effect. `-`: proved impossible. */
type Fewest = readonly (number | '-')[]
const waits = { attempts: 4 } as const

/** theory.md, section 4. Made by a search written apart from this one. */
const table: [
  name: string,
  sender: Partial<Policy['sender']>,
  receiver: Partial<Policy['receiver']>,
  slow: boolean,
  Fewest,
][] = [
  ['fire and forget', { awaitAck: false, attempts: 1, onRestart: 'forget' }, {}, false, [1, '-', '-', '-']],
  ['ACK before effect', waits, { ackTiming: 'beforeEffect' }, false, [1, 1, 4, 1]],
  ['ACK after effect, no dedup', waits, {}, false, [4, 1, 4, '-']],
  ['the same, premature timeout', waits, {}, true, [4, 0, 0, '-']],
  ['volatile dedup', waits, { dedup: 'volatile' }, false, [4, 1, 4, '-']],
  ['durable, key first', waits, { dedup: 'durable', commit: 'keyFirst' }, false, [1, '-', 4, 1]],
  ['durable, effect first', waits, { dedup: 'durable', commit: 'effectFirst' }, false, [4, 1, 4, '-']],
  ['durable, atomic', waits, { dedup: 'durable' }, false, [4, '-', 4, '-']],
  ['the same, premature timeouts', waits, { dedup: 'durable' }, true, [4, '-', 0, '-']],
  ['the same, sender forgets', { ...waits, onRestart: 'forget' }, { dedup: 'durable' }, false, [2, '-', 4, '-']],
  ['the same, new key', { ...waits, onRestart: 'resumeNewKey' }, { dedup: 'durable' }, false, [4, 1, 4, '-']],
  ['the same, same key', { ...waits, onRestart: 'resume' }, { dedup: 'durable' }, false, [4, '-', 4, '-']],
  ['atomic, ACK before effect', waits, { dedup: 'durable', ackTiming: 'beforeEffect' }, false, [1, '-', 4, 1]],
]

describe('the fewest faults, with one message and four attempts', () => {
  test.each(table)('%s', (_name, sender, receiver, slow, fewest) => {
    const policy = policyOf({ sender, receiver })
    const { complete, outcomes } = explore({
      policy,
      messages: 1,
      faults: { max: 6, ...badgeFaults },
      network: { reorder: true, slow },
    })
    const { lost, duplicated, gaveUpThoughDone, ackedWithoutEffect } = outcomes
    expect(complete).toBe(true)
    expect([lost, duplicated, gaveUpThoughDone, ackedWithoutEffect].map((found) => found?.faults ?? '-')).toEqual(
      fewest,
    )
  })
})

const ask = (parts: Parameters<typeof policyOf>[0], more: Partial<Query> = {}) =>
  explore({
    policy: policyOf(parts),
    messages: 1,
    faults: { max: 3, ...badgeFaults },
    network: { reorder: true, slow: false },
    ...more,
  })

describe('bounds', () => {
  const slow = { reorder: true, slow: true }

  test('unlimited attempts on a slow network are bounded by the faults and three more, and the answer says so', () => {
    expect(ask({}, { network: slow }).attempts).toBe(6)
    expect(ask({}).attempts).toBe(null)
    expect(ask({ sender: { attempts: 3 } }, { network: slow }).attempts).toBe(null)
    expect(ask({ sender: { attempts: 3 } }, { network: slow, attempts: 2 }).attempts).toBe(2)
  })

  test('at a bound that the policy does not have nobody gives up and nothing is lost', () => {
    const { outcomes } = ask({}, { network: slow, attempts: 2, faults: { max: 4, ...badgeFaults } })
    expect([outcomes.lost, outcomes.gaveUpThoughDone]).toEqual([null, null])
    expect(ask({ sender: { attempts: 2 } }, { network: slow }).outcomes.gaveUpThoughDone).toMatchObject({ faults: 0 })
  })

  test('a window by time lets a duplicate through exactly if the retries can outlast it', () => {
    const within = (ms: number, attempts: number) =>
      ask({ sender: { attempts, timeoutMs: 3000 }, receiver: { dedup: 'durable', window: { ms } } }).outcomes.duplicated
    expect(within(6001, 3)).toBe(null)
    expect(within(6000, 3)).toMatchObject({ faults: 1 })
  })

  test('a window of one key forgets the first message when the second is stored', () => {
    const parts = { receiver: { dedup: 'durable' as const, window: { keys: 1 } } }
    expect(ask(parts).outcomes.duplicated).toBe(null)
    expect(ask(parts, { messages: 2 }).outcomes.duplicated).toMatchObject({ faults: 1 })
  })

  test('an older value overwrites a newer one without any fault, where packets may overtake', () => {
    const set = { receiver: { dedup: 'durable' as const, effect: 'set' as const } }
    expect(ask(set, { messages: 2 }).outcomes.wrongValue).toMatchObject({ faults: 0 })
    const ordered = { messages: 2, network: { reorder: false, slow: false } }
    expect(ask(set, ordered).outcomes.wrongValue).toMatchObject({ faults: 1 })
  })

  test('a network is slow by default exactly if a timeout can be below a round trip of two hops and every line', () => {
    const { environment } = scenarioOf({})
    const slowAt = (timeoutMs: number, jitterPct = 0) =>
      isSlow(policyOf({ sender: { timeoutMs, jitterPct } }), environment)
    expect([slowAt(2199), slowAt(2200), slowAt(3000, 25), slowAt(3000, 30)]).toEqual([true, false, false, true])
  })
})

describe('an answer', () => {
  test('that was asked for one outcome is complete when it is found', () => {
    expect(ask({}, { outcomes: ['duplicated'] })).toMatchObject({ complete: true, ended: 'found' })
    expect(ask({}, { outcomes: ['lost'] })).toMatchObject({ complete: true, ended: 'everything', states: 83 })
  })

  test('of a search that was cut short, or not let go on, is not complete', () => {
    expect(ask({}, { messages: 3, mostStates: 100 })).toMatchObject({ complete: false, ended: 'limit' })
    const search = new Search({
      policy: policyOf({}),
      messages: 3,
      faults: { max: 3, ...badgeFaults },
      network: { reorder: true, slow: false },
    })
    expect(search.advance(100)).toBe(true)
    expect(search.answer()).toMatchObject({ complete: false, ended: null, states: 100 })
  })
})
