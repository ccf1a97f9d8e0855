import { describe, expect, test } from 'vitest'
import { type Estimates, estimatesOf } from '../../explore/estimates.ts'
import { Sweep } from '../../explore/sweep.ts'
import { axes, designsOf, questionsOf, theoryOf } from '../../picture/costs.ts'
import { scenarioOf } from '../../sim/scenario.ts'
import { costChartOf, namesOf } from './chart.ts'

const weather = scenarioOf({ environment: { loseMessagePct: 30, loseAckPct: 20 }, messages: 3, seed: 1 })
const frame = { width: 600, height: 300, left: 50, right: 10, top: 10, bottom: 30 }

const measured = new Map<string, Estimates>()
function estimates(key: string): Estimates {
  const question = questionsOf(weather, designsOf(weather), 'attempts').find((one) => one.key === key)?.question
  if (question === undefined) throw new Error(key)
  if (!measured.has(key)) {
    const sweep = new Sweep({ ...question, runs: 2000 })
    while (sweep.advance(1e6));
    measured.set(key, estimatesOf(sweep.data()))
  }
  return measured.get(key) as Estimates
}

describe('the chart', () => {
  const design = designsOf(weather)[1] as ReturnType<typeof designsOf>[number]
  const series = (['lost', 'duplicated'] as const).map((measure) => ({
    design: design.name,
    measure,
    theory: theoryOf(weather, design, 'attempts', measure),
    points: axes.attempts.at.map((x) => ({ x, estimate: estimates(`atLeastOnce attempts ${x}`).measures[measure] })),
  }))
  const chart = costChartOf(series, 'attempts', frame)

  test('the line of theory runs through the intervals of the points', () => {
    for (const { theory, points } of series) {
      for (const { x, estimate } of points) {
        const says = theory.find((point) => point.x === x)?.says.expected
        expect(says).not.toBeNull()
        expect(Math.abs((says ?? Number.NaN) - estimate.mean)).toBeLessThanOrEqual(4 * estimate.error + 0.002)
      }
    }
    // More retries trade loss for duplicates.
    const [lost, duplicated] = series.map(({ theory }) => theory.map(({ says }) => says.expected ?? Number.NaN))
    expect(lost).toEqual([...(lost ?? [])].sort((a, b) => b - a))
    expect(duplicated).toEqual([...(duplicated ?? [])].sort((a, b) => a - b))
  })

  test('all of it is inside the frame, zero is at the foot, and a point is where its number is', () => {
    expect(chart.y(0)).toBe(frame.height - frame.bottom)
    for (const { points } of chart.series) {
      for (const { x, y, low, high, point } of points) {
        expect(x).toBeGreaterThanOrEqual(frame.left)
        expect(x).toBeLessThanOrEqual(frame.width - frame.right)
        expect(y).toBeCloseTo(chart.y(point.estimate.mean))
        expect(high).toBeGreaterThanOrEqual(frame.top)
        expect(high).toBeLessThanOrEqual(y)
        expect(low).toBeGreaterThanOrEqual(y)
      }
    }
  })

  test('a name stands by its line where it covers no point and no other name, and none where there is no room', () => {
    const textOf = ({ measure }: { measure: string }) => measure
    const [lost, duplicated] = namesOf(chart.series, frame, textOf)
    expect(lost).toMatchObject({ x: chart.x(10), anchor: 'end' })
    expect(duplicated).toMatchObject({ x: chart.x(10), anchor: 'end' })
    expect(Math.abs((lost?.y ?? 0) - (duplicated?.y ?? 0))).toBeGreaterThanOrEqual(20)
    expect(namesOf(chart.series, { ...frame, width: 60, left: 50 }, textOf)).toEqual([null, null])
    // Along lines that lie on each other both names have room, at different places.
    const names = namesOf([...chart.series, ...chart.series], frame, textOf)
    expect(new Set(names.map((name) => `${name?.x} ${name?.y} ${name?.anchor}`)).size).toBe(4)
    // Names as long as this one have room for a part of the lines only.
    const long = namesOf([...chart.series, ...chart.series], frame, () => 'x'.repeat(64))
    expect(long.filter((name) => name === null).length).toBeGreaterThan(0)
  })

  test('a share of all messages is not drawn on a scale that goes beyond all of them', () => {
    const all = series.map((one) => ({
      ...one,
      points: one.points.map(({ x, estimate }) => ({ x, estimate: { ...estimate, mean: 1 } })),
    }))
    expect(costChartOf(all, 'attempts', frame).most).toBe(1)
  })

  test('where theory says nothing there is no line', () => {
    const copied = { ...weather, environment: { ...weather.environment, duplicatePct: 10 } }
    const theory = theoryOf(copied, design, 'messageLoss', 'duplicated')
    expect(theory.every(({ says }) => says.expected === null)).toBe(true)
    expect(
      costChartOf([{ design: 'atLeastOnce', measure: 'duplicated', theory, points: [] }], 'messageLoss', frame)
        .series[0],
    ).toMatchObject({ path: '', guide: '', end: null })
    const at = (mean: number) => ({ mean, ci95: [mean, mean], error: 0 }) as const
    const points = [0, 30, 60].map((x) => ({ x, estimate: at(x / 100) }))
    const [silent] = costChartOf(
      [{ design: 'atLeastOnce', measure: 'duplicated', theory, points }],
      'messageLoss',
      frame,
    ).series
    const [a, b, c] = silent?.points ?? []
    expect(silent?.guide).toBe(`M${a?.x} ${a?.y}L${b?.x} ${b?.y}M${b?.x} ${b?.y}L${c?.x} ${c?.y}`)
  })

  test('where theory speaks nothing but its line joins the points', () => {
    expect(chart.series.map(({ guide }) => guide)).toEqual(['', ''])
  })
})
