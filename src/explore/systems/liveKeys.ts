/**
 * A system that makes new keys makes ever more of them, and what it does depends on their names in one way only: which
 * are the same, and which is the newer. So the keys of a message that something still carries are named 1, 2, 3, … in
 * their order, and those that nothing carries any more are forgotten: a task that had one waits for no packet with it, and
 * a row of one is asked for by nobody.
 *
 * A key is carried by a task, by the packet that started it, by a packet in flight and by an entry of a list: from there
 * it can reach any store. Rows of a table that a property counts are kept whatever their key.
 */
import type { System } from '../../protocol/system.ts'
import type { MessageId } from '../../sim/packet.ts'
import type { Row, StoreState, Task, World } from '../../sim/world.ts'
import { NoRoom } from '../layers.ts'
import { Interned, PairMap, Sequences } from './numbered.ts'
import { actsOf, type PartId, type Slot, type SystemParts } from './systemParts.ts'

/** The keys of one message in a part, as bits from bit 1 on. */
interface KeysOf {
  /** Those that it carries, to wherever. */
  readonly carried: number
  /** Those that matter only as long as something carries them. */
  readonly followed: number
  /** Those that are kept in any case. */
  readonly kept: number
}

interface Holder {
  readonly slot: Slot
  keysOf(part: PartId, message: number): KeysOf
  /** The part with these keys of a message, each by its new name, and without the others. */
  renamed(part: PartId, message: number, naming: Naming, following: Naming): PartId
  /** The messages whose keys it can hold, as bits. */
  readonly messages: number
  /** By part: the number of the keys in it. */
  readonly sets: (number | undefined)[]
  readonly after: PairMap
}

/** Keys are told apart as bits. */
const mostKeys = 28
const noKeys: KeysOf = { carried: 0, followed: 0, kept: 0 }

export class LiveKeys {
  private readonly parts: SystemParts
  /** The slots that can hold keys of each message. */
  private readonly holders: readonly (readonly Holder[])[]
  /** Tables whose rows are kept whatever their key. */
  private readonly keeps = new Set<Slot>()
  private readonly bySlot: (Holder | undefined)[] = []
  private readonly renamings = new Sequences()
  private readonly setsByText = new Interned<void>()
  /** By number: what is carried, followed and kept, message by message. */
  private readonly sets: number[] = []
  /** The message of each slot that says how many keys were made, as a bit. */
  private readonly keySlots: (number | undefined)[] = []

  constructor(parts: SystemParts) {
    this.parts = parts
    const { system, messages } = parts.bounds
    const counted = countedTables(system)
    const stores = [
      ...system.stores.map(({ kind }, at) => ({ process: 0, ref: at, kind, counted: counted.has(`${at}`) })),
      ...system.processes.flatMap(({ memory }, process) =>
        memory.map(({ kind }, i) => {
          const ref = -i - 1
          return { process, ref, kind, counted: counted.has(`${process} ${ref}`) }
        }),
      ),
    ].filter(({ kind }) => kind === 'list' || kind === 'table')
    const ofStores = stores.map(({ process, ref, counted }): Holder => {
      if (counted) this.keeps.add(parts.storeOf(process, ref))
      return this.holder(
        parts.storeOf(process, ref),
        ~0,
        (part, message) => keysOfStore(parts.storeWith(process, ref, part), message, counted),
        (part, message, naming, following) =>
          parts.partOfStore(
            process,
            ref,
            renamedStore(parts.storeWith(process, ref, part), message, naming, counted ? naming : following),
          ),
      )
    })
    const flights = Array.from({ length: parts.flights }, (_, i) => this.holderOfFlight(parts.packetsOf(0) + i))
    const tasks = system.processes.map((_, process) =>
      Array.from({ length: messages + 1 }, (_, message) => this.holderOfTasks(process, message)),
    )
    this.holders = Array.from({ length: messages + 1 }, (_, message) => [
      ...tasks.map((of) => of[message] as Holder),
      flights[parts.packetsOf(message) - parts.packetsOf(0)] as Holder,
      ...ofStores,
    ])
    for (const holder of this.holders.flat()) this.bySlot[holder.slot] = holder
    for (let message = 1; message <= messages; message++) this.keySlots[parts.keysOf(message)] = 1 << message
  }

  /** A world whose keys have few enough names to be told apart as bits. */
  settled(world: World): World {
    if (world.messages.every(({ keysMade }) => keysMade <= mostKeys)) return world
    return world.messages.reduce((named, { id }) => this.settledFor(named, id), world)
  }

