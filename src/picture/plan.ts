/**
 * The plan of a picture: every mark of a run with its place in time, made from the trace alone. Diagram, event table,
 * narration and exports are made from the same trace and plan, so that they cannot disagree. A mark says between which
 * events it is to be seen; what "now" is belongs to whoever draws it.
 */

import type { ProcessName } from '../protocol/exchange.ts'
import type { MessageId, PacketId, PacketKind } from '../sim/packet.ts'
import { readPacketId } from '../sim/packet.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { dollarsPerMessage } from '../verdict/verdict.ts'
import type { Sentence } from '../words/words.ts'

export interface Plan {
  readonly packets: readonly PacketMark[]
  readonly timers: readonly TimerMark[]
  readonly notes: readonly NoteMark[]
  readonly downs: readonly DownMark[]
}

/** A packet's line through the lane. */
export interface PacketMark {
  readonly packet: PacketId
  readonly kind: PacketKind
  readonly message: MessageId
  readonly attempt: number
  readonly copy: number
  readonly fromMs: number
  /** When it reaches the other end, if nothing happens to it. */
  readonly dueMs: number
  /** How far along its way it starts: 0, or where the network copied it. */
  readonly fromFraction: number
  readonly firstEvent: number
  /** The event that ends it; null when the run ends before. */
  readonly lastEvent: number | null
  readonly endMs: number | null
  /** arrived: taken, or waiting to be · lost: on the wire · down: at a process that was down */
  readonly end: 'arrived' | 'lost' | 'down' | null
}

/** A bar beside the lifeline of the process that waits. */
export interface TimerMark {
  readonly message: MessageId
  readonly attempt: number
  readonly fromMs: number
  readonly dueMs: number
  readonly firstEvent: number
  readonly lastEvent: number | null
  readonly endMs: number | null
  readonly end: 'expired' | 'stopped' | null
  /** Bars of messages that wait at the same time stand side by side: 0 is next to the lifeline. */
  readonly track: number
}

export type NoteShape = 'effect' | 'again' | 'absorbed' | 'key' | 'crash' | 'restart' | 'timeout' | 'gaveUp' | 'lost'

/** A shape with a label at a lifeline. */
export interface NoteMark {
  readonly event: number
  readonly atMs: number
  readonly process: ProcessName
  readonly message: MessageId | null
  readonly shape: NoteShape
  readonly label: Sentence
  /** What there is room for on a phone. */
  readonly short: Sentence
}

/** The time a process is down. */
export interface DownMark {
  readonly process: ProcessName
  readonly fromMs: number
  readonly untilMs: number | null
  readonly firstEvent: number
  readonly lastEvent: number | null
}

/** What people call a message. */
export const labelOf = (message: MessageId): string => `m${message}`

