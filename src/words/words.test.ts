import { readdirSync, readFileSync } from 'node:fs'
import compile from 'icu-minify/compile'
import { _createCache, _createIntlFormatters } from 'use-intl/core'
import formatUncompiled from 'use-intl/format-message'
import formatCompiled from 'use-intl/format-message/format-only'
import { expect, test } from 'vitest'
import cards from './cards.en.json'
import compare from './compare.en.json'
import costs from './costs.en.json'
import course from './course.en.json'
import drill from './drill.en.json'
import element from './element.en.json'
import embedding from './embedding.en.json'
import first from './en.json'
import exported from './export.en.json'
import folds from './folds.en.json'
import guarantees from './guarantees.en.json'
import knobs from './knobs.en.json'
import lessons from './lessons.en.json'
import offline from './offline.en.json'
import pages from './pages.en.json'
import present from './present.en.json'
import prover from './prover.en.json'
import reference from './reference.en.json'
import settings from './settings.en.json'
import share from './share.en.json'
import stress from './stress.en.json'
import { formats, merged, wordsOf } from './words.ts'
import workbench from './workbench.en.json'

const later = merged(guarantees, {
  ...workbench,
  ...knobs,
  ...prover,
  ...lessons,
  ...course,
  ...drill,
  ...cards,
  ...element,
  ...embedding,
  ...compare,
  ...costs,
  ...reference,
  ...offline,
  ...pages,
  ...exported,
  ...share,
  ...present,
  ...settings,
  ...stress,
  ...folds,
})
const en = { ...first, ...later }

function idsOf(words: object, under = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [under + key] : idsOf(value as object, `${under}${key}.`),
  )
}

const textOf = (id: string): string =>
  id.split('.').reduce<unknown>((words, key) => (words as Record<string, unknown>)[key], en) as string

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .map((file) => readFileSync(`src/${file}`, 'utf8'))
  .join('\n')

test('what two catalogues have under the same group is put together', () => {
  const [first, second] = [
    { a: { b: '1', c: { d: '2' } }, e: '3' },
    { a: { c: { f: '4' } }, g: '5' },
  ]
  expect(merged(first, second)).toEqual({ a: { b: '1', c: { d: '2', f: '4' } }, e: '3', g: '5' })
  expect(first).toEqual({ a: { b: '1', c: { d: '2' } }, e: '3' })
})

test('every sentence of the catalogue is used', () => {
  const unused = idsOf(en).filter((id) => {
    const groups = [...id.matchAll(/\./g)].map(({ index }) => id.slice(0, index + 1))
    const whole = [`'${id}'`, `"${id}"`].some((text) => sources.includes(text))
    // `group.${name}`: the rest of the id is computed
    const computed = (group: string) => new RegExp(`\`${group.replaceAll('.', '\\.')}\\$\\{`).test(sources)
    return !whole && !groups.some(computed)
  })
  expect(unused).toEqual([])
})

test('every sentence can be said', () => {
  const say = wordsOf('en', later)
  for (const id of idsOf(en)) {
    const text = textOf(id)
    const holes = [...text.matchAll(/\{(\w+)/g)].map((found) => [found[1] as string, 2])
    expect(say(id as never, Object.fromEntries(holes))).not.toContain(id)
  }
})

test('a sentence says the same compiled, as a page has it', () => {
  const cache = _createCache()
  const formatters = _createIntlFormatters(cache)
  const options = { cache, formatters, globalFormats: formats, locale: 'en', timeZone: 'UTC' }
  const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((found) => found[1] as string)
  for (const id of idsOf(en)) {
    const text = textOf(id)
    const compiled = compile(text)
    const holes = all(text, /\{(\w+)/g)
    const numbers = new Set(all(text, /\{(\w+), (?:number|plural)/g))
    // Numbers for every form of a plural, and every word that a sentence may choose by.
    for (const value of [0, 1, 2, 1234.56, ...all(text, /(\w+) \{/g)]) {
      const fill = (hole: string) => (numbers.has(hole) && typeof value === 'string' ? 3 : value)
      const values = Object.fromEntries(holes.map((hole) => [hole, fill(hole)]))
      expect(String(formatCompiled(id, compiled, values, options))).toBe(formatUncompiled(id, text, values, options))
    }
  }
})

test('times are said in seconds with one decimal', () => {
  expect(wordsOf('en')('playback.clock', { at: 5.9 })).toBe('5.9 s')
  expect(wordsOf('en')('playback.clock', { at: 3 })).toBe('3.0 s')
})
