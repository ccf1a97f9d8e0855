import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { run } from '../../sim/run.ts'
import { verdictOf } from '../../verdict/verdict.ts'
import { measured, movesAt } from '../lesson.ts'
import { answerOf, type CardOf, cardSchema, conceptLessons, designResultOf, isRight, shownMoves } from './card.ts'
import { cardById, cards } from './cards.ts'

const of = <K extends 'read' | 'design' | 'explain'>(kind: K) =>
  cards.filter((card): card is CardOf<K> => card.kind === kind)
const named = <T extends { id: string }>(list: readonly T[]) => list.map((card) => [card.id, card] as const)

test('there are enough of every kind, and two at least for every misconception', () => {
  expect(cards.length).toBe(cardById.size)
  expect([of('read').length, of('design').length, of('explain').length]).toEqual([22, 12, 13])
  for (const name of ['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7', 'M8']) {
    const about = cards.filter(({ misconceptions }) => misconceptions.includes(name))
    expect(about.length, name).toBeGreaterThanOrEqual(2)
  }
})

test('every concept has a card', () => {
  expect(new Set(cards.map(({ concept }) => concept))).toEqual(new Set(Object.keys(conceptLessons)))
})

describe.each(named(of('read')))('read: %s', (_, card) => {
  const played = run(card.scenario)

  test('every fault of it applies, and the answer of the run is among the choices', () => {
    expect(played.applied).not.toContain(false)
    expect(card.choices).toContain(answerOf(card))
    expect(card.choices.filter((choice) => isRight(card, choice))).toEqual([answerOf(card)])
  })

  test('it stops before its answer, unless the whole run is what is to be read', () => {
    if (card.pause === undefined) expect(card.asks.of).toBe('guarantee')
    else {
      expect(movesAt(played, card.pause)).not.toBeNull()
      expect(shownMoves(card, played)).toBeLessThan(played.frames.length)
    }
  })

  test('every fault of it is in the picture, for what is still to come is not to be guessed', () => {
    const shown = played.frames[shownMoves(card, played) - 1]?.events ?? 0
    const later = played.trace.filter(({ id }) => id > shown)
    expect(later.filter(({ kind }) => ['drop', 'duplicate', 'crash'].includes(kind))).toEqual([])
  })
})

describe.each(named(of('design')))('design: %s', (_, card) => {
  test('every choice can be told from the run: one fits at least, and one does not', () => {
    const fits = card.choices.map((name) => designResultOf(card, name).acceptable)
    expect(fits).toContain(true)
    expect(fits).toContain(false)
  })

  test('a choice is right exactly when its run has nothing that the flow cannot bear', () => {
    for (const name of card.choices) {
      const { outcomes } = verdictOf(run(designResultOf(card, name).scenario).world)
      expect(isRight(card, name)).toBe(card.cannotBear.every((outcome) => outcomes[outcome] === 0))
    }
  })
})

describe.each(named(of('explain')))('explain: %s', (_, card) => {
  test('every point is shown by its run', () => {
    for (const { scenario, pause, shows } of card.points) {
      const played = run(scenario)
      expect(played.applied).not.toContain(false)
      if (pause) expect(movesAt(played, pause)).not.toBeNull()
      for (const { measure, is } of shows) expect(measured(played, measure), JSON.stringify(measure)).toBe(is)
    }
  })

  test('one point may be missed, not two', () => {
    const all = card.points.length
    expect([all, all - 1, all - 2].map((said) => isRight(card, said))).toEqual([true, true, false])
  })
})

test('what each design makes of a payment is pinned', () => {
  const card = cardById.get('payment-charge') as CardOf<'design'>
  const row = ({ design, lost, duplicated, packets, acceptable }: ReturnType<typeof designResultOf>) =>
    [design, lost, duplicated, packets, acceptable] as const
  expect(card.choices.map((name) => row(designResultOf(card, name)))).toEqual([
    ['atMostOnce', 1, 0, 2, false],
    ['atLeastOnce', 0, 1, 7, false],
    ['newKeys', 0, 1, 7, false],
    ['effectivelyOnce', 0, 0, 7, true],
  ])
})

test('what is no card is refused by the name of its field', () => {
  const read = v.safeParse(cardSchema, { ...of('design')[0], cannotBear: ['rain'] })
  expect(read.issues?.map((issue) => v.getDotPath(issue))).toEqual(['cannotBear.0'])
})
