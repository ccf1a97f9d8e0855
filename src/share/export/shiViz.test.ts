import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scenario } from '../../sim/arbitrary.ts'
import { run } from '../../sim/run.ts'
import { scenarioOf } from '../../sim/scenario.ts'
import type { Trace } from '../../sim/trace.ts'
import { wordsOf } from '../../words/words.ts'
import { type Clock, clocksOf, shiViz, shiVizParser } from './shiViz.ts'

const say = wordsOf('en')

/** What the parser of a log finds in it, as ShiViz reads it: its first line is the expression. */
function parsed(log: string): { host: string; clock: Clock; event: string }[] {
  const [expression = '', delimiter, ...rest] = log.split('\n')
  expect(expression).toBe('(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)')
  expect(delimiter).toBe('')
  return [...rest.join('\n').matchAll(new RegExp(expression, 'gm'))].map(({ groups }) => ({
    host: groups?.host ?? '',
    clock: JSON.parse(groups?.clock ?? '') as Clock,
    event: groups?.event ?? '',
  }))
}

test('its own parser finds every event of the trace in the log, in generated runs', () => {
  fc.assert(
    fc.property(scenario, (any) => {
      const { trace } = run(any, { moves: 400 })
      const log = shiViz.write({ scenario: any, trace, atMs: 0 }, say)
      const events = parsed(log)
      expect(events.map(({ host }) => host)).toEqual(trace.map(({ process }) => process ?? 'network'))
      expect(events.map(({ clock }) => clock)).toEqual(clocksOf(trace).map(({ clock }) => clock))
      for (const [i, { packet }] of trace.entries()) {
        if (packet !== undefined) expect(events[i]?.event).toContain(`${packet}, `)
      }
      expect(log.split('\n').length).toBe(2 + 2 * trace.length + 1)
    }),
    { seed: 71, numRuns: 150 },
  )
})

/**
 * Which events reach which by the order of each process and by packets from sending to arrival: the definition of
 * "happened before", by brute force. What the network does is told, and heard by nobody.
 */
function before(trace: Trace): boolean[][] {
  const reaches = trace.map(() => trace.map(() => false))
  const original = new Map<string, number>()
  const last = new Map<string, number>()
  for (const [i, event] of trace.entries()) {
    const host = event.process ?? 'network'
    const earlier = [last.get(host)]
    if (event.kind === 'duplicate') {
      const first = original.get(trace[(event.cause ?? 0) - 1]?.packet ?? '')
      earlier.push(first)
      if (first !== undefined) original.set(event.packet ?? '', first)
    } else if (['deliver', 'wait', 'drop'].includes(event.kind)) earlier.push(original.get(event.packet ?? ''))
    if (event.kind === 'send') original.set(event.packet ?? '', i)
    last.set(host, i)
    for (const j of earlier) {
      if (j === undefined) continue
      ;(reaches[j] as boolean[])[i] = true
      for (const row of reaches) if (row[j]) row[i] = true
    }
  }
  return reaches
}

const within = (a: Clock, b: Clock) =>
  (Object.entries(a) as [keyof Clock, number][]).every(([host, count]) => count <= (b[host] ?? 0))

test('one clock is below another exactly if its event happened before, in generated runs', () => {
  fc.assert(
    fc.property(scenario, (any) => {
      const { trace } = run(any, { moves: 60 })
      const [clocks, reaches] = [clocksOf(trace), before(trace)]
      for (const [i, a] of clocks.entries()) {
        for (const [j, b] of clocks.entries()) {
          if (i !== j) expect(within(a.clock, b.clock)).toBe(reaches[i]?.[j])
        }
      }
    }),
    { seed: 72, numRuns: 120 },
  )
})

test('a cause at another process is always known', () => {
  fc.assert(
    fc.property(scenario, (any) => {
      const { trace } = run(any, { moves: 400 })
      const clocks = clocksOf(trace)
      for (const [i, { cause }] of trace.entries()) {
        const [of, mine] = [clocks[(cause ?? 0) - 1], clocks[i]]
        if (of === undefined || mine === undefined || of.host === 'network') continue
        expect(within(of.clock, mine.clock)).toBe(true)
      }
    }),
    { seed: 73, numRuns: 150 },
  )
})

test('a sender whose ACK was lost knows nothing of the receiver', () => {
  const { trace } = run(scenarioOf({ messages: 1, faults: [{ do: 'drop', packet: 'a1.1' }] }))
  const clocks = clocksOf(trace)
  const timeout = trace.findIndex(({ kind }) => kind === 'timeout')
  expect(clocks[timeout]).toEqual({ host: 'sender', clock: { sender: 2 } })
  const acknowledge = trace.findIndex(({ kind }) => kind === 'acknowledge')
  expect(clocks[acknowledge]?.clock).toEqual({ sender: 5, receiver: 6 })
})

test('the expression is the one that ShiViz documents', () => {
  expect(shiVizParser).toBe(String.raw`(?<host>\S*) (?<clock>{.*})\n(?<event>.*)`)
})
