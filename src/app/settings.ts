import { defaultOptions, type OptionName, type Options, optionNames, readOptions } from '../share/options.ts'
import { parametersIn } from '../share/parameters.ts'
import { keep, keptDocument } from './kept.ts'
import type { Lab, LabState } from './lab.ts'
import { motionIsUnwelcome, reducedMotion } from './motion.ts'

/** Options that a visitor sets for every visit. The others belong to an address. */
const personal = [
  'theme',
  'motion',
  'lang',
  'keys',
  'narration',
  'sound',
  'volume',
] as const satisfies readonly OptionName[]
export type PersonalOption = (typeof personal)[number]

/**
 * The options at load. Those of the address come first, then what the visitor chose on an earlier visit, if that can be
 * read and is valid, then the defaults.
 */
export function optionsAtLoad(ofAddress: Partial<Options>): Options {
  return { ...defaultOptions, ...keptSettings(), ...ofAddress }
}

function keptSettings(): Partial<Options> {
  const kept = keptDocument('settings')
  if (typeof kept !== 'object' || kept === null) return {}
  const given = new Map(
    personal.flatMap((name) => {
      const value: unknown = Reflect.get(kept, name)
      return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : []
    }),
  )
  return readOptions({ ...parametersIn(''), given }).options
}

/**
 * Shows the options of a lab as attributes of an element, for the style sheet. Where an option is left to the browser,
 * its preference decides: more contrast gives the contrast theme, less motion gives none. Returns what stops it.
 */
export function showOptions(lab: Lab, root: HTMLElement): () => void {
  const moreContrast = matchMedia('(prefers-contrast: more)')
  function show(state: { options: Options }): void {
    const { options } = state
    for (const name of ['ui', 'hide', 'lock', 'embed', 'present'] as const) {
      root.dataset[name] = [options[name]].flat().join(' ')
    }
    const theme = shownTheme(options)
    root.dataset.theme = theme === 'auto' && moreContrast.matches ? 'contrast' : theme
    root.dataset.motion = motionIsUnwelcome(state) ? 'off' : 'auto'
    root.lang = options.lang
  }
  const showAgain = () => show(lab.getState())
  showAgain()
  const wishes = [moreContrast, reducedMotion]
  for (const wish of wishes) wish?.addEventListener('change', showAgain)
  const stop = lab.subscribe((state, previous) => {
    if (state.options !== previous.options) show(state)
  })
  return () => {
    stop()
    for (const wish of wishes) wish?.removeEventListener('change', showAgain)
  }
}

/** Keeps what the visitor sets by hand, where storage is allowed. Returns what stops it. */
export function keepOptions(lab: Lab): () => void {
  return lab.subscribe(({ chosen }, previous) => {
    if (chosen === previous.chosen) return
    const changed = personal.filter((name) => chosen[name] !== previous.chosen[name])
    if (changed.length === 0) return
    const settings = Object.fromEntries(changed.map((name) => [name, chosen[name]]))
    keep('settings', { ...keptSettings(), ...settings })
  })
}

/** A projector shows no black, so presenter mode uses the projector theme, except in place of the contrast theme. */
const shownTheme = ({ theme, present }: Options): Options['theme'] =>
  present && theme !== 'contrast' ? 'projector' : theme

/** The options of an address that the visitor has not changed since. They are part of every address that is written. */
export function addressOptions(given: Partial<Options>, now: Options): Partial<Options> {
  // Lists are compared as text: read twice, they are two objects.
  const unchanged = (name: OptionName) => name in given && String(given[name]) === String(now[name])
  return Object.fromEntries(optionNames.filter(unchanged).map((name) => [name, given[name]]))
}

/**
 * The options that an author sets for readers of a link. The others concern the place it is shown in, or the reader.
 */
const ofAuthor: readonly OptionName[] = ['ui', 'hide', 'lock', 'theme', 'predict', 'autoplay', 'speed', 'note', 'links']

/** The options that the author of this page set for its readers. They are part of every link that readers pass on. */
export function handedOn({ asked, options }: Pick<LabState, 'asked' | 'options'>): Partial<Options> {
  const still = addressOptions(asked, options)
  return Object.fromEntries(ofAuthor.filter((name) => name in still).map((name) => [name, still[name]]))
}
