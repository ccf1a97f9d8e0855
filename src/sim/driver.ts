/**
 * The driver with a clock. It walks one run of a scenario in virtual time, picking each choice when it is due: the
 * network's by the packet's fate, a process's by its line time, faults by the scenario. It decides when; what a choice
 * does is `step`'s alone. Who listens, and how far it goes, is said by those who extend it: play goes to the end, the
 * search for twin worlds forks it where an environment could decide otherwise.
 */
import type { StartKind } from '../protocol/document.ts'
import type { Program } from '../protocol/system.ts'
import { Agenda } from './agenda.ts'
import { crashesAt, crashFateOf, fateOf } from './fates.ts'
import type { ArmedTask, Happening, Stepped, StoredAt, TaskName } from './happening.ts'
import { type MessageId, mostCopies, type Packet, type PacketId } from './packet.ts'
import type { CrashFault, DropFault, DuplicateFault, Scenario } from './scenario.ts'
import {
  type AnyFault,
  type AnyScenario,
  countsReaches,
  firstWorldOf,
  nameIn,
  nameOfLine,
  timeoutOf,
  weatherOf,
} from './setting.ts'
import { type Choice, mayCopy, programOf, receptionsOf, startsOf, step, storeIn, targetsOf } from './step.ts'
import { lineOfTask, type Task, taskOf, type World } from './world.ts'

/** What is due at an instant. What a crash or a decision overtook meanwhile is stale and does nothing. */
export type Due =
  | { readonly kind: 'submit'; readonly message: MessageId }
  | { readonly kind: 'arrive'; readonly packet: Packet }
  /** `fault`: the one that asks for it, by index; null where it is the weather. */
  | { readonly kind: 'lose' | 'copy'; readonly packet: Packet; readonly fault: number | null }
  | ({ readonly kind: 'line' | 'timer' } & TaskName)
  /** A program starts by itself, if it still can. */
  | { readonly kind: 'poll'; readonly choice: StartChoice }
  | { readonly kind: 'evict'; readonly row: StoredAt }
  | { readonly kind: 'crash' | 'start' | 'stall'; readonly process: number; readonly fault: number }
  | { readonly kind: 'restart'; readonly process: number }

export type StartChoice = Extract<Choice, { do: 'start' }>

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
  /** A process is about to start a line of what a packet started. */
  | { readonly at: 'line'; readonly process: number; readonly packet: Packet; readonly line: string }
  /** A process has done its last line, and nothing waits for it. */
  | { readonly at: 'idle'; readonly process: number }

/** A row whose time is over. */
interface Eviction {
  readonly atMs: number
  readonly order: number
  readonly row: StoredAt
}

const nothing = new Map<never, never>()
const nobody: readonly never[] = []

/** The starts that a process makes by itself, in the order in which they are looked at: what is due by the clock first. */
const polled: readonly StartKind[] = ['differ', 'entry', 'cursor']

export abstract class Driver<S extends AnyScenario = Scenario> {
  protected scenario: S
  protected world: World
  protected nowMs = 0
  protected agenda = new Agenda<Due>()
  /** Whether nobody keeps a world that was left, so that the next may be made of its parts. */
  protected readonly spends: boolean = false
  /** For each fault of the scenario, whether it happened. */
  protected applied: boolean[]
  /** How many moves there were, those included that only let a packet wait. */
  protected moves = 0
  private last: readonly Happening[] = nobody
  /** Packets that wait until there is room for them, first come first served, by the first process they may go to. */
  protected waiting: Packet[][]
  /** Messages whose submission is late. */
  private postponed = new Set<MessageId>()
  /** Messages that were due while their process was down. */
  private overdue: MessageId[] = []
  protected inFlight = 0
  /** Which entry of the agenda is each task's timer, each task's line, each process's restart and each start. */
  private timers = new Map<number, number>()
  private lines = new Map<number, number>()
  private restarts = new Map<number, number>()
  private polls = new Map<string, number>()
  /** When each program that starts by a difference may start again. */
  private notBeforeMs = new Map<string, number>()
  /** Until when each process runs no line. */
  private stalledMs: number[]
  /** How often each line was reached, where a fault could name one. */
  protected reaches: Map<string, number> | null
  /** Which time it was that each task reached the line that it stands at, where a fault could name one. */
  protected reachOf = new Map<number, number>()
  private lastArrivalMs: ReadonlyMap<number, number> = nothing
  /** Which entry of the agenda is each row's forgetting, and those that are due but not made yet. */
  private evictions = new Map<string, number>()
  protected forgettings: Eviction[] = []
  private faultsOf: ReadonlyMap<string, readonly number[]>
  private readonly weather: { packets: boolean; crashes: boolean }
  private readonly submitter: { process: number; program: number } | null
  private readonly polling: readonly { process: number; program: number }[]

