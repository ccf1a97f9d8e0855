import { nice, ticks } from 'd3'
import { type AxisName, axes, type DesignName, type Figure, type TheoryPoint } from '../../picture/costs.ts'
import { linear } from '../../picture/scale.ts'

export interface CostPoint {
  readonly x: number
  readonly estimate: { readonly mean: number; readonly ci95: readonly [low: number, high: number] }
}

export interface Series {
  readonly design: DesignName
  readonly measure: Figure
  readonly theory: readonly TheoryPoint[]
  readonly points: readonly CostPoint[]
}

/** Where everything stands, in pixels. */
export interface CostChart {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  readonly xTicks: readonly number[]
  readonly yTicks: readonly number[]
  readonly most: number
  readonly series: readonly {
    readonly design: DesignName
    readonly measure: Figure
    readonly theory: readonly TheoryPoint[]
    /** The parts of the line on which theory says something, as paths. */
    readonly path: string
    /** Straight from point to point where theory says nothing in between: it only leads the eye. */
    readonly guide: string
    readonly points: readonly {
      readonly x: number
      readonly y: number
      readonly low: number
      readonly high: number
      readonly point: CostPoint
    }[]
    /** Where the name of the series goes: beside its last point. */
    readonly end: { readonly x: number; readonly y: number } | null
  }[]
}

export interface ChartArea {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** What a figure is in: a share of the messages, so many for each of them, or virtual milliseconds. */
export const unitOf = (figure: Figure): 'share' | 'count' | 'time' =>
  figure === 'latency' || figure === 'p95' ? 'time' : counts.includes(figure) ? 'count' : 'share'
const counts: readonly Figure[] = ['packets', 'attempts', 'absorbed', 'keysStored', 'deliveries', 'duplicates']

/** What a letter of a name takes, and how far from a point a name stands; pixels. */
const [letterPx, heightPx, gapPx] = [8.6, 14, 11]

export interface SeriesName {
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'end'
}

/** Series that are so far apart are not taken for each other; pixels. */
const apartPx = 60

/**
 * Where the name of each series stands: above or below one of its points, where it covers no point or line and no
 * other name. The last point that is far from the other series, or else the farthest. None where there is no such place.
 */
export function namesOf(
  series: CostChart['series'],
  { width, height, left, right, top, bottom }: ChartArea,
  textOf: (series: CostChart['series'][number]) => string,
): readonly (SeriesName | null)[] {
  const dots = series.flatMap(({ points }) => points.flatMap((to, i) => [to, ...between(points[i - 1], to)]))
  const boxes: LabelBox[] = []
  return series.map((one) => {
    const wide = textOf(one).length * letterPx
    // There is nothing to tell of what never happens.
    if (one.points.every(({ point }) => point.estimate.mean === 0)) return null
    const others = series.flatMap(({ points }) => (points === one.points ? [] : points))
    const apart = ({ x, y }: ChartPoint) =>
      Math.min(apartPx, ...others.map((other) => (other.x === x ? Math.abs(other.y - y) : apartPx)))
    for (const { x, y } of one.points.toReversed().sort((a, b) => apart(b) - apart(a))) {
      for (const [line, anchor] of [
        [y - gapPx, 'end'],
        [y - gapPx, 'start'],
        [y + gapPx + heightPx, 'end'],
        [y + gapPx + heightPx, 'start'],
      ] as const) {
        const from = anchor === 'end' ? x - wide : x
        const box = { left: from, right: from + wide, top: line - heightPx, bottom: line + 4 }
        if (box.left < left || box.right > width - right + 4 || box.top < top - 4 || box.bottom > height - bottom)
          continue
        if (dots.some((dot) => isIn(dot, box)) || boxes.some((other) => overlap(box, other))) continue
        boxes.push(box)
        return { x, y: line, anchor }
      }
    }
    return null
  })
}

interface LabelBox {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface ChartPoint {
  readonly x: number
  readonly y: number
}

/** Places along the line from one point to the next, close enough for no name to stand between two of them. */
function between(from: ChartPoint | undefined, to: ChartPoint): readonly ChartPoint[] {
  if (from === undefined) return []
  const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / heightPx)
  return Array.from({ length: steps }, (_, i) => ({
    x: from.x + ((to.x - from.x) * i) / steps,
    y: from.y + ((to.y - from.y) * i) / steps,
  }))
}

/** A point has a shape, and is not to touch a name. */
const shapePx = 6
const isIn = ({ x, y }: ChartPoint, { left, right, top, bottom }: LabelBox) =>
  x > left - shapePx && x < right + shapePx && y > top - shapePx && y < bottom + shapePx
const overlap = (a: LabelBox, b: LabelBox) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/** What is counted begins at zero, so that nothing looks larger than it is; so does the axis, unless its zero means nothing. */
export function costChartOf(series: readonly Series[], axis: AxisName, frame: ChartArea): CostChart {
  const { at, unit } = axes[axis]
  const said = series.flatMap(({ theory, points }) => [
    ...theory.flatMap(({ says }) => says.expected ?? []),
    ...points.map(({ estimate }) => estimate.mean),
  ])
  const unitOfAll = unitOf(series[0]?.measure ?? 'lost')
  // A share of all messages is never more than all of them.
  const whole = unitOfAll === 'share' ? 1 : Number.POSITIVE_INFINITY
  // Before anything is known there is a scale, too.
  const highest = Math.max({ share: 0.01, count: 1, time: 1000 }[unitOfAll], ...said)
  const top = highest > 0.95 && highest <= whole ? Math.min(whole, highest * 1.05) : highest * 1.05
  const [, most] = nice(0, top, 5)
  const y = linear([0, most], [frame.height - frame.bottom, frame.top])
  const ends = [unit === 'count' ? (at[0] as number) : 0, at.at(-1) as number] as const
  const x = linear(ends, [frame.left, frame.width - frame.right])
  /** From point to point where theory speaks at both. */
  const draw = (theory: readonly TheoryPoint[]) =>
    theory
      .map(({ x: at, says: { expected } }, i) => {
        if (expected === null) return ''
        const goesOn = i > 0 && theory[i - 1]?.says.expected !== null
        return `${goesOn ? 'L' : 'M'}${x(at)} ${y(expected)}`
      })
      .join('')
  return {
    x,
    y,
    xTicks: ticks(...ends, frame.width < 500 ? 5 : 8),
    yTicks: ticks(0, most, 5),
    most,
    series: series.map(({ design, measure, theory, points }) => {
      const drawn = points.map((point) => ({
        x: x(point.x),
        y: y(point.estimate.mean),
        low: y(point.estimate.ci95[0]),
        high: y(Math.min(most, point.estimate.ci95[1])),
        point,
      }))
      const last = theory.findLast(({ says }) => says.expected !== null)
      const end = drawn.at(-1) ?? (last && { x: x(last.x), y: y(last.says.expected ?? 0) }) ?? null
      const isSilent = (from: number, to: number) =>
        theory.some((point) => point.x >= from && point.x <= to && point.says.expected === null)
      const guide = drawn
        .map((to, i) => [drawn[i - 1], to] as const)
        .filter(([from, to]) => from !== undefined && isSilent(from.point.x, to.point.x))
        .map(([from, to]) => `M${from?.x} ${from?.y}L${to.x} ${to.y}`)
        .join('')
      const path = draw(theory)
      return { design, measure, theory, path, guide, points: drawn, end: end && { x: end.x, y: end.y } }
    }),
  }
}
