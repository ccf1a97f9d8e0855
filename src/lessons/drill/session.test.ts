import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { forAll } from '../../protocol/arbitrary.ts'
import { cardById, cards } from './cards.ts'
import {
  answer,
  beginRound,
  type DrillProgress,
  finish,
  isOver,
  noDrillProgress,
  othersBetween,
  readDrillProgress,
  roundSummaryOf,
  type Session,
  skip,
  visited,
} from './session.ts'

const session = ({ session }: DrillProgress) => session as Session

/** Plays a round, answering in turn as told, then always right. */
function play(progress: DrillProgress, answers: readonly boolean[]): DrillProgress {
  let now = progress
  for (let i = 0; !isOver(session(now)); i++) now = answer(now, answers[i] ?? true)
  return now
}

test('a round has twelve cards, of every kind some, each once', () => {
  const { dealt, queue } = session(beginRound(noDrillProgress, cards))
  expect(new Set(dealt).size).toBe(12)
  expect(queue).toEqual(dealt)
  const kinds = dealt.map((id) => cardById.get(id)?.kind)
  expect(['read', 'design', 'explain'].map((kind) => kinds.filter((k) => k === kind).length)).toEqual([6, 3, 3])
})

test('the same progress deals the same round, the next round is another', () => {
  const first = beginRound(noDrillProgress, cards)
  expect(beginRound(noDrillProgress, cards)).toEqual(first)
  expect(session(beginRound(first, cards)).dealt).not.toEqual(session(first).dealt)
})

test('cards that were missed come first in the next round, those known last', () => {
  const first = beginRound(noDrillProgress, cards)
  const missed = session(first).dealt.slice(0, 2)
  const next = beginRound(play(first, [false, false]), cards)
  expect(session(next).dealt).toEqual(expect.arrayContaining(missed))
  const known = session(first).dealt.slice(2)
  expect(session(next).dealt.filter((id) => known.includes(id))).toEqual([])
})

test('who opens the drill again, and has not played yet, is dealt another round', () => {
  const first = beginRound(visited(noDrillProgress), cards)
  const second = beginRound(visited(visited(noDrillProgress)), cards)
  expect(beginRound(visited(noDrillProgress), cards)).toEqual(first)
  expect(session(second).dealt).not.toEqual(session(first).dealt)
  expect(readDrillProgress({ ...noDrillProgress, visits: undefined }, cardById)).toMatchObject({
    progress: { visits: 0 },
  })
})

test('a skipped card is neither right nor missed, and is dealt again in the next round', () => {
  const before = beginRound(noDrillProgress, cards)
  const [card = ''] = session(before).queue
  const after = skip(before)
  expect(session(after).queue).toEqual(session(before).queue.slice(1))
  expect(after.known).toEqual({})
  const played = play(after, [])
  expect(roundSummaryOf(session(played), cardById)).toMatchObject({ asked: 11, right: 11, skipped: 1, weak: [] })
  expect(session(beginRound(played, cards)).dealt).toContain(card)
})

test('a missed card that is skipped when it returns stays missed', () => {
  let now = answer(beginRound(noDrillProgress, cards), false)
  const [{ card } = { card: '' }] = session(now).given
  for (let i = 0; i < othersBetween; i++) now = answer(now, true)
  now = play(skip(now), [])
  expect(roundSummaryOf(session(now), cardById)).toMatchObject({ asked: 12, right: 11, skipped: 0 })
  expect(now.known[card]).toBe(false)
})

test('a missed card returns as the fourth from then', () => {
  const now = beginRound(noDrillProgress, cards)
  const [card] = session(now).queue
  expect(session(answer(now, false)).queue.indexOf(card as string)).toBe(othersBetween)
})

test('whatever is missed, between two times of a card there are at least three others', () => {
  forAll(fc.tuple(fc.nat(20), fc.array(fc.boolean(), { maxLength: 60 })), 400, ([rounds, answers]) => {
    const { given } = session(play(beginRound({ ...noDrillProgress, rounds }, cards), answers))
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
    const { dealt, given } = session(play(beginRound(noDrillProgress, cards), answers))
    for (const id of dealt) expect(given.findLast(({ card }) => card === id)?.right).toBe(true)
  })
})

test('the summary counts first tries, and names the concept that was missed most first', () => {
  const done = play(beginRound(noDrillProgress, cards), [false, true, false])
  const { asked, right, weak } = roundSummaryOf(session(done), cardById)
  expect([asked, right]).toEqual([12, 10])
  expect(weak.flatMap(({ missed }) => missed)).toHaveLength(2)
  expect(weak.every(({ missed }, i) => i === 0 || missed.length <= (weak[i - 1]?.missed.length ?? 0))).toBe(true)
})

test('a round may be ended anywhere', () => {
  const now = finish(answer(beginRound(noDrillProgress, cards), false))
  expect(isOver(session(now))).toBe(true)
  expect(roundSummaryOf(session(now), cardById).asked).toBe(1)
})

test('progress is read after it was written as text', () => {
  forAll(fc.array(fc.boolean(), { maxLength: 9 }), 50, (answers) => {
    const progress = answers.reduce(answer, beginRound(noDrillProgress, cards))
    expect(readDrillProgress(JSON.parse(JSON.stringify(progress)), cardById)).toEqual({ ok: true, progress })
  })
})

test('what is no progress is refused by the name of its field', () => {
  const begun = beginRound(noDrillProgress, cards)
  const fieldOf = (input: unknown) => {
    const read = readDrillProgress(input, cardById)
    return read.ok ? null : read.problems[0]?.field
  }
  expect(fieldOf('a text')).toBe('document')
  expect(fieldOf({ ...begun, v: 2 })).toBe('v')
  expect(fieldOf({ ...begun, rounds: -1 })).toBe('rounds')
  expect(fieldOf({ ...begun, session: { ...begun.session, queue: ['no-such-card'] } })).toBe('session.queue.0')
  expect(fieldOf({ ...begun, known: { x: 'yes' } })).toBe('known.x')
})
