import type { ActionName, EventName } from '../../protocol/machines.ts'
import type { StateId, Table } from '../../protocol/tabulate.ts'

/**
 * A machine's table as integers: where each event leads from each state and what is asked for on the way, as bits. The
 * table comes from XState; nothing here depends on a particular machine.
 */
export interface PackedTable {
  readonly initial: StateId
  readonly states: number
  /** At state × events + event: the next state in the lowest 8 bits, above them a bit for each action. */
  readonly rows: Int32Array
}

export const stateMask = 0xff
const firstActionBit = 8

/** The bit of an action, given the order in which the actions of one machine are carried out. */
export function bitsOf<A extends ActionName>(actions: readonly A[]): Readonly<Record<A, number>> {
  return Object.fromEntries(actions.map((action, i) => [action, 1 << (firstActionBit + i)])) as Record<A, number>
}

/**
 * Packs every state that these events lead to. Null where bits cannot express it: an action that is not in `actions`,
 * or a row that names an action twice or in another order than `actions`.
 */
export function packTable(
  table: Table,
  events: readonly EventName[],
  actions: readonly ActionName[],
): PackedTable | null {
  const rows: number[] = []
  const reached = [table.initial]
  for (const state of reached) {
    for (const [i, event] of events.entries()) {
      const { next, actions: asked } = table.next(state, event)
      if (next > stateMask) return null
      let [bits, last] = [0, -1]
      for (const action of asked) {
        const at = actions.indexOf(action)
        if (at <= last) return null
        bits |= 1 << (firstActionBit + at)
        last = at
      }
      rows[state * events.length + i] = next | bits
      if (!reached.includes(next)) reached.push(next)
    }
  }
  const states = Math.max(...reached) + 1
  return {
    initial: table.initial,
    states,
    rows: Int32Array.from({ length: states * events.length }, (_, i) => rows[i] ?? 0),
  }
}
