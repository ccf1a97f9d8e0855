/**
 * The driver with a clock. It walks one run of a scenario in virtual time, picking each choice when it is due: the
 * network's by the packet's fate, a process's by its line time, faults by the scenario. It decides when; what a choice
 * does is `step`'s alone. Who listens, and how far it goes, is said by those who extend it: play goes to the end, the
 * search for twin worlds forks it where an environment could decide otherwise.
 */
import type { LineWord } from '../protocol/program.ts'
import { Agenda } from './agenda.ts'
import { crashFateOf, fateOf, timeoutOfAttempt } from './fates.ts'
import type { Happening, HappeningKind } from './happening.ts'
import { type MessageId, mostCopies, type Packet, type PacketId, type PacketKind, packetId } from './packet.ts'
import type { CrashFault, DropFault, DuplicateFault, Fault, Scenario } from './scenario.ts'
import { type Choice, mayCopy, step } from './step.ts'
import { initialWorld, lineOf, messageOf, type StoredKey, type World } from './world.ts'

/** What is due at an instant. What a crash or a decision overtook meanwhile is stale and does nothing. */
export type Due =
  | { readonly kind: 'submit'; readonly message: MessageId }
  | { readonly kind: 'arrive'; readonly packet: Packet }
  /** `fault`: the one that asks for it, by index; null where it is the weather. */
  | { readonly kind: 'lose' | 'copy'; readonly packet: Packet; readonly fault: number | null }
  | { readonly kind: 'line'; readonly process: number }
  | { readonly kind: 'timer'; readonly message: MessageId }
  | { readonly kind: 'evict'; readonly process: number; readonly key: StoredKey }
  | { readonly kind: 'crash'; readonly process: number; readonly fault: number }
  | { readonly kind: 'restart'; readonly process: number }

/** One entry of the agenda that is to happen. */
export interface Entry {
  readonly atMs: number
  readonly order: number
  readonly due: Exclude<Due, { kind: 'evict' }>
}

/** A place of a run where an environment could decide otherwise than it does. */
export type Crossing =
  /** A packet was put on the wire. */
  | { readonly at: 'wire'; readonly packet: Packet; readonly arrivesMs: number }
  /** A handler is about to start a line. */
  | { readonly at: 'line'; readonly process: number; readonly packet: Packet; readonly line: LineWord }
  /** A handler has done its last line, and nothing waits for it. */
  | { readonly at: 'idle'; readonly process: number }

/** A key whose time is over. */
interface Eviction {
  readonly atMs: number
  readonly order: number
  readonly process: number
  readonly key: StoredKey
}

const nothing = new Map<never, never>()

export abstract class Driver {
  protected scenario: Scenario
  protected world: World
  protected nowMs = 0
  protected agenda = new Agenda<Due>()
  /** Whether nobody keeps a world that was left, so that the next may be made of its parts. */
  protected readonly spends: boolean = false
  /** For each fault of the scenario, whether it happened. */
  protected applied: boolean[]
  /** How many moves there were, those included that only let a packet wait. */
  protected moves = 0
  private last: HappeningKind | undefined
  /** Packets that wait at each process until it is idle, first come first served. */
  protected waiting: Packet[][]
  /** Messages that were due while their process was down. */
  private overdue: MessageId[] = []
  protected inFlight = 0
  /** Which entry of the agenda is each message's timer, each process's line and each process's restart. */
  private timers = new Map<MessageId, number>()
  private lines = new Map<number, number>()
  private restarts = new Map<number, number>()
  protected lastArrivalMs: Readonly<Record<PacketKind, number>> = { m: 0, a: 0 }
  /** Which entry of the agenda is each key's forgetting, and those that are due but not made yet. */
  private evictions = new Map<string, number>()
  protected forgettings: Eviction[] = []
  private faultsOf: ReadonlyMap<string, readonly number[]>
  private readonly weather: { packets: boolean; crashes: boolean }

