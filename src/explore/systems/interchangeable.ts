/**
 * Processes of one role run the same programs and are met by the same faults, so that two of them can change places, in
 * everything that names them, without any difference. Of the states that come of it the search visits one.
 */
import type { Packet } from '../../sim/packet.ts'
import type { Task } from '../../sim/world.ts'
import { PairMap } from './numbered.ts'
import type { PartId, Slot, SystemParts } from './systemParts.ts'

/** Two processes that stand beside each other and may change places. */
interface Exchange {
  readonly one: number
  readonly other: number
  /** By slot: the slot whose part comes there. */
  readonly from: Int32Array
  readonly tasks: PairMap
  readonly flights: PairMap
}

export class Interchangeable {
  private readonly parts: SystemParts
  private readonly exchanges: readonly Exchange[]
  private readonly exchanged: Int32Array
  private readonly lastTasks: Slot

  constructor(parts: SystemParts) {
    this.parts = parts
    this.exchanged = new Int32Array(parts.slots)
    const { processes } = parts.bounds.system
    this.lastTasks = parts.tasksOf(processes.length - 1, parts.bounds.messages)
    this.exchanges = processes.flatMap(({ role }, i) =>
      processes[i + 1]?.role === role ? [this.exchange(i, i + 1)] : [],
    )
  }

  /** Whether there are any such processes. */
  get any(): boolean {
    return this.exchanges.length > 0
  }

  /** Lets processes change places as long as that makes the list of parts one that comes first. */
  settle(here: Int32Array, change: (slot: Slot, part: PartId) => void): void {
    const { exchanges } = this
    for (let i = 0; i < exchanges.length; ) i = this.changesPlaces(here, exchanges[i] as Exchange, change) ? 0 : i + 1
  }

  private changesPlaces(here: Int32Array, exchange: Exchange, change: (slot: Slot, part: PartId) => void): boolean {
    const { exchanged } = this
    let isFirst = false
    for (let slot = 0; slot < exchanged.length; slot++) {
      const part = this.after(here, exchange, slot)
      if (!isFirst) {
        if (part > (here[slot] as number)) return false
        if (part < (here[slot] as number)) isFirst = true
      }
      exchanged[slot] = part
    }
    if (!isFirst) return false
    for (let slot = 0; slot < exchanged.length; slot++) {
      if (here[slot] !== exchanged[slot]) change(slot, exchanged[slot] as number)
    }
    return true
  }

  /** The part that stands in a slot once they have changed places. */
  private after(here: Int32Array, { one, other, from, tasks, flights }: Exchange, slot: Slot): PartId {
    const { parts } = this
    const part = here[from[slot] as number] as number
    if (part === 0) return 0
    if (slot >= parts.tasksOf(0, 0) && slot <= this.lastTasks) {
      const known = tasks.get(part, 0)
      if (known >= 0) return known
      const bag = parts.taskBags.of(part)
      const process = (bag.parts[0] as (typeof bag.parts)[number]).process
      const made = parts.bagOfTasks(
        exchangedName(process, one, other),
        bag.tasks.map((task) => exchangedTask(task, one, other)),
      )
      tasks.set(part, 0, made)
      return made
    }
    if (slot < parts.packetsOf(0)) return part
    const known = flights.get(part, 0)
    if (known >= 0) return known
    const made = parts.flightOf(
      parts.packetBags.of(part).parts.map(({ packet }) => parts.partOfPacket(exchangedPacket(packet, one, other))),
    )
    flights.set(part, 0, made)
    return made
  }

  private exchange(one: number, other: number): Exchange {
    const { parts } = this
    const from = Int32Array.from({ length: parts.slots }, (_, slot) => slot)
    const swap = (a: Slot, b: Slot) => {
      from[a] = b
      from[b] = a
    }
    swap(parts.life(one), parts.life(other))
    for (let message = 0; message <= parts.bounds.messages; message++) {
      swap(parts.tasksOf(one, message), parts.tasksOf(other, message))
    }
    const memory = parts.bounds.system.processes[one]?.memory ?? []
    memory.forEach((_, at) => {
      swap(parts.memoryOf(one, at), parts.memoryOf(other, at))
    })
    return { one, other, from, tasks: new PairMap(), flights: new PairMap() }
  }
}

const exchangedName = (process: number, one: number, other: number): number =>
  process === one ? other : process === other ? one : process

function exchangedBits(bits: number, one: number, other: number): number {
  const differ = ((bits >>> one) ^ (bits >>> other)) & 1
  return bits ^ ((differ << one) | (differ << other))
}

function exchangedPacket(packet: Packet, one: number, other: number): Packet {
  const { from, to, behind } = packet
  return {
    ...packet,
    from: exchangedName(from, one, other),
    // Below 0 it is a role, and that has changed nothing.
    to: to < 0 ? to : exchangedName(to, one, other),
    behind: exchangedBits(behind, one, other),
  }
}

function exchangedTask(task: Task, one: number, other: number): Task {
  const { packet, behind } = task
  return {
    ...task,
    packet: packet && exchangedPacket(packet, one, other),
    behind: exchangedBits(behind, one, other),
  }
}
