import type { MessageState, ProcessState, StoredKey, World } from '../sim/world.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { messageOutcomes, type RunOutcome, runOutcomesWhere } from '../verdict/outcomes.ts'
import { verdictOf } from '../verdict/verdict.ts'
import { columnOf, type Distinctions, distinctionsOf } from './column.ts'
import { markOf, runMarksOf } from './columns.ts'
import type { Offer, Space } from './layers.ts'
import { firstSpot, make, movesOf, type Rules, type Spot } from './moves.ts'

/** A message with what the receiver does for it. */
interface Part {
  readonly message: MessageState
  readonly handler: ProcessState
  /** Its own outcomes, as marks. */
  readonly marks: number
  readonly final: boolean
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
  /** The outcomes of a whole run that are in question. */
  private readonly ofRun: readonly RunOutcome[]
  private readonly parts: Interned<Part>[]
  private readonly shared = new Interned<Shared>()

  constructor(rules: Rules) {
    this.rules = rules
    this.told = distinctionsOf(rules)
    this.words = rules.bounds.messages + 1
    this.first = firstSpot(rules).world
    this.handler = this.first.topology.links.m.to
    this.ofRun = runOutcomesWhere(rules.bounds.policy.receiver.effect)
    this.parts = this.first.messages.map(() => new Interned<Part>())
  }

  start(into: Int32Array): void {
    this.pack(firstSpot(this.rules), into)
  }

  pack(spot: Spot, into: Int32Array): boolean {
    this.write(spot, into, null, into)
    return true
  }

  /** Writes the state of a spot; what a move from a spot before left as it was, it takes over. */
  private write({ world, wire }: Spot, into: Int32Array, before: World | null, words: Int32Array): void {
    const handler = world.processes[this.handler] as ProcessState
    const same = before !== null && before.processes[this.handler] === handler
    const handled = [handler.handling?.message, before?.processes[this.handler]?.handling?.message]
    world.messages.forEach((message, i) => {
      if (message === before?.messages[i] && (same || !handled.includes(message.id))) {
        into[i] = words[i] as number
        return
      }
      const text = columnOf(world, message, handler, this.told)
      into[i] = (this.parts[i] as Interned<Part>).idOf(text, () => this.part(world, message, handler))
    })
    const keys = handler.keys
    const places = wire.map((id) => id.slice(0, id.indexOf('.')))
    const text = `${world.value} ${keys.map(({ key }) => key)} ${places}`
    into[this.words - 1] = this.shared.idOf(text, () => ({ value: world.value, keys, wire: places }))
  }

  private part(world: World, message: MessageState, handler: ProcessState): Part {
    const alone = { ...world, messages: [message], value: 0 }
    const ledger = ledgerOf(alone)
    const { outcomes } = verdictOf(alone, ledger)
    let marks = 0
    for (const name of messageOutcomes) if (outcomes[name] > 0) marks |= markOf(name)
    return { message, handler, marks, final: ledger[0]?.final === true }
  }

  marks(state: Int32Array): number {
    let marks = 0
    let final = true
    for (let i = 0; i < this.parts.length; i++) {
      const part = (this.parts[i] as Interned<Part>).of(state[i] as number)
      marks |= part.marks
      final &&= part.final
    }
    if (this.ofRun.length === 0 || !final) return marks
    return marks | runMarksOf(this.spotOf(state).world, this.ofRun)
  }

  expand(state: Int32Array, offer: Offer, mayFail: boolean): void {
    const spot = this.spotOf(state)
    for (const move of movesOf(spot, this.rules)) {
      if (move.faults === 1 && !mayFail) continue
      this.write(make(spot, move, this.rules), offer.next, spot.world, state)
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
