/** Whether a property of a system holds: counted in a world, message by message. */
import type { Count, CountedStore, Property } from '../protocol/system.ts'
import type { MessageId } from '../sim/packet.ts'
import type { StoreState, World } from '../sim/world.ts'

/** More effects than this are as many. */
export const mostCounted = 3

/** Whether all conditions of a property hold now for a message; one that was not handed over has none. */
export function holdsFor(world: World, { all }: Property, message: MessageId): boolean {
  return world.messages[message - 1]?.handed === true && all.every((count) => isSo(world, count, message))
}

/** The messages for which all conditions of a property hold now. */
export const messagesWith = (world: World, property: Property): MessageId[] =>
  world.messages.filter(({ id }) => holdsFor(world, property, id)).map(({ id }) => id)

function isSo(world: World, count: Count, message: MessageId): boolean {
  if ('differ' in count) {
    const [one, other] = count.differ.map((stores) => counted(world, stores, null, message))
    return one !== other
  }
  const number = counted(world, count.counts, count.word, message)
  return 'is' in count ? number === count.is : number >= count.atLeast
}

function counted(world: World, stores: CountedStore, word: string | null, message: MessageId): number {
  return stores.reduce((found, { process, at }) => {
    const state = (process === null ? world.stores : world.processes[process]?.memory)?.[at]
    return found + (state === undefined ? 0 : countIn(state, word, message))
  }, 0)
}

function countIn(state: StoreState, word: string | null, message: MessageId): number {
  switch (state.kind) {
    case 'ledger':
      return Math.min(state.counts[message] ?? 0, mostCounted)
    case 'list':
      return state.entries.filter((entry) => entry.message === message && (word === null || entry.word === word)).length
    case 'table':
      return (state.rows[message] ?? []).filter((row) => word === null || row.word === word).length
    case 'cursor':
      return 0
  }
}
