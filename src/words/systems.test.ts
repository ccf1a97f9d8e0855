import { expect, test } from 'vitest'
import { kindOf, systemIds } from '../protocol/systems/builtIn.ts'
import { wordIdsOf } from '../protocol/systems/systemKind.ts'
import words from './systems.en.json'

function idsOf(words: object, under = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [under + key] : idsOf(value as object, `${under}${key}.`),
  )
}

test('the systems have all the words that they need, and no others', () => {
  const needed = new Set(systemIds.flatMap((id) => wordIdsOf(kindOf(id))))
  expect(idsOf(words).sort()).toEqual([...needed].sort())
})