  constructor(scenario: S) {
    const { messages, environment, faults } = scenario
    this.scenario = scenario
    this.world = firstWorldOf(scenario)
    const { processes } = this.world.system
    this.applied = faults.map(() => false)
    this.waiting = processes.map(() => [])
    this.stalledMs = processes.map(() => 0)
    this.faultsOf = faultsByName(faults)
    this.reaches = faults.some(countsReaches) || 'crashPct' in environment ? new Map() : null
    this.weather = weatherOf(scenario)
    const every = processes.flatMap(({ programs }, process) => programs.map((_, program) => ({ process, program })))
    const isOf = (kind: StartKind) => (at: { process: number; program: number }) =>
      programOf(this.world, at.process, at.program).starts.kind === kind
    this.submitter = every.find(isOf('submit')) ?? null
    this.polling = polled.flatMap((kind) => every.filter(isOf(kind)))
    for (let i = 0; i < messages; i++) {
      this.agenda.put(i * environment.sendEveryMs, { kind: 'submit', message: i + 1 })
    }
    faults.forEach((fault, i) => {
      const due = this.dueOf(fault, i)
      if (due !== null) this.agenda.put(due.atMs, due.due)
    })
  }

  /** A second driver that stands where this one does. What either does from now on leaves the other alone. */
  fork(): this {
    const fork = Object.assign(Object.create(Object.getPrototypeOf(this)), this) as this
    fork.agenda = this.agenda.fork()
    fork.applied = [...this.applied]
    fork.waiting = this.waiting.map((packets) => [...packets])
    fork.overdue = [...this.overdue]
    fork.postponed = new Set(this.postponed)
    fork.timers = new Map(this.timers)
    fork.lines = new Map(this.lines)
    fork.restarts = new Map(this.restarts)
    fork.polls = new Map(this.polls)
    fork.notBeforeMs = new Map(this.notBeforeMs)
    fork.stalledMs = [...this.stalledMs]
    fork.reaches = this.reaches && new Map(this.reaches)
    fork.reachOf = new Map(this.reachOf)
    fork.evictions = new Map(this.evictions)
    fork.forgettings = [...this.forgettings]
    return fork
  }

  /**
   * One more fault, as if it had been in the scenario from the start. That holds as long as it names a packet that was
   * not sent yet, a line that was not reached yet, or an instant to come.
   */
  protected addFault(fault: S['faults'][number]): void {
    const index = this.scenario.faults.length
    this.scenario = { ...this.scenario, faults: [...this.scenario.faults, fault] }
    this.applied.push(false)
    const name = nameIn(fault)
    if (name !== undefined) {
      this.faultsOf = new Map(this.faultsOf).set(name, [...(this.faultsOf.get(name) ?? []), index])
      return
    }
    // What comes by the clock comes after the submissions and before all that arises.
    const due = this.dueOf(fault, index)
    if (due !== null) this.agenda.restore({ ...due, order: this.scenario.messages - 0.5 })
  }

  /** What a fault that names an instant puts on the agenda. */
  private dueOf(fault: AnyFault, index: number): { atMs: number; due: Due } | null {
    if (!('process' in fault) || !('atMs' in fault) || fault.atMs === undefined) return null
    const kind = fault.do === 'start' || fault.do === 'stall' ? fault.do : 'crash'
    return { atMs: fault.atMs, due: { kind, process: this.indexOf(fault.process), fault: index } }
  }

  /** A move was made, or, where it is null, a packet waits. `arrives` and `expires` say when what it started is due. */
  protected abstract moved(
    choice: Choice | null,
    stepped: Omit<Stepped, 'world'>,
    arrives: ReadonlyMap<PacketId, number>,
    expires: ReadonlyMap<number, number>,
  ): void

  /** The run is where an environment could decide otherwise. */
  protected reached(_crossing: Crossing): void {}

