import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { forAll } from '../../protocol/arbitrary.ts'
import { cardById, cards } from './cards.ts'
import {
  answer,
  begin,
  finish,
  isOver,
  noProgress,
  othersBetween,
  type Progress,
  readProgress,
  type Session,
  skip,
  summaryOf,
  visited,
} from './session.ts'

const session = ({ session }: Progress) => session as Session

/** Plays a round, answering in turn as told, then always right. */
function play(progress: Progress, answers: readonly boolean[]): Progress {
  let now = progress
  for (let i = 0; !isOver(session(now)); i++) now = answer(now, answers[i] ?? true)
  return now
}

test('a round has twelve cards, of every kind some, each once', () => {
  const { dealt, queue } = session(begin(noProgress, cards))
  expect(new Set(dealt).size).toBe(12)
  expect(queue).toEqual(dealt)
  const kinds = dealt.map((id) => cardById.get(id)?.kind)
  expect(['read', 'design', 'explain'].map((kind) => kinds.filter((k) => k === kind).length)).toEqual([6, 3, 3])
})

test('the same progress deals the same round, the next round is another', () => {
  const first = begin(noProgress, cards)
  expect(begin(noProgress, cards)).toEqual(first)
  expect(session(begin(first, cards)).dealt).not.toEqual(session(first).dealt)
})

test('cards that were missed come first in the next round, those known last', () => {
  const first = begin(noProgress, cards)
  const missed = session(first).dealt.slice(0, 2)
  const next = begin(play(first, [false, false]), cards)
  expect(session(next).dealt).toEqual(expect.arrayContaining(missed))
  const known = session(first).dealt.slice(2)
  expect(session(next).dealt.filter((id) => known.includes(id))).toEqual([])
})

test('who opens the drill again, and has not played yet, is dealt another round', () => {
  const first = begin(visited(noProgress), cards)
  const second = begin(visited(visited(noProgress)), cards)
  expect(begin(visited(noProgress), cards)).toEqual(first)
  expect(session(second).dealt).not.toEqual(session(first).dealt)
  expect(readProgress({ ...noProgress, visits: undefined }, cardById)).toMatchObject({ progress: { visits: 0 } })
})

test('a skipped card is neither right nor missed, and is dealt again in the next round', () => {
  const before = begin(noProgress, cards)
  const [card = ''] = session(before).queue
  const after = skip(before)
  expect(session(after).queue).toEqual(session(before).queue.slice(1))
  expect(after.known).toEqual({})
  const played = play(after, [])
  expect(summaryOf(session(played), cardById)).toMatchObject({ asked: 11, right: 11, skipped: 1, weak: [] })
  expect(session(begin(played, cards)).dealt).toContain(card)
})

test('a missed card that is skipped when it returns stays missed', () => {
  let now = answer(begin(noProgress, cards), false)
  const [{ card } = { card: '' }] = session(now).given
  for (let i = 0; i < othersBetween; i++) now = answer(now, true)
  now = play(skip(now), [])
  expect(summaryOf(session(now), cardById)).toMatchObject({ asked: 12, right: 11, skipped: 0 })
  expect(now.known[card]).toBe(false)
})

test('a missed card returns as the fourth from then', () => {
  const now = begin(noProgress, cards)
  const [card] = session(now).queue
  expect(session(answer(now, false)).queue.indexOf(card as string)).toBe(othersBetween)
})

test('whatever is missed, between two times of a card there are at least three others', () => {
  forAll(fc.tuple(fc.nat(20), fc.array(fc.boolean(), { maxLength: 60 })), 400, ([rounds, answers]) => {
    const { given } = session(play(begin({ ...noProgress, rounds }, cards), answers))
    const asked = given.map(({ card }) => card)
    given.forEach(({ card, right }, i) => {
      const again = asked.indexOf(card, i + 1)
      if (right) return
      expect(again).toBeGreaterThan(i)
      expect(new Set(asked.slice(i + 1, again)).size).toBeGreaterThanOrEqual(othersBetween)
    })
  })
})

test('every card dealt is asked, and the last answer to each is right', () => {
  forAll(fc.array(fc.boolean(), { maxLength: 40 }), 200, (answers) => {
    const { dealt, given } = session(play(begin(noProgress, cards), answers))
    for (const id of dealt) expect(given.findLast(({ card }) => card === id)?.right).toBe(true)
  })
})

test('the summary counts first tries, and names the concept that was missed most first', () => {
  const done = play(begin(noProgress, cards), [false, true, false])
  const { asked, right, weak } = summaryOf(session(done), cardById)
  expect([asked, right]).toEqual([12, 10])
  expect(weak.flatMap(({ missed }) => missed)).toHaveLength(2)
  expect(weak.every(({ missed }, i) => i === 0 || missed.length <= (weak[i - 1]?.missed.length ?? 0))).toBe(true)
})

test('a round may be ended anywhere', () => {
  const now = finish(answer(begin(noProgress, cards), false))
  expect(isOver(session(now))).toBe(true)
  expect(summaryOf(session(now), cardById).asked).toBe(1)
})

test('progress is read after it was written as text', () => {
  forAll(fc.array(fc.boolean(), { maxLength: 9 }), 50, (answers) => {
    const progress = answers.reduce(answer, begin(noProgress, cards))
    expect(readProgress(JSON.parse(JSON.stringify(progress)), cardById)).toEqual({ ok: true, progress })
  })
})

test('what is no progress is refused by the name of its field', () => {
  const begun = begin(noProgress, cards)
  const fieldOf = (input: unknown) => {
    const read = readProgress(input, cardById)
    return read.ok ? null : read.problems[0]?.field
  }
  expect(fieldOf('a text')).toBe('document')
  expect(fieldOf({ ...begun, v: 2 })).toBe('v')
  expect(fieldOf({ ...begun, rounds: -1 })).toBe('rounds')
  expect(fieldOf({ ...begun, session: { ...begun.session, queue: ['no-such-card'] } })).toBe('session.queue.0')
  expect(fieldOf({ ...begun, known: { x: 'yes' } })).toBe('known.x')
})
