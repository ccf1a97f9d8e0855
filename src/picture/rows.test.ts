import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scenario } from '../sim/arbitrary.ts'
import { readPacketId } from '../sim/packet.ts'
import { run } from '../sim/run.ts'
import type { Trace } from '../sim/trace.ts'
import { wordsOf } from '../words/words.ts'
import { cellsOf, rowsOf } from './rows.ts'

const say = wordsOf('en')

/** What a sentence of the table says happened, read as a person reads it. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/^Sent /, 'send'],
  [/^(Took|Got) /, 'deliver'],
  [/^m\d+ waits, /, 'wait'],
  [/^(Lost|Dropped) /, 'drop'],
  [/^The network copied /, 'duplicate'],
  [/: new$/, 'miss'],
  [/: seen before, ignored$/, 'absorb'],
  [/^Applied /, 'apply'],
  [/^Recorded /, 'remember'],
  [/^Forgot the key /, 'evict'],
  [/^Done with /, 'finish'],
  [/ is acknowledged$/, 'acknowledge'],
  [/^Ignored /, 'ignore'],
  [/^Timer /, 'timeout'],
  [/^Gave up /, 'giveUp'],
  [/^Crashed/, 'crash'],
  [/^Restarted$/, 'restart'],
  [/^Waits on for /, 'resume'],
  [/^Forgot m/, 'forget'],
]

const processes: Readonly<Record<string, string>> = { Sender: 'sender', Receiver: 'receiver' }

/** The number of milliseconds that a text says as seconds. */
const msIn = (text: string | undefined): number | undefined => {
  const found = /([\d,]+\.\d+) s$/.exec(text ?? '')?.[1]
  return found === undefined ? undefined : Math.round(Number(found.replaceAll(',', '')) * 1000)
}

/** What the table does not say: which transition of a machine an event was, and which link a packet was on. */
const told = (trace: Trace): object[] => trace.map(({ fired, alsoFired, link, ...event }) => event)

/** The trace again, from nothing but the words in the cells. */
function rebuilt(trace: Trace): object[] {
  return rowsOf(trace).map((row) => {
    const { number, time, where, what, details, packet, cause } = cellsOf(row, say)
    const detail = (shape: RegExp) => details.find((text) => shape.test(text))
    const named = packet === '–' ? null : readPacketId(packet)
    const message = named?.message ?? Number(/\bm(\d+)/.exec(what)?.[1] ?? Number.NaN)
    const attempt = named?.attempt ?? Number(/^attempt (\d+)$/.exec(detail(/^attempt/) ?? '')?.[1] ?? Number.NaN)
    const line = /“(.+)”/.exec(detail(/^at “/) ?? what)?.[1]
    const value = /(\d+) \$/.exec(detail(/balance/)?.replaceAll(',', '') ?? '')?.[1]
    const event = {
      id: Number(number),
      atMs: msIn(time),
      kind: kinds.find(([shape]) => shape.test(what))?.[1],
      process: processes[where],
      message: Number.isNaN(message) ? undefined : message,
      attempt: Number.isNaN(attempt) ? undefined : attempt,
      packet: named === null ? undefined : packet,
      line,
      value: value === undefined ? undefined : Number(value),
      cause: cause === '–' ? null : Number(/\d+/.exec(cause)?.[0]),
      arrivesMs: msIn(detail(/^due/)),
      expiresMs: msIn(detail(/^timer/)),
    }
    return Object.fromEntries(Object.entries(event).filter(([, fact]) => fact !== undefined))
  })
}

test('the trace is rebuilt from what the cells of the table say, in generated runs', () => {
  const met = new Set<string>()
  fc.assert(
    fc.property(scenario, (any) => {
      const { trace } = run(any, { moves: 400 })
      for (const { kind } of trace) met.add(kind)
      expect(rebuilt(trace)).toEqual(told(trace))
    }),
    { seed: 27, numRuns: 300 },
  )
  // Every kind of event was among them.
  expect(kinds.map(([, kind]) => kind).filter((kind) => !met.has(kind))).toEqual([])
})
