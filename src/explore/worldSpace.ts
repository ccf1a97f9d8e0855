import { exchange } from '../protocol/exchange.ts'
import { effectsOf, keyOrderOf, keysOf, valueIn, withKeys } from '../sim/exchanged.ts'
import type { MessageId, Packet } from '../sim/packet.ts'
import type { MessageState, ProcessState, Row, StoredRow, StoreState, Task, World } from '../sim/world.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { messageOutcomes, type RunOutcome, runOutcomesWhere } from '../verdict/outcomes.ts'
import { verdictOf } from '../verdict/verdict.ts'
import { columnOf, type Distinctions, distinctionsOf } from './column.ts'
import { markOf, runMarksOf } from './columns.ts'
import type { Offer, Space } from './layers.ts'
import { firstSpot, make, movesOf, type Rules, type Spot } from './moves.ts'

/** Everything about one message: its tasks at both ends, its packets, its key and its effects. */
interface Part {
  readonly message: MessageState
  readonly sending: readonly Task[]
  readonly handling: readonly Task[]
  readonly packets: readonly Packet[]
  readonly rows: readonly Row[]
  readonly effects: number
  /** Its own outcomes, as marks. */
  readonly marks: number
  readonly final: boolean
}

/** What messages share: the value, the order of keys in the store and of packets on the links. */
interface Shared {
  readonly value: number
  readonly keys: readonly StoredRow[]
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
  /** The outcomes of a whole run that are in question. */
  private readonly ofRun: readonly RunOutcome[]
  private readonly parts: Interned<Part>[]
  private readonly shared = new Interned<Shared>()

  constructor(rules: Rules) {
    this.rules = rules
    this.told = distinctionsOf(rules)
    this.words = rules.bounds.messages + 1
    this.first = firstSpot(rules).world
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
    for (const { id } of world.messages) {
      if (before !== null && isSame(world, before, id)) {
        into[id - 1] = words[id - 1] as number
        continue
      }
      const text = columnOf(world, id, this.told)
      into[id - 1] = (this.parts[id - 1] as Interned<Part>).idOf(text, () => partOf(world, id))
    }
    const [value, keys] = [valueIn(world), keyOrderOf(world)]
    const places = wire.map((id) => id.slice(0, id.indexOf('.')))
    const text = `${value} ${keys.map(({ message, key }) => `${message}.${key}`)} ${places}`
    into[this.words - 1] = this.shared.idOf(text, () => ({ value, keys, wire: places }))
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
    const { world } = this.spotOf(state)
    return marks | runMarksOf(this.ofRun, valueIn(world), ledgerOf(world))
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
    const world = this.worldOf(parts, value, keys)
    if (wire.length === 0) return { world, wire }
    const queues = new Map<string, string[]>()
    parts.forEach(({ packets }, i) => {
      for (const kind of ['m', 'a']) {
        queues.set(
          `${kind}${i + 1}`,
          packets.filter((packet) => packet.kind === kind).map((packet) => packet.id),
        )
      }
    })
    return { world, wire: wire.map((place) => queues.get(place)?.shift() as string) }
  }

  private worldOf(parts: readonly Part[], value: number, keys: readonly StoredRow[]): World {
    const { first } = this
    const byMessage = <T>(nobody: T, of: (part: Part) => T): T[] => [nobody, ...parts.map(of)]
    const stores = first.stores.map((store, i): StoreState => {
      if (i === exchange.effects) return { kind: 'ledger', counts: byMessage(0, ({ effects }) => effects) }
      return i === exchange.value ? { kind: 'cursor', at: value } : store
    })
    const processes = first.processes.map((process, i): ProcessState => {
      if (i === exchange.sender) return { ...process, tasks: byMessage([], ({ sending }) => sending) }
      const busy = parts.filter(({ handling }) => handling.length > 0).length
      return { ...process, tasks: byMessage([], ({ handling }) => handling), busy }
    })
    const tasks = parts.flatMap(({ sending, handling }) => [...sending, ...handling])
    const world: World = {
      ...first,
      handed: parts.filter(({ message }) => message.handed).length,
      messages: parts.map(({ message }) => message),
      stores,
      processes,
      packets: byMessage([], ({ packets }) => packets),
      tasksMade: Math.max(0, ...tasks.map(({ id }) => id)),
    }
    return withKeys(
      world,
      byMessage([], ({ rows }) => rows),
      keys,
    )
  }
}

function partOf(world: World, id: MessageId): Part {
  const row = ledgerOf(world)[id - 1]
  const { outcomes } = verdictOf(world, row === undefined ? [] : [row])
  let marks = 0
  for (const name of messageOutcomes) if (outcomes[name] > 0) marks |= markOf(name)
  return {
    message: world.messages[id - 1] as MessageState,
    sending: world.processes[exchange.sender]?.tasks[id] ?? [],
    handling: world.processes[exchange.receiver]?.tasks[id] ?? [],
    packets: world.packets[id] ?? [],
    rows: keysOf(world)?.rows[id] ?? [],
    effects: effectsOf(world, id),
    marks,
    final: row?.final === true,
  }
}

/** Whether nothing about a message changed from one world to the next. */
const isSame = (a: World, b: World, id: MessageId): boolean =>
  a.messages[id - 1] === b.messages[id - 1] &&
  a.packets[id] === b.packets[id] &&
  a.processes.every(({ tasks }, i) => tasks[id] === b.processes[i]?.tasks[id]) &&
  keysOf(a)?.rows[id] === keysOf(b)?.rows[id] &&
  effectsOf(a, id) === effectsOf(b, id)

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