  private settledFor(world: World, message: MessageId): World {
    const carried = new Set<number>()
    const kept = new Set<number>()
    for (const { key, packet } of world.processes.flatMap(({ tasks }) => tasks[message] ?? [])) {
      carried.add(key)
      if (packet !== null) carried.add(packet.key)
    }
    for (const { key } of world.packets[message] ?? []) carried.add(key)
    const look = (store: StoreState, keeps: boolean) => {
      if (store.kind === 'list')
        for (const entry of store.entries) if (entry.message === message) carried.add(entry.key)
      if (store.kind !== 'table') return
      for (const { key, word } of store.rows[message] ?? []) {
        if (typeof word === 'number') kept.add(word)
        if (keeps) kept.add(key)
      }
    }
    const keeps = (process: number, ref: number) => this.keeps.has(this.parts.storeOf(process, ref))
    for (const [at, store] of world.stores.entries()) look(store, keeps(0, at))
    for (const [process, { memory }] of world.processes.entries()) {
      for (const [i, store] of memory.entries()) look(store, keeps(process, -i - 1))
    }
    const used = [...new Set([...carried, ...kept])].filter((key) => key > 0).sort((a, b) => a - b)
    const naming: Naming = (key) => used.indexOf(key) + 1
    const following: Naming = (key) => (carried.has(key) ? naming(key) : 0)
    const renamed = (store: StoreState, process: number, ref: number) =>
      renamedStore(store, message, naming, keeps(process, ref) ? naming : following)
    return {
      ...world,
      messages: world.messages.map((each) => (each.id === message ? { ...each, keysMade: used.length } : each)),
      stores: world.stores.map((store, at) => renamed(store, 0, at)),
      processes: world.processes.map((state, process) => ({
        ...state,
        tasks: state.tasks.map((tasks, of) =>
          of === message ? tasks.map((task) => renamedTask(task, naming, following)) : tasks,
        ),
        memory: state.memory.map((store, i) => renamed(store, process, -i - 1)),
      })),
      packets: world.packets.map((packets, of) =>
        of === message ? packets.map((packet) => ({ ...packet, key: naming(packet.key) })) : packets,
      ),
    }
  }

  /** The messages, as bits, of which a change of one part changes which keys there are or by whom they are carried. */
  touched(slot: Slot, before: PartId, after: PartId): number {
    const holder = this.bySlot[slot]
    if (holder === undefined) return this.keySlots[slot] ?? 0
    return this.setIn(holder, before) === this.setIn(holder, after) ? 0 : holder.messages
  }

  /** Names the keys of these messages anew where that is due. */
  settle(here: Int32Array, messages: number, change: (slot: Slot, part: PartId) => void): void {
    for (let message = 1; message < this.holders.length; message++) {
      if (messages & (1 << message)) while (!this.isSettled(here, message, change));
    }
  }

  private isSettled(here: Int32Array, message: number, change: (slot: Slot, part: PartId) => void): boolean {
    const holders = this.holders[message] as readonly Holder[]
    const { sets } = this
    const each = this.holders.length * 3
    let carried = 0
    let followed = 0
    let kept = 0
    for (let i = 0; i < holders.length; i++) {
      const holder = holders[i] as Holder
      const part = here[holder.slot] as number
      if (part === 0) continue
      const at = this.setIn(holder, part) * each + message * 3
      carried |= sets[at] as number
      followed |= sets[at + 1] as number
      kept |= sets[at + 2] as number
    }
    const used = carried | kept
    const made = countOf(used)
    const slot = this.parts.keysOf(message)
    if (here[slot] !== made) change(slot, made)
    if ((followed & ~carried) === 0 && used === (2 << made) - 2) return true
    const { renamings } = this
    const renaming = renamings.followed(renamings.followed(message, carried), used)
    for (let i = 0; i < holders.length; i++) {
      const holder = holders[i] as Holder
      const part = here[holder.slot] as number
      if (part === 0) continue
      let after = holder.after.get(part, renaming)
      if (after < 0) {
        after = holder.renamed(part, message, named(used, used), named(used, carried))
        holder.after.set(part, renaming, after)
      }
      if (after !== part) change(holder.slot, after)
    }
    return false
  }

  /** The number of the keys in a part. */
  private setIn(holder: Holder, part: PartId): number {
    return holder.sets[part] ?? this.lookInto(holder, part)
  }

  private lookInto(holder: Holder, part: PartId): number {
    const keys = this.holders.flatMap((_, message) => {
      const { carried, followed, kept } = message === 0 ? noKeys : holder.keysOf(part, message)
      return [carried, followed, kept]
    })
    const set = this.setsByText.idOf(keys.join(), () => {
      this.sets.push(...keys)
    })
    holder.sets[part] = set
    return set
  }