  /** A process is about to crash; `fault` asks for it, by index, or it is the weather. */
  protected crashing(_fault: number | null): void {}

  /** Takes out what happens next. Forgettings that are due before it wait for it to happen. */
  protected take(): Entry | undefined {
    for (let next = this.agenda.take(); next !== undefined; next = this.agenda.take()) {
      const { atMs, order, due } = next
      if (due.kind === 'evict') this.forgettings.push({ atMs, order, row: due.row })
      else if (!this.isStale(due, order)) return { atMs, order, due }
    }
    return undefined
  }

  /** Whether an entry of the agenda means nothing any more: its process crashed, or its task is over. */
  protected isStale(due: Due, order: number): boolean {
    switch (due.kind) {
      case 'timer':
        return this.timers.get(due.task) !== order || !taskOf(this.world, due.process, due.message, due.task)?.timer
      case 'line':
        return this.lines.get(due.task) !== order
      case 'restart':
        return this.restarts.get(due.process) !== order
      case 'poll':
        return this.polls.get(nameOfStart(due.choice)) !== order
      case 'evict':
        return this.evictions.get(nameOfRow(due.row)) !== order
      default:
        return false
    }
  }

  /**
   * Makes the forgettings that are due. They wait until something else is about to happen, or is cut off: when nothing
   * else is left they change nothing any more, and a run does not go on for them.
   */
  protected forget(mostMoves: number): void {
    for (const { atMs, order, row } of this.forgettings.splice(0)) {
      if (this.moves >= mostMoves || atMs > this.scenario.environment.horizonMs) return
      if (this.evictions.get(nameOfRow(row)) !== order) continue
      this.nowMs = atMs
      this.evictions.delete(nameOfRow(row))
      this.move({ do: 'evict', ...row })
    }
  }

  /** Makes happen what was taken out. */
  protected happen({ atMs, order, due }: Entry): void {
    this.nowMs = atMs
    switch (due.kind) {
      case 'submit':
        this.submit(due.message)
        break
      case 'arrive':
        this.arrive(due.packet)
        break
      case 'lose':
        if (due.fault !== null) this.applied[due.fault] = true
        this.move({ do: 'drop', packet: due.packet })
        break
      case 'copy':
        if (mayCopy(this.world, due.packet)) {
          if (due.fault !== null) this.applied[due.fault] = true
          this.move({ do: 'duplicate', packet: due.packet })
        }
        break
      case 'timer':
        this.timers.delete(due.task)
        this.move({ do: 'expire', process: due.process, message: due.message, task: due.task })
        break
      case 'line':
        if (this.isStalled(due.process)) this.lines.set(due.task, this.later(due.process, due))
        else this.runLine(due)
        break
      case 'poll':
        this.poll(due, order)
        break
      case 'crash':
        this.crash(due.process, due.fault)
        break
      case 'stall': {
        const fault = this.scenario.faults[due.fault] as Extract<AnyFault, { do: 'stall' }>
        this.applied[due.fault] = true
        this.stalledMs[due.process] = Math.max(this.stalledMs[due.process] as number, atMs + fault.ms)
        break
      }
      case 'start':
        this.startByHand(due.process, due.fault)
        break
      case 'restart':
        this.restart(due.process)
        break
    }
  }

  private submit(message: MessageId): void {
    if (this.submitter === null) return
    const { process, program } = this.submitter
    const lateMs = this.lateBy(process, message, this.firstLineOf(process, program), 1)
    if (lateMs > 0 && !this.postponed.has(message)) {
      this.postponed.add(message)
      this.agenda.put(this.nowMs + lateMs, { kind: 'submit', message })
      return
    }
    if (this.isUp(process)) this.move({ do: 'submit', process, program, message })
    else this.overdue.push(message)
  }

