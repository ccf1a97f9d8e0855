import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pseudo } from './pseudo.ts'
import { wordsOf } from './words.ts'

const catalogues = readdirSync('src/words')
  .filter((file) => file.endsWith('en.json'))
  .map((file) => JSON.parse(readFileSync(`src/words/${file}`, 'utf8')) as object)
const all = Object.assign({}, ...catalogues) as object

const leaves = (words: object, under = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[under + key, value] as [string, string]] : leaves(value as object, `${under}${key}.`),
  )
const holes = (message: string) => [...message.matchAll(/\{(\w+)(?=\s*[,}])/g)].map(([, name]) => name)

test('letters have accents, and a sentence is two fifths longer', () => {
  expect(pseudo({ a: 'Lose the ACK' })).toEqual({ a: 'Ĺóšéé ťĥéé ÁáÇĶó' })
  for (const [id, message] of leaves(all).filter(([, message]) => !/[{<]/.test(message))) {
    expect([...pseudo(message)].length, id).toBeGreaterThanOrEqual(Math.floor([...message].length * 1.4))
    expect(pseudo(message), id).not.toMatch(/[a-z]/i)
  }
})

test('holes, formats, choices and tags stay as they are', () => {
  const message = "<b>{count, plural, =0 {no one} one {# card} other {# cards}}</b> at {at, number, seconds} s '{x}'"
  const said = pseudo(message)
  expect(said).toMatch(/^<b>\{count, plural, =0 \{ñ[^{}]*\} one \{# ç[^{}]*\} other \{# ç[^{}]*\}\}<\/b> á/)
  expect(said).toContain('{at, number, seconds}')
  expect(said).toContain("'{x}'")
})

test('the same ids, and every sentence says the same values', () => {
  const other = pseudo(all)
  expect(leaves(other).map(([id]) => id)).toEqual(leaves(all).map(([id]) => id))
  const [english, strange] = [wordsOf('en', all), wordsOf('en', other)]
  const numbers = (text: string) => text.replaceAll(/[^\d.]+/g, ' ').trim()
  for (const [id, message] of leaves(all)) {
    const values = Object.fromEntries(holes(message).map((name, i) => [name as string, i + 2]))
    const [said, says] = [strange(id as never, values), english(id as never, values)]
    expect(said, id).not.toContain(id)
    expect(numbers(said).replaceAll('.', ''), id).toBe(numbers(says).replaceAll('.', ''))
  }
})

test('a text without letters is left alone', () => {
  expect(pseudo('{expected} → {actual} $')).toBe('{expected} → {actual} $')
})
