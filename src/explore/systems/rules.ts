/**
 * What may happen in a search: `choices` of the world, less what the bounds rule out, each with its price in faults.
 * Every search walks through this door: the fast one and the plain one that tests it.
 */
import type { Process, StoreRef, System } from '../../protocol/system.ts'
import type { Packet } from '../../sim/packet.ts'
import { type Choice, choices, isAwaiting, programOf, step, storeIn } from '../../sim/step.ts'
import { initialWorld, type Task, type World } from '../../sim/world.ts'

/** Which faults there may be, and how many together. */
export interface FaultBounds {
  readonly max: number
  /** Packets that may be lost: all of them, none, or these kinds. */
  readonly lose: boolean | readonly string[]
  readonly duplicate: boolean | readonly string[]
  /** Roles whose processes may crash, and those that may stop for good. */
  readonly crash: readonly string[]
  readonly stop: readonly string[]
}

export interface NetworkBounds {
  /** Whether packets may overtake each other; if not, each pair of processes is a queue. */
  readonly reorder: boolean
  /** Whether a timer may fire at any moment; if not, only as the last resort of its message. */
  readonly slow: boolean
  /** How often a task enters awaits at most; on a slow network faults + 3 unless given. */
  readonly attempts?: number
}

export interface SystemBounds {
  readonly system: System
  readonly messages: number
  readonly faults: FaultBounds
  readonly network: NetworkBounds
}

/** One move: a choice, or a crash together with its restart. */
export interface SystemMove {
  readonly choices: readonly Choice[]
  /** 1 for a fault. */
  readonly faults: 0 | 1
  /** Whether it is a move of the system itself: no fault, no forgetting, and nothing that only may start. */
  readonly own: boolean
}

/** How often a task may enter an await before its timer stops firing; null where nothing bounds it. */
export const mostAwaits = ({ faults, network }: SystemBounds): number | null =>
  network.attempts ?? (network.slow ? faults.max + 3 : null)

export const firstWorld = ({ system, messages }: SystemBounds): World => initialWorld(system, messages)

export interface SystemMoves {
  readonly moves: readonly SystemMove[]
  /** Nothing can happen any more but faults, forgetting and what may start. */
  readonly atEnd: boolean
}

/** Every move that the bounds allow in a world; the budget of faults is the caller's to keep. */
export function movesIn(world: World, bounds: SystemBounds): SystemMoves {
  const { faults, network } = bounds
  const moves: SystemMove[] = []
  const timers: Extract<Choice, { do: 'expire' }>[] = []
  /** Messages about which something can happen now. */
  const busy = new Set<number>()
  let own = 0
  const move = (choice: Choice, about: number) => {
    moves.push({ choices: [choice], faults: 0, own: true })
    busy.add(about)
    own++
  }
  for (const choice of choices(world)) {
    switch (choice.do) {
      case 'submit':
      case 'run':
        move(choice, choice.message)
        break
      case 'start': {
        const { starts } = programOf(world, choice.process, choice.program)
        if (starts.kind === 'may') moves.push({ choices: [choice], faults: 0, own: false })
        else move(choice, choice.entry === null ? 0 : messageOfStart(world, choice))
        break
      }
      case 'deliver':
        if (network.reorder || isFirst(world, choice.packet)) move(choice, choice.packet.message)
        break
      case 'expire':
        timers.push(choice)
        break
      case 'drop':
        if (choice.at === undefined && allows(faults.lose, choice.packet.kind)) {
          moves.push({ choices: [choice], faults: 1, own: false })
        }
        break
      case 'duplicate':
        if (allows(faults.duplicate, choice.packet.kind)) moves.push({ choices: [choice], faults: 1, own: false })
        break
      case 'evict':
        moves.push({ choices: [choice], faults: 0, own: false })
        break
      case 'crash':
        if (faults.crash.includes(roleOf(world, choice.process))) {
          moves.push({ choices: [choice, { do: 'restart', process: choice.process }], faults: 1, own: false })
        }
        break
      case 'stop':
        if (faults.stop.includes(roleOf(world, choice.process))) {
          moves.push({ choices: [choice], faults: 1, own: false })
        }
        break
    }
  }
  const most = mostAwaits(bounds)
  let held = false
  for (const timer of timers) {
    const task = taskOf(world, timer.process, timer.message, timer.task)
    if (most !== null && task.tried >= most) held = true
    else if (network.slow || (!busy.has(timer.message) && isInnermost(world, timer.process, task))) {
      moves.push({ choices: [timer], faults: 0, own: true })
      own++
    }
  }
  return { moves, atEnd: own === 0 && !held }
}

/** Makes a move. */
export function make(world: World, { choices: made }: SystemMove): World {
  let next = world
  for (const choice of made) next = step(next, choice).world
  return next
}

const roleOf = (world: World, process: number): string => world.system.processes[process]?.role ?? ''

/** Whether a fault may befall packets of this kind. */
export const allows = (which: boolean | readonly string[], kind: string): boolean =>
  typeof which === 'boolean' ? which : which.includes(kind)

/** The message that a start is about, where an entry says so. */
export function messageOfStart(world: World, { process, program, entry }: Extract<Choice, { do: 'start' }>): number {
  const { starts } = programOf(world, process, program)
  const list = storeIn(world, process, starts.entry as StoreRef)
  return list.kind === 'list' ? (list.entries[entry ?? 0]?.message ?? 0) : 0
}

function taskOf(world: World, process: number, message: number, id: number): Task {
  return world.processes[process]?.tasks[message]?.find((task) => task.id === id) as Task
}

/** Whether no other task of the message that awaits with a timer was asked for by this process. */
function isInnermost(world: World, process: number, task: Task): boolean {
  return world.processes.every(({ tasks }, i) =>
    (tasks[task.message] ?? []).every(
      (other) =>
        other === task ||
        !other.timer ||
        !isAwaiting(world.system.processes[i] as Process, other) ||
        (other.behind & (1 << process)) === 0,
    ),
  )
}

/** Whether no packet that was put on the same link before it is still there. */
function isFirst({ packets }: World, { from, to, order }: Packet): boolean {
  return packets.every((some) => some.every((other) => other.from !== from || other.to !== to || other.order >= order))
}
