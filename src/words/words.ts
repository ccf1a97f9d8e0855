import { createTranslator } from 'use-intl/core'
import type cards from './cards.en.json'
import type compare from './compare.en.json'
import type costs from './costs.en.json'
import type course from './course.en.json'
import type drill from './drill.en.json'
import type element from './element.en.json'
import type embedding from './embedding.en.json'
import en from './en.json'
import type exported from './export.en.json'
import type folds from './folds.en.json'
import type guarantees from './guarantees.en.json'
import type knobs from './knobs.en.json'
import type lessons from './lessons.en.json'
import type offline from './offline.en.json'
import type pages from './pages.en.json'
import type present from './present.en.json'
import type prover from './prover.en.json'
import type reference from './reference.en.json'
import type settings from './settings.en.json'
import type share from './share.en.json'
import type stress from './stress.en.json'
import type workbench from './workbench.en.json'

/** The id of a sentence in the catalogue. */
export type WordId =
  | PathsOf<typeof en>
  | PathsOf<typeof workbench>
  | PathsOf<typeof guarantees>
  | PathsOf<typeof knobs>
  | PathsOf<typeof prover>
  | PathsOf<typeof lessons>
  | PathsOf<typeof course>
  | PathsOf<typeof drill>
  | PathsOf<typeof cards>
  | PathsOf<typeof element>
  | PathsOf<typeof embedding>
  | PathsOf<typeof compare>
  | PathsOf<typeof costs>
  | PathsOf<typeof reference>
  | PathsOf<typeof offline>
  | PathsOf<typeof pages>
  | PathsOf<typeof exported>
  | PathsOf<typeof share>
  | PathsOf<typeof present>
  | PathsOf<typeof settings>
  | PathsOf<typeof stress>
  | PathsOf<typeof folds>
type PathsOf<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathsOf<T[K]>}` }[keyof T & string]
export type WordValues = Readonly<Record<string, string | number>>

/** A sentence before it has a language: an id of the catalogue and what fills its holes. */
export interface Sentence {
  readonly id: WordId
  readonly values?: WordValues
}

/** Says sentences in one language. */
export type Say = (id: WordId, values?: WordValues) => string

/** How the catalogues name formats of numbers. */
export const formats = {
  number: {
    seconds: { minimumFractionDigits: 1, maximumFractionDigits: 1 },
    precise: { minimumFractionDigits: 1, maximumFractionDigits: 3 },
  },
}

/**
 * The words of a language, and with them those of a part that is loaded later, if it brings some. Times in values are
 * seconds; `seconds` below makes them.
 */
export function wordsOf(locale: 'en', later: object = {}): Say {
  const messages = { ...en, ...later }
  const { rich } = createTranslator({ locale, messages, formats, timeZone: 'UTC' }) as unknown as {
    rich: (id: string, values?: Record<string, string | number>) => string | []
  }
  // A compiled sentence of which nothing remains is an empty list, which only `rich` lets through.
  const translate = (id: string, values?: Record<string, string | number>) => String(rich(id, values))
  const plain = new Map<WordId, string>()
  return (id, values) => {
    if (values !== undefined) return translate(id, { ...values })
    let text = plain.get(id)
    if (text === undefined) {
      text = translate(id)
      plain.set(id, text)
    }
    return text
  }
}

/** Catalogues as one; what they have under the same group is put together. */
export function merged<T extends object, U extends object>(first: T, second: U): T & U {
  const both = { ...first, ...second } as Record<string, unknown>
  for (const [group, words] of Object.entries(first)) {
    const more = (second as Record<string, unknown>)[group]
    if (typeof more === 'object' && more !== null) both[group] = merged(words as object, more)
  }
  return both as T & U
}

/** Virtual milliseconds as the seconds that sentences take. */
export const seconds = (ms: number): number => ms / 1000
