import { line, scaleLinear } from 'd3'
import type { Estimate } from '../../explore/estimates.ts'
import type { Measure } from '../../explore/tally.ts'
import { type AxisName, axes, type Design, type TheoryPoint } from '../../picture/costs.ts'

export interface CostPoint {
  readonly x: number
  readonly estimate: Estimate
}

export interface Series {
  readonly design: Design['name']
  readonly measure: Measure
  readonly theory: readonly TheoryPoint[]
  readonly points: readonly CostPoint[]
}

/** Where everything stands, in pixels. */
export interface Chart {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  readonly xTicks: readonly number[]
  readonly yTicks: readonly number[]
  readonly most: number
  readonly series: readonly {
    readonly design: Design['name']
    readonly measure: Measure
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

export interface Frame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Whether a measure counts things, and is not a share of the messages. */
export const isCount = (measure: Measure): boolean =>
  ['packets', 'attempts', 'absorbed', 'keysStored', 'deliveries', 'duplicates'].includes(measure)

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
  series: Chart['series'],
  { width, height, left, right, top, bottom }: Frame,
  textOf: (series: Chart['series'][number]) => string,
): readonly (SeriesName | null)[] {
  const dots = series.flatMap(({ points }) => points.flatMap((to, i) => [to, ...between(points[i - 1], to)]))
  const boxes: Box[] = []
  return series.map((one) => {
    const wide = textOf(one).length * letterPx
    // There is nothing to tell of what never happens.
    if (one.points.every(({ point }) => point.estimate.mean === 0)) return null
    const others = series.flatMap(({ points }) => (points === one.points ? [] : points))
    const apart = ({ x, y }: Place) =>
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

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface Place {
  readonly x: number
  readonly y: number
}

/** Places along the line from one point to the next, close enough for no name to stand between two of them. */
function between(from: Place | undefined, to: Place): readonly Place[] {
  if (from === undefined) return []
  const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / heightPx)
  return Array.from({ length: steps }, (_, i) => ({
    x: from.x + ((to.x - from.x) * i) / steps,
    y: from.y + ((to.y - from.y) * i) / steps,
  }))
}

/** A point has a shape, and is not to touch a name. */
const shapePx = 6
const isIn = ({ x, y }: Place, { left, right, top, bottom }: Box) =>
  x > left - shapePx && x < right + shapePx && y > top - shapePx && y < bottom + shapePx
const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/** The scale begins at zero, so that nothing looks larger than it is. */
export function chartOf(series: readonly Series[], axis: AxisName, frame: Frame): Chart {
  const { at } = axes[axis]
  const said = series.flatMap(({ theory, points }) => [
    ...theory.flatMap(({ says }) => says.expected ?? []),
    ...points.map(({ estimate }) => estimate.mean),
  ])
  // A share of all messages is never more than all of them.
  const whole = series.some(({ measure }) => isCount(measure)) ? Number.POSITIVE_INFINITY : 1
  const highest = Math.max(0.01, ...said)
  const y = scaleLinear()
    .domain([0, highest > 0.95 && highest <= whole ? Math.min(whole, highest * 1.05) : highest * 1.05])
    .nice(5)
    .range([frame.height - frame.bottom, frame.top])
  const x = scaleLinear()
    .domain([Math.min(0, at[0] as number), at.at(-1) as number])
    .range([frame.left, frame.width - frame.right])
  const draw = line<TheoryPoint>()
    .defined(({ says }) => says.expected !== null)
    .x((point) => x(point.x))
    .y(({ says }) => y(says.expected ?? 0))
  const [, most = 1] = y.domain()
  return {
    x,
    y,
    xTicks: x.ticks(frame.width < 500 ? 5 : 8),
    yTicks: y.ticks(5),
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
      const path = draw([...theory]) ?? ''
      return { design, measure, path, guide, points: drawn, end: end && { x: end.x, y: end.y } }
    }),
  }
}
