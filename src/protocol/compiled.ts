import { machineSettings } from './knobs.ts'
import {
  type ActionName,
  type Definition,
  type EventName,
  machineEvents,
  packetMachine,
  receiverMachine,
  senderMachine,
} from './machines.ts'
import { relevantPolicy, standardPolicy } from './presets.ts'
import type { LiveTable, Table } from './tabulate.ts'

/**
 * The table of a machine as plain data, filled by XState when the lab is built: for each state its name, and by event
 * the state it goes to and what it asks for. An event that is not listed changes nothing and asks for nothing.
 */
export interface Compiled {
  readonly name: string
  readonly on: Readonly<Partial<Record<EventName, readonly [next: number, ...actions: ActionName[]]>>>
}

/** Every machine that any policy asks for, once, in an order that never depends on anything. */
export function everyDefinition(): Definition[] {
  const policies = machineSettings(standardPolicy).map(relevantPolicy)
  const all = [packetMachine(), ...policies.flatMap((policy) => [senderMachine(policy), receiverMachine(policy)])]
  return [...new Map(all.map((definition) => [JSON.stringify(definition), definition])).values()]
}

/** A table as plain data: every state that can be reached, by every event. */
export function compile(table: LiveTable): Compiled[] {
  const states = [table.initial]
  for (const state of states) {
    for (const event of Object.keys(machineEvents) as EventName[]) {
      const { next } = table.next(state, event)
      if (!states.includes(next)) states.push(next)
    }
  }
  return states.map((state) => ({
    name: table.nameOf(state),
    on: Object.fromEntries(
      (Object.keys(machineEvents) as EventName[]).flatMap((event) => {
        const { next, actions } = table.next(state, event)
        return next === state && actions.length === 0 ? [] : [[event, [states.indexOf(next), ...actions]]]
      }),
    ),
  }))
}

/**
 * What stands in for `tabulate` where XState is not loaded: it reads the tables that were compiled from
 * `everyDefinition`, in that order. Throws on a machine that was not compiled.
 */
export function tabulateFrom(compiled: readonly (readonly Compiled[])[]): (definition: Definition) => Table {
  const tables = new Map(
    everyDefinition().map((definition, i) => [JSON.stringify(definition), read(compiled[i] ?? [])]),
  )
  return (definition) => {
    const table = tables.get(JSON.stringify(definition))
    if (table === undefined) throw new Error(`the machine "${definition.id}" was not compiled`)
    return table
  }
}

function read(states: readonly Compiled[]): Table {
  const rows = states.map(({ on }, state) =>
    Object.fromEntries(
      Object.keys(machineEvents).map((event) => {
        const [next, ...actions] = on[event as EventName] ?? [state]
        return [event, { next, actions }]
      }),
    ),
  )
  return {
    initial: 0,
    next: (state, event) => rows[state]?.[event] as ReturnType<Table['next']>,
    nameOf: (state) => states[state]?.name as string,
  }
}
