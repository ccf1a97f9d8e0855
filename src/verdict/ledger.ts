import { type Exchanged, exchanged, handledOf } from '../sim/exchanged.ts'
import type { MessageId } from '../sim/packet.ts'
import type { World } from '../sim/world.ts'

/** What the sender holds to be true of a message. `none`: it has no opinion, because it never asked or forgot. */
export type Belief = 'pending' | 'acknowledged' | 'gaveUp' | 'none'

/**
 * undecided: no effect yet, but something can still make it happen · lost: no effect, and nothing can · once ·
 * duplicated: twice or more
 */
export type Outcome = 'undecided' | 'lost' | 'once' | 'duplicated'

/** One row of the ledger. Public JSON. */
export interface LedgerRow {
  readonly message: MessageId
  readonly attempts: number
  readonly deliveries: number
  readonly effects: number
  readonly absorbed: number
  readonly belief: Belief
  readonly outcome: Outcome
  /** Nothing of the message is on its way: no packet in flight, none being handled, and the sender does not wait. */
  readonly final: boolean
}

const beliefs: Readonly<Record<string, Belief>> = {
  waiting: 'pending',
  acknowledged: 'acknowledged',
  gaveUp: 'gaveUp',
}

/** One row per message of the world, submitted or not. */
export function ledgerOf(world: World): LedgerRow[] {
  return world.messages.map(({ id, handed }) => {
    const message = exchanged(world, id)
    const belief = beliefs[message.state] ?? 'none'
    const final = handed && belief !== 'pending' && message.packets.length === 0 && handledOf(world, id) === null
    const { attempts, deliveries, effects, absorbed } = message
    return { message: id, attempts, deliveries, effects, absorbed, belief, outcome: outcomeOf(message, final), final }
  })
}

function outcomeOf({ effects }: Exchanged, final: boolean): Outcome {
  if (effects === 0) return final ? 'lost' : 'undecided'
  return effects === 1 ? 'once' : 'duplicated'
}
