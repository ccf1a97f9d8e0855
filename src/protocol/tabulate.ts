import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  assign,
  createMachine,
  initialTransition,
  transition,
} from 'xstate'
import { type ActionName, type Definition, type EventName, eventOf } from './machines.ts'

/** The number of an interned machine snapshot; it has a meaning only together with its table. */
export type StateId = number

/** Where a machine goes, and what it asks for on the way. */
export interface Row {
  readonly next: StateId
  readonly actions: readonly ActionName[]
}

/**
 * A machine as a table that XState fills. A pure `transition()` costs some 40 µs, too much for a search or for
 * thousands of runs; but the machines are finite, so every (snapshot, event) pair is asked of XState once and is an
 * array read from then on. This is the only file that calls XState; where it is not loaded, `compiled.ts` reads what it said.
 */
export interface Table {
  readonly initial: StateId
  /** The transition from an interned snapshot: from the memo, or from XState the first time. */
  next(state: StateId, event: EventName): Row
  /** The name of the state, as the machine's definition has it. */
  nameOf(state: StateId): string
}

/** A table with XState behind it. */
export interface LiveTable extends Table {
  /** The same transition asked of XState afresh; for the law that memo and machine agree. */
  fresh(state: StateId, event: EventName): { name: string; context: unknown; actions: readonly ActionName[] }
  /** The context of an interned snapshot. */
  contextOf(state: StateId): unknown
}

/** What the names in a definition stand for. */
const implementations = {
  guards: {
    last: ({ event }: Asked) => event.last === true,
    known: ({ event }: Asked) => event.known === true,
    seen: ({ event }: Asked) => event.holds === true,
    holds: ({ event }: Asked) => event.holds === true,
    seenBefore: ({ context }: Asked) => context.seen,
  },
  actions: {
    noteSeen: assign({ seen: true }),
    clearSeen: assign({ seen: false }),
    ...requests('newKey', 'forgetKeys', 'transmit', 'startTimer', 'stopTimer', 'acknowledge', 'giveUp', 'forget'),
    ...requests('do', 'thenDo', 'enterAwait', 'leaveAwait'),
    ...requests('take', 'miss', 'absorb', 'apply', 'remember', 'answer', 'finish', 'arrive', 'vanish', 'copy'),
  },
}

interface Asked {
  event: { type: string; last?: boolean; known?: boolean; holds?: boolean }
  context: { seen: boolean }
}

/** Actions that only ask: the machine names them and the world carries them out. */
function requests<N extends ActionName>(...names: N[]): Record<N, () => void> {
  return Object.fromEntries(names.map((name) => [name, () => {}])) as Record<N, () => void>
}

const tables = new Map<string, LiveTable>()

/** The table of a machine; machines with equal definitions share one. */
export function tabulate(definition: Definition): LiveTable {
  const text = JSON.stringify(definition)
  let table = tables.get(text)
  if (table === undefined) {
    table = newTable(definition)
    tables.set(text, table)
  }
  return table
}

function newTable(definition: Definition): LiveTable {
  const machine: AnyStateMachine = createMachine(definition as never, implementations as never)
  const snapshots: AnyMachineSnapshot[] = []
  const names: string[] = []
  const ids = new Map<string, StateId>()
  const rows: Partial<Record<EventName, Row>>[] = []

  function intern(snapshot: AnyMachineSnapshot): StateId {
    const key = JSON.stringify([snapshot.value, snapshot.context])
    let id = ids.get(key)
    if (id === undefined) {
      id = snapshots.length
      ids.set(key, id)
      snapshots.push(snapshot)
      names.push(String(snapshot.value))
      rows.push({})
    }
    return id
  }

  function ask(state: StateId, event: EventName): [AnyMachineSnapshot, ActionName[]] {
    const [next, actions] = transition(machine, snapshots[state] as AnyMachineSnapshot, eventOf(event))
    return [next, actions.map((action) => action.type as ActionName)]
  }

  return {
    initial: intern(initialTransition(machine)[0]),
    next(state, event) {
      const known = rows[state]?.[event]
      if (known !== undefined) return known
      const [snapshot, actions] = ask(state, event)
      const row: Row = { next: intern(snapshot), actions }
      ;(rows[state] as Partial<Record<EventName, Row>>)[event] = row
      return row
    },
    nameOf: (state) => names[state] as string,
    contextOf: (state) => snapshots[state]?.context,
    fresh(state, event) {
      const [snapshot, actions] = ask(state, event)
      return { name: String(snapshot.value), context: snapshot.context, actions }
    },
  }
}
