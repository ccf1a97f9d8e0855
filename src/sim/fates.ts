import type { Policy } from '../protocol/policy.ts'
import type { Identity, MessageId, PacketKind } from './packet.ts'
import { philox } from './philox.ts'
import type { Environment } from './scenario.ts'
import type { SystemEnvironment } from './systemScenario.ts'

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
export type Purpose = keyof typeof purposes

/** So many values a draw can have. */
const words = 0x1_0000_0000

/** The 32 bits that decide something about a packet: the same for the same seed, packet and purpose. */
export function wordOf(
  seed: number,
  kind: PacketKind,
  message: MessageId,
  attempt: number,
  copy: number,
  purpose: Purpose,
): number {
  // 4 bits purpose, 4 bits copy, 24 bits attempt; the other word is the message with one bit for the kind.
  const counter0 = purposes[purpose] * 0x1000_0000 + copy * 0x100_0000 + attempt
  const counter1 = message * 2 + kindWord(kind)
  return philox(seed, counter0, counter1)
}

/** What tells the kinds of packets of a message apart: 0 and 1 in the first lab, else bits above those of the message. */
function kindWord(kind: PacketKind): number {
  if (kind === 'm') return 0
  return kind === 'a' ? 1 : textWord(kind) * 0x8000
}

/** A number from 1 to 65,535 for a text, the same for the same text: FNV-1a, folded. */
function textWord(text: string): number {
  let hash = 0x811c_9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193)
  return (((hash ^ (hash >>> 16)) >>> 0) % 0xffff) + 1
}

/** Whether the weather crashes a process before a line that it reaches for the so-manieth time. */
export const crashesAt = (
  seed: number,
  pct: number,
  process: string,
  message: MessageId,
  line: string,
  reached: number,
): boolean =>
  pct > 0 && happensAt(pct, wordOf(seed, `${process} ${line}`, message, reached % 0x100_0000, 0, 'crashBeforeEffect'))

/** Whether something that is so likely, in percent, happens when these bits are drawn. */
const happensAt = (pct: number, word: number) => pct > 0 && (word / words) * 100 < pct

/** What happens with this percentage happens exactly when the bits drawn are a number below this one. */
export function thresholdOf(pct: number): number {
  let [least, most] = [0, words]
  while (least < most) {
    const word = Math.floor((least + most) / 2)
    if (happensAt(pct, word)) least = word + 1
    else most = word
  }
  return least
}

/** Time on the wire when these bits are drawn, in virtual milliseconds. */
export const hopAt = (least: number, most: number, word: number) =>
  least + Math.floor((word / words) * (most - least + 1))

const happens = (pct: number, seed: number, { kind, message, attempt, copy }: Identity, purpose: Purpose) =>
  pct > 0 && happensAt(pct, wordOf(seed, kind, message, attempt, copy, purpose))

/** How likely a packet of this kind is lost, in percent. */
function losePctOf(environment: Environment | SystemEnvironment, kind: PacketKind): number {
  if ('losePct' in environment) return environment.losePct[kind] ?? 0
  return kind === 'm' ? environment.loseMessagePct : environment.loseAckPct
}

/** The fate of a packet. Only what leaves a process is duplicated by the weather: a copy is not copied again. */
export function fateOf(seed: number, environment: Environment | SystemEnvironment, packet: Identity): Fate {
  const { hopMs, duplicatePct } = environment
  const [least, most] = hopMs
  const { kind, message, attempt, copy } = packet
  return {
    lost: happens(losePctOf(environment, kind), seed, packet, 'lose'),
    duplicated: packet.copy === 0 && happens(duplicatePct, seed, packet, 'duplicate'),
    hopMs: least === most ? least : hopAt(least, most, wordOf(seed, kind, message, attempt, copy, 'hop')),
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
  const astray = 2 * (wordOf(seed, 'm', message, attempt, 0, 'jitter') / words) - 1
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
