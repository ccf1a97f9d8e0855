/**
 * What belongs together across the views: an event of the trace, the line of a program at which it happened, and the
 * transition that it was in a machine. Who points at one of them is shown the other two.
 */

import type { ProcessName } from '../protocol/exchange.ts'
import type { MessageId } from '../sim/packet.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { type Arrow, arrowOf, type Chart, firedBy } from './chart.ts'
import type { LineName } from './listing.ts'

export type MachineName = 'sender' | 'receiver' | 'packet'
export type Charts = Readonly<Record<MachineName, Chart>>

/** The names under which things are marked: in every view the same, and each a plain text. */
export interface Together {
  readonly events: ReadonlySet<number>
  readonly lines: ReadonlySet<string>
  readonly states: ReadonlySet<string>
  readonly arrows: ReadonlySet<string>
}

/** What is pointed at. A mark may stand for two events: a packet's line for its sending and its end. */
export type Pointed =
  | { readonly kind: 'events'; readonly events: readonly number[] }
  | { readonly kind: 'line' | 'state' | 'arrow'; readonly name: string }

export const lineName = (process: ProcessName, line: LineName): string => `${process} ${line}`
export const stateName = (machine: MachineName, state: string): string => `${machine} ${state}`
export const arrowName = (machine: MachineName, { from, event, guard }: Arrow): string =>
  `${machine} ${from} ${event} ${guard ?? ''}`

/** Everything that belongs to what is pointed at; `candidates` are the events that some view shows. */
export function togetherWith(pointed: Pointed, charts: Charts, trace: Trace, candidates: Iterable<number>): Together {
  const found = {
    events: new Set<number>(),
    lines: new Set<string>(),
    states: new Set<string>(),
    arrows: new Set<string>(),
  }
  if (pointed.kind === 'events') {
    for (const id of pointed.events) addEvent(id)
    return found
  }
  const isMeant = (machine: MachineName, arrow: Arrow): boolean => {
    if (pointed.kind === 'arrow') return pointed.name === arrowName(machine, arrow)
    if (pointed.kind === 'state') return statesOf(charts[machine], machine, arrow).includes(pointed.name)
    const line = lineOfArrow(machine, arrow)
    return line !== null && pointed.name === line
  }
  // What may take a waiting message away is at other lines; it stands at one.
  for (const [machine, chart] of chartsIn(charts)) {
    for (const arrow of chart.arrows) {
      if (!isMeant(machine, arrow)) continue
      found.arrows.add(arrowName(machine, arrow))
      if (pointed.kind !== 'state') for (const state of statesOf(chart, machine, arrow)) found.states.add(state)
      const line = pointed.name === 'sender waiting' ? lineName('sender', 'wait for ACK') : lineOfArrow(machine, arrow)
      if (line !== null) found.lines.add(line)
    }
  }
  if (pointed.kind === 'state') found.states.add(pointed.name)
  if (pointed.kind === 'line') found.lines.add(pointed.name)
  for (const id of candidates) {
    const event = trace[id - 1]
    if (event === undefined) continue
    const line = lineOfEvent(trace, event)
    const { arrows, states } = machinesAt(charts, trace, event)
    const belongs =
      pointed.kind === 'line'
        ? line === pointed.name
        : pointed.kind === 'state'
          ? states.includes(pointed.name)
          : arrows.includes(pointed.name)
    if (!belongs) continue
    found.events.add(id)
    // The packet's machine has no program: its lines are where its events happened.
    if (pointed.kind !== 'line' && pointed.name.startsWith('packet ') && line !== null) found.lines.add(line)
  }
  return found

  function addEvent(id: number): void {
    const event = trace[id - 1]
    if (event === undefined) return
    found.events.add(id)
    const line = lineOfEvent(trace, event)
    if (line !== null) found.lines.add(line)
    const { arrows, states } = machinesAt(charts, trace, event)
    for (const arrow of arrows) found.arrows.add(arrow)
    for (const state of states) found.states.add(state)
  }
}

/** The line at which an event happened; null for what the network or the environment did. */
export function lineOfEvent(trace: Trace, event: TraceEvent): string | null {
  const { id, kind, process, line } = event
  if (process === undefined) return null
  if (line !== undefined) return lineName(process, line)
  if (process === 'receiver') return kind === 'deliver' || kind === 'wait' ? lineName(process, 'on message') : null
  switch (kind) {
    case 'send': {
      const cause = trace[(event.cause ?? 0) - 1]?.kind
      return lineName(process, cause === 'timeout' ? 'on timeout' : cause === 'restart' ? 'on restart' : 'send')
    }
    case 'timeout':
      return lineName(process, trace[id]?.kind === 'giveUp' ? 'give up' : 'on timeout')
    case 'giveUp':
      return lineName(process, 'give up')
    case 'restart':
    case 'resume':
      return lineName(process, 'on restart')
    case 'deliver':
    case 'acknowledge':
    case 'ignore':
    case 'forget':
      return lineName(process, 'wait for ACK')
    case 'crash':
      return firedBy(trace, event, lastSent(trace, event)).sender && lineName(process, 'wait for ACK')
    default:
      return null
  }
}

/** The line of the program that a transition is; null for the packet's, which has none. */
export function lineOfArrow(machine: MachineName, { from, event, guard }: Arrow): string | null {
  if (machine === 'packet') return null
  if (machine === 'receiver') return lineName(machine, event === 'take' ? 'on message' : (from as LineName))
  switch (event) {
    case 'submit':
      return lineName(machine, 'send')
    case 'timer':
      return lineName(machine, guard === 'last' ? 'give up' : 'on timeout')
    case 'restart':
      return lineName(machine, 'on restart')
    default:
      return lineName(machine, 'wait for ACK')
  }
}

/** The state in which a transition happens; and, where it ends the machine, the one in which it ends. */
function statesOf(chart: Chart, machine: MachineName, { from, to }: Arrow): string[] {
  return isFinal(chart, to) ? [stateName(machine, from), stateName(machine, to)] : [stateName(machine, from)]
}

const isFinal = (chart: Chart, state: string): boolean => chart.boxes.some((box) => box.state === state && box.final)

/** What an event was in each of the machines. */
function machinesAt(charts: Charts, trace: Trace, event: TraceEvent): { arrows: string[]; states: string[] } {
  const fired = firedBy(trace, event, event.message ?? lastSent(trace, event))
  const arrows: string[] = []
  const states: string[] = []
  for (const [machine, chart] of chartsIn(charts)) {
    const arrow = arrowOf(chart, fired[machine])
    if (arrow === null) continue
    arrows.push(arrowName(machine, arrow))
    states.push(...statesOf(chart, machine, arrow))
  }
  if (event.kind === 'send') states.push(stateName('packet', 'inFlight'))
  return { arrows, states }
}

/** Whom a crash or a restart of the sender is about: of all that wait, the latest. */
const lastSent = (trace: Trace, { id }: TraceEvent): MessageId =>
  trace.findLast((e) => e.id < id && e.kind === 'send' && e.line === undefined)?.message ?? 1

const chartsIn = (charts: Charts) => Object.entries(charts) as [MachineName, Chart][]
