/**
 * What a tally lets one say of the truth, with 95 % intervals.
 *
 * Messages of one run share a receiver and its crashes, so a run is one cluster: the variance of a mean is that of the
 * ratio of the runs' sums (Cochran, Sampling Techniques, 3rd ed. 1977, §6.3 and §9A). A proportion has the score
 * interval of Wilson (JASA 22, 1927, pp. 209–212), its number of messages divided by the design effect (Kish, Survey
 * Sampling, 1965), which is taken as 1 where the proportion measured is 0 or 1. A count has the normal interval. A
 * quantile has the order statistics whose ranks lie 1.96 standard deviations about its own (Conover, Practical
 * Nonparametric Statistics, 3rd ed. 1999, §3.2), messages taken as independent.
 */
import { bucketFrom } from './buckets.ts'
import {
  asNumber,
  type ExampleName,
  firstNames,
  type LatencyName,
  latencyNames,
  type Measure,
  messageMeasures,
  mostNames,
  runMeasures,
  type TallyData,
} from './tally.ts'

export interface Estimate {
  readonly mean: number
  readonly ci95: readonly [low: number, high: number]
  /** The standard error of the mean. */
  readonly error: number
}

/** Virtual milliseconds, to 0.1 %. */
export interface Quantile {
  readonly ms: number
  readonly ci95: readonly [low: number, high: number]
}

export interface Estimates {
  readonly runs: number
  readonly cut: number
  readonly events: number
  readonly submitted: number
  readonly measures: Readonly<Record<Measure, Estimate>>
  readonly mostKeys: number
  /** Null where no message got so far. `count`: how many did. */
  readonly latency: Readonly<Record<LatencyName, Latency | null>>
  readonly examples: readonly Example[]
}

export interface Latency {
  readonly count: number
  readonly median: Quantile
  readonly p95: Quantile
}

/** A run worth a look. `value`: how much it has of what makes it one; null where it is only the first of its kind. */
export interface Example {
  readonly name: ExampleName
  readonly run: number
  readonly value: number | null
}

/** The 97.5 % quantile of the normal distribution. */
const z = 1.959964

/** Measures that a message has or has not; of the others it can have any number. */
const proportions: ReadonlySet<Measure> = new Set(firstNames)

/** What is known after these runs. Without any run the means are 0 and the intervals as wide as can be. */
export function estimatesOf(tally: TallyData): Estimates {
  const { runs, cut, events, submitted, mostKeys, submittedSquared, sums, squares, products } = tally
  const counted = runs - cut
  const perMessage = messageMeasures.map((name, i) => {
    const moments = { sum: sums[i] ?? 0, square: asNumber(squares[i]), product: asNumber(products[i]) }
    return [name, estimate(name, counted, submitted, asNumber(submittedSquared), moments)]
  })
  const perRun = runMeasures.map((name, j) => {
    const i = messageMeasures.length + j
    const sum = sums[i] ?? 0
    return [name, estimate(name, counted, counted, counted, { sum, square: asNumber(squares[i]), product: sum })]
  })
  return {
    runs,
    cut,
    events,
    submitted,
    measures: Object.fromEntries([...perMessage, ...perRun]) as Estimates['measures'],
    mostKeys,
    latency: Object.fromEntries(
      latencyNames.map((name, i) => [name, latencyOf(tally.latencies[i] ?? [])]),
    ) as Estimates['latency'],
    examples: [
      ...firstNames.map((name, i) => ({ name, run: tally.firsts[i] ?? -1, value: null })),
      ...mostNames.map((name, i) => ({ name, run: -1, value: 0, ...tally.most[i] })),
    ].filter(({ run, value }) => run >= 0 && value !== 0),
  }
}

interface Moments {
  readonly sum: number
  readonly square: number
  readonly product: number
}

/** `units`: messages or runs; `unitsSquared` and the product are sums over the runs. */
function estimate(name: Measure, runs: number, units: number, unitsSquared: number, moments: Moments): Estimate {
  const isProportion = proportions.has(name)
  if (units === 0) return { mean: 0, ci95: [0, isProportion ? 1 : Number.MAX_VALUE], error: 0 }
  const { sum, square, product } = moments
  const mean = sum / units
  const squaredErrors = Math.max(0, square - 2 * mean * product + mean * mean * unitsSquared)
  const variance = runs < 2 ? 0 : ((runs / (runs - 1)) * squaredErrors) / (units * units)
  const error = Math.sqrt(variance)
  if (!isProportion) return { mean, ci95: [Math.max(0, mean - z * error), mean + z * error], error }
  const alone = (mean * (1 - mean)) / units
  const designEffect = alone > 0 && variance > alone ? variance / alone : 1
  return { mean, ci95: wilson(mean, units / designEffect), error }
}

/** Wilson's score interval for a proportion among so many. */
export function wilson(mean: number, count: number): readonly [number, number] {
  const centre = (mean + (z * z) / (2 * count)) / (1 + (z * z) / count)
  const half = (z / (1 + (z * z) / count)) * Math.sqrt((mean * (1 - mean)) / count + (z * z) / (4 * count * count))
  return [mean === 0 ? 0 : Math.max(0, centre - half), mean === 1 ? 1 : Math.min(1, centre + half)]
}

function latencyOf(pairs: readonly number[]): Latency | null {
  let count = 0
  for (let i = 1; i < pairs.length; i += 2) count += pairs[i] as number
  return count === 0 ? null : { count, median: quantile(pairs, count, 0.5), p95: quantile(pairs, count, 0.95) }
}

function quantile(pairs: readonly number[], count: number, share: number): Quantile {
  const spread = z * Math.sqrt(count * share * (1 - share))
  const low = Math.max(1, Math.floor(count * share - spread))
  const high = Math.min(count, Math.ceil(count * share + spread) + 1)
  return { ms: ranked(pairs, Math.ceil(count * share)), ci95: [ranked(pairs, low), ranked(pairs, high)] }
}

/** The duration with this rank, from 1. */
function ranked(pairs: readonly number[], rank: number): number {
  let seen = 0
  for (let i = 0; i < pairs.length; i += 2) {
    seen += pairs[i + 1] as number
    if (seen >= rank) return bucketFrom(pairs[i] as number)
  }
  return 0
}
