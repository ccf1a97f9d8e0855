import { describe, expect, test } from 'vitest'
import { policyOf } from '../protocol/arbitrary.ts'
import type { Policy } from '../protocol/policy.ts'
import { badgeFaults } from './moves.ts'
import { explore } from './search.ts'

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
