/**
 * What the first lab asks of a world: what its one sender and its one receiver have to do with a message. Everything
 * here is read from processes, tasks, stores and packets, as for any system.
 */
import { exchange, exchangeOf } from '../protocol/exchange.ts'
import type { Policy } from '../protocol/policy.ts'
import { isMemory, memoryAt, type Process, type Program } from '../protocol/system.ts'
import type { StateId, Table } from '../protocol/tabulate.ts'
import type { Key, MessageId, Packet, PacketId } from './packet.ts'
import {
  initialWorld,
  messageOf,
  type StoredRow,
  type StoreState,
  type TableState,
  type Task,
  type World,
} from './world.ts'

/** The world of a policy before anything happened. */
export function exchangeWorld(policy: Policy, messages: number): World {
  const { attempts } = policy.sender
  return initialWorld(exchangeOf(policy), messages, attempts === 'unlimited' ? Number.POSITIVE_INFINITY : attempts)
}

/** One message, at both ends. */
export interface Exchanged {
  readonly id: MessageId
  /** The state of its machine at the sender. */
  readonly state: string
  readonly attempts: number
  readonly timer: boolean
  /** The keys that the sender still remembers, or did when it stopped waiting, the newest last. */
  readonly sentKeys: readonly Key[]
  readonly keysMade: number
  readonly packets: readonly Packet[]
  readonly copies: readonly PacketId[]
  /** The keys that the receiver remembers. */
  readonly seenKeys: readonly Key[]
  readonly deliveries: number
  readonly effects: number
  readonly absorbed: number
  readonly interrupted: number
}

export function exchanged(world: World, id: MessageId): Exchanged {
  const { origin, keysMade, knownKeys, sent, copies, deliveries, absorbed, interrupted } = messageOf(world, id)
  const task = world.processes[exchange.sender]?.tasks[id]?.[0]
  return {
    id,
    state: origin ?? 'new',
    attempts: sent.m ?? 0,
    timer: task?.timer ?? false,
    sentKeys: task?.had ?? knownKeys,
    keysMade,
    packets: world.packets[id] ?? [],
    copies,
    seenKeys: (keysOf(world)?.rows[id] ?? []).map(({ key }) => key),
    deliveries,
    effects: effectsOf(world, id),
    absorbed,
    interrupted,
  }
}

export function effectsOf(world: World, id: MessageId): number {
  const store = world.stores[exchange.effects] as StoreState
  return store.kind === 'ledger' ? (store.counts[id] as number) : 0
}

/** Both ends of every message. */
export const exchanges = (world: World): Exchanged[] => world.messages.map(({ id }) => exchanged(world, id))

/** What the last `set` made of the value; 0 before, and always where effects add. */
export function valueIn(world: World): number {
  const store = world.stores[exchange.value] as StoreState
  return store.kind === 'cursor' ? store.at : 0
}

/** Whether the sender waits for ACKs at all. */
export const senderAwaitsAcks = ({ system }: World): boolean =>
  system.processes[exchange.sender]?.programs[0]?.definition.states.waiting !== undefined

/** Whether effects set the value. */
export const setsValue = ({ system }: World): boolean =>
  system.processes[exchange.receiver]?.programs[0]?.means.apply?.some(({ act }) => act === 'set') === true

/** The keys that the receiver remembers, wherever it keeps them; null where it keeps none. */
export function keysOf(world: World): TableState | null {
  const ref = keysRefOf(world)
  if (ref === null) return null
  const store = isMemory(ref) ? world.processes[exchange.receiver]?.memory[memoryAt(ref)] : world.stores[ref]
  return store?.kind === 'table' ? store : null
}

/** The same world with other keys in the receiver's store, where it has one. */
export function withKeys(world: World, rows: TableState['rows'], order: TableState['order']): World {
  const ref = keysRefOf(world)
  if (ref === null) return world
  const table: TableState = { kind: 'table', rows, order }
  if (!isMemory(ref)) return { ...world, stores: world.stores.map((store, i) => (i === ref ? table : store)) }
  const processes = world.processes.map((process, i) =>
    i === exchange.receiver ? { ...process, memory: [table] } : process,
  )
  return { ...world, processes }
}

function keysRefOf({ system }: World): number | null {
  if (system.stores.length > exchange.keys) return exchange.keys
  return (system.processes[exchange.receiver]?.memory.length ?? 0) > 0 ? -1 : null
}

/** What the receiver is doing. */
export interface Handling {
  readonly packet: Packet
  readonly line: string
  readonly state: StateId
  /** Whether the delivery has had its effect or was absorbed. */
  readonly settled: boolean
}

/** The delivery that the receiver is handling, or null. */
export function handlingOf(world: World): Handling | null {
  const { busy, tasks } = world.processes[exchange.receiver] ?? { busy: 0, tasks: [] }
  if (busy === 0) return null
  for (const [task] of tasks) if (task !== undefined) return handlingOfTask(world, task)
  return null
}

/** The delivery of this message that the receiver is handling, or null. */
export function handledOf(world: World, id: MessageId): Handling | null {
  const task = world.processes[exchange.receiver]?.tasks[id]?.[0]
  return task === undefined ? null : handlingOfTask(world, task)
}

function handlingOfTask(world: World, { packet, state, settled, program }: Task): Handling {
  const line = world.system.processes[exchange.receiver]?.programs[program]?.machine.nameOf(state) ?? ''
  return { packet: packet as Packet, line, state, settled }
}

/** The number of the state of a message's machine at the sender. */
export function senderStateOf(world: World, id: MessageId): StateId {
  const machine = senderMachineOf(world)
  const { origin } = messageOf(world, id)
  if (origin === null) return machine.initial
  for (let state = 0; ; state++) if (machine.nameOf(state) === origin) return state
}

export const senderMachineOf = ({ system }: World): Table =>
  ((system.processes[exchange.sender] as Process).programs[0] as Program).machine

/** The rows of a store that holds only so many, the oldest first; else empty. */
export const keyOrderOf = (world: World): readonly StoredRow[] => keysOf(world)?.order ?? []
