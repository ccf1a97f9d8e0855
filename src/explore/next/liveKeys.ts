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
import type { Row, StoreState, Task } from '../../sim/next/world.ts'
import { NoRoom } from '../layers.ts'
import { PairMap, Sequences } from './numbered.ts'
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
  renamed(part: PartId, message: number, carried: number, used: number): PartId
  readonly known: (readonly KeysOf[] | undefined)[]
  readonly after: PairMap
}

/** Keys are told apart as bits. */
const mostKeys = 28
const noKeys: KeysOf = { carried: 0, followed: 0, kept: 0 }

export class LiveKeys {
  private readonly parts: SystemParts
  /** The slots that can hold keys of each message. */
  private readonly holders: readonly (readonly Holder[])[]
  private readonly renamings = new Sequences()

  constructor(parts: SystemParts) {
    this.parts = parts
    const { system, messages } = parts.bounds
    const counted = countedTables(system)
    const stores = [
      ...system.stores.map(({ kind, by }, at) => ({ process: 0, ref: at, kind, by, counted: counted.has(`${at}`) })),
      ...system.processes.flatMap(({ memory }, process) =>
        memory.map(({ kind, by }, i) => {
          const ref = -i - 1
          return { process, ref, kind, by, counted: counted.has(`${process} ${ref}`) }
        }),
      ),
    ].filter(({ kind }) => kind === 'list' || kind === 'table')
    const ofStores = stores.map(({ process, ref, by, counted }): Holder => {
      const keeps = counted || by === 'message'
      return this.holder(
        parts.storeOf(process, ref),
        (part, message) => keysOfStore(parts.storeWith(process, ref, part), message, keeps),
        (part, message, carried, used) =>
          parts.partOfStore(
            process,
            ref,
            renamedStore(parts.storeWith(process, ref, part), message, keeps ? ~0 : carried, used),
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
  }

  /** Names the keys anew where that is due. */
  settle(here: Int32Array, change: (slot: Slot, part: PartId) => void): void {
    for (let message = 1; message < this.holders.length; message++) while (!this.isSettled(here, message, change));
  }

  private isSettled(here: Int32Array, message: number, change: (slot: Slot, part: PartId) => void): boolean {
    const holders = this.holders[message] as readonly Holder[]
    let carried = 0
    let followed = 0
    let kept = 0
    for (let i = 0; i < holders.length; i++) {
      const holder = holders[i] as Holder
      const part = here[holder.slot] as number
      if (part === 0) continue
      const keys = this.keysOf(holder, part, message)
      carried |= keys.carried
      followed |= keys.followed
      kept |= keys.kept
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
        after = holder.renamed(part, message, carried, used)
        holder.after.set(part, renaming, after)
      }
      if (after !== part) change(holder.slot, after)
    }
    return false
  }

  private keysOf(holder: Holder, part: PartId, message: number): KeysOf {
    let known = holder.known[part]
    if (known === undefined) {
      known = this.holders.map((_, each) => (each === 0 ? noKeys : holder.keysOf(part, each)))
      holder.known[part] = known
    }
    return known[message] as KeysOf
  }

  private holder(slot: Slot, keysOf: Holder['keysOf'], renamed: Holder['renamed']): Holder {
    return { slot, keysOf, renamed, known: [], after: new PairMap() }
  }

  private holderOfTasks(process: number, message: number): Holder {
    const { parts } = this
    return this.holder(
      parts.tasksOf(process, message),
      (bag) => ({
        carried: bitsOf(
          parts.taskBags.of(bag).tasks.flatMap(({ key, packet }) => [key, ...(packet === null ? [] : [packet.key])]),
        ),
        followed: bitsOf(parts.taskBags.of(bag).tasks.flatMap(({ had }) => had)),
        kept: 0,
      }),
      (bag, _, carried, used) =>
        parts.bagOfTasks(
          process,
          parts.taskBags.of(bag).tasks.map((task) => renamedTask(task, carried, used)),
        ),
    )
  }

  private holderOfFlight(slot: Slot): Holder {
    const { parts } = this
    return this.holder(
      slot,
      (flight, message) => ({
        ...noKeys,
        carried: bitsOf((parts.packetBags.of(flight).packets[message] ?? []).map(({ key }) => key)),
      }),
      (flight, message, _, used) =>
        parts.flightOf(
          parts.packetBags
            .of(flight)
            .parts.map(({ packet }) =>
              parts.partOfPacket(packet.message === message ? { ...packet, key: nameOf(packet.key, used) } : packet),
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

/** The new name of a key: how many there are up to it. */
const nameOf = (key: number, used: number): number => countOf(used & ((2 << key) - 2))

const isIn = (key: number, keys: number): boolean => (keys & (1 << key)) !== 0

function renamedTask(task: Task, carried: number, used: number): Task {
  const { key, had, packet } = task
  return {
    ...task,
    key: nameOf(key, used),
    had: had.filter((each) => isIn(each, carried)).map((each) => nameOf(each, used)),
    packet: packet && { ...packet, key: nameOf(packet.key, used) },
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

function renamedStore(store: StoreState, message: number, keys: number, used: number): StoreState {
  if (store.kind === 'list') {
    const entries = store.entries.map((entry) =>
      entry.message === message ? { ...entry, key: nameOf(entry.key, used) } : entry,
    )
    return { ...store, entries }
  }
  if (store.kind !== 'table') return store
  const renamed = (rows: readonly Row[]) =>
    rows
      .filter(({ key }) => key === 0 || isIn(key, keys))
      .map(({ key, word }) => ({
        key: nameOf(key, used),
        word: typeof word === 'number' ? nameOf(word, used) : word,
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
