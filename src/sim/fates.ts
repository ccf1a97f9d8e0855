import type { Policy } from '../protocol/policy.ts'
import { type Identity, type MessageId, type PacketKind, readPacketId } from './packet.ts'
import { philox } from './philox.ts'
import type { Environment } from './scenario.ts'

/**
 * The weather. A packet's fate depends on the seed and on its identity, and on nothing else: no stream is consumed, so
 * another policy or one more fault leaves every other packet's fate alone.
 */
export interface Fate {
  readonly lost: boolean
  readonly duplicated: boolean
  /** Time on the wire, in virtual milliseconds. */
  readonly hopMs: number
}

/** What each draw is for. Every decision has a counter of its own. */
const purposes = {
  lose: 0,
  duplicate: 1,
  hop: 2,
  crashBeforeEffect: 3,
  crashAfterEffect: 4,
  crashOnWait: 5,
  jitter: 6,
} as const
type Purpose = keyof typeof purposes

/** A number in [0, 1), the same for the same seed, packet and purpose. */
function draw(seed: number, { kind, message, attempt, copy }: Identity, purpose: Purpose): number {
  // 4 bits purpose, 4 bits copy, 24 bits attempt; the other word is the message with one bit for the kind.
  const counter0 = purposes[purpose] * 0x1000_0000 + copy * 0x100_0000 + attempt
  const counter1 = message * 2 + (kind === 'a' ? 1 : 0)
  return philox(seed, counter0, counter1)[0] / 0x1_0000_0000
}

const happens = (pct: number, seed: number, packet: Identity, purpose: Purpose) =>
  pct > 0 && draw(seed, packet, purpose) * 100 < pct

/** The fate of a packet. Only what leaves a process is duplicated by the weather: a copy is not copied again. */
export function fateOf(seed: number, environment: Environment, packet: Identity): Fate {
  const { hopMs, loseMessagePct, loseAckPct, duplicatePct } = environment
  const [least, most] = hopMs
  const losePct: Record<PacketKind, number> = { m: loseMessagePct, a: loseAckPct }
  return {
    lost: happens(losePct[packet.kind], seed, packet, 'lose'),
    duplicated: packet.copy === 0 && happens(duplicatePct, seed, packet, 'duplicate'),
    hopMs: least === most ? least : least + Math.floor(draw(seed, packet, 'hop') * (most - least + 1)),
  }
}

/** A timeout doubles so often at most; even the shortest is then longer than the longest horizon. */
export const mostDoublings = 30

/**
 * How long one attempt waits for its ACK: the timeout, doubled with every attempt if the backoff is exponential, and
 * astray by up to the jitter either way. A whole number of milliseconds, at least 1.
 */
export function timeoutOfAttempt(seed: number, { sender }: Policy, message: MessageId, attempt: number): number {
  const { timeoutMs, backoff, jitterPct } = sender
  const steadyMs = backoff === 'exponential' ? timeoutMs * 2 ** Math.min(attempt - 1, mostDoublings) : timeoutMs
  if (jitterPct === 0) return steadyMs
  const astray = 2 * draw(seed, { kind: 'm', message, attempt, copy: 0 }, 'jitter') - 1
  return Math.max(1, Math.round(steadyMs * (1 + (astray * jitterPct) / 100)))
}

/** Where the weather crashes a process that handles or has just sent a packet. */
export function crashFateOf(seed: number, environment: Environment, packet: Identity) {
  const { crashReceiverPct, crashSenderPct } = environment
  return {
    beforeEffect: happens(crashReceiverPct, seed, packet, 'crashBeforeEffect'),
    afterEffect: happens(crashReceiverPct, seed, packet, 'crashAfterEffect'),
    onWait: happens(crashSenderPct, seed, packet, 'crashOnWait'),
  }
}

/** The fate of a packet by its name; for tools and tests. */
export function fateOfId(seed: number, environment: Environment, id: string): Fate | null {
  const packet = readPacketId(id)
  return packet && fateOf(seed, environment, packet)
}