  constructor(scenario: Scenario) {
    const { policy, messages, environment, faults } = scenario
    this.scenario = scenario
    this.world = initialWorld(policy, messages)
    this.applied = faults.map(() => false)
    this.waiting = this.world.processes.map(() => [])
    this.faultsOf = faultsByPacket(faults)
    this.weather = {
      packets: environment.loseMessagePct + environment.loseAckPct + environment.duplicatePct > 0,
      crashes: environment.crashReceiverPct + environment.crashSenderPct > 0,
    }
    for (let i = 0; i < messages; i++) {
      this.agenda.put(i * environment.sendEveryMs, { kind: 'submit', message: i + 1 })
    }
    faults.forEach((fault, i) => {
      if (fault.do !== 'crash' || fault.atMs === undefined) return
      this.agenda.put(fault.atMs, { kind: 'crash', process: this.indexOf(fault.process), fault: i })
    })
  }

  /** A second driver that stands where this one does. What either does from now on leaves the other alone. */
  fork(): this {
    const fork = Object.assign(Object.create(Object.getPrototypeOf(this)), this) as this
    fork.agenda = this.agenda.fork()
    fork.applied = [...this.applied]
    fork.waiting = this.waiting.map((packets) => [...packets])
    fork.overdue = [...this.overdue]
    fork.timers = new Map(this.timers)
    fork.lines = new Map(this.lines)
    fork.restarts = new Map(this.restarts)
    fork.evictions = new Map(this.evictions)
    fork.forgettings = [...this.forgettings]
    return fork
  }

  /**
   * One more fault, as if it had been in the scenario from the start. That holds as long as it names a packet that was
   * not sent yet, a line that was not reached yet, or an instant to come.
   */
  protected addFault(fault: Fault): void {
    const index = this.scenario.faults.length
    this.scenario = { ...this.scenario, faults: [...this.scenario.faults, fault] }
    this.applied.push(false)
    const packet = packetNamedBy(fault)
    if (packet !== undefined) {
      this.faultsOf = new Map(this.faultsOf).set(packet, [...(this.faultsOf.get(packet) ?? []), index])
    } else if (fault.do === 'crash' && fault.atMs !== undefined) {
      // Crashes by the clock come after the submissions and before all that arises.
      const order = this.scenario.messages - 0.5
      this.agenda.restore({
        atMs: fault.atMs,
        order,
        due: { kind: 'crash', process: this.indexOf(fault.process), fault: index },
      })
    }
  }

  /** A move was made, or, where it is null, a packet waits. `arrives` and `expires` say when what it started is due. */
  protected abstract moved(
    choice: Choice | null,
    happened: readonly Happening[],
    stored: readonly StoredKey[],
    arrives: ReadonlyMap<PacketId, number>,
    expires: ReadonlyMap<MessageId, number>,
  ): void

  /** The run is where an environment could decide otherwise. */
  protected reached(_crossing: Crossing): void {}

  /** A process is about to crash; `fault` asks for it, by index, or it is the weather. */
  protected crashing(_fault: number | null): void {}

  /** Takes out what happens next. Forgettings that are due before it wait for it to happen. */
  protected take(): Entry | undefined {
    for (let next = this.agenda.take(); next !== undefined; next = this.agenda.take()) {
      const { atMs, order, due } = next
      if (due.kind === 'evict') this.forgettings.push({ atMs, order, process: due.process, key: due.key })
      else if (!this.isStale(due, order)) return { atMs, order, due }
    }
    return undefined
  }

  /** Whether an entry of the agenda means nothing any more: its process crashed, or its message is decided. */
  protected isStale(due: Due, order: number): boolean {
    if (due.kind === 'timer') return this.timers.get(due.message) !== order
    if (due.kind === 'line') return this.lines.get(due.process) !== order
    if (due.kind === 'restart') return this.restarts.get(due.process) !== order
    if (due.kind === 'evict') return this.evictions.get(due.key.key) !== order
    return false
  }

  /**
   * Makes the forgettings that are due. They wait until something else is about to happen, or is cut off: when nothing
   * else is left they change nothing any more, and a run does not go on for them.
   */
  protected forget(mostMoves: number): void {
    for (const { atMs, order, process, key } of this.forgettings.splice(0)) {
      if (this.moves >= mostMoves || atMs > this.scenario.environment.horizonMs) return
      if (this.evictions.get(key.key) !== order) continue
      this.nowMs = atMs
      this.evictions.delete(key.key)
      this.move({ do: 'evict', process, ...key })
    }
  }

