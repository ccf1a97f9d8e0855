/**
 * Play: the driver with a clock. It walks one run of a scenario in virtual time, picking each choice when it is due:
 * the network's by the packet's fate, a process's by its line time, faults by the scenario. It decides when; what a
 * choice does is `step`'s alone.
 */
import { Agenda } from './agenda.ts'
import { crashFateOf, fateOf, timeoutOfAttempt } from './fates.ts'
import { type MessageId, mostCopies, type Packet, type PacketId, type PacketKind, packetId } from './packet.ts'
import type { CrashFault, DropFault, DuplicateFault, Fault, Scenario } from './scenario.ts'
import { type Choice, mayCopy, step } from './step.ts'
import { type Trace, TraceRecorder } from './trace.ts'
import { initialWorld, lineOf, messageOf, type StoredKey, type World } from './world.ts'

/** One move of a run, and the trace up to and with it. */
export interface Frame {
  readonly atMs: number
  /** Null where no process moved: a packet that arrived and waits. */
  readonly choice: Choice | null
  /** How many trace events there are once the move is made. */
  readonly events: number
}

export interface Run {
  readonly scenario: Scenario
  readonly trace: Trace
  readonly frames: readonly Frame[]
  /** The world after the last move. */
  readonly world: World
  /** For each fault of the scenario, whether it happened; one that did not may under another policy. */
  readonly applied: readonly boolean[]
  /** For each crash event of the trace, by its id, the fault that asked for it; the weather's are not in it. */
  readonly crashedBy: ReadonlyMap<number, number>
  /** The instant of the last move. */
  readonly endMs: number
  /** nothing: nothing could happen any more · horizon: cut there · limit: cut where it became too large */
  readonly stopped: 'nothing' | 'horizon' | 'limit'
  /** Worlds kept on the way, one every `worldEvery` moves; `worldAt` goes on from them. */
  readonly kept: readonly World[]
}

const worldEvery = 32

/** How large a run may become before it is cut: moves in all, and packets in flight at once. */
export interface Limits {
  readonly moves: number
  readonly inFlight: number
}

const widest: Limits = { moves: 2_000_000, inFlight: 20_000 }

/** What is due at an instant. What a crash or a decision overtook meanwhile is stale and does nothing. */
type Due =
  | { readonly kind: 'submit'; readonly message: MessageId }
  | { readonly kind: 'arrive'; readonly packet: Packet }
  /** `fault`: the one that asks for it, by index; null where it is the weather. */
  | { readonly kind: 'lose' | 'copy'; readonly packet: Packet; readonly fault: number | null }
  | { readonly kind: 'line'; readonly process: number }
  | { readonly kind: 'timer'; readonly message: MessageId }
  | { readonly kind: 'evict'; readonly process: number; readonly key: StoredKey }
  | { readonly kind: 'crash'; readonly process: number; readonly fault: number }
  | { readonly kind: 'restart'; readonly process: number }

/** A key whose time is over. */
interface Eviction {
  readonly atMs: number
  readonly order: number
  readonly process: number
  readonly key: StoredKey
}

/**
 * Runs a scenario to its end, its horizon or a limit, whichever is first. The same scenario gives the same run,
 * byte for byte.
 */
export function run(scenario: Scenario, limits: Partial<Limits> = {}): Run {
  return new Player(scenario).play({ ...widest, ...limits })
}

/** The world after the first `moves` moves of a run. */
export function worldAt(run: Run, moves: number): World {
  const from = Math.min(Math.floor(moves / worldEvery), run.kept.length - 1)
  let world = run.kept[from] as World
  for (let i = from * worldEvery; i < moves; i++) {
    const choice = run.frames[i]?.choice
    if (choice) world = step(world, choice).world
  }
  return world
}

class Player {
  private readonly scenario: Scenario
  private world: World
  private readonly kept: World[]
  private nowMs = 0
  private readonly agenda = new Agenda<Due>()
  private readonly recorder = new TraceRecorder()
  private readonly frames: Frame[] = []
  private readonly applied: boolean[]
  private readonly crashedBy = new Map<number, number>()
  /** Packets that wait at each process until it is idle, first come first served. */
  private readonly waiting: Packet[][]
  /** Messages that were due while their process was down. */
  private overdue: MessageId[] = []
  private inFlight = 0
  /** Which entry of the agenda is each message's timer, each process's line and each process's restart. */
  private readonly timers = new Map<MessageId, number>()
  private readonly lines = new Map<number, number>()
  private readonly restarts = new Map<number, number>()
  private readonly arrives = new Map<PacketId, number>()
  private readonly expires = new Map<MessageId, number>()
  private readonly lastArrivalMs: Record<PacketKind, number> = { m: 0, a: 0 }
  /** Which entry of the agenda is each key's forgetting, and those that are due but not made yet. */
  private readonly evictions = new Map<string, number>()
  private readonly forgettings: Eviction[] = []
  private readonly faultsOf: Map<string, number[]>
  private readonly weather: { packets: boolean; crashes: boolean }

