/**
 * A path of the search laid out in time: a scenario that the player plays to the same outcome with exactly its faults.
 * First the faults alone are tried, at the design's own timings. Where the path needs an order that these timings do
 * not give, packets are delayed and lines are late, as far as the order asks for it and no further.
 */
import type { SystemDocument } from '../../protocol/document.ts'
import { systemOfDocument } from '../../sim/documents.ts'
import { Driver, type Due, type StartChoice } from '../../sim/driver.ts'
import type { MessageId, PacketId } from '../../sim/packet.ts'
import { run } from '../../sim/run.ts'
import type { Choice } from '../../sim/step.ts'
import type { SystemEnvironment, SystemFault, SystemScenario } from '../../sim/systemScenario.ts'
import { lineOfTask, taskOf } from '../../sim/world.ts'
import { judgementOf } from '../../verdict/systemVerdict.ts'
import type { SystemMove } from './rules.ts'

/** The environment of a counterexample: the lab's own, the network's order apart. */
const environment: SystemEnvironment = {
  hopMs: [1000, 1000],
  lineMs: 100,
  downMs: 1000,
  sendEveryMs: 4000,
  horizonMs: 120_000,
  reorder: true,
  duplicatePct: 0,
  timeoutMs: 3000,
  losePct: {},
  crashPct: {},
}

/** How often what has to be late is worked out again, because one thing that is late can make another so. */
const mostRounds = 12
const mostMoves = 20_000
/** 14 days. */
const longestMs = 1_209_600_000

export interface Laid {
  readonly document: SystemDocument
  readonly messages: number
  readonly reorder: boolean
  readonly property: string
}

/** Constants of a run, tried in this order: the lab's own first, then shorter ones for tables that forget early. */
const paces = [
  { hopMs: 1000, lineMs: 100, downMs: 1000 },
  { hopMs: 100, lineMs: 10, downMs: 100 },
  { hopMs: 5, lineMs: 2, downMs: 5 },
]

/** The scenario of a path, or null where none was found that plays to the property with exactly the path's faults. */
export function systemCounterexample(laid: Laid, moves: readonly SystemMove[]): SystemScenario | null {
  systemOfDocument(laid.document)
  for (const { hopMs, lineMs, downMs } of paces) {
    const blank = blankOf(laid)
    const paced = { ...blank.environment, hopMs: [hopMs, hopMs] as [number, number], lineMs, downMs }
    const scenario = laidOut({ ...blank, environment: paced }, laid, moves)
    if (scenario !== null) return scenario
  }
  return null
}

function laidOut(blank: SystemScenario, laid: Laid, moves: readonly SystemMove[]): SystemScenario | null {
  const faults = moves.reduce((sum, move) => sum + move.faults, 0)
  const named = new Guide(blank).follow(moves)
  if (named === null) return null
  const natural = { ...blank, faults: named.faults.filter(isFault) }
  if (named.hasNames && shows(natural, laid.property, faults)) return shortened(natural)
  let told = inOrder(blank, named)
  for (let round = 0; round < mostRounds; round++) {
    if (shows(told, laid.property, faults)) return shortened(told)
    const guide = new Guide({ ...told, faults: told.faults.filter((fault) => !isFault(fault) && fault.do !== 'start') })
    const again = guide.follow(moves)
    if (again === null) return null
    const next = inOrder(blank, { ...again, lates: merged(told.faults, again.lates) })
    if (JSON.stringify(next) === JSON.stringify(told)) return null
    told = next
  }
  return null
}

function blankOf({ document, messages, reorder }: Laid): SystemScenario {
  return {
    v: 1,
    document,
    messages,
    seed: 0,
    environment: { ...environment, reorder, horizonMs: longestMs },
    faults: [],
  }
}

const isFault = ({ do: what }: SystemFault) =>
  what === 'drop' || what === 'duplicate' || what === 'crash' || what === 'stop'

/** Every fault at its instant, and what is late. */
const inOrder = (blank: SystemScenario, { exact, lates }: Followed): SystemScenario => ({
  ...blank,
  faults: [...exact, ...lates],
})

