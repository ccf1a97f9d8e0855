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

/** A name stands where no other series is nearer, in pixels. */
const nameRoom = 26

export interface SeriesName {
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'end'
}

/**
 * Where the name of each series stands: at its last point, or else at its highest, if no other series is near there. None
 * where there is no such place.
 */
export function namesOf(series: Chart['series'], { top }: Pick<Frame, 'top'>): readonly (SeriesName | null)[] {
  return series.map(({ points }, i) => {
    const isFree = ({ x, y }: { x: number; y: number }) =>
      series.every(
        (other, j) => i === j || other.points.every((point) => point.x !== x || Math.abs(point.y - y) >= nameRoom),
      )
    const last = points.at(-1)
    // There is nothing to tell of what never happens.
    if (last === undefined || points.every(({ point }) => point.estimate.mean === 0)) return null
    const above = (y: number) => (y - 20 < top ? y + 20 : y - 12)
    if (isFree(last)) return { x: last.x, y: above(last.y), anchor: 'end' }
    const highest = points.reduce((best, point) => (point.y < best.y ? point : best))
    return isFree(highest) ? { x: highest.x + 12, y: above(highest.y), anchor: 'start' } : null
  })
}

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
      return { design, measure, path: draw([...theory]) ?? '', points: drawn, end: end && { x: end.x, y: end.y } }
    }),
  }
}
