/**
 * A world in parts, each with a number: what a process has of each message, each store, the packets about each message,
 * and what is left. Equal parts have equal numbers, and a state of the search is the numbers of all its parts. What can
 * change nothing is no part of a part: names of tasks and packets, the order of packets that may overtake each other,
 * how often packets were sent.
 */
import { type Act, isMemory, type Line, memoryAt, type Program, type StoreRef } from '../../protocol/system.ts'
import { type MessageId, type Packet, packetId } from '../../sim/packet.ts'
import { isAwaiting, targetsOf } from '../../sim/step.ts'
import { type MessageState, none, type ProcessState, type StoreState, type Task, type World } from '../../sim/world.ts'
import { mostCounted } from '../../verdict/properties.ts'
import { Interned, PairMap } from './numbered.ts'
import { allows, firstWorld, mostAwaits, type SystemBounds } from './rules.ts'

/** The place of a part in the list of all of them. */
export type Slot = number
export type PartId = number

/** A task, less its name. */
export interface TaskPart {
  readonly id: number
  readonly process: number
  readonly task: Task
  readonly program: Program
  readonly awaiting: boolean
  /** Whether it waits for a timer; `held`: on a slow network it has done so as often as the bounds allow. */
  readonly timer: boolean
  readonly held: boolean
}

/** The tasks of one process that are about one message. */
export interface TaskBag {
  readonly parts: readonly TaskPart[]
  /** As a world has them: named by their place, from 1. */
  readonly tasks: readonly Task[]
  /** How many there are of those of which a process runs one at a time. */
  readonly busy: number
}

/** A packet, less its name. */
export interface PacketPart {
  readonly id: number
  readonly packet: Packet
  /** The processes that it may go to. */
  readonly targets: readonly number[]
  readonly mayBeLost: boolean
  readonly mayBeCopied: boolean
}

/** Packets in flight. */
export interface PacketBag {
  readonly parts: readonly PacketPart[]
  /** Where there stands one that may arrive now, each different one once; and one that may be lost or copied. */
  readonly next: readonly number[]
  readonly different: readonly number[]
  /** As a world has them, by message. */
  readonly packets: readonly (readonly Packet[])[]
}

/** What a process has besides tasks and memory. */
interface Life {
  readonly stopped: boolean
  readonly mays: readonly number[]
}

/** Every task and packet made in a world that was put together has a higher number than those it was given. */
export const namesGiven = 1 << 16
/** Parts are packed two to a word. */
export const mostParts = 0xffff
/** Messages and processes are told apart as bits. */
export const mostMessages = 30

export class SystemParts {
  readonly bounds: SystemBounds
  readonly slots: number
  /** Whether a new key can be made, so that how many there were is a part. */
  readonly makesKeys: boolean
  readonly tasks = new Interned<TaskPart>()
  readonly taskBags = new Interned<TaskBag>(mostParts)
  readonly packets = new Interned<PacketPart>()
  readonly packetBags = new Interned<PacketBag>(mostParts)
  readonly handed: Slot
  private readonly first: World
  private readonly lives: Interned<Life>[]
  private readonly stores: Interned<StoreState>[]
  private readonly memories: Interned<StoreState>[][]
  private readonly lifeFrom: Slot
  private readonly taskFrom: Slot
  private readonly storeFrom: Slot
  private readonly memoryFrom: readonly Slot[]
  private readonly keysFrom: Slot
  private readonly packetFrom: Slot
  private readonly cap: readonly (readonly number[])[]
  private readonly most: number | null
  private readonly sent: Readonly<Record<string, number>>
  private readonly bagsWith = new PairMap()
  private readonly bagsWithout = new PairMap()
  private readonly swaps = new PairMap()
  private readonly swapped: (readonly [before: number, after: number])[] = []
  private readonly bagsSwapped = new PairMap()
  private readonly flightsWith = new PairMap()
  private readonly flightsWithout = new PairMap()

