/**
 * What the sender did and saw. Of an ACK it sees the key that it names and nothing else: which attempt the receiver
 * answered, and whether a packet of that name was lost, is not written on it.
 */

import { exchange, exchangePackets, type ProcessName } from '../protocol/exchange.ts'
import type { System } from '../protocol/system.ts'
import type { Happening, HappeningKind } from '../sim/happening.ts'
import { keyName, type Packet } from '../sim/packet.ts'
import { type Run, run } from '../sim/run.ts'
import type { Scenario } from '../sim/scenario.ts'
import type { Choice } from '../sim/step.ts'

/** One event as the sender can tell it from others. */
export interface SenderEvent {
  readonly atMs: number
  readonly kind: HappeningKind
  readonly message?: number
  readonly attempt?: number
  /** A message packet that it sent, by name. */
  readonly packet?: string
  /** The key that an ACK names. */
  readonly key?: string
  /** The trace event that this is. */
  readonly id: number
}

/** Whether the sender can observe this. A packet that is lost at the sender while it is down is not observed. */
export const seenBySender = ({ process, kind }: Pick<Happening, 'process' | 'kind'>, sender: ProcessName): boolean =>
  process === sender && kind !== 'drop'

/** All that the sender of a run did and saw up to and with an instant. */
export function senderViewOf({ trace, frames, world }: Run, atMs: number): SenderEvent[] {
  const sender = senderOf(world.system)
  return frames.flatMap((frame, i) => {
    if (frame.atMs > atMs) return []
    const events = trace.slice(frames[i - 1]?.events ?? 0, frame.events)
    const ack = ackIn(frame.choice)
    return events
      .filter((event) => seenBySender(event, sender))
      .map(({ id, kind, message, attempt, packet }): SenderEvent => {
        const seen = { id, atMs: frame.atMs, kind, ...(message === undefined ? {} : { message }) }
        if (kind === 'deliver' || kind === 'ignore') return { ...seen, key: ack === undefined ? '' : keyNameOf(ack) }
        return { ...seen, ...(attempt === undefined ? {} : { attempt }), ...(packet === undefined ? {} : { packet }) }
      })
  })
}

/** One event as text; two events with the same text are the same to the sender. */
export function asSeen(
  atMs: number,
  { kind, message, attempt, packet }: Pick<Happening, 'kind' | 'message' | 'attempt' | 'packet'>,
  key: string | undefined,
): string {
  if (kind === 'deliver' || kind === 'ignore') return `${atMs} ${kind} ${message} ${key}`
  return `${atMs} ${kind} ${message} ${attempt} ${packet}`
}

/** The process that has the messages to say. */
export const senderOf = ({ processes }: System) => processes[exchange.sender]?.name as 'sender'

/** The name of the key that a packet carries. */
export const keyNameOf = ({ message, key }: Packet): string => keyName(message, key)

/** The ACK that a choice delivers. */
export const ackIn = (choice: Choice | null): Packet | undefined =>
  choice?.do === 'deliver' && choice.packet.kind === exchangePackets.ack ? choice.packet : undefined

/** A run no longer than needed to know everything up to and with an instant. */
export function runUntil(scenario: Scenario, atMs: number, moves?: number): Run {
  const horizonMs = Math.min(scenario.environment.horizonMs, Math.max(1, Math.floor(atMs)))
  const cut = { ...scenario, environment: { ...scenario.environment, horizonMs } }
  return run(cut, moves === undefined ? {} : { moves })
}
