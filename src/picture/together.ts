/**
 * What belongs together across the views: an event of the trace, the line of a program at which it happened, and the
 * transition that it was in a machine. Who points at one of them is shown the other two.
 */

import type { ProcessName } from '../protocol/exchange.ts'
import { firedBy, type Trace, type TraceEvent } from '../sim/trace.ts'
import { type Arrow, arrowOf, type Chart, packetFired } from './chart.ts'
import { type LineName, lineOfTransition } from './listing.ts'

export type MachineName = ProcessName | 'packet'
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
      const waits = machine !== 'packet' && pointed.name === stateName(machine, 'waiting')
      const line = waits ? lineName(machine, 'wait for ACK') : lineOfArrow(machine, arrow)
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
  const { kind, process, line } = event
  if (process === undefined) return null
  if (line !== undefined) return lineName(process, line)
  const [fired] = firedBy(trace, event)
  if (fired !== undefined) return lineName(process, lineOfTransition(fired))
  // No machine had an answer: a packet waits, nobody needed the restart, an ACK came to a message that waits no more.
  if (kind === 'wait') return lineName(process, 'on message')
  if (kind === 'restart') return lineName(process, 'on restart')
  return kind === 'deliver' || kind === 'ignore' ? lineName(process, 'wait for ACK') : null
}

/** The line of the program that a transition is; null for the packet's, which has none. */
export function lineOfArrow(machine: MachineName, { from, event, guard }: Arrow): string | null {
  if (machine === 'packet') return null
  const last = event === 'timer' && guard === 'last'
  return lineName(machine, lineOfTransition({ from, event: last ? 'lastTimer' : event }))
}

/** The state in which a transition happens; and, where it ends the machine, the one in which it ends. */
function statesOf(chart: Chart, machine: MachineName, { from, to }: Arrow): string[] {
  return isFinal(chart, to) ? [stateName(machine, from), stateName(machine, to)] : [stateName(machine, from)]
}

const isFinal = (chart: Chart, state: string): boolean => chart.boxes.some((box) => box.state === state && box.final)

/** What an event was in each of the machines. */
function machinesAt(charts: Charts, trace: Trace, event: TraceEvent): { arrows: string[]; states: string[] } {
  const arrows = new Set<string>()
  const states: string[] = []
  const add = (machine: MachineName, arrow: Arrow | null) => {
    if (arrow === null || arrows.has(arrowName(machine, arrow))) return
    arrows.add(arrowName(machine, arrow))
    states.push(...statesOf(charts[machine], machine, arrow))
  }
  for (const fired of firedBy(trace, event)) add(fired.process, arrowOf(charts[fired.process], fired))
  add('packet', arrowOf(charts.packet, packetFired(event)))
  if (event.kind === 'send') states.push(stateName('packet', 'inFlight'))
  return { arrows: [...arrows], states }
}

const chartsIn = (charts: Charts) => Object.entries(charts) as [MachineName, Chart][]
