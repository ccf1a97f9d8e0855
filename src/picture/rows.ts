import type { ProcessName } from '../sim/topology.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { Sentence } from '../words/words.ts'
import { labelOf } from './plan.ts'

/** One line of the event table: the same fact that the diagram draws, in words. */
export interface Row {
  readonly id: number
  readonly atMs: number
  readonly process: ProcessName | null
  readonly what: Sentence
  readonly packet: string | null
  readonly cause: number | null
  readonly tone: 'plain' | 'lost' | 'dup'
}

/** A row for every event of a trace. */
export function rowsOf(trace: Trace): Row[] {
  const applied = new Set<number>()
  return trace.map((event) => {
    const again = event.kind === 'apply' && applied.has(event.message as number)
    if (event.kind === 'apply') applied.add(event.message as number)
    return {
      id: event.id,
      atMs: event.atMs,
      process: event.process ?? null,
      what: whatOf(event, again),
      packet: event.packet ?? null,
      cause: event.cause,
      tone: again ? 'dup' : event.kind === 'drop' ? 'lost' : 'plain',
    }
  })
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
