import type { ProcessName } from '../protocol/exchange.ts'
import type { LineWord } from '../protocol/program.ts'
import type { ExchangeKind, Happening, Stepped, TaskName } from './happening.ts'
import type { PacketId } from './packet.ts'
import type { Choice } from './step.ts'

/** What happened, with a number, an instant and the event that brought it about. Public JSON. */
export interface SystemEvent extends Happening {
  /** From 1, in the order of happening. */
  readonly id: number
  readonly atMs: number
  /** The id of the event that caused this one; null for what comes from outside: a submission, a fault. */
  readonly cause: number | null
  /** On `send` and `duplicate`: when the packet would reach the other end. */
  readonly arrivesMs?: number
  /** When the timer that was started with it expires. */
  readonly expiresMs?: number
}

/** An event of the first lab, which has two processes, a few lines and no other kinds. */
export interface TraceEvent extends Omit<SystemEvent, 'kind' | 'process' | 'line'> {
  readonly kind: ExchangeKind
  readonly process?: ProcessName
  readonly line?: LineWord
}

export type Trace = readonly TraceEvent[]

/** The trace of a run of such a scenario. */
export type TraceOf<S> = S extends { readonly document: unknown } ? readonly SystemEvent[] : Trace

/**
 * Numbers what happens and finds the cause of each: a packet's sending, a timer's start, a row's storing, an entry's
 * last writing, and else what the same task did before.
 */
export class TraceRecorder {
  readonly events: SystemEvent[] = []
  private readonly sentBy = new Map<PacketId, number>()
  private readonly armedBy = new Map<number, number>()
  /** The last event of each task, or what brought it there. */
  private readonly lastOf = new Map<number, number>()
  private readonly crashOf = new Map<string, number>()
  private readonly storedBy = new Map<string, number>()
  private readonly writtenBy = new Map<string, number>()

  /**
   * Adds what one step did. `arrives` and `expires` say when a packet is due and the timer of a task fires, if the
   * driver knows; `choice` is the move that was made, if it was one.
   */
  record(
    { happened, doers, reached, armed, stored }: Omit<Stepped, 'world'>,
    atMs: number,
    arrives: ReadonlyMap<PacketId, number>,
    expires: ReadonlyMap<number, number>,
    choice: Choice | null,
  ): void {
    // Within a step each event causes the next, except that what a restart or a crash brings about it brings all.
    let head: number | null = null
    let storing: number | null = null
    happened.forEach((happening, i) => {
      const id = this.events.length + 1
      const doer = doers[i] ?? null
      const cause = head ?? this.causeOf(happening, doer, choice)
      const { kind, packet } = happening
      const due = kind === 'send' || kind === 'duplicate' ? arrives.get(packet as PacketId) : undefined
      const timer = armed.find(({ told }) => told === i)
      const expiry = timer && expires.get(timer.task)
      this.events.push({
        id,
        atMs,
        ...happening,
        cause,
        ...(due === undefined ? {} : { arrivesMs: due }),
        ...(expiry === undefined ? {} : { expiresMs: expiry }),
      })
      if (timer !== undefined) this.armedBy.set(timer.task, id)
      this.note(happening, id, doer)
      if (kind === 'apply' || kind === 'remember' || kind === 'put') storing = id
      if (head === null || (kind !== 'send' && kind !== 'forget' && kind !== 'resume')) head = id
    })
    for (const row of stored) if (storing !== null) this.storedBy.set(nameOf(row), storing)
    for (const { task } of reached) this.placeTask(task)
  }

  /** A task that has done nothing yet stands where the last event put it. */
  private placeTask(task: TaskName['task']): void {
    if (!this.lastOf.has(task)) this.lastOf.set(task, this.events.length)
  }

  private causeOf(
    { kind, packet, process, store, entry }: Happening,
    doer: number | null,
    choice: Choice | null,
  ): number | null {
    switch (kind) {
      case 'deliver':
      case 'wait':
        return this.sentBy.get(packet as PacketId) ?? null
      case 'drop':
        return (
          (process === undefined ? undefined : this.crashOf.get(process)) ?? this.sentBy.get(packet as PacketId) ?? null
        )
      case 'duplicate':
        return choice?.do === 'duplicate' ? (this.sentBy.get(choice.packet.id) ?? null) : null
      case 'timeout':
        return (doer !== null && this.armedBy.get(doer)) || null
      case 'evict':
        return choice?.do === 'evict' ? (this.storedBy.get(nameOf(choice)) ?? null) : null
      case 'restart':
        return this.crashOf.get(process as string) ?? null
      case 'take':
        return this.writtenBy.get(`${store} ${entry}`) ?? null
      case 'crash':
      case 'stop':
        return null
      default:
        return (doer !== null && this.lastOf.get(doer)) || null
    }
  }

  private note({ kind, packet, process, store, entry }: Happening, id: number, doer: number | null): void {
    if (kind === 'send' || kind === 'duplicate') this.sentBy.set(packet as PacketId, id)
    if (kind === 'crash' || kind === 'stop') this.crashOf.set(process as string, id)
    if (entry !== undefined && kind !== 'take') this.writtenBy.set(`${store} ${entry}`, id)
    if (doer !== null) this.lastOf.set(doer, id)
  }
}

const nameOf = ({
  process,
  store,
  message,
  key,
}: {
  process: number | null
  store: number
  message: number
  key: number
}) => `${process ?? ''} ${store} ${message} ${key}`
