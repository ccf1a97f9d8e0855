import { expect, test } from 'vitest'
import { cards } from '../lessons/drill/cards.ts'
import { puzzles } from '../lessons/puzzles.ts'
import { card as words } from './cards.en.json'
import { puzzle } from './drill.en.json'

const sorted = (names: readonly string[]) => [...names].sort()
const idsOf = (kind: string) => sorted(cards.filter((card) => card.kind === kind).map(({ id }) => id))

test('every card and every puzzle has its words, and no words are left over', () => {
  expect(sorted(Object.keys(words.read))).toEqual(idsOf('read'))
  expect(sorted(Object.keys(words.design))).toEqual(idsOf('design'))
  expect(sorted(Object.keys(words.explain))).toEqual(idsOf('explain'))
  expect(sorted(Object.keys(puzzle.text))).toEqual(sorted(puzzles.map(({ id }) => id)))
})

test('every point of an answer has its words', () => {
  for (const card of cards) {
    if (card.kind !== 'explain') continue
    const { point } = words.explain[card.id as keyof typeof words.explain]
    expect(Object.keys(point), card.id).toEqual(card.points.map((_, i) => String(i + 1)))
  }
})

test('no explanation is longer than sixty words', () => {
  const texts = [...Object.values(words.read), ...Object.values(words.design)].map(({ why }) => why)
  expect(texts.filter((text) => text.split(/\s+/).length > 60)).toEqual([])
})