  constructor(scenario: Scenario) {
    const { policy, messages, environment, faults } = scenario
    this.scenario = scenario
    this.world = initialWorld(policy, messages)
    this.kept = [this.world]
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

  play({ moves, inFlight }: Limits): Run {
    const { scenario, frames } = this
    let stopped: Run['stopped'] = 'nothing'
    for (let next = this.agenda.take(); next !== undefined; next = this.agenda.take()) {
      const { atMs, order, due } = next
      if (due.kind === 'evict') {
        this.forgettings.push({ atMs, order, process: due.process, key: due.key })
        continue
      }
      if (this.isStale(due, order)) continue
      this.forget(moves)
      if (atMs > scenario.environment.horizonMs) {
        // A crash of what has long ended is nothing that was cut off.
        if (due.kind === 'crash' || due.kind === 'copy') continue
        stopped = 'horizon'
        break
      }
      if (frames.length >= moves || this.inFlight > inFlight) {
        stopped = 'limit'
        break
      }
      this.nowMs = atMs
      this.happen(due)
    }
    return {
      scenario,
      trace: this.recorder.events,
      frames,
      world: this.world,
      applied: this.applied,
      crashedBy: this.crashedBy,
      endMs: frames.at(-1)?.atMs ?? 0,
      stopped,
      kept: this.kept,
    }
  }

  /** Whether an entry of the agenda means nothing any more: its process crashed, or its message is decided. */
  private isStale(due: Due, order: number): boolean {
    if (due.kind === 'timer') return this.timers.get(due.message) !== order
    if (due.kind === 'line') return this.lines.get(due.process) !== order
    if (due.kind === 'restart') return this.restarts.get(due.process) !== order
    return false
  }

  /**
   * Makes the forgettings that are due. They wait until something else is about to happen, or is cut off: when nothing
   * else is left they change nothing any more, and a run does not go on for them.
   */
  private forget(mostMoves: number): void {
    for (const { atMs, order, process, key } of this.forgettings.splice(0)) {
      if (this.frames.length >= mostMoves || atMs > this.scenario.environment.horizonMs) return
      if (this.evictions.get(key.key) !== order) continue
      this.nowMs = atMs
      this.evictions.delete(key.key)
      this.move({ do: 'evict', process, ...key })
    }
  }

  private happen(due: Exclude<Due, { kind: 'evict' }>): void {
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
    const { world, happened, armed, stored } = step(this.world, choice)
    this.world = world
    const sent = happened.filter(({ kind }) => kind === 'send' || kind === 'duplicate')
    const packets = sent.map(({ packet, message }) => this.onTheWire(packet as PacketId, message as MessageId))
    for (const packet of packets) this.arrives.set(packet.id, this.arrivalOf(packet))
    for (const message of armed) this.expires.set(message, this.nowMs + this.timeoutOf(message))
    this.recorder.record(happened, this.nowMs, this.arrives, this.expires, choice, stored)
    this.frame(choice)
    this.inFlight += packets.length - (choice.do === 'deliver' || choice.do === 'drop' ? 1 : 0)
    for (const packet of packets) this.schedule(packet)
    for (const message of armed) {
      this.timers.set(message, this.agenda.put(this.expires.get(message) as number, { kind: 'timer', message }))
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

  private frame(choice: Choice | null): void {
    this.frames.push({ atMs: this.nowMs, choice, events: this.recorder.events.length })
    if (this.frames.length % worldEvery === 0) this.kept.push(this.world)
  }

  /** A packet was put on the wire: its fate, and the faults that name it, say how it ends. */
  private schedule(packet: Packet): void {
    const { nowMs, agenda } = this
    const arrivesMs = this.arrives.get(packet.id) as number
    const wholeMs = arrivesMs - nowMs
    const fate = this.weather.packets ? fateOf(this.scenario.seed, this.scenario.environment, packet) : null
    const [dropFault = null] = this.faultsThat('drop', packet.id)
    const lost = dropFault !== null || fate?.lost === true
    const { afterMs } = (dropFault === null ? {} : this.scenario.faults[dropFault]) as Partial<DropFault>
    const lostMs = nowMs + Math.min(wholeMs, afterMs ?? Math.floor(wholeMs / 2))
    const copies = [...this.faultsThat('duplicate', packet.id), ...(fate?.duplicated ? [null] : [])]
    for (const fault of copies.slice(0, mostCopies)) {
      const copying = (fault === null ? {} : this.scenario.faults[fault]) as Partial<DuplicateFault>
      const copiedMs = nowMs + (copying.afterMs ?? Math.floor(wholeMs / 2))
      agenda.put(Math.min(copiedMs, lost ? lostMs : arrivesMs), { kind: 'copy', packet, fault })
    }
    if (lost) agenda.put(lostMs, { kind: 'lose', packet, fault: dropFault })
    else agenda.put(arrivesMs, { kind: 'arrive', packet })
  }

  /**
   * When a packet would reach the other end. Where packets may not overtake, not before the one sent before it, even if
   * that one is lost on the way: so losing a packet leaves the arrival of every other one alone.
   */
  private arrivalOf(packet: Packet): number {
    const atMs = this.nowMs + this.hopOf(packet)
    if (this.scenario.environment.reorder) return atMs
    const inOrderMs = Math.max(atMs, this.lastArrivalMs[packet.kind])
    this.lastArrivalMs[packet.kind] = inOrderMs
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
    const { id, message, attempt } = packet
    const process = this.world.topology.processes[to]?.name
    this.recorder.record(
      [{ kind: 'wait', ...(process && { process }), message, attempt, packet: id }],
      this.nowMs,
      this.arrives,
      this.expires,
      null,
      [],
    )
    this.frame(null)
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
  }

  /** A handler is about to start a line: here, between two lines, is where a crash before a line happens. */
  private reachedLine(process: number): void {
    const packet = this.world.processes[process]?.handling as Packet
    const line = lineOf(this.world, process)
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
      const absorbed = this.recorder.events.at(-1)?.kind === 'absorb'
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
    if (fault !== null) this.crashedBy.set(this.recorder.events.length + 1, fault)
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
    const packet = fault.do === 'late' ? fault.timer : fault.packet
    if (packet === undefined) return
    const list = found.get(packet)
    if (list === undefined) found.set(packet, [i])
    else list.push(i)
  })
  return found
}
