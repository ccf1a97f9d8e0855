/**
 * The explanations of a run for a viewer who sees only what its sender sees: two worlds that look the same to the
 * sender get the same words.
 */
import { seenBySender } from '../explore/senderView.ts'
import type { Policy } from '../protocol/policy.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { LedgerRow } from '../verdict/ledger.ts'
import type { WordId } from '../words/words.ts'
import { type Explanation, explain } from './explain.ts'

/** Whether the sender sees an event. */
export const isSeen = (event: TraceEvent): boolean => seenBySender(event, 'sender')

/** The latest of the first `shown` events that the sender sees. */
export const lastSeen = (trace: Trace, shown: number): TraceEvent | undefined =>
  trace.findLast((event) => event.id <= shown && isSeen(event))

/** Sentences about what really was the case, which the sender cannot know. */
const beyond: ReadonlySet<WordId> = new Set(['why.ackedUndone', 'why.gaveUpDone'])

/** Explains an event as far as the sender knows; null for one that it does not see. */
export function explainSeen(trace: Trace, event: TraceEvent, policy: Policy): Explanation | null {
  if (!isSeen(event)) return null
  const { what, why, atMs } = explain(trace, event, policy)
  const known = event.kind === 'timeout' ? [{ id: 'why.cannotTell' } as const] : why.filter(({ id }) => !beyond.has(id))
  return { what, why: known, tone: 'plain', atMs }
}

/** How many messages the sender sent, got an ACK for, still waits for, and gave up on. */
export function beliefsOf(
  ledger: readonly LedgerRow[],
): Record<'sent' | 'acknowledged' | 'pending' | 'gaveUp', number> {
  const holding = (belief: LedgerRow['belief']) => ledger.filter((row) => row.belief === belief).length
  return {
    sent: ledger.filter(({ attempts }) => attempts > 0).length,
    acknowledged: holding('acknowledged'),
    pending: holding('pending'),
    gaveUp: holding('gaveUp'),
  }
}

/** The run in one sentence once it has ended, as far as the sender knows. */
export function summarySeen(ledger: readonly LedgerRow[], atMs: number): Explanation {
  return { what: { id: 'what.endSeen', values: beliefsOf(ledger) }, why: [], tone: 'plain', atMs }
}
