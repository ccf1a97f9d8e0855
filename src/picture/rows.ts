import type { ProcessName } from '../protocol/exchange.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { type Say, type Sentence, seconds } from '../words/words.ts'
import { isAgain, silencedBy } from './explain.ts'
import { labelOf } from './plan.ts'

/** One line of the event table: the same fact that the diagram draws, in words. */
export interface EventTableRow {
  readonly id: number
  readonly atMs: number
  readonly process: ProcessName | null
  readonly what: Sentence
  /** What else the diagram shows of it: when a packet is due, how long a timer runs, at which line it happened. */
  readonly details: readonly Sentence[]
  readonly packet: string | null
  readonly cause: number | null
  /** Of a timeout the event for which no ACK came, where there was one: what it came from is only what set the timer. */
  readonly silencedBy: number | null
  readonly tone: 'plain' | 'lost' | 'dup'
}

/** A row for every event of a trace. */
export const rowsOf = (trace: Trace): EventTableRow[] => rowsBetween(trace, 0, trace.length)

/** The rows of the events after the first `from`, up to and with the `until`-th. */
export function rowsBetween(trace: Trace, from: number, until: number): EventTableRow[] {
  return trace.slice(from, until).map((event) => {
    const again = isAgain(trace, event)
    return {
      id: event.id,
      atMs: event.atMs,
      process: event.process ?? null,
      what: whatOf(event, again),
      details: detailsOf(event),
      packet: event.packet ?? null,
      cause: event.cause,
      silencedBy: silencedBy(trace, event)?.id ?? null,
      tone: again ? 'dup' : event.kind === 'drop' ? 'lost' : 'plain',
    }
  })
}

/** What a row says, cell by cell in the order of the table's columns: number, time, where, what, packet, because of. */
export function cellsOf({ id, atMs, process, what, details, packet, cause, silencedBy }: EventTableRow, say: Say) {
  return {
    number: String(id),
    time: say('table.at', { at: seconds(atMs) }),
    where: process === null ? say('table.network') : say(`head.${process}`),
    what: say(what.id, what.values),
    details: details.map((detail) => say(detail.id, detail.values)),
    packet: packet ?? say('table.outside'),
    cause: cause === null ? say('table.outside') : say('table.caused', { id: cause, loss: silencedBy ?? 0 }),
  }
}

function detailsOf({ kind, packet, attempt, line, value, arrivesMs, expiresMs }: TraceEvent): Sentence[] {
  const found: Sentence[] = []
  // A packet's name says its attempt.
  if (attempt !== undefined && packet === undefined) found.push({ id: 'detail.attempt', values: { attempt } })
  if (line !== undefined && kind !== 'crash') found.push({ id: 'detail.line', values: { line } })
  if (value !== undefined) found.push({ id: 'detail.value', values: { value } })
  if (arrivesMs !== undefined) found.push({ id: 'detail.arrives', values: { at: seconds(arrivesMs) } })
  if (expiresMs !== undefined) found.push({ id: 'detail.expires', values: { at: seconds(expiresMs) } })
  return found
}

function whatOf(event: TraceEvent, again: boolean): Sentence {
  const { kind, message, attempt, packet, process, line } = event
  const values = { message: message === undefined ? '' : labelOf(message), attempt: attempt ?? 1 }
  const isAck = packet?.startsWith('a') === true
  switch (kind) {
    case 'send':
      return { id: isAck ? 'event.sendAck' : 'event.sendMessage', values }
    case 'deliver':
      return { id: isAck ? 'event.deliverAck' : 'event.deliverMessage', values }
    case 'drop':
      if (process !== undefined) return { id: 'event.dropDown', values: { packet: packet ?? '', process } }
      return { id: isAck ? 'event.dropAck' : 'event.dropMessage', values }
    case 'duplicate':
      return { id: 'event.duplicate', values: { packet: packet ?? '' } }
    case 'apply':
      return { id: again ? 'event.applyAgain' : 'event.apply', values }
    case 'crash':
      return line === undefined ? { id: 'event.crash' } : { id: 'event.crashAtLine', values: { ...values, line } }
    case 'restart':
      return { id: 'event.restart' }
    default:
      return { id: `event.${kind}`, values }
  }
}
