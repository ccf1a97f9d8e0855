/**
 * The plain search of a system that the fast one is held to. It shares `choices` and `step` and nothing else with it: a
 * state is the whole world as text, with the faults spent; nothing is sorted, renamed or left out that could matter.
 */

import type { Packet } from '../../sim/packet.ts'
import type { StoreState, Task, World } from '../../sim/world.ts'
import { messagesWith, mostCounted } from '../../verdict/properties.ts'
import { firstWorld, make, mostAwaits, movesIn, type SystemBounds } from './rules.ts'

export interface PlainAnswer {
  readonly complete: boolean
  readonly states: number
  readonly transitions: number
  readonly outcomes: Readonly<Record<string, { faults: number; steps: number } | null>>
  readonly neverEnds: number | null
}

/** Searches everything within bounds, or `mostStates` states of it. */
export function plainSearch(bounds: SystemBounds, mostStates = Number.POSITIVE_INFINITY): PlainAnswer {
  const outcomes: Record<string, { faults: number; steps: number } | null> = {}
  for (const { name } of bounds.system.properties) outcomes[name] = null
  const cap = awaitsWorthTelling(bounds)
  const met = new Set<string>()
  /** The fewest faults of each state, whatever was spent, and where its own moves lead. */
  const ids = new Map<string, number>()
  const least: number[] = []
  const own: number[][] = []
  const idOf = (text: string) => {
    let id = ids.get(text)
    if (id === undefined) {
      id = least.length
      ids.set(text, id)
      least.push(Number.POSITIVE_INFINITY)
      own.push([])
    }
    return id
  }
  let transitions = 0
  let frontier: { world: World; text: string; spent: number }[] = []
  const put = (world: World, spent: number, into: typeof frontier): string => {
    const text = textOf(world, bounds, cap)
    const key = `${spent} ${text}`
    if (!met.has(key)) {
      met.add(key)
      into.push({ world, text, spent })
    }
    return text
  }
  put(firstWorld(bounds), 0, frontier)
  let complete = true
  for (let steps = 0; frontier.length > 0 && complete; steps++) {
    const next: typeof frontier = []
    for (const { world, text, spent } of frontier) {
      const id = idOf(text)
      const fresh = spent < (least[id] as number)
      if (fresh) least[id] = spent
      const { moves, atEnd } = movesIn(world, bounds)
      for (const property of bounds.system.properties) {
        const best = outcomes[property.name] ?? null
        if (best !== null && best.faults <= spent) continue
        if (property.at === 'end' && !atEnd) continue
        if (messagesWith(world, property).length > 0) outcomes[property.name] = { faults: spent, steps }
      }
      for (const move of moves) {
        if (spent + move.faults > bounds.faults.max) continue
        transitions++
        const there = put(make(world, move), spent + move.faults, next)
        if (move.own && fresh) own[id]?.push(idOf(there))
      }
      if (met.size > mostStates) {
        complete = false
        break
      }
    }
    frontier = next
  }
  return { complete, states: ids.size, transitions, outcomes, neverEnds: complete ? fewestAround(own, least) : null }
}

/** The fewest faults of a state that lies on a circle, or null where there is none. */
function fewestAround(next: readonly (readonly number[])[], faults: readonly number[]): number | null {
  let most = Number.POSITIVE_INFINITY
  const number = new Int32Array(next.length).fill(-1)
  const low = new Int32Array(next.length)
  const open = new Uint8Array(next.length)
  const stack: number[] = []
  let count = 0
  for (let root = 0; root < next.length; root++) {
    if (number[root] !== -1) continue
    const calls: [state: number, edge: number][] = [[root, 0]]
    while (calls.length > 0) {
      const call = calls.at(-1) as [number, number]
      const [state, edge] = call
      if (edge === 0 && number[state] === -1) {
        number[state] = low[state] = count++
        stack.push(state)
        open[state] = 1
      }
      const to = next[state]?.[edge]
      if (to !== undefined) {
        call[1]++
        if (to === state) most = Math.min(most, faults[state] as number)
        if (number[to] === -1) calls.push([to, 0])
        else if (open[to]) low[state] = Math.min(low[state] as number, number[to] as number)
        continue
      }
      calls.pop()
      const parent = calls.at(-1)?.[0]
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[state] as number)
      if (low[state] !== number[state]) continue
      const around: number[] = []
      for (let member = -1; member !== state; ) {
        member = stack.pop() as number
        open[member] = 0
        around.push(member)
      }
      if (around.length > 1) for (const member of around) most = Math.min(most, faults[member] as number)
    }
  }
  return most === Number.POSITIVE_INFINITY ? null : most
}

/** How many awaits of a task, by process and program, can still make a difference. */
function awaitsWorthTelling(bounds: SystemBounds): number[][] {
  const most = mostAwaits(bounds) ?? 0
  return bounds.system.processes.map(({ programs }) => programs.map(({ tellsAwaits }) => Math.max(most, tellsAwaits)))
}

function textOf(world: World, { network }: SystemBounds, cap: readonly (readonly number[])[]): string {
  const orders = network.reorder
    ? []
    : world.packets
        .flat()
        .map(({ order }) => order)
        .sort((a, b) => a - b)
  const packet = ({ kind, key, from, to, behind, order }: Packet) =>
    [kind, key, from, to, behind, network.reorder ? '' : orders.indexOf(order)].join(',')
  const task = (process: number, { program, state, key, had, hand, tried, timer, packet, behind }: Task) => [
    program,
    state,
    key,
    [...had].sort(),
    hand,
    Math.min(tried, cap[process]?.[program] ?? 0),
    timer,
    packet === null ? null : [packet.key, packet.from],
    behind,
  ]
  return JSON.stringify([
    world.handed,
    world.messages.map(({ keysMade }) => keysMade),
    world.stores.map(storeText),
    world.processes.map(({ up, stopped, tasks, memory, mays }, i) => [
      up,
      stopped,
      tasks.map((some) => some.map((each) => JSON.stringify(task(i, each))).sort()),
      memory.map(storeText),
      mays,
    ]),
    world.packets.map((some) => some.map(packet).sort()),
  ])
}

function storeText(state: StoreState): unknown {
  if (state.kind === 'ledger') return state.counts.map((count) => Math.min(count, mostCounted))
  if (state.kind === 'table') return state.rows.map((rows) => rows.map(({ key, word }) => `${key} ${word}`).sort())
  return state.kind === 'list' ? state.entries : state.at
}