  /** Makes happen what was taken out. */
  protected happen({ atMs, due }: Entry): void {
    this.nowMs = atMs
    switch (due.kind) {
      case 'submit':
        if (this.isUp(this.world.topology.links.m.from)) this.move({ do: 'submit', message: due.message })
        else this.overdue.push(due.message)
        break
      case 'arrive':
        this.arrive(due.packet)
        break
      case 'lose':
        if (due.fault !== null) this.applied[due.fault] = true
        this.move({ do: 'drop', packet: due.packet })
        break
      case 'copy':
        if (mayCopy(messageOf(this.world, due.packet.message), due.packet)) {
          if (due.fault !== null) this.applied[due.fault] = true
          this.move({ do: 'duplicate', packet: due.packet })
        }
        break
      case 'timer':
        this.timers.delete(due.message)
        this.move({ do: 'expire', message: due.message })
        break
      case 'line':
        this.runLine(due.process)
        break
      case 'crash':
        this.crash(due.process, due.fault)
        break
      case 'restart':
        this.restart(due.process)
        break
    }
  }

  /** Makes a choice happen now, writes it down, and puts on the agenda what follows from it. */
  private move(choice: Choice): void {
    const { world, happened, armed, stored } = step(this.world, choice, this.spends)
    this.world = world
    const sent = happened.filter(({ kind }) => kind === 'send' || kind === 'duplicate')
    const packets = sent.map(({ packet, message }) => this.onTheWire(packet as PacketId, message as MessageId))
    const arrives = new Map(packets.map((packet) => [packet.id, this.arrivalOf(packet)]))
    const expires = new Map(armed.map((message) => [message, this.nowMs + this.timeoutOf(message)]))
    this.moves++
    this.last = happened.at(-1)?.kind
    this.moved(choice, happened, stored, arrives, expires)
    this.inFlight += packets.length - (choice.do === 'deliver' || choice.do === 'drop' ? 1 : 0)
    for (const packet of packets) this.schedule(packet, arrives.get(packet.id) as number)
    for (const message of armed) {
      this.timers.set(message, this.agenda.put(expires.get(message) as number, { kind: 'timer', message }))
    }
    for (const key of stored) this.scheduleEviction(key)
    for (const { kind, message } of happened) {
      if (kind === 'acknowledge' || kind === 'giveUp' || kind === 'forget') this.timers.delete(message as MessageId)
    }
    for (const packet of packets) if (packet.kind === 'm' && packet.copy === 0) this.reachedWaiting(packet)
  }

  /** Where keys are remembered for a time, the store forgets this one when its time is over. */
  private scheduleEviction(key: StoredKey): void {
    const process = this.world.topology.links.m.to
    const window = this.world.topology.processes[process]?.window
    if (window === undefined || window === 'unlimited' || !('ms' in window)) return
    this.evictions.set(key.key, this.agenda.put(this.nowMs + window.ms, { kind: 'evict', process, key }))
  }

  /** A packet was put on the wire: its fate, and the faults that name it, say how it ends. */
  private schedule(packet: Packet, arrivesMs: number): void {
    const { nowMs, agenda } = this
    this.reached({ at: 'wire', packet, arrivesMs })
    const wholeMs = arrivesMs - nowMs
    const fate = this.weather.packets ? fateOf(this.scenario.seed, this.scenario.environment, packet) : null
    const [dropFault = null] = this.faultsThat('drop', packet.id)
    const lost = dropFault !== null || fate?.lost === true
    const { afterMs } = (dropFault === null ? {} : this.scenario.faults[dropFault]) as Partial<DropFault>
    const lostMs = nowMs + Math.min(wholeMs, afterMs ?? Math.floor(wholeMs / 2))
    const copies = [...this.faultsThat('duplicate', packet.id), ...(fate?.duplicated ? [null] : [])]
    for (const fault of copies.slice(0, mostCopies)) {
      const { afterMs } = (fault === null ? {} : this.scenario.faults[fault]) as Partial<DuplicateFault>
      const copiedMs = nowMs + (afterMs ?? Math.floor(wholeMs / 2))
      agenda.put(Math.min(copiedMs, lost ? lostMs : arrivesMs), { kind: 'copy', packet, fault })
    }
    if (lost) agenda.put(lostMs, { kind: 'lose', packet, fault: dropFault })
    else this.putArrival(packet, arrivesMs, copies.length > 0)
  }

