/**
 * What may happen in a search: `choices` of the world, less what the bounds rule out, each with its price in faults.
 * Every search here walks through this door: the fast one, the plain one that tests it, and the one SPIN is held to.
 */
import { exchange, exchangePackets } from '../protocol/exchange.ts'
import type { Policy } from '../protocol/policy.ts'
import { receiverProgram } from '../protocol/program.ts'
import { exchanged, exchangeWorld, handledOf } from '../sim/exchanged.ts'
import { timeoutOfAttempt } from '../sim/fates.ts'
import type { Happening } from '../sim/happening.ts'
import type { MessageId, PacketId } from '../sim/packet.ts'
import type { Environment, Scenario } from '../sim/scenario.ts'
import { type Choice, choices, step } from '../sim/step.ts'
import type { World } from '../sim/world.ts'

/** Which faults there may be, and how many together. */
export interface FaultBounds {
  readonly max: number
  readonly loseMessage: boolean
  readonly loseAck: boolean
  readonly duplicatePacket: boolean
  readonly crashSender: boolean
  readonly crashReceiver: boolean
}

export interface NetworkBounds {
  /** Whether packets may overtake each other; if not, each link is a queue. */
  readonly reorder: boolean
  /** Whether a timer may fire at any moment; if not, only when nothing of its message is in flight or being handled. */
  readonly slow: boolean
}

/** What is explored. */
export interface Bounds {
  readonly policy: Policy
  readonly messages: number
  readonly faults: FaultBounds
  readonly network: NetworkBounds
  /**
   * Transmissions of a message, where the policy allows more: there the timer does not fire, and nothing is sent after a
   * restart. Not given: faults + 3 where the policy has no limit and the network is slow, else no bound.
   */
  readonly attempts?: number
}

/** The bounds of the badges: every fault but the network's own copies. */
export const badgeFaults: Omit<FaultBounds, 'max'> = {
  loseMessage: true,
  loseAck: true,
  duplicatePacket: false,
  crashSender: true,
  crashReceiver: true,
}

/** A world, and what only the driver knows of it. */
export interface Spot {
  readonly world: World
  /** Packets in the order in which they were put on the wire, where that order binds; else empty. */
  readonly wire: readonly PacketId[]
}

/** One move: a choice, or a crash together with its restart. */
export interface Move {
  readonly choices: readonly Choice[]
  /** 1 for a fault. */
  readonly faults: 0 | 1
}

/** The rules that follow from bounds: worked out once, used at every spot. */
export interface Rules {
  readonly bounds: Bounds
  /** A bound on attempts that the policy does not have; null where there is none. */
  readonly attempts: number | null
  /**
   * Whether a window by time can end while a message is still tried. Then a key may be forgotten at any moment: too early
   * for the clock, unless a packet was held up. So an answer says that it assumed this.
   */
  readonly evict: boolean
}

/**
 * Whether a network is slow unless said otherwise: the shortest timeout can be below the longest round trip of an
 * environment, what faults by hand delay included. A round trip is two hops and every line of the receiver.
 */
export function isSlow(
  policy: Policy,
  environment: Pick<Environment, 'hopMs' | 'lineMs'>,
  faults: Scenario['faults'] = [],
): boolean {
  const { awaitAck, timeoutMs, jitterPct } = policy.sender
  const delayMs = faults.reduce((sum, fault) => sum + (fault.do === 'delay' ? fault.ms : 0), 0)
  const tripMs = 2 * environment.hopMs[1] + receiverProgram(policy).length * environment.lineMs + delayMs
  return awaitAck && timeoutMs * (1 - jitterPct / 100) < tripMs
}

export function rulesOf(bounds: Bounds): Rules {
  const { policy, faults, network } = bounds
  const allowed = policy.sender.attempts
  const wanted = bounds.attempts ?? (allowed === 'unlimited' && network.slow ? faults.max + 3 : null)
  const binds = policy.sender.awaitAck && wanted !== null && (allowed === 'unlimited' || wanted < allowed)
  return { bounds, attempts: binds ? wanted : null, evict: canOutlast(policy) }
}

