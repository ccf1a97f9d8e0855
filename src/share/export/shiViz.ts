import { rowsOf } from '../../picture/rows.ts'
import type { PacketId } from '../../sim/packet.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'
import { type Say, seconds } from '../../words/words.ts'
import type { ExportedRun, TextFormat } from './format.ts'

/**
 * A log for ShiViz: the parser's expression, an empty line where it wants the delimiter of executions, then two lines an
 * event. Source: ShiViz, "How to use", log format.
 */
export const shiViz = { name: 'shiViz', extension: 'log', type: 'text/plain', write } as const satisfies TextFormat

/** What the parser of ShiViz is to read each event with; its first line says so. */
export const shiVizParser = '(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)'

function write({ trace }: ExportedRun, say: Say): string {
  const clocks = clocksOf(trace)
  const lines = rowsOf(trace).flatMap(({ what, packet, atMs }, i) => {
    const text = `${say(what.id, what.values)} (${packet === null ? '' : `${packet}, `}${say('table.at', { at: seconds(atMs) })})`
    const { host, clock } = clocks[i] as Stamp
    return [`${host} ${JSON.stringify(clock)}`, text.replace(/\s+/g, ' ')]
  })
  return `${[shiVizParser, '', ...lines].join('\n')}\n`
}

type Host = 'sender' | 'receiver' | 'network'

/** How many events of each host an event knows of, itself included. */
export type Clock = Partial<Record<Host, number>>

interface Stamp {
  readonly host: Host
  readonly clock: Clock
}

/**
 * The vector clock of every event: it knows what its process did before, and what the sender of the packet that reached
 * it knew. What happens on the wire is told by an observer, who sees everything and tells nobody: from a loss nobody
 * learns anything, and a copy says what its original says.
 */
export function clocksOf(trace: Trace): Stamp[] {
  const latest: Record<Host, Clock> = { sender: {}, receiver: {}, network: {} }
  const sent = new Map<PacketId, Clock>()
  return trace.map((event) => {
    const host = event.process ?? 'network'
    const clock: Clock = {}
    for (const known of [latest[host], heardBy(event)]) {
      for (const [name, count] of Object.entries(known) as [Host, number][]) {
        clock[name] = Math.max(clock[name] ?? 0, count)
      }
    }
    clock[host] = (clock[host] ?? 0) + 1
    latest[host] = clock
    if (event.kind === 'send' && event.packet !== undefined) sent.set(event.packet, clock)
    return { host, clock }
  })

  /** What an event hears of another process: what the packet says that reached it. */
  function heardBy(event: TraceEvent): Clock {
    const { kind, packet = '', cause } = event
    if (kind === 'duplicate') {
      const said = sent.get(trace[(cause ?? 0) - 1]?.packet ?? '') ?? {}
      sent.set(packet, said)
      return said
    }
    const arrives = kind === 'deliver' || kind === 'wait' || kind === 'drop'
    return arrives ? (sent.get(packet) ?? {}) : {}
  }
}
