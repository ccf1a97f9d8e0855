import { setsValue, valueIn } from '../sim/exchanged.ts'
import { valueSetBy } from '../sim/move.ts'
import type { World } from '../sim/world.ts'
import { type LedgerRow, ledgerOf } from './ledger.ts'
import { befell, befellRun, byOutcome, isOfMessage, type OutcomeName, runOutcomesWhere } from './outcomes.ts'

export { type OutcomeName, outcomeNames } from './outcomes.ts'

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

/** What the effect of one message adds to the balance, in dollars. */
export const dollarsPerMessage = 10

/** Judges a world at any instant; what is not decided yet is counted as undecided. */
export function verdictOf(world: World, ledger: readonly LedgerRow[] = ledgerOf(world)): Verdict {
  const count = (holds: (row: LedgerRow) => boolean) => ledger.filter(holds).length
  const { dropped, duplicated, crashes } = world.faults
  const sets = setsValue(world)
  const inQuestion = runOutcomesWhere(sets ? 'set' : 'add')
  const submitted = world.messages.filter(({ handed }) => handed).length
  return {
    outcomes: byOutcome((name) =>
      isOfMessage(name)
        ? count((row) => befell(name, row))
        : Number(inQuestion.includes(name) && befellRun(name, valueIn(world), ledger)),
    ),
    undecided: count(({ outcome }) => outcome === 'undecided'),
    faults: dropped + duplicated + crashes,
    expected: sets ? valueSetBy(submitted) : submitted * dollarsPerMessage,
    actual: sets ? valueIn(world) : dollarsPerMessage * ledger.reduce((sum, { effects }) => sum + effects, 0),
  }
}