  private holder(slot: Slot, messages: number, keysOf: Holder['keysOf'], renamed: Holder['renamed']): Holder {
    return { slot, messages, keysOf, renamed, sets: [], after: new PairMap() }
  }

  private holderOfTasks(process: number, message: number): Holder {
    const { parts } = this
    return this.holder(
      parts.tasksOf(process, message),
      1 << message,
      (bag) => ({
        carried: bitsOf(
          parts.taskBags.of(bag).tasks.flatMap(({ key, packet }) => [key, ...(packet === null ? [] : [packet.key])]),
        ),
        followed: bitsOf(parts.taskBags.of(bag).tasks.flatMap(({ had }) => had)),
        kept: 0,
      }),
      (bag, _, naming, following) =>
        parts.bagOfTasks(
          process,
          parts.taskBags.of(bag).tasks.map((task) => renamedTask(task, naming, following)),
        ),
    )
  }

  private holderOfFlight(slot: Slot): Holder {
    const { parts } = this
    return this.holder(
      slot,
      parts.bounds.network.reorder ? 1 << (slot - parts.packetsOf(0)) : ~0,
      (flight, message) => ({
        ...noKeys,
        carried: bitsOf((parts.packetBags.of(flight).packets[message] ?? []).map(({ key }) => key)),
      }),
      (flight, message, naming) =>
        parts.flightOf(
          parts.packetBags
            .of(flight)
            .parts.map(({ packet }) =>
              parts.partOfPacket(packet.message === message ? { ...packet, key: naming(packet.key) } : packet),
            ),
        ),
    )
  }
}

function bitsOf(keys: readonly number[]): number {
  let bits = 0
  for (const key of keys) {
    if (key > mostKeys) throw new NoRoom()
    if (key > 0) bits |= 1 << key
  }
  return bits
}

function countOf(bits: number): number {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count++
  return count
}

/** Each of these keys is named by how many of those in use there are up to it. */
const named =
  (used: number, keys: number): Naming =>
  (key) =>
    keys & (1 << key) ? countOf(used & ((2 << key) - 2)) : 0

/** The new name of a key, or 0 for one that is forgotten. */
type Naming = (key: number) => number

function renamedTask(task: Task, naming: Naming, following: Naming): Task {
  const { key, had, packet } = task
  return {
    ...task,
    key: naming(key),
    had: had.map(following).filter((each) => each > 0),
    packet: packet && { ...packet, key: naming(packet.key) },
  }
}

function keysOfStore(store: StoreState, message: number, keeps: boolean): KeysOf {
  if (store.kind === 'list') {
    return {
      ...noKeys,
      carried: bitsOf(store.entries.flatMap((entry) => (entry.message === message ? entry.key : []))),
    }
  }
  if (store.kind !== 'table') return noKeys
  const rows = store.rows[message] ?? []
  const keys = bitsOf(rows.map(({ key }) => key))
  const words = bitsOf(rows.flatMap(({ word }) => (typeof word === 'number' ? word : [])))
  return { carried: 0, followed: keeps ? 0 : keys, kept: words | (keeps ? keys : 0) }
}

function renamedStore(store: StoreState, message: number, naming: Naming, following: Naming): StoreState {
  if (store.kind === 'list') {
    const entries = store.entries.map((entry) =>
      entry.message === message ? { ...entry, key: naming(entry.key) } : entry,
    )
    return { ...store, entries }
  }
  if (store.kind !== 'table') return store
  const renamed = (rows: readonly Row[]) =>
    rows
      .filter(({ key }) => key === 0 || following(key) > 0)
      .map(({ key, word }) => ({
        key: key === 0 ? 0 : naming(key),
        word: typeof word === 'number' && word > 0 ? naming(word) : word,
      }))
  return { ...store, rows: store.rows.map((rows, each) => (each === message ? renamed(rows) : rows)) }
}

/** The tables that a property counts, or that are copied to one. */
function countedTables({ properties, processes }: System): Set<string> {
  const nameOf = (process: number | null, ref: number) =>
    process === null || ref >= 0 ? `${ref}` : `${process} ${ref}`
  const counted = new Set<string>()
  for (const { all } of properties) {
    for (const count of all) {
      for (const { process, at } of 'differ' in count ? count.differ.flat() : count.counts) {
        counted.add(process === null ? nameOf(null, at) : nameOf(process, -at - 1))
      }
    }
  }
  for (let before = -1; before !== counted.size; ) {
    before = counted.size
    processes.forEach(({ programs }, process) => {
      for (const act of programs.flatMap(({ lines }) => lines.flatMap(actsOf))) {
        if (act.act === 'copy' && counted.has(nameOf(process, act.to))) counted.add(nameOf(process, act.store))
      }
    })
  }
  return counted
}
