import type { Line, StoreRef, System } from '../protocol/system.ts'
import type { StateId } from '../protocol/tabulate.ts'
import type { Key, MessageId, Packet, PacketId } from './packet.ts'

/**
 * Everything at one instant, as one immutable value: what is in the stores, what each process is doing, which packets
 * are in flight, how many faults there were. No clock: time belongs to the driver that picks the choices.
 *
 * What belongs to a message stands in lists by the number of the message; 0 is for what belongs to none.
 */
export interface World {
  readonly system: System
  /** Transmissions in total that a task may make, where its program counts them. */
  readonly mostAttempts: number
  /** How many messages the environment has handed over; the next is one more. */
  readonly handed: number
  readonly messages: readonly MessageState[]
  /** What is durable, in the order of the system. */
  readonly stores: readonly StoreState[]
  readonly processes: readonly ProcessState[]
  readonly packets: readonly (readonly Packet[])[]
  readonly faults: FaultCount
  /** Numbers given to tasks and packets so far. */
  readonly tasksMade: number
  readonly packetsMade: number
}

/** Faults that happened, by kind. Reordering, delay and slowness are none. */
export interface FaultCount {
  readonly dropped: number
  readonly duplicated: number
  readonly crashes: number
}

/** What is known of a message besides what is in stores, tasks and packets. */
export interface MessageState {
  readonly id: MessageId
  readonly handed: boolean
  readonly keysMade: number
  /** Packets it has had, by kind. */
  readonly sent: Readonly<Record<string, number>>
  /** Identities of the copies there were, so that none is given twice. */
  readonly copies: readonly PacketId[]
  /** The state that the task of its submission is in, or ended in; null before, and where a crash took it. */
  readonly origin: string | null
  /** The keys that the task of its submission knew when it ended. */
  readonly knownKeys: readonly Key[]
  readonly deliveries: number
  readonly absorbed: number
  /** Deliveries that a crash ended before their effect. */
  readonly interrupted: number
}

export interface ProcessState {
  readonly up: boolean
  /** It went down for good. */
  readonly stopped: boolean
  readonly tasks: readonly (readonly Task[])[]
  /** How many tasks there are of those of which a process runs one at a time. */
  readonly busy: number
  readonly memory: readonly StoreState[]
  /** How often each of its programs that may start has started. */
  readonly mays: readonly number[]
}

/** A running program. */
export interface Task {
  /** Unlike any other of its run. */
  readonly id: number
  readonly program: number
  readonly state: StateId
  readonly message: MessageId
  readonly key: Key
  /** The keys it has had and still knows, the newest last. */
  readonly had: readonly Key[]
  readonly hand: Hand | null
  /** How often it has entered an await. */
  readonly tried: number
  readonly timer: boolean
  /** The number of the last packet that it sent; 0 if there is none. */
  readonly attempt: number
  /** The packet that started it. */
  readonly packet: Packet | null
  /** The processes through which it was asked for, as bits. */
  readonly behind: number
  /** Whether what it was started for has had its effect or was absorbed. */
  readonly settled: boolean
}

/** The entry that a task has in hand. `gone`: its list was cleared since. */
export interface Hand {
  readonly list: StoreRef
  readonly at: number
  readonly gone: boolean
}

export type StoreState = LedgerState | TableState | ListState | CursorState

export interface LedgerState {
  readonly kind: 'ledger'
  /** Effects by message. */
  readonly counts: readonly number[]
}

export interface TableState {
  readonly kind: 'table'
  readonly rows: readonly (readonly Row[])[]
  /** Where only so many rows fit: all of them, the oldest first. Else empty. */
  readonly order: readonly StoredRow[]
}

export interface Row {
  /** The key it belongs to; 0 where rows belong to messages. */
  readonly key: Key
  /** A number stands for a key. */
  readonly word: string | Key
}

/** Which row of a table. */
export interface StoredRow {
  readonly message: MessageId
  readonly key: Key
}

export interface ListState {
  readonly kind: 'list'
  readonly entries: readonly Entry[]
}

export interface Entry {
  readonly message: MessageId
  readonly key: Key
  readonly word: string | null
}

export interface CursorState {
  readonly kind: 'cursor'
  readonly at: number
}

/** An empty list, one for all; frozen, so that nobody changes it in place. */
export const none: readonly never[] = Object.freeze([])

/** What a store holds before anything was written. */
export function blankStore(kind: StoreState['kind'], messages: number): StoreState {
  switch (kind) {
    case 'ledger':
      return { kind, counts: new Array(messages + 1).fill(0) }
    case 'table':
      return { kind, rows: new Array(messages + 1).fill(none), order: none }
    case 'list':
      return { kind, entries: none }
    case 'cursor':
      return { kind, at: 0 }
  }
}

/** The world before anything happened. */
export function initialWorld(system: System, messages: number, mostAttempts = Number.POSITIVE_INFINITY): World {
  return {
    system,
    mostAttempts,
    handed: 0,
    messages: Array.from({ length: messages }, (_, i) => ({
      id: i + 1,
      handed: false,
      keysMade: 0,
      sent: {},
      copies: none,
      origin: null,
      knownKeys: none,
      deliveries: 0,
      absorbed: 0,
      interrupted: 0,
    })),
    stores: system.stores.map(({ kind }) => blankStore(kind, messages)),
    processes: system.processes.map(({ memory, programs }) => ({
      up: true,
      stopped: false,
      tasks: new Array(messages + 1).fill(none),
      busy: 0,
      memory: memory.map(({ kind }) => blankStore(kind, messages)),
      mays: programs.some(({ starts }) => starts.kind === 'may') ? programs.map(() => 0) : none,
    })),
    packets: new Array(messages + 1).fill(none),
    faults: { dropped: 0, duplicated: 0, crashes: 0 },
    tasksMade: 0,
    packetsMade: 0,
  }
}

/** The message with this number. Throws on a number that the world does not have: a caller's mistake. */
export function messageOf(world: World, id: MessageId): MessageState {
  const message = world.messages[id - 1]
  if (message === undefined) throw new RangeError(`there is no message ${id} in a world of ${world.messages.length}`)
  return message
}

/** The task with this number, or undefined where it is over. */
export const taskOf = (world: World, process: number, message: MessageId, id: number): Task | undefined =>
  world.processes[process]?.tasks[message]?.find((task) => task.id === id)

/** The line that a task is at, or null where its machine is at none. */
export const lineOfTask = ({ system }: World, process: number, { program, state }: Task): Line | null =>
  system.processes[process]?.programs[program]?.lineOf(state) ?? null

/** A world that shares no list with this one that a spent step may change. */
export function copyOf(world: World): World {
  const stored = (state: StoreState): StoreState => {
    if (state.kind === 'ledger') return { ...state, counts: [...state.counts] }
    return state.kind === 'table' ? { ...state, rows: [...state.rows] } : state
  }
  return {
    ...world,
    messages: [...world.messages],
    stores: world.stores.map(stored),
    processes: world.processes.map((process) => ({
      ...process,
      tasks: [...process.tasks],
      memory: process.memory.map(stored),
      mays: [...process.mays],
    })),
    packets: [...world.packets],
  }
}