/** What was late before, and by how much more. */
function merged(before: readonly SystemFault[], more: readonly SystemFault[]): SystemFault[] {
  const all = new Map<string, SystemFault & { ms: number }>()
  for (const fault of [...before, ...more]) {
    if (fault.do !== 'late' && fault.do !== 'delay') continue
    const { ms, ...rest } = fault
    const known = all.get(JSON.stringify(rest))
    all.set(JSON.stringify(rest), { ...fault, ms: ms + (known?.ms ?? 0) })
  }
  return [...all.values()]
}

/** Whether a scenario plays to the property with so many faults, neither more nor fewer. */
function shows(scenario: SystemScenario, property: string, faults: number): boolean {
  const played = run(scenario, { moves: mostMoves })
  if (played.stopped !== 'nothing' && !isEver(scenario, property)) return false
  const { verdict } = judgementOf(played)
  return verdict.faults === faults && (verdict.outcomes[property] ?? 0) > 0
}

const isEver = ({ document }: SystemScenario, property: string) => document.properties[property]?.at === 'ever'

/** With a horizon not much longer than the run. */
function shortened(scenario: SystemScenario): SystemScenario {
  const { endMs } = run(scenario, { moves: mostMoves })
  return {
    ...scenario,
    environment: { ...scenario.environment, horizonMs: Math.max(endMs + 1, environment.horizonMs) },
  }
}

interface Followed {
  /** The faults, named by packets and lines where that is possible. */
  readonly faults: readonly SystemFault[]
  readonly hasNames: boolean
  /** The faults, and what started because it may, each at its instant. */
  readonly exact: readonly SystemFault[]
  readonly lates: readonly SystemFault[]
}

/** A driver that makes the moves of a path, each as early as it can, and notes what has to be late for that. */
class Guide extends Driver<SystemScenario> {
  protected override reaches: Map<string, number> = new Map()
  private readonly sentMs = new Map<PacketId, number>()
  private readonly faults: SystemFault[] = []
  private readonly exact: SystemFault[] = []
  /** By the number of the entry in the agenda: what is late, and by how much. */
  private readonly lates = new Map<number, SystemFault>()
  private hasNames = true

  follow(moves: readonly SystemMove[]): Followed | null {
    this.nowMs = -1
    for (const { choices } of moves) {
      const [choice] = choices
      if (choice === undefined || !this.make(choice)) return null
    }
    this.holdBack(this.nowMs + 1)
    const lates = [...this.lates.values()].filter((fault) => !('ms' in fault) || fault.ms > 0)
    return { faults: this.faults, hasNames: this.hasNames, exact: this.exact, lates }
  }

  protected override moved(
    choice: Choice | null,
    { happened }: { happened: readonly { kind: string; packet?: PacketId }[] },
  ): void {
    void choice
    for (const { kind, packet } of happened) {
      if ((kind === 'send' || kind === 'duplicate') && packet !== undefined) this.sentMs.set(packet, this.nowMs)
    }
  }

  private make(choice: Choice): boolean {
    switch (choice.do) {
      case 'drop':
        return this.lose(choice.packet.id)
      case 'duplicate':
        return this.copy(choice.packet.id)
      case 'crash':
      case 'stop':
        return this.goDown(choice.do, choice.process)
      case 'start':
        if (this.world.system.processes[choice.process]?.programs[choice.program]?.starts.kind === 'may') {
          return this.startIt(choice)
        }
        return this.pick(choice)
      case 'evict':
        return this.forgetRow(choice)
      default:
        return this.pick(choice)
    }
  }

  /** A row is forgotten at its age: that can neither be earlier nor later. */
  private forgetRow(choice: Choice): boolean {
    const found = this.open.find(({ due }) => isFor(due, choice))
    if (found?.due.kind !== 'evict' || found.atMs <= this.nowMs) return false
    const { atMs, order, due } = found
    this.holdBack(atMs, order)
    this.agenda.remove(order)
    this.forgettings.push({ atMs, order, row: due.row })
    this.forget(Number.POSITIVE_INFINITY)
    return true
  }

