import type { Lab } from '../../app/lab.ts'
import type { Estimates } from '../../explore/estimates.ts'
import { scenarioOfRun } from '../../explore/sweep.ts'
import type { ExampleName } from '../../explore/tally.ts'
import { type AxisName, axes, type CostQuestion, type DesignName, type Figure } from '../../picture/costs.ts'
import { movesToExample } from '../../picture/example.ts'
import { isPreset } from '../../protocol/presets.ts'
import words from '../../words/costs.en.json'
import knobs from '../../words/knobs.en.json'
import { seconds, type WordId, wordsOf } from '../../words/words.ts'
import workbench from '../../words/workbench.en.json'
import { unitOf } from './chart.ts'

/** The words of the page, with those of the knobs that stand on it. */
export const say = wordsOf('en', { ...knobs, ...workbench, ...words })

export const designWords = (design: DesignName): string =>
  isPreset(design) ? say(`mode.${design}`) : say(`costs.designNames.${design}`)

export const measureName = (figure: Figure): string => say(`costs.measures.${figure}` as WordId)

/** A value of an axis in its unit. */
export const axisValueText = (axis: AxisName, x: number): string => {
  const { unit } = axes[axis]
  return say(`costs.units.${unit}`, { value: unit === 'ms' ? seconds(x) : x })
}

const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** How often, in percent; how many; or how long. */
export function figureOf(figure: Figure, value: number): string {
  const unit = unitOf(figure)
  if (unit === 'share') return say('costs.percent', { value: plain.format(value * 100) })
  return unit === 'count' ? plain.format(value) : say('costs.seconds', { value: plain.format(seconds(value)) })
}

/**
 * An estimate as text, and its uncertainty: ± where both sides are alike, else the interval. The figure has no more
 * digits than the uncertainty allows. `scale`: the number of messages that the figure refers to.
 */
export function estimateText(
  { mean, ci95 }: { readonly mean: number; readonly ci95: readonly [number, number] },
  scale = 1,
): { readonly text: string; readonly more: string } {
  const [low, high] = ci95.map((end) => end * scale) as [number, number]
  const value = mean * scale
  const half = (high - low) / 2
  if (half === 0) return { text: plain.format(value), more: '' }
  const digits = scale > 1 ? 0 : Math.min(6, Math.max(0, -Math.floor(Math.log10(half))))
  const { format } = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const lopsided = Math.abs(high + low - 2 * value) > 0.2 * half
  return {
    text: format(value),
    more: lopsided
      ? say('costs.between', { low: format(low), high: format(high) })
      : say('costs.plusMinus', { half: format(half) }),
  }
}

/**
 * Shows one run of a question in the player: an example of what is wanted, if there is one, at the instant that shows
 * it. A notice says what it is an example of, out of how many runs, and leads back.
 */
export function openRun(
  lab: Lab,
  { question, design }: CostQuestion,
  { examples, runs }: Estimates,
  wanted: readonly ExampleName[],
): void {
  if (lab.isRefused('faults')) return
  const example = wanted.flatMap((name) => examples.find((one) => one.name === name) ?? [])[0]
  const kind = example?.name ?? null
  lab.openRun(scenarioOfRun({ ...question, runs }, example?.run ?? 0), (run) => movesToExample(run, kind))
  const values = { kind: kind ?? 'none', run: (example?.run ?? 0) + 1, runs, design: designWords(design) }
  lab.notify({
    kind: 'import',
    title: say('costs.opened', values),
    lines: [say('costs.openedNext', { kind: kind ?? 'none' })],
    back: { label: say('costs.back'), page: 'costs' },
  })
}

/** The examples that a figure opens: the first run with that outcome, or the run with the most of it. */
export const examplesOf: Partial<Record<string, readonly ExampleName[]>> = {
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
