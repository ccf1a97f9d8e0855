/**
 * A round of the drill as a pure reducer over plain data: which cards, in which order, what was answered. A card that
 * was missed comes back after at least three others. What is kept between visits is checked before it is used.
 */
import * as v from 'valibot'
import { exactly, strangeField } from '../../protocol/policy.ts'
import { philox } from '../../sim/philox.ts'
import { check, type FieldProblem } from '../../sim/scenario.ts'
import { type Card, type Concept, conceptLessons } from './card.ts'

/** So many cards are in a round, if there are as many: of each kind so many. */
const mix = { read: 6, design: 3, explain: 3 } as const
/** A missed card comes back after so many others. */
export const othersBetween = 3

const count = v.pipe(v.number('must be a number'), v.integer('must be a whole number'), v.minValue(0))
const ids = v.array(v.string('must be text'), 'must be a list')
const flag = v.boolean('must be true or false')

const sessionSchema = v.strictObject(
  {
    seed: count,
    /** The cards of the round, in the order in which they were dealt. */
    dealt: ids,
    /** What is still to be asked, the present card first. */
    queue: ids,
    given: v.array(v.strictObject({ card: v.string('must be text'), right: flag }, strangeField), 'must be a list'),
  },
  strangeField,
)
export type Session = v.InferOutput<typeof sessionSchema>

export const progressSchema = exactly({
  v: v.literal(1, 'must be 1, the only version there is'),
  /** Rounds that were begun. */
  rounds: count,
  /** Times that the drill was opened: who has not played a round yet gets another one each time. */
  visits: v.optional(count, 0),
  /** For every card that was ever answered, how its first answer of the latest round with it was. */
  known: v.record(v.string(), flag),
  session: v.nullable(sessionSchema),
})
export type DrillProgress = v.InferOutput<typeof progressSchema>

export const noDrillProgress: DrillProgress = { v: 1, rounds: 0, visits: 0, known: {}, session: null }

/** A prime larger than any number of rounds that matters: the seeds of two visits hardly ever meet. */
const seedsOfAVisit = 9973

/** The progress of somebody who opens the drill. */
export const visited = (progress: DrillProgress): DrillProgress => ({ ...progress, visits: progress.visits + 1 })

/** Deals a round: missed cards first, then those left out of the last one, then those never seen, some of every kind, in an order that the seed decides. */
export function beginRound(progress: DrillProgress, cards: readonly Card[]): DrillProgress {
  const rounds = progress.rounds + 1
  const seed = rounds + seedsOfAVisit * Math.max(0, progress.visits - 1)
  const answered = new Set(progress.session?.given.map(({ card }) => card))
  const leftOut = new Set(progress.session?.dealt.filter((id) => !answered.has(id)))
  const rank = ({ id }: Card) =>
    progress.known[id] === false ? 0 : leftOut.has(id) ? 1 : progress.known[id] === undefined ? 2 : 3
  const byNeed = shuffled(cards, seed, 0).toSorted((a, b) => rank(a) - rank(b))
  const chosen = Object.entries(mix).flatMap(([kind, most]) =>
    byNeed.filter((card) => card.kind === kind).slice(0, most),
  )
  const mixed = shuffled(chosen, seed, 1)
  // A round begins with something to look at, not with an empty page.
  const first = mixed.find(({ kind }) => kind === 'read')
  const dealt = mixed.toSorted((a, b) => Number(b === first) - Number(a === first)).map(({ id }) => id)
  return { ...progress, rounds, session: { seed, dealt, queue: dealt, given: [] } }
}

/** Answers the present card; a missed one comes back later in the round. */
export function answer(progress: DrillProgress, right: boolean): DrillProgress {
  const { session } = progress
  const [card, ...rest] = session?.queue ?? []
  if (session === null || card === undefined) return progress
  const first = !session.given.some((answer) => answer.card === card)
  return {
    ...progress,
    known: first ? { ...progress.known, [card]: right } : progress.known,
    session: {
      ...session,
      queue: right ? rest : returning(session, card, rest),
      given: [...session.given, { card, right }],
    },
  }
}