  /** Makes a choice happen now, writes it down, and puts on the agenda what follows from it. */
  private move(choice: Choice): void {
    const { world, ...stepped } = step(this.world, choice, this.spends)
    const { happened, armed, stored, reached } = stepped
    this.world = world
    if (choice.do === 'start' || choice.do === 'submit') this.countFirst(choice)
    const packets = happened.flatMap(({ kind, packet, message }): readonly Packet[] =>
      kind === 'send' || kind === 'duplicate' ? [this.onTheWire(packet as PacketId, message ?? 0)] : nobody,
    )
    const arrives = new Map(packets.map((packet) => [packet.id, this.arrivalOf(packet)]))
    const expires = new Map(armed.map((task) => [task.task, this.nowMs + this.timeoutOf(task)]))
    this.moves++
    this.last = happened
    this.moved(choice, stepped, arrives, expires)
    this.inFlight += packets.length - (choice.do === 'deliver' || choice.do === 'drop' ? 1 : 0)
    for (const packet of packets) this.schedule(packet, arrives.get(packet.id) as number)
    for (const { process, message, task } of armed) {
      const due: Due = { kind: 'timer', process, message, task }
      this.timers.set(task, this.agenda.put(expires.get(task) as number, due))
    }
    for (const row of stored) this.scheduleEviction(row)
    for (const task of reached) {
      const [sent = null] = packets.filter(({ message, copy }) => message === task.message && copy === 0)
      this.reachedLine(task, sent)
    }
    if (this.polling.length > 0) this.schedulePolls()
  }

  /** Where rows are remembered for a time, the store forgets this one when its time is over. */
  private scheduleEviction(row: StoredAt): void {
    const { system } = this.world
    const { window } = (row.process === null ? system.stores : system.processes[row.process]?.memory)?.[row.store] ?? {}
    if (window === undefined || window === 'unlimited' || !('ms' in window)) return
    this.evictions.set(nameOfRow(row), this.agenda.put(this.nowMs + window.ms, { kind: 'evict', row }))
  }

  /** Every start that has become possible is due one line's time from now; one that no longer is, is forgotten. */
  private schedulePolls(): void {
    const possible = new Set<string>()
    for (const { process, program } of this.polling) {
      if (!this.isUp(process)) continue
      const line = this.firstLineOf(process, program)
      for (const choice of startsOf(this.world, process, program)) {
        if (choice.do !== 'start') continue
        const name = nameOfStart(choice)
        possible.add(name)
        if (this.polls.has(name)) continue
        const earliestMs = Math.max(this.nowMs, this.notBeforeMs.get(name) ?? 0)
        const lateMs = this.lateBy(process, this.messageOfStart(choice), line, 1)
        const dueMs = earliestMs + this.scenario.environment.lineMs + lateMs
        this.polls.set(name, this.agenda.put(dueMs, { kind: 'poll', choice }))
      }
    }
    for (const name of this.polls.keys()) if (!possible.has(name)) this.polls.delete(name)
  }

  private poll(due: Extract<Due, { kind: 'poll' }>, order: number): void {
    const { process, program } = due.choice
    const name = nameOfStart(due.choice)
    if (this.polls.get(name) !== order) return
    if (this.isStalled(process)) {
      this.polls.set(name, this.later(process, due))
      return
    }
    this.polls.delete(name)
    const { everyMs } = programOf(this.world, process, program).starts
    if (everyMs !== null) this.notBeforeMs.set(name, this.nowMs + everyMs)
    this.move(due.choice)
    this.takeWaiting(process)
  }

  private startByHand(process: number, index: number): void {
    const fault = this.scenario.faults[index] as Extract<AnyFault, { do: 'start' }>
    const { programs } = this.world.system.processes[process] ?? { programs: [] }
    const program = programs.findIndex(({ name }) => name === fault.program)
    const [choice] = this.isUp(process) ? startsOf(this.world, process, program) : []
    if (choice === undefined) return
    this.applied[index] = true
    this.move(choice)
    this.takeWaiting(process)
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
    const inOrderMs = Math.max(atMs, this.lastArrivalOn(packet))
    this.noteArrival(packet, inOrderMs)
    return inOrderMs
  }

  /** When the last packet arrives of those that were put on the same link. */
  protected lastArrivalOn(packet: Packet): number {
    return this.lastArrivalMs.get(linkOf(packet)) ?? 0
  }

  /** When the last packet of each link arrives, as text to compare. */
  protected get arrivalsText(): string {
    return [...this.lastArrivalMs].sort(([a], [b]) => a - b).join(' ')
  }

  protected noteArrival(packet: Packet, atMs: number): void {
    this.lastArrivalMs = new Map(this.lastArrivalMs).set(linkOf(packet), atMs)
  }

  private hopOf(packet: Packet): number {
    let ms = fateOf(this.scenario.seed, this.scenario.environment, packet).hopMs
    this.eachFault(packet.id, (fault) => {
      if (fault.do === 'delay') ms += fault.ms
      return fault.do === 'delay'
    })
    return ms
  }

