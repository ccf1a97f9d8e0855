/** What one crash of a run did to the message that it befell, and how that message ends in the very same run. */
import { exchanged } from '../sim/exchanged.ts'
import type { MessageId } from '../sim/packet.ts'
import { readPacketId } from '../sim/packet.ts'
import { movesTo, type Run, worldAt } from '../sim/run.ts'
import type { Fault } from '../sim/scenario.ts'
import { type LedgerRow, ledgerOf } from '../verdict/ledger.ts'
import { firstTime, type MessageHistory } from './listing.ts'

export interface Befallen {
  readonly message: MessageId
  /** What was so before the delivery, or the attempt, that the crash interrupts. */
  readonly history: MessageHistory
  /** The message in the ledger at the end of the run. */
  readonly end: LedgerRow
}

/** What the crash that a fault asks for does; null where it does not happen. */
export function befallenBy(run: Run, fault: number): Befallen | null {
  const { trace, frames, scenario } = run
  const crash = trace.find(({ id, kind }) => kind === 'crash' && run.crashedBy.get(id) === fault)
  const message = messageOfCrash(scenario.faults[fault])
  if (crash === undefined || message === null) return null
  const end = ledgerOf(run.world)[message - 1]
  if (end === undefined) return null
  if (crash.process === 'sender') {
    const { attempts } = exchanged(worldAt(run, movesTo(run, crash.id) - 1), message)
    return { message, history: { ...firstTime, attempts }, end }
  }
  const begin = trace.findLast(({ id, kind, process }) => id < crash.id && kind === 'deliver' && process === 'receiver')
  // The world before the move that the delivery is of.
  const at = movesTo(run, begin?.id ?? crash.id) - 1
  const choice = frames[at]?.choice
  if (choice?.do !== 'deliver') return null
  const { attempts, effects, seenKeys } = exchanged(worldAt(run, at), message)
  return { message, history: { attempts, effects, known: seenKeys.includes(choice.packet.key) }, end }
}

function messageOfCrash(fault: Fault | undefined): MessageId | null {
  return fault?.do === 'crash' && fault.packet !== undefined ? (readPacketId(fault.packet)?.message ?? null) : null
}
