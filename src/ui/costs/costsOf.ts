import type { Lab } from '../../app/lab.ts'
import type { Estimates } from '../../explore/estimates.ts'
import { scenarioOfRun } from '../../explore/sweep.ts'
import type { Measure } from '../../explore/tally.ts'
import { type AxisName, axes, type CostQuestion, type Design } from '../../picture/costs.ts'
import words from '../../words/costs.en.json'
import { seconds, type WordId, wordsOf } from '../../words/words.ts'
import workbench from '../../words/workbench.en.json'
import { isCount } from './chart.ts'

/** The words of the page, with those of the knobs that stand on it. */
export const say = wordsOf('en', { ...workbench, ...words })

export const nameOf = (design: Design['name']): string =>
  design === 'yours' ? say('costs.yours') : say(`mode.${design}`)

export const measureName = (measure: Measure): string => say(`costs.measures.${measure}` as WordId)

/** A place of an axis in its unit. */
export const placeOf = (axis: AxisName, x: number): string => {
  const { unit } = axes[axis]
  return say(`costs.units.${unit}`, { value: unit === 'ms' ? seconds(x) : x })
}

const percents = new Intl.NumberFormat('en', { style: 'percent', maximumSignificantDigits: 3 })
const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** How often, in percent, or how many. */
export const figureOf = (measure: Measure, value: number): string =>
  isCount(measure) ? plain.format(value) : percents.format(value)

/**
 * Shows one run of a question in the player: one with this outcome where there is one, stopped at its first surprise.
 * What kind of run it is, and out of how many, is said above it.
 */
export function openRun(
  lab: Lab,
  { question, design }: CostQuestion,
  { examples, runs }: Estimates,
  wanted: readonly string[],
): void {
  const example = wanted.flatMap((name) => examples.find((one) => one.name === name) ?? [])[0]
  const scenario = scenarioOfRun({ ...question, runs }, example?.run ?? 0)
  lab.load(scenario, 0, '')
  lab.nextSurprise()
  const values = { kind: example?.name ?? 'any', run: (example?.run ?? 0) + 1, runs, design: nameOf(design) }
  lab.notify({ kind: 'import', title: say('costs.opened', values), lines: [say('costs.openedNext')] })
}

/** Of which runs a figure is an example: the first with that outcome, or the one with the most of it. */
export const examplesOf: Partial<Record<string, readonly string[]>> = {
  lost: ['lost'],
  duplicated: ['duplicated'],
  gaveUp: ['gaveUp'],
  gaveUpThoughDone: ['gaveUpThoughDone'],
  packets: ['mostPackets'],
  attempts: ['mostAttempts'],
  absorbed: ['mostPackets'],
  keysStored: ['mostKeys'],
  latency: ['slowestEffect'],
  p95: ['slowestEffect'],
}
