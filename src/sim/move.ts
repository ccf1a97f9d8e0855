import type { ActionName, EventName } from '../protocol/machines.ts'
import type { LineWord } from '../protocol/program.ts'
import type { Happening, Stepped } from './happening.ts'
import { type MessageId, type Packet, type PacketKind, packetId } from './packet.ts'
import type { ProcessName } from './topology.ts'
import {
  type FaultCount,
  type MessageState,
  messageOf,
  type ProcessState,
  type StoredKey,
  type World,
} from './world.ts'

/**
 * A world being changed by one choice: asks the machines, carries out the actions they name on a copy of what it
 * touches, and collects what happened.
 */
export class WorldDraft {
  private readonly before: World
  private messages: MessageState[] | null = null
  private processes: ProcessState[] | null = null
  private faults: FaultCount
  private readonly happened: Happening[] = []
  private readonly armed: MessageId[] = []
  private readonly stored: StoredKey[] = []
  private value: number

  /** `spent`: the world is read by nobody any more, so that its list of messages is changed in place. */
  constructor(world: World, spent = false) {
    this.before = world
    if (spent) this.messages = world.messages as MessageState[]
    this.faults = world.faults
    this.value = world.value
  }

  result(): Stepped {
    const { before, happened, armed, stored } = this
    const world: World = {
      topology: before.topology,
      mostAttempts: before.mostAttempts,
      messages: this.messages ?? before.messages,
      processes: this.processes ?? before.processes,
      faults: this.faults,
      value: this.value,
    }
    return { world, happened, armed, stored }
  }

  happens(happening: Happening): void {
    this.happened.push(happening)
  }

  get originName(): ProcessName {
    return this.nameOf(this.before.topology.links.m.from)
  }

  message(id: MessageId): MessageState {
    return this.messages?.[id - 1] ?? messageOf(this.before, id)
  }

  anyAttemptLeft(id: MessageId): boolean {
    return this.message(id).attempts < this.before.mostAttempts
  }

  /** Something happens to a message at its origin. */
  origin(id: MessageId, event: EventName): void {
    const message = this.message(id)
    const machine = this.before.topology.processes[this.before.topology.links.m.from]?.machine
    const row = machine?.next(message.state, event)
    if (row === undefined) return
    if (row.next !== message.state) this.change(id, { state: row.next })
    const transmits = row.actions.includes('transmit')
    for (const action of row.actions) this.carryOutAtOrigin(action, id, transmits)
  }

  private carryOutAtOrigin(action: ActionName, id: MessageId, transmits: boolean): void {
    const message = this.message(id)
    const [process, attempt] = [this.originName, message.attempts]
    switch (action) {
      case 'newKey': {
        const keysMade = message.keysMade + 1
        const key = keysMade === 1 ? `k${id}` : `k${id}.${keysMade}`
        this.change(id, { keysMade, sentKeys: [...message.sentKeys, key] })
        break
      }
      case 'forgetKeys':
        this.change(id, { sentKeys: [] })
        break
      case 'transmit': {
        const key = message.sentKeys[message.sentKeys.length - 1] as string
        this.change(id, { attempts: attempt + 1 })
        this.send({ id: packetId('m', id, attempt + 1), kind: 'm', message: id, attempt: attempt + 1, copy: 0, key })
        break
      }
      case 'startTimer':
        this.change(id, { timer: true })
        this.armed.push(id)
        if (!transmits) this.happens({ kind: 'resume', process, message: id, attempt })
        break
      case 'stopTimer':
        this.change(id, { timer: false })
        break
      case 'acknowledge':
      case 'giveUp':
      case 'forget':
        this.happens({ kind: action, process, message: id, attempt })
        break
      default:
        throw new Error(`an origin cannot ${action}`)
    }
  }

