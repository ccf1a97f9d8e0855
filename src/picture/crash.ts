/** What one crash of a run did to the message that it befell, and how that message ends in the very same run. */
import type { MessageId } from '../sim/packet.ts'
import { readPacketId } from '../sim/packet.ts'
import { movesTo, type Run, worldAt } from '../sim/run.ts'
import type { Fault } from '../sim/scenario.ts'
import { type LedgerRow, ledgerOf } from '../verdict/ledger.ts'
import { firstTime, type Standing } from './listing.ts'

export interface Befallen {
  readonly message: MessageId
  /** What was so before the delivery, or the attempt, that the crash interrupts. */
  readonly standing: Standing
  /** The message in the ledger at the end of the run. */
  readonly end: LedgerRow
}

/** What the crash that a fault asks for does; null where it does not happen. */
export function befallenBy(run: Run, fault: number): Befallen | null {
  const { trace, frames, scenario } = run
  const { from: sender, to: receiver } = run.world.topology.links.m.named
  const crash = trace.find(({ id, kind }) => kind === 'crash' && run.crashedBy.get(id) === fault)
  const message = messageOf(scenario.faults[fault])
  if (crash === undefined || message === null) return null
  const end = ledgerOf(run.world)[message - 1]
  if (end === undefined) return null
  if (crash.process === sender) {
    const { attempts = 1 } = worldAt(run, movesTo(run, crash.id) - 1).messages[message - 1] ?? {}
    return { message, standing: { ...firstTime, attempts }, end }
  }
  const begin = trace.findLast(({ id, kind, process }) => id < crash.id && kind === 'deliver' && process === receiver)
  // The world before the move that the delivery is of.
  const at = movesTo(run, begin?.id ?? crash.id) - 1
  const choice = frames[at]?.choice
  const state = worldAt(run, at).messages[message - 1]
  if (choice?.do !== 'deliver' || state === undefined) return null
  const { attempts, effects, seenKeys } = state
  return { message, standing: { attempts, effects, known: seenKeys.includes(choice.packet.key) }, end }
}

function messageOf(fault: Fault | undefined): MessageId | null {
  return fault?.do === 'crash' && fault.packet !== undefined ? (readPacketId(fault.packet)?.message ?? null) : null
}
