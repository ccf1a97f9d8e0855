import { type Policy, presets } from '../protocol/policy.ts'
import { type Bounds, badgeFaults } from './moves.ts'

/** A configuration whose reachable states were counted by SPIN and by the unreduced search, with the same result. */
export interface Pinned {
  readonly name: string
  readonly bounds: Bounds
  /** Reachable states, each the whole world with the faults spent; neither search reduces anything. */
  readonly states: number
  /** Moves out of all these states. SPIN counts one more, into the first state. */
  readonly transitions: number
}

/**
 * `npm run bench` derives these numbers again with SPIN from `bench/delivery.pml`; the unit test derives them with
 * `unreduced`.
 */
export const pinned: readonly Pinned[] = [
  pin('no dedup', [1, 3, 3], {}, {}, 'slow', 2321, 8099),
  pin('no dedup', [3, 2, 1], {}, {}, 'quick', 7749, 20_363),
  pin('volatile', [1, 3, 3], {}, { dedup: 'volatile' }, 'slow', 5290, 17_651),
  pin('durable, atomic', [2, 2, 1], {}, { dedup: 'durable' }, 'slow', 9046, 30_363),
  pin('durable, key first', [2, 2, 2], {}, { dedup: 'durable', commit: 'keyFirst' }, 'quick', 5236, 12_186),
  pin('durable, effect first', [1, 4, 2], {}, { dedup: 'durable', commit: 'effectFirst' }, 'slow', 9533, 32_842),
  pin(
    'atomic, ACK before effect',
    [2, 2, 2],
    {},
    { dedup: 'durable', ackTiming: 'beforeEffect' },
    'quick',
    4914,
    12_462,
  ),
  pin(
    'key first, ACK before effect',
    [1, 3, 3],
    {},
    { dedup: 'durable', commit: 'keyFirst', ackTiming: 'beforeEffect' },
    'slow',
    6160,
    21_393,
  ),
  pin('atomic, sender forgets', [2, 3, 2], { onRestart: 'forget' }, { dedup: 'durable' }, 'quick', 2574, 4739),
  pin('atomic, new key', [1, 3, 3], { onRestart: 'resumeNewKey' }, { dedup: 'durable' }, 'slow', 9553, 30_441),
  pin('volatile, new key', [2, 2, 1], { onRestart: 'resumeNewKey' }, { dedup: 'volatile' }, 'quick', 1006, 1872),
  pin('atomic, unlimited attempts, bounded at 4', [1, 'unlimited', 1], {}, { dedup: 'durable' }, 'slow', 1871, 5251),
  pin('fire and forget', [3, 1, 3], presets.atMostOnce.sender, {}, 'quick', 578, 1288),
]

function pin(
  name: string,
  [messages, attempts, max]: [messages: number, attempts: Policy['sender']['attempts'], faults: number],
  sender: Partial<Policy['sender']>,
  receiver: Partial<Policy['receiver']>,
  network: 'slow' | 'quick',
  states: number,
  transitions: number,
): Pinned {
  const { atLeastOnce } = presets
  const policy: Policy = {
    sender: { ...atLeastOnce.sender, ...sender, attempts },
    receiver: { ...atLeastOnce.receiver, ...receiver },
  }
  const bounds = {
    policy,
    messages,
    faults: { max, ...badgeFaults },
    network: { reorder: true, slow: network === 'slow' },
  }
  const title = `${name}: messages ${messages}, attempts ${attempts}, faults ${max}, ${network}`
  return { name: title, bounds, states, transitions }
}
