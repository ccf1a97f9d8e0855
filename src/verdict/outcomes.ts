import type { Policy } from '../protocol/knobs.ts'
import { valueSetBy } from '../sim/move.ts'
import type { LedgerRow } from './ledger.ts'

/** Something that can go wrong with a message. */
interface OfMessage {
  readonly of: 'message'
  /** end: it is asked once the message is final · ever: at any moment */
  readonly at: 'end' | 'ever'
  /** What a design that can do this is said to be able to do. Outcomes may share a claim. */
  readonly claim: string
  /** Once it holds it holds for ever, so that a search may stop at the first state and a run has a first instant. */
  readonly holds: (row: LedgerRow) => boolean
}

/**
 * Something that can go wrong with a run as a whole. It is asked once every message is final, of the value and the
 * ledger alone, so that a search can ask it of a state without putting a world together.
 */
interface OfRun {
  readonly of: 'run'
  readonly at: 'end'
  readonly claim: string
  readonly holds: (value: number, ledger: readonly LedgerRow[]) => boolean
  /** Whether it is in question at all where effects add, or where they set the value. */
  readonly where: Policy['receiver']['effect']
}

/**
 * The one table of the outcomes: everything that can go wrong, and how it is read off the ledger. The verdict, the judge
 * of thousands of runs, the marks of the search, claims and their badges, remedies, what lessons, puzzles and the drill
 * ask, and the examples that a sweep keeps are made from it. The words of a claim are in `words/prover.en.json`. Names
 * are public JSON.
 */
export const outcomes = {
  lost: { of: 'message', at: 'end', holds: ({ effects }) => effects === 0, claim: 'lose' },
  duplicated: { of: 'message', at: 'ever', holds: ({ effects }) => effects > 1, claim: 'duplicate' },
  /** The sender is sure of an effect that never was. */
  ackedWithoutEffect: {
    of: 'message',
    at: 'end',
    holds: ({ belief, effects }) => belief === 'acknowledged' && effects === 0,
    claim: 'beWrong',
  },
  /** The sender is sure of a failure that was none. */
  gaveUpThoughDone: {
    of: 'message',
    at: 'ever',
    holds: ({ belief, effects }) => belief === 'gaveUp' && effects > 0,
    claim: 'beWrong',
  },
  /**
   * The value is not what the highest message whose effect happened set it to, because an older `set` arrived after a
   * newer one and overwrote it.
   */
  wrongValue: {
    of: 'run',
    at: 'end',
    where: 'set',
    holds: (value, ledger) => {
      const highest = ledger.findLast(({ effects }) => effects > 0)
      return highest !== undefined && value !== valueSetBy(highest.message)
    },
    claim: 'wrongValue',
  },
} as const satisfies Record<string, OfMessage | OfRun>

type Table = typeof outcomes
export type OutcomeName = keyof Table
type Of<What> = { [Name in OutcomeName]: Table[Name]['of'] extends What ? Name : never }[OutcomeName]
export type MessageOutcome = Of<'message'>
export type RunOutcome = Of<'run'>

export const outcomeNames = Object.keys(outcomes) as OutcomeName[]
export const isOfMessage = (name: OutcomeName): name is MessageOutcome => outcomes[name].of === 'message'
export const messageOutcomes: readonly MessageOutcome[] = outcomeNames.filter(isOfMessage)
export const runOutcomes = outcomeNames.filter((name): name is RunOutcome => !isOfMessage(name))

/** Something for each outcome. */
export function byOutcome<T>(of: (name: OutcomeName) => T): Record<OutcomeName, T> {
  return Object.fromEntries(outcomeNames.map((name) => [name, of(name)])) as Record<OutcomeName, T>
}

/** Whether an outcome has come about for a message. */
export function befell(name: MessageOutcome, row: LedgerRow): boolean {
  const { at, holds }: OfMessage = outcomes[name]
  return (at === 'ever' || row.final) && holds(row)
}

/** The outcomes of a run that can be in question, by what effects do. */
export const runOutcomesWhere = (effect: OfRun['where']): readonly RunOutcome[] =>
  runOutcomes.filter((name) => outcomes[name].where === effect)

/** Whether an outcome that can be in question has come about in a run, by what the value is and its whole ledger. */
export function befellRun(name: RunOutcome, value: number, ledger: readonly LedgerRow[]): boolean {
  const { holds }: OfRun = outcomes[name]
  return ledger.every(({ final }) => final) && holds(value, ledger)
}

/** What is said of a design, and the outcomes that each claim is about. */
export type ClaimName = Table[OutcomeName]['claim']
export const claims: Readonly<Record<ClaimName, readonly OutcomeName[]>> = Object.fromEntries(
  outcomeNames.map((name) => {
    const { claim } = outcomes[name]
    return [claim, outcomeNames.filter((other) => outcomes[other].claim === claim)]
  }),
) as Record<ClaimName, OutcomeName[]>
export const claimNames = Object.keys(claims) as ClaimName[]

/** The claims that are in question, by what effects do. */
export const claimsWhere = (effect: OfRun['where']): readonly ClaimName[] =>
  claimNames.filter((claim) => claims[claim].some((name) => isOfMessage(name) || outcomes[name].where === effect))

/** Whether the sender is wrong about a message. */
export const isWrong = (row: LedgerRow): boolean =>
  messageOutcomes.some((name) => outcomes[name].claim === 'beWrong' && befell(name, row))