/**
 * Whether the last retry can leave so long after the first transmission that a window by time has ended: the sum of
 * all timeouts but the last, at their longest, is not below the window.
 */
function canOutlast(policy: Policy): boolean {
  const { awaitAck, attempts, jitterPct } = policy.sender
  const { window, dedup } = policy.receiver
  if (dedup === 'none' || window === 'unlimited' || !('ms' in window) || !awaitAck) return false
  if (attempts === 'unlimited') return true
  const steady = { ...policy, sender: { ...policy.sender, jitterPct: 0 } }
  let spanMs = 0
  for (let i = 1; i < attempts; i++) spanMs += Math.round(timeoutOfAttempt(0, steady, 1, i) * (1 + jitterPct / 100))
  return attempts > 1 && spanMs >= window.ms
}

/** Where every search starts. */
export function firstSpot({ bounds, attempts }: Rules): Spot {
  const world = exchangeWorld(bounds.policy, bounds.messages)
  return { world: attempts === null ? world : { ...world, mostAttempts: attempts }, wire: [] }
}

/** Every move that the rules allow at a spot; the budget is the caller's to keep. */
export function movesOf(spot: Spot, rules: Rules): Move[] {
  const { world } = spot
  const { faults, network } = rules.bounds
  const moves: Move[] = []
  for (const choice of choices(world)) {
    switch (choice.do) {
      case 'deliver':
        if (network.reorder || isFirst(spot, choice.packet.id)) moves.push({ choices: [choice], faults: 0 })
        break
      case 'drop':
        if (choice.packet.kind === exchangePackets.message ? faults.loseMessage : faults.loseAck) {
          moves.push({ choices: [choice], faults: 1 })
        }
        break
      case 'duplicate':
        if (faults.duplicatePacket) moves.push({ choices: [choice], faults: 1 })
        break
      case 'expire':
        if (mayExpire(world, choice.message, rules)) {
          moves.push({ choices: [choice], faults: 0 })
        }
        break
      case 'evict':
        if (rules.evict) moves.push({ choices: [choice], faults: 0 })
        break
      case 'crash': {
        const allowed =
          choice.process === exchange.sender
            ? faults.crashSender && world.messages.some(({ id }) => exchanged(world, id).timer)
            : faults.crashReceiver
        if (allowed) moves.push({ choices: [choice, { do: 'restart', process: choice.process }], faults: 1 })
        break
      }
      case 'submit':
      case 'run':
        moves.push({ choices: [choice], faults: 0 })
        break
    }
  }
  return moves
}

function mayExpire(world: World, id: MessageId, { bounds, attempts }: Rules): boolean {
  const message = exchanged(world, id)
  if (attempts !== null && message.attempts >= attempts) return false
  if (bounds.network.slow) return true
  return message.packets.length === 0 && handledOf(world, id) === null
}

/** Whether no packet that was put on the same link before it is still there. */
function isFirst({ wire }: Spot, id: PacketId): boolean {
  return wire.find((other) => other[0] === id[0]) === id
}

/** Makes a move. */
export function make(spot: Spot, move: Move, { bounds }: Rules): Spot {
  let { world, wire } = spot
  for (const choice of move.choices) {
    const stepped = step(world, choice)
    world = stepped.world
    if (!bounds.network.reorder) wire = wireAfter(wire, stepped.happened)
  }
  return { world, wire }
}

function wireAfter(wire: readonly PacketId[], happened: readonly Happening[]): readonly PacketId[] {
  let next = wire
  for (const { kind, packet } of happened) {
    if (kind === 'send' || kind === 'duplicate') next = [...next, packet as PacketId]
    else if (kind === 'deliver' || kind === 'drop') next = next.filter((id) => id !== packet)
  }
  return next
}
