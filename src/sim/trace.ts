import { type Fired, firedIn, type Happening } from './happening.ts'
import type { MessageId, PacketId } from './packet.ts'
import type { Choice } from './step.ts'
import type { StoredKey } from './world.ts'

/** What happened, with a number, an instant and the event that brought it about. Public JSON. */
export interface TraceEvent extends Happening {
  /** From 1, in the order of happening. */
  readonly id: number
  readonly atMs: number
  /** The id of the event that caused this one; null for what comes from outside: a submission, a fault. */
  readonly cause: number | null
  /** On `send` and `duplicate`: when the packet would reach the other end. */
  readonly arrivesMs?: number
  /** On `send` and `resume`: when the timer that was started with it expires. */
  readonly expiresMs?: number
}

export type Trace = readonly TraceEvent[]

/**
 * Every transition that an event is part of. A crash and a restart befall a process and not one of its machines: theirs
 * are also those told by what they bring about in the same move.
 */
export function firedBy(trace: Trace, event: TraceEvent): readonly Fired[] {
  if (event.fired !== undefined) return [event.fired]
  if (event.kind !== 'crash' && event.kind !== 'restart') return []
  const brought: Happening[] = [event]
  for (let next = trace[event.id]; next?.fired && next.cause === event.id; next = trace[next.id]) brought.push(next)
  return firedIn(brought)
}

/** Numbers what happens and finds the cause of each: a packet's sending, a timer's start, a key's storing, the line before. */
export class TraceRecorder {
  readonly events: TraceEvent[] = []
  private readonly sentBy = new Map<PacketId, number>()
  private readonly timerFrom = new Map<MessageId, number>()
  private readonly lastAt = new Map<string, number>()
  private readonly crashOf = new Map<string, number>()
  private readonly storedBy = new Map<string, number>()

  /**
   * Adds what one step did. `arrives` and `expires` say when a packet is due and a timer fires, if the driver knows;
   * `choice` is the move that was made, if it was one, and `stored` the keys that it stored.
   */
  record(
    happened: readonly Happening[],
    atMs: number,
    arrives: ReadonlyMap<PacketId, number>,
    expires: ReadonlyMap<MessageId, number>,
    choice: Choice | null,
    stored: readonly StoredKey[],
  ): void {
    // Within a step each event causes the next, except that what a restart or a crash brings about it brings all.
    let head: number | null = null
    let storing: number | null = null
    for (const happening of happened) {
      const id = this.events.length + 1
      const cause = head ?? this.causeOf(happening, choice)
      const { kind, packet, message } = happening
      const due = kind === 'send' || kind === 'duplicate' ? arrives.get(packet as PacketId) : undefined
      const expiry = kind === 'send' || kind === 'resume' ? expires.get(message as MessageId) : undefined
      this.events.push({
        id,
        atMs,
        ...happening,
        cause,
        ...(due === undefined ? {} : { arrivesMs: due }),
        ...(expiry === undefined ? {} : { expiresMs: expiry }),
      })
      this.note(happening, id)
      if (expiry !== undefined) this.timerFrom.set(message as MessageId, id)
      if (kind === 'apply' || kind === 'remember') storing = id
      if (head === null || (kind !== 'send' && kind !== 'forget' && kind !== 'resume')) head = id
    }
    for (const { key } of stored) if (storing !== null) this.storedBy.set(key, storing)
  }

  private causeOf({ kind, packet, message, process, line }: Happening, choice: Choice | null): number | null {
    switch (kind) {
      case 'deliver':
      case 'wait':
        return this.sentBy.get(packet as PacketId) ?? null
      case 'drop':
        return (process && this.crashOf.get(process)) ?? this.sentBy.get(packet as PacketId) ?? null
      case 'duplicate':
        return choice?.do === 'duplicate' ? (this.sentBy.get(choice.packet.id) ?? null) : null
      case 'timeout':
        return this.timerFrom.get(message as MessageId) ?? null
      case 'evict':
        return choice?.do === 'evict' ? (this.storedBy.get(choice.key) ?? null) : null
      case 'restart':
        return this.crashOf.get(process as string) ?? null
      default:
        return line !== undefined && kind !== 'crash' ? (this.lastAt.get(process as string) ?? null) : null
    }
  }

  private note({ kind, packet, process, line }: Happening, id: number): void {
    if (kind === 'send' || kind === 'duplicate') this.sentBy.set(packet as PacketId, id)
    if (kind === 'crash') this.crashOf.set(process as string, id)
    if (process !== undefined && (kind === 'deliver' || line !== undefined)) this.lastAt.set(process, id)
  }
}