  /** Makes what the agenda holds for a choice happen, as early as what came before allows. */
  private pick(choice: Choice): boolean {
    const found = this.open.find(({ due }) => isFor(due, choice))
    if (found === undefined) return false
    const atMs = Math.max(this.nowMs + 1, found.atMs)
    this.holdBack(atMs, found.order)
    this.late(found.order, found.due, atMs - found.atMs)
    this.route(choice)
    this.agenda.remove(found.order)
    this.happen({ ...found, atMs, due: found.due as Exclude<Due, { kind: 'evict' }> })
    return true
  }

  /** Of several processes that could take a packet, says which does. */
  private route(choice: Choice): void {
    if (choice.do !== 'deliver' || choice.packet.to >= 0) return
    const fault: SystemFault = { do: 'route', packet: choice.packet.id, process: this.nameOf(choice.at) }
    this.exact.push(fault)
    this.addFault(fault)
  }

  /** The entries of the agenda that still mean something. */
  private get open() {
    return this.agenda.items.filter(({ due, order }) => !this.isStale(due, order))
  }

  /** Whatever else is due by an instant has to be later. */
  private holdBack(atMs: number, except = -1): void {
    for (const { order, due, atMs: dueMs } of this.open) {
      if (order !== except && dueMs <= atMs) this.late(order, due, atMs - dueMs + 1)
    }
  }

  private late(order: number, due: Due, ms: number): void {
    switch (due.kind) {
      case 'arrive':
        this.lates.set(order, { do: 'delay', packet: due.packet.id, ms })
        break
      case 'line':
      case 'timer': {
        const task = taskOf(this.world, due.process, due.message, due.task)
        const line = task && lineOfTask(this.world, due.process, task)?.word
        if (line === undefined) return
        const reached = this.reachOf.get(due.task) ?? 1
        this.lates.set(order, this.lateLine(due.process, due.message, line, reached, ms))
        break
      }
      case 'poll': {
        const { process, program } = due.choice
        const message = this.messageOfStart(due.choice)
        this.lates.set(order, this.lateFirst(process, program, message, ms))
        break
      }
      case 'submit': {
        const { processes } = this.world.system
        const process = processes.findIndex(({ programs }) => programs.some(({ starts }) => starts.kind === 'submit'))
        const program = processes[process]?.programs.findIndex(({ starts }) => starts.kind === 'submit') ?? 0
        this.lates.set(order, this.lateFirst(process, program, due.message, ms))
        break
      }
      default:
    }
  }

  private lateFirst(process: number, program: number, message: MessageId, ms: number): SystemFault {
    const line = this.firstLineOf(process, program)
    const known = this.reaches.get(`${this.nameOf(process)}|${message}|${line}`) ?? 0
    return this.lateLine(process, message, line, known + 1, ms)
  }

  private lateLine(process: number, message: MessageId, line: string, reached: number, ms: number): SystemFault {
    return { do: 'late', process: this.nameOf(process), message, line, reached, ms }
  }

  private nextInstant(): number {
    const atMs = this.nowMs + 1
    this.holdBack(atMs)
    return atMs
  }

  private lose(packet: PacketId): boolean {
    const found = this.open.find(({ due }) => due.kind === 'arrive' && due.packet.id === packet)
    if (found === undefined || found.due.kind !== 'arrive') return false
    const sentMs = this.sentMs.get(packet) ?? 0
    // Half way, where nothing has to come first.
    const atMs = Math.max(this.nowMs + 1, Math.min(sentMs + Math.floor((found.atMs - sentMs) / 2), this.earliestMs))
    this.holdBack(atMs, found.order)
    this.faults.push({ do: 'drop', packet })
    this.exact.push({ do: 'drop', packet, afterMs: atMs - sentMs })
    // A packet that is lost late would have arrived before.
    this.late(found.order, found.due, Math.max(0, atMs - found.atMs))
    this.agenda.remove(found.order)
    this.happen({ atMs, order: found.order, due: { kind: 'lose', packet: found.due.packet, fault: null } })
    return true
  }

