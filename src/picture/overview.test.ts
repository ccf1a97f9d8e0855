import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { forAll, number } from '../protocol/arbitrary.ts'
import { presets } from '../protocol/policy.ts'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { isSurprise } from './explain.ts'
import { instantOf, overviewOf, quartersOf, rowOf, surprisesOf } from './overview.ts'

const most = { moves: 400 }
const whole = ({ endMs }: { endMs: number }) => ({ fromMs: 0, untilMs: endMs })

test('of generated runs every loss, duplicate and crash has a tick in its row, however few rows there are', () => {
  forAll(fc.tuple(scenario, number(1, 40)), 120, ([any, rows]) => {
    const { trace, endMs } = run(any, most)
    const surprises = surprisesOf(trace)
    const { ticks } = overviewOf(trace, surprises, whole({ endMs }), rows)
    const rowsOf = (kind: keyof typeof ticks) => ticks[kind].map(({ row }) => row)
    const effects = new Map<number, number>()
    for (const { kind, message, atMs } of trace) {
      const row = rowOf(atMs, whole({ endMs }), rows)
      if (kind === 'drop') expect(rowsOf('lost')).toContain(row)
      if (kind === 'crash') expect(rowsOf('crash')).toContain(row)
      if (kind !== 'apply') continue
      effects.set(message as number, (effects.get(message as number) ?? 0) + 1)
      if ((effects.get(message as number) ?? 0) > 1) expect(rowsOf('dup')).toContain(row)
    }
    const ticked = Object.values(ticks).flatMap((list) => list.map(({ count }) => count))
    expect(ticked.reduce((a, b) => a + b, 0)).toBe(surprises.length)
    expect(surprises.map(({ event }) => event)).toEqual(
      trace.filter((event) => isSurprise(trace, event)).map(({ id }) => id),
    )
  })
})

test('of generated runs the rows and the quarters count every event once', () => {
  forAll(fc.tuple(scenario, number(1, 40)), 120, ([any, rows]) => {
    const { trace, endMs, world } = run(any, most)
    const surprises = surprisesOf(trace)
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
    expect(sum(overviewOf(trace, surprises, whole({ endMs }), rows).density)).toBe(trace.length)
    const quarters = quartersOf(trace, surprises, endMs)
    expect(sum(quarters.map(({ events }) => events))).toBe(trace.length)
    expect(sum(quarters.map(({ lost }) => lost))).toBe(world.faults.dropped)
    expect(sum(quarters.map(({ crash }) => crash))).toBe(world.faults.crashes)
    expect(sum(quarters.map(({ dup }) => dup))).toBe(
      sum(ledgerOf(world).map(({ effects }) => Math.max(0, effects - 1))),
    )
  })
})

test('a row and the instant that it stands for find each other', () => {
  const stretch = { fromMs: 2000, untilMs: 9000 }
  for (let row = 0; row < 57; row++) expect(rowOf(instantOf(row, stretch, 57), stretch, 57)).toBe(row)
  expect([instantOf(-3, stretch, 57), instantOf(99, stretch, 57)]).toEqual([2000, 9000])
})

test('a stretch shows its own surprises only', () => {
  const scenario = scenarioOf({ policy: presets.atLeastOnce, faults: [{ do: 'drop', packet: 'a1.1' }] })
  const { trace } = run(scenario)
  const surprises = surprisesOf(trace)
  expect(surprises.map(({ kind }) => kind)).toEqual(['lost', 'dup'])
  const [lost, dup] = surprises.map(({ atMs }) => atMs) as [number, number]
  const early = overviewOf(trace, surprises, { fromMs: 0, untilMs: lost }, 11)
  expect(early.ticks).toEqual({ lost: [{ row: 10, count: 1 }], dup: [], crash: [], other: [] })
  expect(overviewOf(trace, surprises, { fromMs: lost + 1, untilMs: 2 * dup }, 11).ticks.dup).toHaveLength(1)
})
