import type { Policy } from '../protocol/policy.ts'
import type { StateId } from '../protocol/tabulate.ts'
import type { MessageId, Packet, PacketId } from './packet.ts'
import { type Topology, topologyOf } from './topology.ts'

/**
 * Everything at one instant, as one immutable value: what each message is up to, what each process is doing, how many
 * faults there were. No clock: time belongs to the driver that picks the choices.
 */
export interface World {
  readonly topology: Topology
  /** Transmissions in total that a message may have. */
  readonly mostAttempts: number
  readonly messages: readonly MessageState[]
  readonly processes: readonly ProcessState[]
  readonly faults: FaultCount
  /** What the last `set` made of the value; 0 before, and always where effects add. */
  readonly value: number
}

/** Faults that happened, by kind. Reordering and delay are none. */
export interface FaultCount {
  readonly dropped: number
  readonly duplicated: number
  readonly crashes: number
}

/** Everything about one message: the columns of the world are independent but for what processes share. */
export interface MessageState {
  readonly id: MessageId
  /** Where its machine at the origin is. */
  readonly state: StateId
  readonly attempts: number
  readonly timer: boolean
  /** The keys its origin still remembers, the newest last. */
  readonly sentKeys: readonly string[]
  readonly keysMade: number
  readonly packets: readonly Packet[]
  /** Identities of the copies there were, so that none is given twice. */
  readonly copies: readonly PacketId[]
  /** The keys that the handler's store remembers. */
  readonly seenKeys: readonly string[]
  readonly deliveries: number
  readonly effects: number
  readonly absorbed: number
  /** Deliveries that a crash ended before their effect. */
  readonly interrupted: number
}

export interface ProcessState {
  readonly up: boolean
  /** Where its handler is; without meaning at an origin, whose machines are the messages'. */
  readonly state: StateId
  readonly handling: Packet | null
  /** Whether the delivery being handled has had its effect or was absorbed. */
  readonly settled: boolean
  /** The keys its store remembers, the oldest first, where only so many fit; else empty, and the messages know. */
  readonly keys: readonly StoredKey[]
}

export interface StoredKey {
  readonly message: MessageId
  readonly key: string
}

/** The world before anything happened. */
export function initialWorld(policy: Policy, messages: number): World {
  const topology = topologyOf(policy)
  const origin = topology.processes[topology.links.m.from]
  const blank: Omit<MessageState, 'id'> = {
    state: origin?.machine.initial ?? 0,
    attempts: 0,
    timer: false,
    sentKeys: [],
    keysMade: 0,
    packets: [],
    copies: [],
    seenKeys: [],
    deliveries: 0,
    effects: 0,
    absorbed: 0,
    interrupted: 0,
  }
  const { attempts } = policy.sender
  return {
    topology,
    mostAttempts: attempts === 'unlimited' ? Number.POSITIVE_INFINITY : attempts,
    messages: Array.from({ length: messages }, (_, i) => ({ id: i + 1, ...blank })),
    processes: topology.processes.map(({ machine }) => ({
      up: true,
      state: machine.initial,
      handling: null,
      settled: false,
      keys: [],
    })),
    faults: { dropped: 0, duplicated: 0, crashes: 0 },
    value: 0,
  }
}

/** The message with this number. Throws on a number that the world does not have: a caller's mistake. */
export function messageOf(world: World, id: MessageId): MessageState {
  const message = world.messages[id - 1]
  if (message === undefined) throw new RangeError(`there is no message ${id} in a world of ${world.messages.length}`)
  return message
}

/** The name of the state a message's machine is in, at its origin. */
export function originStateOf(world: World, message: MessageState): string {
  return world.topology.processes[world.topology.links.m.from]?.machine.nameOf(message.state) ?? ''
}

/** The line a process is at, or null when it handles nothing. */
export function lineOf(world: World, process: number): string | null {
  const state = world.processes[process]
  return state?.handling ? (world.topology.processes[process]?.machine.nameOf(state.state) ?? null) : null
}