  private timeoutOf({ process, message, task: id }: ArmedTask): number {
    const task = taskOf(this.world, process, message, id) as Task
    const { timer, ms } = timeoutOf(this.scenario, this.world, process, task)
    if (timer === null) return ms + this.lateBy(process, message, lineOfTask(this.world, process, task)?.word ?? '', 1)
    let lateMs = 0
    this.eachFault(timer, (fault) => {
      if (fault.do === 'late') lateMs += fault.ms
      return fault.do === 'late'
    })
    return ms + lateMs
  }

  private arrive(packet: Packet): void {
    const choice = this.receptionOf(packet)
    if (choice !== undefined) this.receive(choice)
    else this.letWait(packet)
  }

  /** What becomes of a packet that has arrived; undefined where it must wait. */
  private receptionOf(packet: Packet): Choice | undefined {
    const targets = targetsOf(this.world, packet)
    const [route] = this.faultsThat('route', packet.id)
    const named = route === undefined ? undefined : (this.scenario.faults[route] as { process: string }).process
    const wanted = named === undefined ? targets : targets.filter((at) => at === this.indexOf(named))
    if (route !== undefined) this.applied[route] = true
    const every = wanted.map((at) => receptionsOf(this.world, packet, at))
    // Of several processes one that takes it comes first; while one of them is up but busy, it waits for that one.
    const taken = every.flat().find((choice) => choice.do === 'deliver' && this.takes(packet, choice))
    return taken ?? (every.some((some) => some.length === 0) ? undefined : every[0]?.[0])
  }

  private takes({ kind }: Packet, { at, task }: Extract<Choice, { do: 'deliver' }>): boolean {
    if (task !== null) return true
    const { up } = this.world.processes[at] ?? {}
    return (
      up === true && (this.world.system.processes[at]?.programs.some(({ starts }) => starts.packet === kind) ?? false)
    )
  }

  private receive(choice: Choice): void {
    this.move(choice)
    if (choice.do === 'deliver') this.takeWaiting(choice.at)
  }

  private letWait(packet: Packet): void {
    const [to = 0] = targetsOf(this.world, packet)
    this.waiting[to]?.push(packet)
    const { id, message, attempt } = packet
    const process = this.world.system.processes[to]?.name
    const waits: Happening = { kind: 'wait', ...(process && { process }), message, attempt, packet: id }
    this.moves++
    this.moved(
      null,
      { happened: [waits], doers: [null], reached: nobody, armed: nobody, stored: nobody },
      nothing,
      nothing,
    )
  }

  /** Hands over what waits at a process, or at its role, as long as there is room for it. */
  private takeWaiting(process: number): boolean {
    const { processes } = this.world.system
    const at = processes.findIndex(({ role }) => role === processes[process]?.role)
    let took = false
    // A packet that is taken may bring about a crash, which empties the queue.
    for (let i = 0; i < (this.waiting[at] as Packet[]).length; ) {
      const waiting = this.waiting[at] as Packet[]
      const choice = this.receptionOf(waiting[i] as Packet)
      if (choice === undefined) {
        // What starts the same program waits as well: only a task that awaits could take something else.
        if (!this.awaitsSomething(process)) break
        i++
        continue
      }
      waiting.splice(i, 1)
      took = true
      this.move(choice)
    }
    return took
  }

  private awaitsSomething(process: number): boolean {
    return this.world.system.processes[process]?.programs.some(({ waits }) => waits) === true
  }

  /** A line takes `lineMs`, and its effect is at the end of it. */
  private runLine({ process, message, task }: TaskName): void {
    this.lines.delete(task)
    this.move({ do: 'run', process, message, task })
    const idle = this.world.processes[process]?.busy === 0
    if (!this.takeWaiting(process) && idle) this.reached({ at: 'idle', process })
  }

