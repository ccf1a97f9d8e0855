/**
 * The life of one message: the operation, its attempts, their arrivals and effects. Every event of the trace that is
 * about the message stands once, in the row of the packet that brought it about, found by walking its causes; so a
 * duplicate and a retransmission are never without an origin.
 */
import { type MessageId, type PacketId, readPacketId } from '../sim/packet.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { Sentence } from '../words/words.ts'
import { type NoteShape, type Plan, planOf } from './plan.ts'
import { type EventTableRow, rowsBetween } from './rows.ts'

/** One packet with the message, and all that came of it. */
export interface Attempt {
  readonly packet: PacketId
  readonly attempt: number
  /** 0, or the number of the copy that the network made. */
  readonly copy: number
  readonly steps: readonly LifeStep[]
}

export interface LifeStep {
  readonly event: number
  readonly atMs: number
  /** The shape that it has in the diagram: of a packet that leaves, of a note, or none. */
  readonly shape: 'm' | 'a' | NoteShape | null
  readonly what: Sentence
  readonly tone: 'plain' | 'lost' | 'dup'
}

/** What is known of a message's life once `shown` events have happened, attempt by attempt in the order of sending. */
export function lifeOf(trace: Trace, message: MessageId, shown: number, plan: Plan = planOf(trace)): Attempt[] {
  const shapes = new Map(plan.notes.map(({ event, shape }) => [event, shape]))
  const rows = new Map<PacketId, Attempt & { steps: LifeStep[] }>()
  /** What a crash brings about has no packet among its causes; it ends what was going on. */
  let latest: PacketId | null = null
  const answers = new Map<PacketId, PacketId>()
  for (const event of trace) {
    if (event.id > shown) break
    if (event.message !== message || passing.has(event.kind)) continue
    const packet: PacketId | null = answers.get(event.packet ?? '') ?? packetOf(trace, event) ?? latest
    if (packet === null) continue
    latest = packet
    if (event.packet !== undefined) answers.set(event.packet, packet)
    let row = rows.get(packet)
    if (row === undefined) {
      const { attempt, copy } = readPacketId(packet) ?? { attempt: 0, copy: 0 }
      row = { packet, attempt, copy, steps: [] }
      rows.set(packet, row)
    }
    const [{ what, tone }] = rowsBetween(trace, event.id - 1, event.id) as [EventTableRow]
    row.steps.push({ event: event.id, atMs: event.atMs, shape: shapeOf(event, shapes), what, tone })
  }
  return [...rows.values()]
}

/** What says nothing of the message beside the event that follows from it at the same instant. */
const passing: ReadonlySet<TraceEvent['kind']> = new Set(['miss', 'finish'])

function shapeOf({ id, kind, packet }: TraceEvent, shapes: ReadonlyMap<number, NoteShape>): LifeStep['shape'] {
  if (kind === 'send' || kind === 'duplicate') return packet?.startsWith('a') ? 'a' : 'm'
  if (kind === 'drop') return 'lost'
  return shapes.get(id) ?? null
}

/** The message packet that an event is due to: its own, or that of its nearest cause. */
function packetOf(trace: Trace, event: TraceEvent): PacketId | null {
  let at: TraceEvent | undefined = event
  while (at !== undefined) {
    if (at.packet?.startsWith('m') && at.message === event.message) return at.packet
    at = at.cause === null ? undefined : trace[at.cause - 1]
  }
  return null
}

/**
 * The event that tells most of a message once `shown` events have happened: its second effect, or its first, or else the
 * last of it; its sending where nothing of it has happened yet. Undefined where nothing ever does.
 */
export function tellingEvent(trace: Trace, message: MessageId, shown: number): TraceEvent | undefined {
  const own = trace.filter((event) => event.message === message)
  const seen = own.filter(({ id }) => id <= shown)
  const effects = seen.filter(({ kind }) => kind === 'apply')
  return effects[1] ?? effects[0] ?? seen.at(-1) ?? own[0]
}