  /** Something happens to a packet on its link. */
  packet(packet: Packet, event: 'deliver' | 'drop' | 'duplicate', at?: number): void {
    const machine = this.before.topology.packet
    const row = machine.next(machine.initial, event)
    if (row.next !== machine.initial) {
      const left = this.message(packet.message).packets.filter(({ id }) => id !== packet.id)
      this.change(packet.message, { packets: left })
    }
    for (const action of row.actions) {
      if (action === 'arrive') this.arrive(packet)
      else if (action === 'vanish') this.vanish(packet, at)
      else if (action === 'copy') this.copy(packet)
    }
  }

  private arrive(packet: Packet): void {
    const to = this.before.topology.links[packet.kind].to
    const process = this.before.topology.processes[to]
    this.happens({ kind: 'deliver', process: this.nameOf(to), ...naming(packet) })
    if (process?.role === 'handler') {
      this.set(to, {
        state: process.machine.next(this.process(to).state, 'take').next,
        handling: packet,
        settled: false,
      })
      this.change(packet.message, { deliveries: this.message(packet.message).deliveries + 1 })
      return
    }
    const before = this.message(packet.message)
    const told = this.happened.length
    this.origin(packet.message, before.sentKeys.includes(packet.key) ? 'ack' : 'strangeAck')
    if (this.happened.length === told) {
      this.happens({ kind: 'ignore', process: this.nameOf(to), ...naming(packet) })
    }
  }

  private vanish(packet: Packet, at: number | undefined): void {
    this.faults = { ...this.faults, dropped: this.faults.dropped + 1 }
    this.happens({ kind: 'drop', ...(at === undefined ? {} : { process: this.nameOf(at) }), ...naming(packet) })
  }

  private copy(packet: Packet): void {
    this.faults = { ...this.faults, duplicated: this.faults.duplicated + 1 }
    const copy = this.unusedCopy(packet.message, packet.kind, packet.attempt, 1)
    const twin: Packet = { ...packet, id: packetId(packet.kind, packet.message, packet.attempt, copy), copy }
    this.put(twin)
    this.happens({ kind: 'duplicate', ...naming(twin) })
  }

  /** A process runs the line it is at. */
  run(at: number): void {
    const { state, handling } = this.process(at)
    const process = this.before.topology.processes[at]
    if (handling === null || process === undefined) return
    const line = process.machine.nameOf(state) as LineWord
    const seen = this.message(handling.message).seenKeys.includes(handling.key)
    const row = process.machine.next(state, seen ? 'runSeen' : 'run')
    const idle = row.next === process.machine.initial
    this.set(at, { state: row.next })
    for (const action of row.actions) this.carryOutAtHandler(action, at, handling, line, row.actions)
    if (idle) this.set(at, { handling: null, settled: false })
  }

  private carryOutAtHandler(
    action: ActionName,
    at: number,
    packet: Packet,
    line: LineWord,
    together: readonly ActionName[],
  ): void {
    const message = this.message(packet.message)
    const said = { process: this.nameOf(at), ...naming(packet), line }
    switch (action) {
      case 'miss':
      case 'finish':
        this.happens({ kind: action, ...said })
        break
      case 'absorb':
        this.change(message.id, { absorbed: message.absorbed + 1 })
        this.set(at, { settled: true })
        this.happens({ kind: 'absorb', ...said })
        break
      case 'apply': {
        this.change(message.id, { effects: message.effects + 1 })
        this.set(at, { settled: true })
        const sets = this.before.topology.processes[at]?.effect === 'set'
        if (sets) this.value = valueSetBy(message.id)
        this.happens({ kind: 'apply', ...said, ...(sets ? { value: this.value } : {}) })
        break
      }
      case 'remember':
        if (!together.includes('apply')) this.happens({ kind: 'remember', ...said })
        this.remember(at, { message: message.id, key: packet.key })
        break
      case 'answer': {
        const copy = this.unusedCopy(packet.message, 'a', packet.attempt, packet.copy)
        const id = packetId('a', packet.message, packet.attempt, copy)
        this.send({ ...packet, id, kind: 'a', copy }, line)
        break
      }
      default:
        throw new Error(`a handler cannot ${action}`)
    }
  }