  private copy(packet: PacketId): boolean {
    const found = this.open.find(({ due }) => due.kind === 'arrive' && due.packet.id === packet)
    if (found === undefined || found.due.kind !== 'arrive') return false
    const sentMs = this.sentMs.get(packet) ?? 0
    const atMs = Math.max(this.nowMs + 1, Math.min(sentMs + Math.floor((found.atMs - sentMs) / 2), this.earliestMs))
    this.holdBack(atMs)
    this.faults.push({ do: 'duplicate', packet })
    this.exact.push({ do: 'duplicate', packet, afterMs: atMs - sentMs })
    this.happen({ atMs, order: found.order, due: { kind: 'copy', packet: found.due.packet, fault: null } })
    return true
  }

  /** The instant before the next thing that is due. */
  private get earliestMs(): number {
    return Math.min(...this.open.map(({ atMs }) => atMs - 1))
  }

  private goDown(verb: 'crash' | 'stop', process: number): boolean {
    const atMs = this.nextInstant()
    const name = this.nameOf(process)
    const fault: SystemFault = { do: verb, process: name, atMs }
    this.exact.push(fault)
    this.faults.push(this.namedFor(verb, process) ?? fault)
    const index = this.scenario.faults.length
    this.scenario = { ...this.scenario, faults: [...this.scenario.faults, fault] }
    this.applied.push(true)
    this.happen({ atMs, order: -1, due: { kind: 'crash', process, fault: index } })
    const back = this.open.find(({ due }) => due.kind === 'restart' && due.process === process)
    if (back === undefined) return verb === 'stop'
    this.holdBack(back.atMs, back.order)
    this.agenda.remove(back.order)
    this.happen({ ...back, due: { kind: 'restart', process } })
    return true
  }

  /** The crash by the line that it comes before: that of the task that got furthest, as far as the name can tell. */
  private namedFor(verb: 'crash' | 'stop', process: number): SystemFault | null {
    const standing = (this.world.processes[process]?.tasks ?? []).flat().sort((a, b) => b.id - a.id)[0]
    const line = standing && lineOfTask(this.world, process, standing)
    const reached = standing && this.reachOf.get(standing.id)
    if (!line || reached === undefined) {
      this.hasNames = false
      return null
    }
    const { message } = standing
    return { do: verb, process: this.nameOf(process), message, before: line.word, reached }
  }

  private startIt({ process, program }: StartChoice): boolean {
    const atMs = this.nextInstant()
    const name = this.world.system.processes[process]?.programs[program]?.name ?? ''
    const fault: SystemFault = { do: 'start', process: this.nameOf(process), program: name, atMs }
    this.exact.push(fault)
    this.hasNames = false
    const index = this.scenario.faults.length
    this.scenario = { ...this.scenario, faults: [...this.scenario.faults, fault] }
    this.applied.push(false)
    this.happen({ atMs, order: -1, due: { kind: 'start', process, fault: index } })
    return this.applied[index] === true
  }
}

/** Whether an entry of the agenda is what makes a choice happen. */
function isFor(due: Due, choice: Choice): boolean {
  switch (choice.do) {
    case 'submit':
      return due.kind === 'submit' && due.message === choice.message
    case 'start':
      return (
        due.kind === 'poll' &&
        due.choice.process === choice.process &&
        due.choice.program === choice.program &&
        due.choice.entry === choice.entry
      )
    case 'run':
      return due.kind === 'line' && due.process === choice.process && due.task === choice.task
    case 'expire':
      return due.kind === 'timer' && due.process === choice.process && due.task === choice.task
    case 'deliver':
      return due.kind === 'arrive' && due.packet.id === choice.packet.id
    case 'evict':
      return (
        due.kind === 'evict' &&
        due.row.store === choice.store &&
        due.row.message === choice.message &&
        due.row.key === choice.key
      )
    default:
      return false
  }
}
