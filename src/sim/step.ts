/**
 * The one idea. `choices(world)` is everything that could happen next; `step(world, choice)` makes one of them happen
 * and says what happened; nothing else ever changes a world. Playing, replaying, sweeping and searching differ only in
 * who picks the choice.
 *
 * A step knows processes, tasks, stores and links. It asks the machine of a task what a choice means and carries out
 * what the machine asks for; what any system is about, and what any guarantee does, is not written here.
 */
import { isMemory, memoryAt, type Process, type Program, type StoreRef } from '../protocol/system.ts'
import type { Stepped } from './happening.ts'
import { WorldDraft } from './move.ts'
import { type MessageId, mostCopies, type Packet, packetId } from './packet.ts'
import type { CursorState, Hand, ListState, ProcessState, StoreState, Task, World } from './world.ts'

/** One move. Processes, programs and stores are named by their index in the system, tasks by their number. */
export type Choice =
  /** The environment hands over the next message. */
  | { readonly do: 'submit'; readonly process: number; readonly program: number; readonly message: MessageId }
  /** A task starts by itself, and runs its first line; `entry`: where the entry that it takes stands in its list. */
  | { readonly do: 'start'; readonly process: number; readonly program: number; readonly entry: number | null }
  | { readonly do: 'run'; readonly process: number; readonly message: MessageId; readonly task: number }
  /** `task`: the one that waits for the packet; null where it starts a program or is ignored. */
  | { readonly do: 'deliver'; readonly packet: Packet; readonly at: number; readonly task: number | null }
  /** `at`: the packet ends at this process, which is down, and not on the wire. */
  | { readonly do: 'drop'; readonly packet: Packet; readonly at?: number }
  | { readonly do: 'duplicate'; readonly packet: Packet }
  | { readonly do: 'expire'; readonly process: number; readonly message: MessageId; readonly task: number }
  /** A table forgets a row whose time is over. `process`: whose memory the table is, or null where it is durable. */
  | {
      readonly do: 'evict'
      readonly process: number | null
      readonly store: number
      readonly message: MessageId
      readonly key: number
    }
  | { readonly do: 'crash' | 'stop' | 'restart'; readonly process: number }

/** Every move that some environment could make now. A driver with a clock, or a search with bounds, picks among them. */
export function choices(world: World): Choice[] {
  const { system, processes } = world
  const found: Choice[] = []
  system.processes.forEach(({ programs }, process) => {
    if (!processes[process]?.up) return
    for (const program of programs.keys()) found.push(...startsOf(world, process, program))
  })
  const tasks = (process: number, message: MessageId) => processes[process]?.tasks[message] ?? []
  world.packets.forEach((packets, message) => {
    for (const packet of packets) {
      found.push(...receptionsIn(world, packet))
      found.push({ do: 'drop', packet })
      if (mayCopy(world, packet)) found.push({ do: 'duplicate', packet })
    }
    for (const process of processes.keys()) {
      for (const { id, timer } of tasks(process, message)) {
        if (timer) found.push({ do: 'expire', process, message, task: id })
      }
    }
  })
  system.processes.forEach((definition, process) => {
    const state = processes[process] as ProcessState
    state.tasks.forEach((some, message) => {
      for (const task of some) {
        if (state.up && !isAwaiting(definition, task)) found.push({ do: 'run', process, message, task: task.id })
      }
    })
    if (process === system.processes.length - 1) found.push(...evictions(world))
    if (state.up) found.push({ do: 'crash', process })
    else if (!state.stopped) found.push({ do: 'restart', process })
    if (state.up && system.mayStop) found.push({ do: 'stop', process })
  })
  return found
}

/**
 * Makes one choice happen. The choice must be one of `choices(world)`; the world given is left as it was, unless it is
 * `spent`: then its lists go into the new one, which spares copies of thousands for each move.
 */
export function step(world: World, choice: Choice, spent = false): Stepped {
  const move = new WorldDraft(world, spent)
  switch (choice.do) {
    case 'submit':
      move.submit(choice.process, choice.program, choice.message)
      break
    case 'start':
      move.start(choice.process, choice.program, choice.entry)
      break
    case 'run':
      move.run(choice.process, choice.message, choice.task)
      break
    case 'deliver':
      move.deliver(choice.packet, choice.at, choice.task)
      break
    case 'drop':
      move.drop(choice.packet, choice.at)
      break
    case 'duplicate':
      move.duplicate(choice.packet)
      break
    case 'expire':
      move.expire(choice.process, choice.message, choice.task)
      break
    case 'evict':
      move.evict(choice)
      break
    case 'crash':
      move.crash(choice.process, false)
      break
    case 'stop':
      move.crash(choice.process, true)
      break
    case 'restart':
      move.restart(choice.process)
      break
  }
  return move.result()
}

/** The ways in which a program of a process can start a task by itself now. */
export function startsOf(world: World, at: number, which: number): Choice[] {
  const process = world.system.processes[at] as Process
  const state = world.processes[at] as ProcessState
  const program = process.programs[which] as Program
  const { starts, beside } = program
  if (!beside && state.busy > 0) return []
  const start = (entry: number | null): Choice => ({ do: 'start', process: at, program: which, entry })
  switch (starts.kind) {
    case 'submit':
      return world.handed < world.messages.length
        ? [{ do: 'submit', process: at, program: which, message: world.handed + 1 }]
        : []
    case 'entry': {
      const free = entriesWith(world, at, starts.entry as StoreRef, starts.word, 0).filter(
        (entry) => !isInHand(world, at, starts.entry as StoreRef, entry, starts.unlocked),
      )
      return (beside ? free : free.slice(0, 1)).map(start)
    }
    case 'cursor': {
      const { at: position } = storeIn(world, at, starts.cursor as StoreRef) as CursorState
      const entries = entriesWith(world, at, starts.entry as StoreRef, starts.word, position)
      const [first] = entries
      return first === undefined || (starts.word === null && first !== position) ? [] : [start(first)]
    }
    case 'differ': {
      const [one, other] = (starts.differ ?? []).map((ref) => (storeIn(world, at, ref) as CursorState).at)
      return one === other ? [] : [start(null)]
    }
    case 'may':
      return (state.mays[which] ?? 0) < starts.may ? [start(null)] : []
    default:
      return []
  }
}