  protected putArrival(packet: Packet, arrivesMs: number, _copied: boolean): void {
    this.agenda.put(arrivesMs, { kind: 'arrive', packet })
  }

  /**
   * When a packet would reach the other end. Where packets may not overtake, not before the one sent before it, even if
   * that one is lost on the way: so losing a packet leaves the arrival of every other one alone.
   */
  private arrivalOf(packet: Packet): number {
    const atMs = this.nowMs + this.hopOf(packet)
    if (this.scenario.environment.reorder) return atMs
    const inOrderMs = Math.max(atMs, this.lastArrivalMs[packet.kind])
    this.lastArrivalMs = { ...this.lastArrivalMs, [packet.kind]: inOrderMs }
    return inOrderMs
  }

  private hopOf(packet: Packet): number {
    let ms = fateOf(this.scenario.seed, this.scenario.environment, packet).hopMs
    this.eachFault(packet.id, (fault) => {
      if (fault.do === 'delay') ms += fault.ms
      return fault.do === 'delay'
    })
    return ms
  }

  private timeoutOf(message: MessageId): number {
    const { seed, policy } = this.scenario
    const { attempts } = messageOf(this.world, message)
    let ms = timeoutOfAttempt(seed, policy, message, attempts)
    this.eachFault(packetId('m', message, attempts), (fault) => {
      if (fault.do === 'late') ms += fault.ms
      return fault.do === 'late'
    })
    return ms
  }

  private arrive(packet: Packet): void {
    const to = this.world.topology.links[packet.kind].to
    if (!this.isUp(to)) this.move({ do: 'drop', packet, at: to })
    else if (this.world.processes[to]?.handling === null) this.deliver(packet)
    else this.letWait(packet, to)
  }

  private letWait(packet: Packet, to: number): void {
    this.waiting[to]?.push(packet)
    const { id, kind, message, attempt } = packet
    const link = this.world.topology.links[kind].named
    const waits: Happening = { kind: 'wait', process: link.to, message, attempt, packet: id, link }
    this.moves++
    this.moved(null, [waits], [], nothing, nothing)
  }

  private deliver(packet: Packet): void {
    this.move({ do: 'deliver', packet })
    const to = this.world.topology.links[packet.kind].to
    if (this.world.processes[to]?.handling?.id === packet.id) this.reachedLine(to)
  }

  /** A line takes `lineMs`, and its effect is at the end of it. */
  private runLine(process: number): void {
    this.lines.delete(process)
    this.move({ do: 'run', process })
    const next = this.world.processes[process]?.handling ? undefined : this.waiting[process]?.shift()
    if (next !== undefined) this.deliver(next)
    else if (this.world.processes[process]?.handling) this.reachedLine(process)
    else this.reached({ at: 'idle', process })
  }

  /** A handler is about to start a line: here, between two lines, is where a crash before a line happens. */
  private reachedLine(process: number): void {
    const packet = this.world.processes[process]?.handling as Packet
    const line = lineOf(this.world, process) as LineWord
    this.reached({ at: 'line', process, packet, line })
    const fault = this.crashBefore(process, packet, line)
    if (fault !== null || this.crashByWeather(process, packet)) {
      this.crash(process, fault)
      return
    }
    this.lines.set(process, this.agenda.put(this.nowMs + this.scenario.environment.lineMs, { kind: 'line', process }))
  }

  /** An origin has sent and now waits: the crash point between the two lines of its program. */
  private reachedWaiting(packet: Packet): void {
    const process = this.world.topology.links[packet.kind].from
    if (!messageOf(this.world, packet.message).timer) return
    const fault = this.crashBefore(process, packet, 'wait for ACK')
    const weather = this.weather.crashes && crashFateOf(this.scenario.seed, this.scenario.environment, packet).onWait
    if (fault !== null || weather) this.crash(process, fault)
  }