/** Puts the present card away for this round: it is neither right nor missed, and stands in front for the next one. */
export function skip(progress: DrillProgress): DrillProgress {
  const { session } = progress
  const [card] = session?.queue ?? []
  if (session === null || card === undefined) return progress
  return { ...progress, session: { ...session, queue: session.queue.filter((id) => id !== card) } }
}

/**
 * The queue with a missed card in it again. Where too few others are left to stand between, those answered longest ago
 * are asked once more: they cost little, and a card seen a moment ago is no question.
 */
function returning({ dealt, given }: Session, card: string, rest: readonly string[]): string[] {
  const lately = (id: string) => given.findLastIndex((answer) => answer.card === id)
  const spare = dealt.filter((id) => id !== card && !rest.includes(id)).toSorted((a, b) => lately(a) - lately(b))
  const others = new Set(rest.slice(0, othersBetween)).size
  const fill = rest.length >= othersBetween ? [] : spare.slice(0, othersBetween - others)
  const queue = [...rest, ...fill]
  // Further back than the last place where it may stand already.
  return [...queue.slice(0, othersBetween), card, ...queue.slice(othersBetween)]
}

export const isOver = ({ queue }: Session): boolean => queue.length === 0

/** Ends the round where it is. */
export function finish(progress: DrillProgress): DrillProgress {
  return progress.session === null ? progress : { ...progress, session: { ...progress.session, queue: [] } }
}

/** What a round says about who played it. */
export interface RoundSummary {
  readonly asked: number
  /** Right at the first try. */
  readonly right: number
  /** Dealt, and not answered. */
  readonly skipped: number
  /** The concepts of missed cards, the most often missed first, each with its lesson. */
  readonly weak: readonly { readonly concept: Concept; readonly lesson: string; readonly missed: readonly string[] }[]
}

export function roundSummaryOf({ dealt, given }: Session, cards: ReadonlyMap<string, Card>): RoundSummary {
  const firsts = new Map<string, boolean>()
  for (const { card, right } of given) if (!firsts.has(card)) firsts.set(card, right)
  const missed = new Map<Concept, string[]>()
  for (const [id, right] of firsts) {
    const concept = cards.get(id)?.concept
    if (right || concept === undefined) continue
    missed.set(concept, [...(missed.get(concept) ?? []), id])
  }
  return {
    asked: firsts.size,
    skipped: dealt.filter((id) => !firsts.has(id)).length,
    right: [...firsts.values()].filter(Boolean).length,
    weak: [...missed]
      .map(([concept, ids]) => ({ concept, lesson: conceptLessons[concept], missed: ids }))
      .toSorted((a, b) => b.missed.length - a.missed.length),
  }
}

/** Progress from storage or a file: checked field by field, and only with cards that there are. */
export function readDrillProgress(
  input: unknown,
  cards: ReadonlyMap<string, Card>,
): { ok: true; progress: DrillProgress } | { ok: false; problems: FieldProblem[] } {
  const read = check(progressSchema, input)
  if (!read.ok) return { ok: false, problems: read.problems }
  const { session } = read.value
  for (const field of ['dealt', 'queue'] as const) {
    const at = session?.[field].findIndex((id) => !cards.has(id)) ?? -1
    if (at >= 0) {
      return { ok: false, problems: [{ field: `session.${field}.${at}`, problem: 'is not a card of this drill' }] }
    }
  }
  return { ok: true, progress: read.value }
}

/** Fisher and Yates, by draws of a seed. */
function shuffled<T>(items: readonly T[], seed: number, purpose: number): T[] {
  const all = [...items]
  for (let i = all.length - 1; i > 0; i--) {
    const word = philox(seed, i, purpose)
    const j = word % (i + 1)
    ;[all[i], all[j]] = [all[j] as T, all[i] as T]
  }
  return all
}