  constructor(bounds: SystemBounds) {
    const { system, messages } = bounds
    this.bounds = bounds
    this.first = firstWorld(bounds)
    this.most = mostAwaits(bounds)
    const acts = system.processes.flatMap(({ programs }) => programs.flatMap(({ lines }) => lines.flatMap(actsOf)))
    this.makesKeys = acts.some(({ act }) => act === 'newKey')
    this.sent = Object.fromEntries(acts.flatMap((act) => ('kind' in act ? [[act.kind, namesGiven]] : [])))
    this.cap = system.processes.map(({ programs }) =>
      programs.map(({ tellsAwaits }) => Math.max(this.most ?? 0, tellsAwaits)),
    )
    let slots = 0
    const take = (count: number) => {
      slots += count
      return slots - count
    }
    const each = messages + 1
    this.lifeFrom = take(system.processes.length)
    this.taskFrom = take(system.processes.length * each)
    this.storeFrom = take(system.stores.length)
    this.memoryFrom = system.processes.map(({ memory }) => take(memory.length))
    this.handed = take(1)
    this.keysFrom = take(each)
    this.packetFrom = take(bounds.network.reorder ? each : 1)
    this.slots = slots
    this.lives = system.processes.map(() => new Interned(mostParts))
    this.stores = system.stores.map(() => new Interned(mostParts))
    this.memories = system.processes.map(({ memory }) => memory.map(() => new Interned(mostParts)))
    // What is blank has the number 0.
    this.bagOf([])
    this.flightOf([])
    this.read(this.first, new Int32Array(slots))
  }

  life = (process: number): Slot => this.lifeFrom + process
  tasksOf = (process: number, message: number): Slot => this.taskFrom + process * (this.bounds.messages + 1) + message
  keysOf = (message: number): Slot => this.keysFrom + message
  packetsOf = (message: number): Slot => this.packetFrom + (this.bounds.network.reorder ? message : 0)
  /** How many slots have packets, from `packetsOf(0)` on. */
  get flights(): number {
    return this.bounds.network.reorder ? this.bounds.messages + 1 : 1
  }

  /** A store as a program of a process names it. */
  storeOf(process: number, ref: StoreRef): Slot {
    return isMemory(ref) ? this.memoryOf(process, memoryAt(ref)) : this.storeFrom + ref
  }

  memoryOf(process: number, at: number): Slot {
    return (this.memoryFrom[process] as number) + at
  }

  isStopped(process: number, life: PartId): boolean {
    return (this.lives[process] as Interned<Life>).of(life).stopped
  }

  /** Splits a world. */
  read(world: World, into: Int32Array): void {
    const { messages } = this.bounds
    world.processes.forEach((state, process) => {
      into[this.life(process)] = this.lifeOf(process, state)
      for (let message = 0; message <= messages; message++) {
        into[this.tasksOf(process, message)] = this.bagOfTasks(process, state.tasks[message] ?? none)
      }
      state.memory.forEach((store, at) => {
        into[this.memoryOf(process, at)] = this.partOfStore(process, -at - 1, store)
      })
    })
    world.stores.forEach((store, at) => {
      into[this.storeOf(0, at)] = this.partOfStore(0, at, store)
    })
    into[this.handed] = world.handed
    into[this.keysOf(0)] = 0
    for (const { id, keysMade } of world.messages) into[this.keysOf(id)] = this.makesKeys ? keysMade : 0
    if (this.bounds.network.reorder) {
      world.packets.forEach((packets, message) => {
        into[this.packetsOf(message)] = this.flightOf(packets.map((packet) => this.partOfPacket(packet)))
      })
    } else {
      const inOrder = world.packets.flat().sort((a, b) => a.order - b.order)
      into[this.packetsOf(0)] = this.flightOf(inOrder.map((packet) => this.partOfPacket(packet)))
    }
  }

