import type { MessageId } from '../sim/packet.ts'
import type { Run } from '../sim/run.ts'
import { worldAt } from '../sim/run.ts'
import type { World } from '../sim/world.ts'
import { type LedgerRow, ledgerOf } from '../verdict/ledger.ts'
import { type Verdict, verdictOf } from '../verdict/verdict.ts'

/** Everything that is judged at one point of a run. */
export interface Judged {
  readonly world: World
  readonly ledger: readonly LedgerRow[]
  readonly verdict: Verdict
  readonly sent: number
  readonly dropped: number
  /** Messages that were sent and whose outcome is open. */
  readonly undecided: number
}

let latest: { run: Run; moves: number; judged: Judged } | null = null

/** The ledger and the verdict after so many moves. The latest answer is kept: many views ask for the same. */
export function judgedAt(run: Run, moves: number): Judged {
  if (latest?.run === run && latest.moves === moves) return latest.judged
  const world = worldAt(run, moves)
  const ledger = ledgerOf(world)
  const judged: Judged = {
    world,
    ledger,
    verdict: verdictOf(world, ledger),
    sent: ledger.filter(({ attempts }) => attempts > 0).length,
    dropped: world.faults.dropped,
    undecided: ledger.filter(({ attempts, outcome }) => attempts > 0 && outcome === 'undecided').length,
  }
  latest = { run, moves, judged }
  return judged
}

const ends = new WeakMap<Run, readonly LedgerRow[]>()

/** The ledger at the end of a run, made once. */
export function finalLedger(run: Run): readonly LedgerRow[] {
  let end = ends.get(run)
  if (end === undefined) {
    end = ledgerOf(run.world)
    ends.set(run, end)
  }
  return end
}

/** A point of a run. */
interface RunPosition {
  readonly run: Run
  readonly moves: number
}

/**
 * The first message on its way whose outcome is not to be seen yet, or else the first that is still to be sent; null
 * where every outcome is, so that nothing is left to predict.
 */
export function openMessage({ run, moves }: RunPosition): MessageId | null {
  if (moves >= run.frames.length) return null
  const now = judgedAt(run, moves).ledger
  const end = finalLedger(run)
  const open = now.find((row, i) => row.attempts > 0 && row.effects < 2 && !sameEnd(row, end[i]))
  return (open ?? now.find(({ attempts }) => attempts === 0))?.message ?? null
}

/** Whether there is something to predict: while it plays nobody has to know yet. */
export const canPredict = (state: RunPosition & { readonly playing: boolean }): boolean =>
  state.playing || openMessage(state) !== null

const sameEnd = (row: { effects: number; final: boolean }, end: { effects: number } | undefined): boolean =>
  row.final && row.effects === end?.effects