/**
 * What becomes of a packet: where several processes could take it, whichever does. Where one of them takes it, now or
 * once it has room, the others do not ignore it.
 */
function receptionsIn(world: World, packet: Packet): Choice[] {
  const targets = targetsOf(world, packet)
  const takers = targets.filter((at) => !ignores(world, packet, at))
  return (takers.length > 0 ? takers : targets).flatMap((at) => receptionsOf(world, packet, at))
}

/** Whether a process has nothing to do with a packet: it has stopped, or no task waits for it and no program takes it. */
export function ignores(world: World, packet: Packet, at: number): boolean {
  const process = world.system.processes[at] as Process
  const { stopped, tasks } = world.processes[at] as ProcessState
  if (stopped) return true
  if (process.programs.some(({ starts }) => starts.packet === packet.kind)) return false
  return !(tasks[packet.message] ?? []).some((task) => waitsFor(process, task, packet))
}

/** What becomes of a packet at a process: it resumes a task, starts a program, waits until there is room, or nothing. */
export function receptionsOf(world: World, packet: Packet, at: number): Choice[] {
  const process = world.system.processes[at] as Process
  const state = world.processes[at] as ProcessState
  if (!state.up && !state.stopped) return [{ do: 'drop', packet, at }]
  const deliver = (task: number | null): Choice => ({ do: 'deliver', packet, at, task })
  if (state.stopped) return [deliver(null)]
  const waiting = (state.tasks[packet.message] ?? []).filter((task) => waitsFor(process, task, packet))
  if (waiting.length > 0) return waiting.map(({ id }) => deliver(id))
  const program = process.programs.find(({ starts }) => starts.packet === packet.kind)
  return program === undefined || program.beside || state.busy === 0 ? [deliver(null)] : []
}

/** The processes that a packet may go to. */
export function targetsOf({ system }: World, { to }: Packet): number[] {
  if (to >= 0) return [to]
  const { role } = system.processes[-to - 1] as Process
  return system.processes.flatMap((process, i) => (process.role === role ? [i] : []))
}

export const isAwaiting = (process: Process, { program, state }: Task): boolean =>
  ((process.programs[program] as Program).lineOf(state)?.awaits.length ?? 0) > 0

function waitsFor(process: Process, { program, state, had }: Task, { kind, key }: Packet): boolean {
  const line = (process.programs[program] as Program).lineOf(state)
  return line?.awaits.includes(kind) === true && had.includes(key)
}

/** The program of a process that a choice names. */
export const programOf = ({ system }: World, at: number, which: number): Program =>
  (system.processes[at] as Process).programs[which] as Program

/** A store as a program of a process names it. */
export function storeIn(world: World, process: number, ref: StoreRef): StoreState {
  const stores = isMemory(ref) ? (world.processes[process] as ProcessState).memory : world.stores
  return stores[isMemory(ref) ? memoryAt(ref) : ref] as StoreState
}

/** Where the entries of a list with this word stand, from a position on; all of them where no word is said. */
function entriesWith(world: World, process: number, list: StoreRef, word: string | null, from: number): number[] {
  const { entries } = storeIn(world, process, list) as ListState
  const found: number[] = []
  for (let i = from; i < entries.length; i++) if (word === null || entries[i]?.word === word) found.push(i)
  return found
}

/** Whether some task, or with `own` some task of this process, has an entry in hand. */
function isInHand(world: World, process: number, list: StoreRef, entry: number, own: boolean): boolean {
  const has = (hand: Hand | null) => hand !== null && hand.list === list && hand.at === entry && !hand.gone
  return world.processes.some(
    ({ tasks }, i) =>
      (i === process || !(own || isMemory(list))) && tasks.some((some) => some.some(({ hand }) => has(hand))),
  )
}

/** Rows that a table forgets by time. */
function evictions({ system, stores, processes }: World): Choice[] {
  const found: Choice[] = []
  const look = (process: number | null, store: number, state: StoreState | undefined) => {
    if (state?.kind !== 'table') return
    state.rows.forEach((rows, message) => {
      for (const { key } of rows) found.push({ do: 'evict', process, store, message, key })
    })
  }
  system.stores.forEach(({ window }, i) => {
    if (window !== 'unlimited' && 'ms' in window) look(null, i, stores[i])
  })
  system.processes.forEach(({ memory }, process) => {
    memory.forEach(({ window }, i) => {
      if (window !== 'unlimited' && 'ms' in window) look(process, i, processes[process]?.memory[i])
    })
  })
  return found
}

/**
 * Whether the network can make one more copy. Where an answer shares the number of what it answers, the copies of both
 * are numbered together, so that no number of an attempt ever passes `mostCopies`.
 */
export function mayCopy(world: World, { kind, message, attempt }: Packet): boolean {
  const { copies = [] } = world.messages[message - 1] ?? {}
  const id = `${packetId(kind, message, attempt)}+`
  const same = world.system.answersShareNumbers ? id.slice(kind.length) : id
  return copies.filter((copy) => copy.includes(same)).length < mostCopies
}