export function planOf(trace: Trace): Plan {
  const packets = new Map<PacketId, Writable<PacketMark>>()
  const timers = new Map<MessageId, Writable<TimerMark>>()
  const doneTimers: TimerMark[] = []
  const notes: NoteMark[] = []
  const downs: Writable<DownMark>[] = []
  const effects = new Map<MessageId, number>()

  for (const event of trace) {
    const { id, atMs, kind, process, message, packet } = event
    switch (kind) {
      case 'send':
      case 'duplicate': {
        const original =
          event.kind === 'duplicate' ? packets.get(trace[(event.cause ?? 0) - 1]?.packet ?? '') : undefined
        const mark = newPacket(event, original)
        if (mark !== null) packets.set(mark.packet, mark)
        if (event.expiresMs !== undefined) startTimer(event)
        break
      }
      case 'resume':
        startTimer(event)
        break
      case 'deliver':
      case 'wait':
        endPacket(event, 'arrived')
        break
      case 'drop':
        if (packets.get(packet as PacketId)?.end === 'arrived')
          note(event, 'lost', 'mark.droppedWaiting', 'mark.droppedWaitingShort')
        else endPacket(event, process === undefined ? 'lost' : 'down')
        break
      case 'timeout':
        stopTimer(message as MessageId, event, 'expired')
        note(event, 'timeout', 'mark.timeout', 'mark.timeout')
        break
      case 'acknowledge':
        stopTimer(message as MessageId, event, 'stopped')
        break
      case 'giveUp':
        note(event, 'gaveUp', 'mark.gaveUp', 'mark.gaveUpShort')
        break
      case 'apply': {
        const times = (effects.get(message as MessageId) ?? 0) + 1
        effects.set(message as MessageId, times)
        if (times === 1)
          note(event, 'effect', 'mark.applied', event.value === undefined ? 'mark.appliedShort' : 'mark.setShort')
        else note(event, 'again', 'mark.again', 'mark.againShort')
        break
      }
      case 'absorb':
        note(event, 'absorbed', 'mark.absorbed', 'mark.absorbedShort')
        break
      case 'remember':
        note(event, 'key', 'mark.keyRecorded', 'mark.keyRecordedShort')
        break
      case 'crash':
        downs.push({ process: process as ProcessName, fromMs: atMs, untilMs: null, firstEvent: id, lastEvent: null })
        if (process === 'sender') for (const waiting of [...timers.keys()]) stopTimer(waiting, event, 'stopped')
        note(event, 'crash', 'mark.crashed', 'mark.crashedShort')
        break
      case 'restart': {
        const down = downs.findLast((mark) => mark.process === process)
        if (down) Object.assign(down, { untilMs: atMs, lastEvent: id })
        note(event, 'restart', 'mark.restarted', 'mark.restartedShort')
        break
      }
    }
  }
  return {
    packets: [...packets.values()],
    timers: [...doneTimers, ...timers.values()].sort((a, b) => a.firstEvent - b.firstEvent),
    notes,
    downs,
  }

  function endPacket({ id, atMs, packet, kind }: TraceEvent, end: PacketMark['end']): void {
    const mark = packets.get(packet as PacketId)
    if (mark === undefined || (kind === 'deliver' && mark.end !== null)) return
    Object.assign(mark, { lastEvent: id, endMs: atMs, end })
  }

  function startTimer({ id, atMs, message, attempt, expiresMs }: TraceEvent): void {
    const taken = new Set([...timers.values()].map(({ track }) => track))
    let track = 0
    while (taken.has(track)) track++
    timers.set(message as MessageId, {
      message: message as MessageId,
      attempt: attempt ?? 1,
      fromMs: atMs,
      dueMs: expiresMs ?? atMs,
      firstEvent: id,
      lastEvent: null,
      endMs: null,
      end: null,
      track,
    })
  }

  function stopTimer(message: MessageId, { id, atMs }: TraceEvent, end: TimerMark['end']): void {
    const timer = timers.get(message)
    if (timer === undefined) return
    timers.delete(message)
    doneTimers.push({ ...timer, lastEvent: id, endMs: atMs, end })
  }

  function note(event: TraceEvent, shape: NoteShape, label: Sentence['id'], short: Sentence['id']): void {
    const { message, value = 0 } = event
    const values = {
      ...(message === undefined ? {} : { message: labelOf(message) }),
      dollars: dollarsPerMessage,
      value,
    }
    notes.push({
      event: event.id,
      atMs: event.atMs,
      process: event.process as ProcessName,
      message: message ?? null,
      shape,
      label: { id: label, values },
      short: { id: short, values },
    })
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

function newPacket(event: TraceEvent, original: PacketMark | undefined): PacketMark | null {
  const { id, atMs, packet, arrivesMs } = event
  const identity = readPacketId(packet ?? '')
  if (identity === null || packet === undefined) return null
  return {
    packet,
    ...identity,
    fromMs: atMs,
    dueMs: arrivesMs ?? atMs,
    fromFraction: original === undefined ? 0 : fractionAt(original, atMs),
    firstEvent: id,
    lastEvent: null,
    endMs: null,
    end: null,
  }
}

/** How far along its way a packet is at an instant: 0 where it was sent, 1 at the other end. */
export function fractionAt({ fromMs, dueMs, fromFraction, endMs }: PacketMark, atMs: number): number {
  const until = Math.min(atMs, endMs ?? dueMs, dueMs)
  if (dueMs <= fromMs) return 1
  const way = Math.max(0, until - fromMs) / (dueMs - fromMs)
  return fromFraction + (1 - fromFraction) * way
}

/** Whether a packet is on the wire once `shown` events have happened. */
export const isInFlight = ({ firstEvent, lastEvent }: PacketMark, shown: number): boolean =>
  firstEvent <= shown && (lastEvent === null || lastEvent > shown)
