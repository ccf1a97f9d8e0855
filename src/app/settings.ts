import { defaultOptions, type OptionName, type Options, optionNames, readOptions } from '../share/options.ts'
import { parametersIn } from '../share/parameters.ts'
import { keep, keptDocument } from './kept.ts'
import type { Lab } from './lab.ts'

/** What a visitor chooses for every visit; the other options belong to an address. */
const personal = ['theme', 'motion', 'lang', 'keys', 'narration', 'sound'] as const satisfies readonly OptionName[]

/**
 * The options that hold at first: an address over what the visitor chose on an earlier visit, as far as that may be
 * read and makes sense, over the defaults.
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
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
  return readOptions({ ...parametersIn(''), given }).options
}

/** Shows the options of a lab as attributes of an element, for the style sheet. Returns what stops it. */
export function showOptions(lab: Lab, root: HTMLElement): () => void {
  function show({ options }: { options: Options }): void {
    for (const name of ['theme', 'motion', 'ui', 'hide', 'lock', 'embed', 'present'] as const) {
      root.dataset[name] = [options[name]].flat().join(' ')
    }
    root.lang = options.lang
  }
  show(lab.getState())
  return lab.subscribe((state, previous) => {
    if (state.options !== previous.options) show(state)
  })
}

/** Keeps what the visitor changes, where storage is allowed. Returns what stops it. */
export function keepOptions(lab: Lab): () => void {
  return lab.subscribe((state, previous) => {
    if (state.options === previous.options) return
    const changed = personal.filter((name) => state.options[name] !== previous.options[name])
    if (changed.length === 0) return
    const chosen = Object.fromEntries(changed.map((name) => [name, state.options[name]]))
    keep('settings', { ...keptSettings(), ...chosen })
  })
}

/** The options of an address that the visitor has not changed since: they go with every address that is written. */
export function addressOptions(given: Partial<Options>, now: Options): Partial<Options> {
  return Object.fromEntries(
    optionNames.filter((name) => name in given && given[name] === now[name]).map((name) => [name, given[name]]),
  )
}
