import type { ActionName, EventName } from '../protocol/machines.ts'
import type { LineWord } from '../protocol/program.ts'
import type { Row, StateId } from '../protocol/tabulate.ts'
import type { Fired, Happening, Stepped } from './happening.ts'
import { type MessageId, type Packet, type PacketKind, packetId } from './packet.ts'
import type { NamedLink, Process, ProcessName } from './topology.ts'
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
export class Move {
  private readonly before: World
  private messages: MessageState[] | null = null
  private processes: ProcessState[] | null = null
  private faults: FaultCount
  private readonly happened: Happening[] = []
  /** What fired and no happening is part of. */
  private readonly untold: Fired[] = []
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
    const { before, happened, untold, armed, stored } = this
    if (untold.length > 0) happened[0] = { ...(happened[0] as Happening), alsoFired: untold }
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

  private happens(happening: Happening): void {
    this.happened.push(happening)
  }

  private message(id: MessageId): MessageState {
    return this.messages?.[id - 1] ?? messageOf(this.before, id)
  }

  private anyAttemptLeft(id: MessageId): boolean {
    return this.message(id).attempts < this.before.mostAttempts
  }

  /** Asks a machine what it does at an event; `fired` is null where it leaves the event alone. */
  private ask(process: Process, state: StateId, event: EventName, task: MessageId): { row: Row; fired: Fired | null } {
    const { name, machine } = process
    const row = machine.next(state, event)
    if (row.next === state && row.actions.length === 0) return { row, fired: null }
    const [from, to, line] = [machine.nameOf(state), machine.nameOf(row.next), lineAt(process, state)]
    // One of the two for nearly every event of a long run: nothing is copied.
    if (line === undefined) return { row, fired: { process: name, task, from, to, event } }
    return { row, fired: { process: name, task, from, to, event, line } }
  }

  /** A message is handed to its origin. */
  submit(id: MessageId): void {
    this.origin(id, 'submit')
  }

  /** The timer of a message expires. */
  expire(id: MessageId): void {
    const process = this.nameOf(this.before.topology.links.m.from)
    const timeout: Happening = { kind: 'timeout', process, message: id, attempt: this.message(id).attempts }
    this.origin(id, this.anyAttemptLeft(id) ? 'timer' : 'lastTimer', timeout)
  }

  /**
   * Something happens to a message at its origin: `first` is told of it, whatever its machine does then. The result is
   * whether it did anything.
   */
  private origin(id: MessageId, event: EventName, first?: Happening): boolean {
    const { state } = this.message(id)
    const process = this.before.topology.processes[this.before.topology.links.m.from] as Process
    const { row, fired } = this.ask(process, state, event, id)
    const told = this.happened.length
    if (first !== undefined) this.happens(fired === null ? first : { ...first, fired })
    if (fired === null) return false
    if (row.next !== state) this.change(id, { state: row.next })
    for (const action of row.actions) this.carryOutAtOrigin(action, id, fired, row.actions)
    if (this.happened.length === told) this.untold.push(fired)
    return true
  }