  /** A task is about to start a line, or to wait: here, between two lines, is where a crash before a line happens. */
  private reachedLine({ process, message, task: id }: TaskName, sent: Packet | null): void {
    const task = taskOf(this.world, process, message, id)
    if (task === undefined || !this.isUp(process)) return
    const program = programOf(this.world, process, task.program)
    const line = lineOfTask(this.world, process, task)
    if (line === null) return
    const awaits = line.awaits.length > 0
    if (awaits && program.tellsLines === false && (sent === null || !task.timer)) return
    const { packet } = task
    if (!awaits && packet !== null) this.reached({ at: 'line', process, packet, line: line.word })
    const count = this.countReach(process, message, line.word)
    if (this.reaches !== null) this.reachOf.set(id, count)
    const fault = this.crashBefore(process, message, packet ?? sent, line.word, count)
    if (fault !== null || this.crashByWeather(process, program, task, packet ?? sent, line.word, count)) {
      this.crash(process, fault)
      return
    }
    if (awaits) return
    const ms = this.scenario.environment.lineMs + this.lateBy(process, message, line.word, 0)
    this.lines.set(id, this.agenda.put(this.nowMs + ms, { kind: 'line', process, message, task: id }))
  }

  private countReach(process: number, message: MessageId, line: string): number {
    if (this.reaches === null) return 0
    const name = nameOfLine(this.nameOf(process), message, line)
    const count = (this.reaches.get(name) ?? 0) + 1
    this.reaches.set(name, count)
    return count
  }

  /** The word of the first line of a program. */
  protected firstLineOf(process: number, which: number): string {
    const { lineOf, machine } = programOf(this.world, process, which)
    return lineOf(machine.initial)?.word ?? ''
  }

  private countFirst(choice: Extract<Choice, { do: 'start' | 'submit' }>): void {
    const { process, program } = choice
    const { lineOf, machine } = programOf(this.world, process, program)
    const line = lineOf(machine.initial)
    if (line === null || line.awaits.length > 0) return
    this.countReach(process, choice.do === 'submit' ? choice.message : this.messageOfStart(choice), line.word)
  }

  /** The message of the entry that a start takes; 0 where it takes none. */
  protected messageOfStart({ process, program, entry }: StartChoice): MessageId {
    const { starts } = programOf(this.world, process, program)
    if (entry === null || starts.entry === null) return 0
    const list = storeIn(this.world, process, starts.entry)
    return list.kind === 'list' ? (list.entries[entry]?.message ?? 0) : 0
  }

  /** How much later than usual a line is, this time or, with `ahead`, the next time that it is reached. */
  private lateBy(process: number, message: MessageId, line: string, ahead: 0 | 1): number {
    if (this.reaches === null) return 0
    const name = nameOfLine(this.nameOf(process), message, line)
    let ms = 0
    for (const i of this.faultsOf.get(name) ?? []) {
      const fault = this.scenario.faults[i] as AnyFault
      if (fault.do !== 'late' || !('line' in fault) || fault.reached !== (this.reaches.get(name) ?? 0) + ahead) continue
      ms += fault.ms
      this.applied[i] = true
    }
    return ms
  }

  private crashBefore(
    process: number,
    message: MessageId,
    packet: Packet | null,
    line: string,
    count: number,
  ): number | null {
    const name = this.nameOf(process)
    const byPacket = packet === null ? nobody : (this.faultsOf.get(packet.id) ?? nobody)
    const byLine = this.reaches === null ? nobody : (this.faultsOf.get(nameOfLine(name, message, line)) ?? nobody)
    for (const i of [...byPacket, ...byLine]) {
      const fault = this.scenario.faults[i] as AnyFault
      if ((fault.do !== 'crash' && fault.do !== 'stop') || this.applied[i]) continue
      if (fault.process !== name || fault.before !== line) continue
      if ('reached' in fault && (fault.reached ?? 1) !== count) continue
      return i
    }
    return null
  }

  /**
   * Random crashes of the first lab: one draw before the effect and one after it, before the next line. A delivery that
   * skips its effect, because its key was seen, passes both points just before its ACK. One more where a sender waits.
   * Of other systems: one draw before every line.
   */
  private crashByWeather(
    process: number,
    program: Program,
    task: Task,
    packet: Packet | null,
    line: string,
    count: number,
  ): boolean {
    if (!this.weather.crashes) return false
    const { seed, environment } = this.scenario
    if ('crashPct' in environment) {
      const { role, name } = this.world.system.processes[process] ?? { role: '', name: '' }
      return crashesAt(seed, environment.crashPct[role] ?? 0, name, task.message, line, count)
    }
    if (packet === null) return false
    const { beforeEffect, afterEffect, onWait } = crashFateOf(seed, environment, packet)
    if (program.starts.kind === 'submit') return onWait
    if (!beforeEffect && !afterEffect) return false
    const did = (kind: Happening['kind']) => this.last.some((happening) => happening.kind === kind)
    if (task.settled) return did('absorb') || (afterEffect && did('apply'))
    return beforeEffect && program.machine.next(task.state, 'run').actions.includes('apply')
  }