  /** Puts a world together. */
  worldOf(parts: Int32Array): World {
    const { system, messages } = this.bounds
    const handed = parts[this.handed] as number
    const flight = (message: number) => this.packetBags.of(parts[this.packetsOf(message)] as number).packets
    return {
      ...this.first,
      handed,
      messages: this.first.messages.map(
        (message): MessageState => ({
          ...message,
          handed: message.id <= handed,
          keysMade: this.makesKeys ? (parts[this.keysOf(message.id)] as number) : message.id <= handed ? 1 : 0,
          sent: this.sent,
        }),
      ),
      stores: system.stores.map((_, at) => this.storeAt(0, at, parts)),
      processes: system.processes.map(({ memory }, process): ProcessState => {
        const { stopped, mays } = (this.lives[process] as Interned<Life>).of(parts[this.life(process)] as number)
        const bags = Array.from({ length: messages + 1 }, (_, message) =>
          this.taskBags.of(parts[this.tasksOf(process, message)] as number),
        )
        return {
          up: !stopped,
          stopped,
          mays,
          tasks: bags.map(({ tasks }) => tasks),
          busy: bags.reduce((sum, { busy }) => sum + busy, 0),
          memory: memory.map((_, at) => this.storeAt(process, -at - 1, parts)),
        }
      }),
      packets: this.first.packets.map((_, message) => flight(message)[message] ?? none),
      tasksMade: namesGiven,
      packetsMade: namesGiven,
    }
  }

  lifeOf(process: number, { stopped, mays }: Life): PartId {
    return (this.lives[process] as Interned<Life>).idOf(`${stopped} ${mays}`, () => ({ stopped, mays }))
  }

  partOfStore(process: number, ref: StoreRef, state: StoreState): PartId {
    return this.storesAt(process, ref).idOf(storeText(state), () => leastStore(state))
  }

  private storesAt(process: number, ref: StoreRef): Interned<StoreState> {
    return (isMemory(ref) ? this.memories[process]?.[memoryAt(ref)] : this.stores[ref]) as Interned<StoreState>
  }

  private storeAt(process: number, ref: StoreRef, parts: Int32Array): StoreState {
    return this.storesAt(process, ref).of(parts[this.storeOf(process, ref)] as number)
  }

  partOfTask(process: number, task: Task): number {
    const { program, state, message, key, had, hand, tried, timer, packet, behind } = task
    const text = JSON.stringify([
      process,
      message,
      program,
      state,
      key,
      [...had].sort((a, b) => a - b),
      hand && [hand.list, hand.at, hand.gone],
      Math.min(tried, this.cap[process]?.[program] ?? 0),
      timer,
      packet && [packet.key, packet.from],
      behind,
    ])
    return this.tasks.idOf(text, (id) => {
      const of = this.bounds.system.processes[process]
      if (of === undefined) throw new Error(`there is no process ${process}`)
      const awaiting = isAwaiting(of, task)
      const held = this.most !== null && tried >= this.most
      return { id, process, task, program: of.programs[program] as Program, awaiting, timer: awaiting && timer, held }
    })
  }

  bagOfTasks(process: number, tasks: readonly Task[]): PartId {
    return tasks.length === 0 ? 0 : this.bagOf(tasks.map((task) => this.partOfTask(process, task)))
  }

  withTask(bag: PartId, task: number): PartId {
    const known = this.bagsWith.get(bag, task)
    if (known >= 0) return known
    const made = this.bagOf([...this.taskBags.of(bag).parts.map(({ id }) => id), task])
    this.bagsWith.set(bag, task, made)
    return made
  }

  withoutTask(bag: PartId, task: number): PartId {
    const known = this.bagsWithout.get(bag, task)
    if (known >= 0) return known
    const ids = this.taskBags.of(bag).parts.map(({ id }) => id)
    ids.splice(ids.indexOf(task), 1)
    const made = this.bagOf(ids)
    this.bagsWithout.set(bag, task, made)
    return made
  }

  /** The number of one task instead of another. */
  swapOf(before: number, after: number): number {
    const known = this.swaps.get(before, after)
    if (known >= 0) return known
    this.swaps.set(before, after, this.swapped.length)
    this.swapped.push([before, after])
    return this.swapped.length - 1
  }

