import { setsValue, valueIn } from '../sim/exchanged.ts'
import { valueSetBy } from '../sim/move.ts'
import type { World } from '../sim/world.ts'
import { type LedgerRow, ledgerOf } from './ledger.ts'

/** Was it right? The one judge of runs, of the search, of lessons and of thousands of runs. Public JSON. */
export interface Verdict {
  readonly outcomes: Readonly<Record<OutcomeName, number>>
  readonly undecided: number
  /** Faults that happened: packets dropped, at a down process too, or duplicated by the network, and crashes. */
  readonly faults: number
  /** The balance, in dollars, if every submitted message had its effect once, in order; and as it is. */
  readonly expected: number
  readonly actual: number
}

export const outcomeNames = ['lost', 'duplicated', 'ackedWithoutEffect', 'gaveUpThoughDone', 'wrongValue'] as const
export type OutcomeName = (typeof outcomeNames)[number]

/** What the effect of one message adds to the balance, in dollars. */
export const dollarsPerMessage = 10

/** Judges a world at any instant; what is not decided yet is counted as undecided. */
export function verdictOf(world: World, ledger: readonly LedgerRow[] = ledgerOf(world)): Verdict {
  const count = (holds: (row: LedgerRow) => boolean) => ledger.filter(holds).length
  const { dropped, duplicated, crashes } = world.faults
  const sets = setsValue(world)
  const submitted = world.messages.filter(({ handed }) => handed).length
  return {
    outcomes: {
      lost: count(({ outcome }) => outcome === 'lost'),
      duplicated: count(({ outcome }) => outcome === 'duplicated'),
      ackedWithoutEffect: count(({ belief, effects, final }) => belief === 'acknowledged' && effects === 0 && final),
      gaveUpThoughDone: count(({ belief, effects }) => belief === 'gaveUp' && effects > 0),
      wrongValue: sets && isWrongValue(valueIn(world), ledger) ? 1 : 0,
    },
    undecided: count(({ outcome }) => outcome === 'undecided'),
    faults: dropped + duplicated + crashes,
    expected: sets ? valueSetBy(submitted) : submitted * dollarsPerMessage,
    actual: sets ? valueIn(world) : dollarsPerMessage * ledger.reduce((sum, { effects }) => sum + effects, 0),
  }
}

/**
 * Where effects set the value: whether it is final, and not what the highest message whose effect happened set it to,
 * because an older `set` arrived after a newer one and overwrote it.
 */
export function isWrongValue(
  value: number,
  ledger: readonly Pick<LedgerRow, 'message' | 'effects' | 'final'>[],
): boolean {
  const highest = ledger.findLast(({ effects }) => effects > 0)
  return highest !== undefined && ledger.every(({ final }) => final) && value !== valueSetBy(highest.message)
}