  private crashBefore(process: number, packet: Packet, line: string | null): number | null {
    const { name } = this.world.topology.processes[process] ?? {}
    for (const i of this.faultsOf.get(packet.id) ?? []) {
      const fault = this.scenario.faults[i] as Fault
      if (fault.do === 'crash' && fault.process === name && fault.before === line && !this.applied[i]) return i
    }
    return null
  }

  /**
   * Random crashes: one draw before the effect and one after it, before the next line. A delivery that skips its
   * effect, because its key was seen, passes both points just before its ACK.
   */
  private crashByWeather(process: number, packet: Packet): boolean {
    if (!this.weather.crashes) return false
    const { beforeEffect, afterEffect } = crashFateOf(this.scenario.seed, this.scenario.environment, packet)
    if (!beforeEffect && !afterEffect) return false
    const program = this.world.topology.processes[process]?.program ?? []
    const at = program.findIndex(({ word }) => word === lineOf(this.world, process))
    if (this.world.processes[process]?.settled) {
      const absorbed = this.last === 'absorb'
      const previous = program[at - 1]
      return absorbed ? true : afterEffect && previous?.does.includes('apply') === true
    }
    return beforeEffect && program[at]?.does.includes('apply') === true
  }

  private crash(process: number, fault: number | null): void {
    if (!this.isUp(process)) return
    const crash = fault === null ? null : (this.scenario.faults[fault] as CrashFault)
    if (fault !== null) this.applied[fault] = true
    this.lines.delete(process)
    const { role, store } = this.world.topology.processes[process] ?? {}
    if (role === 'origin') this.timers.clear()
    if (store === 'volatile') this.evictions.clear()
    this.crashing(fault)
    this.move({ do: 'crash', process })
    for (const packet of this.waiting[process]?.splice(0) ?? []) this.move({ do: 'drop', packet, at: process })
    const downMs = crash?.downMs ?? this.scenario.environment.downMs
    this.restarts.set(process, this.agenda.put(this.nowMs + downMs, { kind: 'restart', process }))
  }

  private restart(process: number): void {
    this.restarts.delete(process)
    this.move({ do: 'restart', process })
    if (process !== this.world.topology.links.m.from) return
    // A retransmission may crash the process again at once; what is overdue then stays so.
    while (this.overdue.length > 0 && this.isUp(process)) {
      this.move({ do: 'submit', message: this.overdue.shift() as MessageId })
    }
  }

  private isUp(process: number): boolean {
    return this.world.processes[process]?.up === true
  }

  private indexOf(name: string): number {
    return this.world.topology.processes.findIndex((process) => process.name === name)
  }

  private onTheWire(id: PacketId, message: MessageId): Packet {
    return messageOf(this.world, message).packets.find((packet) => packet.id === id) as Packet
  }

  /** The faults that do this to a packet, by index. */
  private faultsThat(kind: Fault['do'], packet: PacketId): number[] {
    return (this.faultsOf.get(packet) ?? []).filter((i) => this.scenario.faults[i]?.do === kind)
  }

  /** Shows every fault that names a packet to `take`, and notes those it takes as happened. */
  private eachFault(packet: PacketId, take: (fault: Fault) => boolean): void {
    for (const i of this.faultsOf.get(packet) ?? []) {
      if (take(this.scenario.faults[i] as Fault)) this.applied[i] = true
    }
  }
}

/** The faults that name each packet, by index. */
function faultsByPacket(faults: readonly Fault[]): Map<string, number[]> {
  const found = new Map<string, number[]>()
  faults.forEach((fault, i) => {
    const packet = packetNamedBy(fault)
    if (packet === undefined) return
    const list = found.get(packet)
    if (list === undefined) found.set(packet, [i])
    else list.push(i)
  })
  return found
}

const packetNamedBy = (fault: Fault) => (fault.do === 'late' ? fault.timer : fault.packet)