  withSwapped(bag: PartId, swap: number): PartId {
    const known = this.bagsSwapped.get(bag, swap)
    if (known >= 0) return known
    const [before, after] = this.swapped[swap] as readonly [number, number]
    const made = this.withTask(this.withoutTask(bag, before), after)
    this.bagsSwapped.set(bag, swap, made)
    return made
  }

  private bagOf(tasks: readonly number[]): PartId {
    const ids = [...tasks].sort((a, b) => a - b)
    return this.taskBags.idOf(ids.join(), () => {
      const parts = ids.map((id) => this.tasks.of(id))
      return {
        parts,
        tasks: parts.map(({ task }, i) => ({ ...task, id: i + 1 })),
        busy: parts.filter(({ program }) => !program.beside).length,
      }
    })
  }

  partOfPacket(packet: Packet): number {
    const { kind, message, key, from, to, behind } = packet
    const { lose, duplicate } = this.bounds.faults
    return this.packets.idOf(JSON.stringify([kind, message, key, from, to, behind]), (id) => ({
      id,
      packet,
      targets: targetsOf(this.first, packet),
      mayBeLost: allows(lose, kind),
      mayBeCopied: allows(duplicate, kind),
    }))
  }

  withPacket(flight: PartId, packet: number): PartId {
    const known = this.flightsWith.get(flight, packet)
    if (known >= 0) return known
    const made = this.flightOf([...this.packetBags.of(flight).parts.map(({ id }) => id), packet])
    this.flightsWith.set(flight, packet, made)
    return made
  }

  /** Without the packet at this place. */
  withoutPacket(flight: PartId, at: number): PartId {
    const known = this.flightsWithout.get(flight, at)
    if (known >= 0) return known
    const made = this.flightOf(this.packetBags.of(flight).parts.flatMap(({ id }, i) => (i === at ? [] : [id])))
    this.flightsWithout.set(flight, at, made)
    return made
  }

  /** Packets that were put on the wire in this order; only where each link is a queue does the order count, link by link. */
  private flightOf(packets: readonly number[]): PartId {
    const { reorder } = this.bounds.network
    const linkOf = (id: number) => {
      const { from, to } = this.packets.of(id).packet
      return (from << 8) + to
    }
    const ids = [...packets].sort((a, b) => (reorder ? a - b : linkOf(a) - linkOf(b)))
    return this.packetBags.idOf(ids.join(), () => {
      const parts = ids.map((id) => this.packets.of(id))
      const places = [...ids.keys()]
      const different = reorder ? places.filter((at) => ids.indexOf(ids[at] as number) === at) : places
      const links = ids.map(linkOf)
      const packets: Packet[][] = this.first.packets.map(() => [])
      parts.forEach(({ packet }, order) => {
        const { kind, message } = packet
        const named = {
          ...packet,
          id: packetId(kind, message as MessageId, order + 1),
          attempt: order + 1,
          copy: 0,
          order,
        }
        packets[message]?.push(named)
      })
      return {
        parts,
        different,
        next: reorder ? different : places.filter((at) => links.indexOf(links[at] as number) === at),
        packets,
      }
    })
  }
}

/** Every operation of a line, whichever way its condition goes. */
export const actsOf = ({ does, doesThen }: Line): readonly Act[] => [...does, ...doesThen]

/** A store as far as anything can see of it. */
function leastStore(state: StoreState): StoreState {
  if (state.kind !== 'ledger') return state
  return { ...state, counts: state.counts.map((count) => Math.min(count, mostCounted)) }
}

function storeText(state: StoreState): string {
  switch (state.kind) {
    case 'ledger':
      return state.counts.map((count) => Math.min(count, mostCounted)).join()
    case 'table':
      return JSON.stringify(state.rows.map((rows) => rows.map(({ key, word }) => [key, word]).sort(byKey)))
    case 'list':
      return JSON.stringify(state.entries.map(({ message, key, word }) => [message, key, word]))
    case 'cursor':
      return String(state.at)
  }
}

const byKey = ([a]: readonly (number | string)[], [b]: readonly (number | string)[]) => Number(a) - Number(b)