  /** Stores a key; where only so many fit, the oldest leaves. A key that is seen again is not stored again. */
  private remember(at: number, stored: StoredKey): void {
    const { seenKeys } = this.message(stored.message)
    this.change(stored.message, { seenKeys: [...seenKeys, stored.key] })
    this.stored.push(stored)
    const window = this.before.topology.processes[at]?.window
    if (window === undefined || window === 'unlimited' || !('keys' in window)) return
    this.set(at, { keys: [...this.process(at).keys, stored] })
    while (this.process(at).keys.length > window.keys) this.evict(at, this.process(at).keys[0] as StoredKey)
  }

  /** A key leaves the store of a process. */
  evict(at: number, { message, key }: StoredKey): void {
    this.change(message, { seenKeys: this.message(message).seenKeys.filter((seen) => seen !== key) })
    this.set(at, { keys: this.process(at).keys.filter((stored) => stored.key !== key) })
    this.happens({ kind: 'evict', process: this.nameOf(at), message })
  }

  /** A process goes down: what is volatile goes, what is durable stays. */
  crash(at: number): void {
    const process = this.before.topology.processes[at]
    if (process === undefined) return
    const { state, handling, settled } = this.process(at)
    this.faults = { ...this.faults, crashes: this.faults.crashes + 1 }
    const line = handling === null ? {} : { ...naming(handling), line: process.machine.nameOf(state) as LineWord }
    this.happens({ kind: 'crash', process: process.name, ...line })
    if (handling !== null && !settled) {
      this.change(handling.message, { interrupted: this.message(handling.message).interrupted + 1 })
    }
    if (process.role === 'handler') {
      const idle = process.machine.next(state, 'crash').next
      this.set(at, { up: false, state: idle, handling: null, settled: false })
    } else {
      this.set(at, { up: false })
      for (const { id } of this.before.messages) this.origin(id, 'crash')
    }
    if (process.store === 'volatile') {
      this.set(at, { keys: [] })
      for (const { id, seenKeys } of this.before.messages) if (seenKeys.length > 0) this.change(id, { seenKeys: [] })
    }
  }

  /** A process comes back and goes on with what it still knows. */
  restart(at: number): void {
    const process = this.before.topology.processes[at]
    if (process === undefined) return
    this.set(at, { up: true })
    this.happens({ kind: 'restart', process: process.name })
    if (process.role === 'origin') {
      for (const { id } of this.before.messages) this.origin(id, this.anyAttemptLeft(id) ? 'restart' : 'lastRestart')
    }
  }

  private send(packet: Packet, line?: LineWord): void {
    this.put(packet)
    const process = this.nameOf(this.before.topology.links[packet.kind].from)
    this.happens({ kind: 'send', process, ...naming(packet), ...(line === undefined ? {} : { line }) })
  }

  private put(packet: Packet): void {
    const { packets, copies } = this.message(packet.message)
    this.change(packet.message, {
      packets: [...packets, packet],
      ...(packet.copy === 0 ? {} : { copies: [...copies, packet.id] }),
    })
  }

  /** The first number from `wanted` on that no packet of this attempt had: two packets never share an identity. */
  private unusedCopy(message: MessageId, kind: PacketKind, attempt: number, wanted: number): number {
    if (wanted === 0) return 0
    const { copies } = this.message(message)
    let copy = wanted
    while (copies.includes(packetId(kind, message, attempt, copy))) copy++
    return copy
  }

  private nameOf(process: number): ProcessName {
    return this.before.topology.processes[process]?.name as ProcessName
  }

  private process(at: number): ProcessState {
    return (this.processes ?? this.before.processes)[at] as ProcessState
  }

  private set(at: number, part: Partial<ProcessState>): void {
    this.processes ??= [...this.before.processes]
    this.processes[at] = { ...this.process(at), ...part }
  }

  private change(id: MessageId, part: Partial<MessageState>): void {
    this.messages ??= [...this.before.messages]
    this.messages[id - 1] = { ...this.message(id), ...part }
  }
}

/** What message i sets the value to, where effects set. */
export const valueSetBy = (message: MessageId): number => 100 * message

function naming({ id, message, attempt }: Packet) {
  return { message, attempt, packet: id }
}