  private carryOutAtOrigin(action: ActionName, id: MessageId, fired: Fired, together: readonly ActionName[]): void {
    const message = this.message(id)
    const { attempts: attempt } = message
    const { process } = fired
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
        const packet = packetId('m', id, attempt + 1)
        this.send({ id: packet, kind: 'm', message: id, attempt: attempt + 1, copy: 0, key }, fired)
        break
      }
      case 'startTimer':
        this.change(id, { timer: true })
        this.armed.push(id)
        if (!together.includes('transmit')) this.happens({ kind: 'resume', process, message: id, attempt, fired })
        break
      case 'stopTimer':
        this.change(id, { timer: false })
        break
      case 'acknowledge':
      case 'giveUp':
      case 'forget':
        this.happens({ kind: action, process, message: id, attempt, fired })
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
    const { to } = this.before.topology.links[packet.kind]
    const process = this.before.topology.processes[to] as Process
    const arrival: Happening = { kind: 'deliver', process: process.name, ...naming(packet), link: this.linkOf(packet) }
    if (process.role === 'handler') {
      const { row, fired } = this.ask(process, this.process(to).state, 'take', packet.message)
      this.happens(fired === null ? arrival : { ...arrival, fired })
      this.set(to, { state: row.next, handling: packet, settled: false })
      this.change(packet.message, { deliveries: this.message(packet.message).deliveries + 1 })
      return
    }
    const known = this.message(packet.message).sentKeys.includes(packet.key)
    const heeded = this.origin(packet.message, known ? 'ack' : 'strangeAck', arrival)
    if (!heeded) this.happens({ ...arrival, kind: 'ignore' })
  }

  private vanish(packet: Packet, at: number | undefined): void {
    this.faults = { ...this.faults, dropped: this.faults.dropped + 1 }
    const where = at === undefined ? {} : { process: this.nameOf(at) }
    this.happens({ kind: 'drop', ...where, ...naming(packet), link: this.linkOf(packet) })
  }

  private copy(packet: Packet): void {
    this.faults = { ...this.faults, duplicated: this.faults.duplicated + 1 }
    const copy = this.unusedCopy(packet.message, packet.kind, packet.attempt, 1)
    const twin: Packet = { ...packet, id: packetId(packet.kind, packet.message, packet.attempt, copy), copy }
    this.put(twin)
    this.happens({ kind: 'duplicate', ...naming(twin), link: this.linkOf(twin) })
  }

  /** A process runs the line it is at. */
  run(at: number): void {
    const { state, handling } = this.process(at)
    const process = this.before.topology.processes[at]
    if (handling === null || process === undefined) return
    const seen = this.message(handling.message).seenKeys.includes(handling.key)
    const { row, fired } = this.ask(process, state, seen ? 'runSeen' : 'run', handling.message)
    if (fired === null) return
    const idle = row.next === process.machine.initial
    this.set(at, { state: row.next })
    for (const action of row.actions) this.carryOutAtHandler(action, at, handling, fired, row.actions)
    if (idle) this.set(at, { handling: null, settled: false })
  }

  private carryOutAtHandler(
    action: ActionName,
    at: number,
    packet: Packet,
    fired: Fired,
    together: readonly ActionName[],
  ): void {
    const message = this.message(packet.message)
    const said = { process: fired.process, ...naming(packet), line: fired.line as LineWord, fired }
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
        this.remember(at, { message: message.id, key: packet.key }, fired)
        break
      case 'answer': {
        const copy = this.unusedCopy(packet.message, 'a', packet.attempt, packet.copy)
        const id = packetId('a', packet.message, packet.attempt, copy)
        this.send({ ...packet, id, kind: 'a', copy }, fired, fired.line)
        break
      }
      default:
        throw new Error(`a handler cannot ${action}`)
    }
  }

  /** Stores a key; where only so many fit, the oldest leaves. A key that is seen again is not stored again. */
  private remember(at: number, stored: StoredKey, fired: Fired): void {
    const { seenKeys } = this.message(stored.message)
    this.change(stored.message, { seenKeys: [...seenKeys, stored.key] })
    this.stored.push(stored)
    const window = this.before.topology.processes[at]?.window
    if (window === undefined || window === 'unlimited' || !('keys' in window)) return
    this.set(at, { keys: [...this.process(at).keys, stored] })
    while (this.process(at).keys.length > window.keys) {
      this.evict(at, this.process(at).keys[0] as StoredKey, fired)
    }
  }

  /** A key leaves the store of a process; `fired` where a line made room for another. */
  evict(at: number, { message, key }: StoredKey, fired: Fired | null = null): void {
    this.change(message, { seenKeys: this.message(message).seenKeys.filter((seen) => seen !== key) })
    this.set(at, { keys: this.process(at).keys.filter((stored) => stored.key !== key) })
    this.happens({ kind: 'evict', process: this.nameOf(at), message, ...(fired === null ? {} : { fired }) })
  }

  /** A process goes down: what is volatile goes, what is durable stays. */
  crash(at: number): void {
    const process = this.before.topology.processes[at]
    if (process === undefined) return
    const { state, handling, settled } = this.process(at)
    this.faults = { ...this.faults, crashes: this.faults.crashes + 1 }
    const line = handling === null ? {} : { ...naming(handling), line: process.machine.nameOf(state) as LineWord }
    const handler = handling === null ? null : this.ask(process, state, 'crash', handling.message)
    const fired = handler?.fired ? { fired: handler.fired } : {}
    this.happens({ kind: 'crash', process: process.name, ...line, ...fired })
    if (handling !== null && !settled) {
      this.change(handling.message, { interrupted: this.message(handling.message).interrupted + 1 })
    }
    if (process.role === 'handler') {
      this.set(at, { up: false, state: handler?.row.next ?? state, handling: null, settled: false })
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

  private send(packet: Packet, fired: Fired, line?: LineWord): void {
    this.put(packet)
    const { process } = fired
    const at = line === undefined ? {} : { line }
    this.happens({ kind: 'send', process, ...naming(packet), link: this.linkOf(packet), ...at, fired })
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

  private linkOf({ kind }: Packet): NamedLink {
    return this.before.topology.links[kind].named
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

/**
 * The line at which a machine runs or stands in a state. A handler's states have the names of its lines; a message at its
 * origin runs the first line when it is new, and stands at the last one after that.
 */
function lineAt({ role, machine, program }: Process, state: StateId): LineWord | undefined {
  if (role === 'origin') return program.at(state === machine.initial ? 0 : -1)?.word
  return state === machine.initial ? undefined : (machine.nameOf(state) as LineWord)
}
