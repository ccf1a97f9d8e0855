import { exchange } from '../protocol/exchange.ts'
import type { Policy } from '../protocol/policy.ts'
import { exchangeWorld, senderMachineOf } from '../sim/exchanged.ts'
import { stateMask } from '../sim/light/packedTable.ts'
import type { Packet } from '../sim/packet.ts'
import type { MessageState, World } from '../sim/world.ts'
import { ledgerOf } from './ledger.ts'
import { type MessageOutcome, messageOutcomes } from './outcomes.ts'
import { verdictOf } from './verdict.ts'

/** What can be said of a message at the end of a run, as bits below 2^15: these, and one for each outcome. */
export const judged = { submitted: 1, final: 2, undecided: 4, gaveUp: 8 } as const
export const bitOf = (outcome: MessageOutcome): number => 16 << messageOutcomes.indexOf(outcome)

/**
 * The judge of runs as a table, for those who have thousands of them: what `ledgerOf` and `verdictOf` say of a message,
 * asked once for all there is to know about it.
 */
export class MessageJudge {
  private readonly world: World
  /** -1 where nobody has asked yet. */
  private readonly table: Int16Array

  constructor(policy: Policy) {
    this.world = exchangeWorld(policy, 1)
    this.table = new Int16Array((stateMask + 1) * 6).fill(-1)
  }

  /** Bits of `judged` and of outcomes. `busy`: a packet of the message is in flight or being handled. */
  of(state: number, effects: number, busy: boolean): number {
    const at = state * 6 + (effects > 2 ? 4 : effects * 2) + (busy ? 1 : 0)
    const known = this.table[at] as number
    if (known >= 0) return known
    const bits = judge(this.world, state, effects, busy)
    this.table[at] = bits
    return bits
  }
}

function judge(world: World, state: number, effects: number, busy: boolean): number {
  const packet: Packet = {
    ...{ id: 'm1.1', kind: 'm', message: 1, attempt: 1, copy: 0, key: 1 },
    ...{ from: exchange.sender, to: exchange.receiver, behind: 0, order: 0 },
  }
  const machine = senderMachineOf(world)
  const handed = state !== machine.initial
  const origin = handed ? machine.nameOf(state) : null
  const message: MessageState = { ...(world.messages[0] as MessageState), handed, origin }
  const ended: World = {
    ...world,
    messages: [message],
    stores: world.stores.map((store) => (store.kind === 'ledger' ? { ...store, counts: [0, effects] } : store)),
    packets: [[], busy ? [packet] : []],
  }
  const ledger = ledgerOf(ended)
  const [row] = ledger
  const { outcomes, undecided, expected } = verdictOf(ended, ledger)
  return (
    (expected > 0 ? judged.submitted : 0) |
    (row?.final ? judged.final : 0) |
    (undecided > 0 ? judged.undecided : 0) |
    (row?.belief === 'gaveUp' ? judged.gaveUp : 0) |
    messageOutcomes.reduce((bits, name) => (outcomes[name] > 0 ? bits | bitOf(name) : bits), 0)
  )
}
