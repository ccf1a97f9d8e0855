import type { MessageState, ProcessState, StoredKey, World } from '../sim/world.ts'
import { outcomeNames, verdictOf } from '../verdict/verdict.ts'
import { columnOf, type Distinctions, distinctionsOf } from './column.ts'
import { markOf } from './columns.ts'
import type { Offer, Space } from './layers.ts'
import { firstSpot, make, movesOf, type Rules, type Spot } from './moves.ts'

/** A message with what the receiver does for it. */
interface Part {
  readonly message: MessageState
  readonly handler: ProcessState
}

/** What messages share: the value, the order of keys in the store and of packets on the links. */
interface Shared {
  readonly value: number
  readonly keys: readonly StoredKey[]
  /** Link and message of each packet, in the order in which they were put on the wire. */
  readonly wire: readonly string[]
}

/**
 * Worlds whose messages also meet in the order of their keys or packets. Each state is put together to a world again,
 * and every move is made by `step`: slower than a table of columns, and indifferent to what a world is made of.
 */
export class WorldSpace implements Space {
  readonly words: number
  private readonly rules: Rules
  private readonly told: Distinctions
  private readonly first: World
  private readonly handler: number
  private readonly parts: Interned<Part>[]
  private readonly shared = new Interned<Shared>()

  constructor(rules: Rules) {
    this.rules = rules
    this.told = distinctionsOf(rules)
    this.words = rules.bounds.messages + 1
    this.first = firstSpot(rules).world
    this.handler = this.first.topology.links.m.to
    this.parts = this.first.messages.map(() => new Interned<Part>())
  }

  start(into: Int32Array): void {
    this.pack(firstSpot(this.rules), into)
  }

  pack({ world, wire }: Spot, into: Int32Array): boolean {
    const handler = world.processes[this.handler] as ProcessState
    world.messages.forEach((message, i) => {
      const text = columnOf(world, message, handler, this.told)
      into[i] = (this.parts[i] as Interned<Part>).idOf(text, () => ({ message, handler }))
    })
    const keys = handler.keys
    const places = wire.map((id) => (/^[ma]\d+/.exec(id) as RegExpExecArray)[0])
    const text = `${world.value} ${keys.map(({ key }) => key)} ${places}`
    into[this.words - 1] = this.shared.idOf(text, () => ({ value: world.value, keys, wire: places }))
    return true
  }

  marks(state: Int32Array): number {
    const { outcomes } = verdictOf(this.spotOf(state).world)
    let marks = 0
    for (const name of outcomeNames) if (outcomes[name] > 0) marks |= markOf(name)
    return marks
  }

  expand(state: Int32Array, offer: Offer, mayFail: boolean): void {
    const spot = this.spotOf(state)
    for (const move of movesOf(spot, this.rules)) {
      if (move.faults === 1 && !mayFail) continue
      this.pack(make(spot, move, this.rules), offer.next)
      offer.offer(move.faults)
    }
  }

  private spotOf(state: Int32Array): Spot {
    const parts = this.parts.map((interned, i) => interned.of(state[i] as number))
    const { value, keys, wire } = this.shared.of(state[this.words - 1] as number)
    const messages = parts.map(({ message }) => message)
    const busy = parts.find(({ message, handler }) => handler.handling?.message === message.id)?.handler
    const idle = this.first.processes[this.handler] as ProcessState
    const processes = this.first.processes.map((process, i) =>
      i === this.handler ? { ...(busy ?? idle), keys } : process,
    )
    const world = { ...this.first, messages, processes, value }
    if (wire.length === 0) return { world, wire }
    const queues = new Map<string, string[]>()
    for (const { id, packets } of messages) {
      for (const kind of ['m', 'a']) {
        queues.set(
          kind + id,
          packets.filter((packet) => packet.kind === kind).map((packet) => packet.id),
        )
      }
    }
    return { world, wire: wire.map((place) => queues.get(place)?.shift() as string) }
  }
}

class Interned<T> {
  private readonly ids = new Map<string, number>()
  private readonly all: T[] = []

  idOf(text: string, make: () => T): number {
    let id = this.ids.get(text)
    if (id === undefined) {
      id = this.all.length
      this.ids.set(text, id)
      this.all.push(make())
    }
    return id
  }

  of(id: number): T {
    return this.all[id] as T
  }
}