  private crash(process: number, fault: number | null): void {
    if (!this.isUp(process)) return
    const crash =
      fault === null ? null : (this.scenario.faults[fault] as CrashFault | Extract<AnyFault, { do: 'stop' }>)
    if (fault !== null) this.applied[fault] = true
    for (const tasks of this.world.processes[process]?.tasks ?? []) {
      for (const { id } of tasks) {
        this.lines.delete(id)
        this.timers.delete(id)
      }
    }
    const memory = `${process} `
    for (const name of this.evictions.keys()) if (name.startsWith(memory)) this.evictions.delete(name)
    this.crashing(fault)
    const stops = crash?.do === 'stop'
    this.move({ do: stops ? 'stop' : 'crash', process })
    for (const packet of this.waitingOnlyFor(process)) {
      this.move(stops ? { do: 'deliver', packet, at: process, task: null } : { do: 'drop', packet, at: process })
    }
    if (stops) return
    const downMs = crash?.downMs ?? this.scenario.environment.downMs
    this.restarts.set(process, this.agenda.put(this.nowMs + downMs, { kind: 'restart', process }))
  }

  /** Takes out the packets that waited for a process and may go to no other that is up. */
  private waitingOnlyFor(process: number): Packet[] {
    const { processes } = this.world.system
    const at = processes.findIndex(({ role }) => role === processes[process]?.role)
    const all = this.waiting[at] ?? []
    const kept = all.filter((packet) => targetsOf(this.world, packet).some((to) => this.isUp(to)))
    this.waiting[at] = kept
    return all.filter((packet) => !kept.includes(packet))
  }

  private restart(process: number): void {
    this.restarts.delete(process)
    this.move({ do: 'restart', process })
    if (process !== this.submitter?.process) return
    // A retransmission may crash the process again at once; what is overdue then stays so.
    while (this.overdue.length > 0 && this.isUp(process)) this.submit(this.overdue.shift() as MessageId)
  }

  private isStalled(process: number): boolean {
    return (this.stalledMs[process] as number) > this.nowMs
  }

  /** Puts something back to when its process goes on. */
  private later(process: number, due: Due): number {
    return this.agenda.put(this.stalledMs[process] as number, due)
  }

  private isUp(process: number): boolean {
    return this.world.processes[process]?.up === true
  }

  protected nameOf(process: number): string {
    return this.world.system.processes[process]?.name ?? ''
  }

  private indexOf(name: string): number {
    return this.world.system.processes.findIndex((process) => process.name === name)
  }

  private onTheWire(id: PacketId, message: MessageId): Packet {
    return this.world.packets[message]?.find((packet) => packet.id === id) as Packet
  }

  /** The faults that do this to a packet, by index. */
  private faultsThat(kind: AnyFault['do'], packet: PacketId): number[] {
    return (this.faultsOf.get(packet) ?? nobody).filter((i) => this.scenario.faults[i]?.do === kind)
  }

  /** Shows every fault that names a packet, or a line, to `take`, and notes those it takes as happened. */
  private eachFault(name: string, take: (fault: AnyFault) => boolean): void {
    for (const i of this.faultsOf.get(name) ?? nobody) {
      if (take(this.scenario.faults[i] as AnyFault)) this.applied[i] = true
    }
  }
}

/** The faults that name each packet or line, by index. */
function faultsByName(faults: readonly AnyFault[]): Map<string, number[]> {
  const found = new Map<string, number[]>()
  faults.forEach((fault, i) => {
    const name = nameIn(fault)
    if (name === undefined) return
    const list = found.get(name)
    if (list === undefined) found.set(name, [i])
    else list.push(i)
  })
  return found
}

const nameOfStart = ({ process, program, entry }: StartChoice): string => `${process} ${program} ${entry ?? ''}`

/** Rows in memory start with the number of their process. */
const nameOfRow = ({ process, store, message, key }: StoredAt): string => `${process ?? ''} ${store} ${message} ${key}`

/** A number for each pair of a process and where it sends. */
const linkOf = ({ from, to }: Packet): number => from * 0x1_0000 + to
