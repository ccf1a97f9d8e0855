import { type AxisName, axisNames, type DesignName, type Subject, subjectNames } from '../../picture/costs.ts'
import { byPreset, guarantees } from '../../protocol/presets.ts'
import { type Page, partsOf } from '../../share/page.ts'
import { type CostPreset, type CostPresetName, costPresetNames, costPresets } from './questions.ts'

/** What a picture of costs shows, as in its address. */
export interface CostPlace {
  readonly axis: AxisName
  readonly subject: Subject
  /** The question that was asked. */
  readonly asked: CostPresetName | null
  /** The designs that were taken out of the picture, or left out by the question. */
  readonly hidden: readonly DesignName[]
}

/** Designs as an address spells them. */
const spelled = {
  ...byPreset((name) => guarantees[name].short),
  fixed: 'fixed',
  doubling: 'doubling',
  jitter: 'jitter',
  yours: 'yours',
} satisfies Record<DesignName, string>
const designNames = Object.keys(spelled) as DesignName[]

/** The designs that a question leaves out: those it is not about, but never the page's own design. */
export function leftOutBy(asked: CostPresetName | null): readonly DesignName[] {
  if (asked === null) return []
  const { designs }: CostPreset = costPresets[asked]
  return designNames.filter((name) => name !== 'yours' && !designs.includes(name))
}

/**
 * `costs/attempts/outcomes/retries-no-most`: along what, counting what, for which question, without which designs. All
 * but the name may be absent; the default is the loss of ACKs, which shows something in any weather.
 */
export function readPlace(page: Page): CostPlace {
  const { id, step, more } = partsOf(page)
  const [question = '', ...words] = more.split('-')
  const asked = costPresetNames.find((name) => name.toLowerCase() === question) ?? null
  const says = asked === null ? more.split('-') : words
  return {
    axis: axisNames.find((name) => name.toLowerCase() === id) ?? 'ackLoss',
    subject: subjectNames.find((name) => name.toLowerCase() === step) ?? 'outcomes',
    asked,
    hidden:
      says[0] === 'no'
        ? designNames.filter((name) => says.includes(spelled[name]))
        : says[0] === 'all'
          ? []
          : leftOutBy(asked),
  }
}

/** The address of a picture; what the question leaves out by itself is not in it. */
export function writePlace({ axis, subject, asked, hidden }: CostPlace): Page {
  const usual = leftOutBy(asked)
  const isUsual = hidden.length === usual.length && usual.every((name) => hidden.includes(name))
  const without = isUsual ? [] : hidden.length === 0 ? ['all'] : ['no', ...hidden.map((name) => spelled[name])]
  const more = [...(asked === null ? [] : [asked.toLowerCase()]), ...without].join('-')
  return ['costs', axis.toLowerCase(), subject.toLowerCase(), ...(more === '' ? [] : [more])].join('/')
}
