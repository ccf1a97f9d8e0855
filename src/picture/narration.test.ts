import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { weightOf } from './explain.ts'
import {
  again,
  dueMs,
  flush,
  type Listening,
  pauseMs,
  queueMessage,
  type Slot,
  silence,
  slotOf,
  staleMs,
} from './narration.ts'

interface TestMessage {
  slot: Slot
  id: string
  atMs: number
}

const order: readonly Slot[] = ['outcome', 'receiver', 'sender', 'network', 'playback']

/**
 * What is heard of messages that come at their instants. A timer, set when the first of those that wait has come, says
 * them as soon as they may be said, or `lateMs` later.
 */
function heard(messages: readonly TestMessage[], lateMs = 0) {
  const said: { atMs: number; ids: string[] }[] = []
  let narration = silence
  let timerMs: number | null = null
  function sayUntil(ms: number): void {
    if (timerMs === null || timerMs >= ms) return
    const atMs = timerMs
    timerMs = null
    const { narration: rest, text } = flush(narration, atMs)
    narration = rest
    if (text !== null) said.push({ atMs, ids: text.split(' ') })
  }
  for (const { slot, id, atMs } of messages) {
    sayUntil(atMs)
    narration = queueMessage(narration, slot, id, atMs)
    timerMs ??= Math.max(dueMs(narration) ?? 0, atMs) + lateMs
  }
  sayUntil(Number.POSITIVE_INFINITY)
  expect(dueMs(narration)).toBeNull()
  return said
}

/** Holds of whatever comes: seldom enough, early enough, each at most once, the newest of its kind, in order of time. */
function expectHearable(messages: readonly TestMessage[], said: ReturnType<typeof heard>): void {
  const byId = new Map(messages.map((message) => [message.id, message]))
  const all = said.flatMap(({ ids }) => ids)
  expect(new Set(all).size).toBe(all.length)
  for (const [i, { atMs, ids }] of said.entries()) {
    expect(atMs - (said[i - 1]?.atMs ?? -pauseMs)).toBeGreaterThanOrEqual(pauseMs)
    const told = ids.map((id) => byId.get(id) as TestMessage)
    const instants = told.map(({ atMs: sinceMs }) => sinceMs)
    expect(instants).toEqual([...instants].sort((a, b) => a - b))
    for (const { slot, atMs: sinceMs } of told) {
      expect(atMs - sinceMs).toBeLessThanOrEqual(staleMs)
      expect(messages.some((other) => other.slot === slot && other.atMs > sinceMs && other.atMs < atMs)).toBe(false)
    }
  }
  // The last of each kind is never lost.
  for (const slot of order) {
    const last = messages.findLast((message) => message.slot === slot)
    if (last) expect(all).toContain(last.id)
  }
}

describe('a flood', () => {
  /** Ten seconds at 4× with 200 events a second. */
  const flood = Array.from(
    { length: 2000 },
    (_, i): TestMessage => ({ slot: order[(i * 7) % 5] as Slot, id: String(i), atMs: i * 5 }),
  )

  test('of 200 events a second is one message a second, none older than 1.5 s', () => {
    const said = heard(flood)
    expectHearable(flood, said)
    expect(said.map(({ atMs }) => Math.round(atMs / 1000))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    for (const { ids } of said.slice(1)) expect(ids).toHaveLength(5)
  })

  test('what comes out of a sleeping tab too late is not said at all', () => {
    const narration = queueMessage({ waiting: [], saidMs: 0 }, 'outcome', 'long ago', 100)
    expect(flush(narration, 100 + staleMs + 1)).toEqual({ narration: { waiting: [], saidMs: 0 }, text: null })
    expect(flush(narration, 100 + staleMs).text).toBe('long ago')
    expect(flush(narration, pauseMs - 1)).toEqual({ narration, text: null })
  })
})

test('of a crowd the outcomes are said, then the newest, and the rest is counted', () => {
  let narration = silence
  for (let i = 0; i < 30; i++)
    narration = queueMessage(narration, i === 3 ? 'outcome' : 'receiver', String(i), 0, 'all')
  const { text } = flush(narration, 0, (count) => `and ${count} more`)
  expect(text).toBe('3 19 20 21 22 23 24 25 26 27 28 29 and 18 more')
})

test('what comes alone is said alone', () => {
  const left = queueMessage(queueMessage(silence, 'network', 'lost', 0), 'receiver', 'applied', 1)
  expect(flush(left, 1).text).toBe('lost applied')
  expect(flush(queueMessage(left, 'sender', 'timeout', 2, 'only'), 2).text).toBe('timeout')
})

const speeds = fc.constantFrom(0.25, 0.5, 1, 2, 4)
const verbosities = fc.constantFrom('outcomes', 'all', 'off' as const) as fc.Arbitrary<Listening['verbosity']>

test('a run that plays, whatever happens in it, is heard in time', () => {
  fc.assert(
    fc.property(
      scenario,
      speeds,
      verbosities,
      fc.integer({ min: 0, max: 400 }),
      (generated, speed, verbosity, late) => {
        const { trace } = run(generated, { moves: 400 })
        const messages = trace.flatMap((event): TestMessage[] => {
          const slot = slotOf(trace, event, { verbosity, speed })
          return slot === null ? [] : [{ slot, id: String(event.id), atMs: event.atMs / speed }]
        })
        if (verbosity === 'off') expect(messages).toEqual([])
        if (speed > 1) expect(messages.every(({ slot }) => slot === 'outcome')).toBe(true)
        // Every surprise has been told, and step by step everything is.
        const surprises = trace.filter((event) => weightOf(trace, event) === 3).length
        if (verbosity !== 'off') expect(messages.filter(({ slot }) => slot === 'outcome')).toHaveLength(surprises)
        const stepped = trace.filter((event) => slotOf(trace, event, { verbosity, speed: 0 }) !== null)
        expect(stepped).toHaveLength(verbosity === 'off' ? 0 : trace.length)
        expectHearable(messages, heard(messages, late))
      },
    ),
  )
})

test('at normal speed effects and what goes wrong are heard, and at half speed all, if all is wanted', () => {
  const { trace } = run(scenarioOf({ messages: 1, faults: [{ do: 'drop', packet: 'a1.1' }] }))
  const kinds = (listening: Listening) =>
    trace.flatMap((event: TraceEvent) => {
      const slot = slotOf(trace, event, listening)
      return slot === null ? [] : [`${slot}: ${event.kind}`]
    })
  const outcomes = ['receiver: apply', 'outcome: drop', 'outcome: apply']
  expect(kinds({ verbosity: 'outcomes', speed: 1 })).toEqual(outcomes)
  expect(kinds({ verbosity: 'outcomes', speed: 0.25 })).toEqual(outcomes)
  expect(kinds({ verbosity: 'all', speed: 1 })).toEqual(outcomes)
  expect(kinds({ verbosity: 'outcomes', speed: 2 })).toEqual(outcomes.slice(1))
  expect(kinds({ verbosity: 'all', speed: 0.5 })).toContain('sender: timeout')
  expect(kinds({ verbosity: 'all', speed: 0.5 })).toHaveLength(trace.length)
})

test('the same text twice differs by a character without width', () => {
  const twice = again('m1 was applied.', 'm1 was applied.')
  expect(twice).not.toBe('m1 was applied.')
  expect(twice.replace('\u200B', '')).toBe('m1 was applied.')
  expect(again('m1 was applied.', twice)).toBe('m1 was applied.')
  expect(again('m2 was applied.', 'm1 was applied.')).toBe('m2 was applied.')
})
