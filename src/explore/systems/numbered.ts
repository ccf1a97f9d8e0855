/** Things by number: the same thing always gets the same number, from 0. */
import { NoRoom } from '../layers.ts'

/** Values by their text. */
export class Interned<T> {
  private readonly ids = new Map<string, number>()
  private readonly all: T[] = []
  private readonly most: number

  /** `most`: the highest number there is room for. */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.most = most
  }

  get size(): number {
    return this.all.length
  }

  idOf(text: string, make: (id: number) => T): number {
    const known = this.ids.get(text)
    if (known !== undefined) return known
    const id = this.all.length
    if (id > this.most) throw new NoRoom()
    const made = make(id)
    this.ids.set(text, id)
    this.all.push(made)
    return id
  }

  of(id: number): T {
    return this.all[id] as T
  }
}

/** What is known of pairs of integers, the first from 0: an integer from 0 for each. */
export class PairMap {
  private table = new Int32Array(3 << 8)
  private mask = (1 << 8) - 1
  private held = 0

  /** −1 where nothing is known. */
  get(first: number, second: number): number {
    const { table, mask } = this
    let slot = hashOf(first, second) & mask
    for (;;) {
      const at = slot * 3
      const entry = table[at] as number
      if (entry === 0) return -1
      if (entry === first + 1 && table[at + 1] === second) return table[at + 2] as number
      slot = (slot + 1) & mask
    }
  }

  set(first: number, second: number, value: number): void {
    if (++this.held * 2 > this.mask) this.grow()
    this.put(first, second, value)
  }

  private put(first: number, second: number, value: number): void {
    const { table, mask } = this
    let slot = hashOf(first, second) & mask
    while (table[slot * 3] !== 0) slot = (slot + 1) & mask
    table[slot * 3] = first + 1
    table[slot * 3 + 1] = second
    table[slot * 3 + 2] = value
  }

  private grow(): void {
    const old = this.table
    this.table = new Int32Array(old.length * 2)
    this.mask = this.mask * 2 + 1
    for (let at = 0; at < old.length; at += 3) {
      const entry = old[at] as number
      if (entry !== 0) this.put(entry - 1, old[at + 1] as number, old[at + 2] as number)
    }
  }
}

/** Lists of integers by number, each made of a shorter one and one integer more. */
export class Sequences {
  private readonly pairs = new PairMap()
  private made = 0

  /** A number that no list has, for others to begin with. */
  fresh(): number {
    return this.made++
  }

  /** The number of the list that begins with that one and ends with this integer. */
  followed(list: number, next: number): number {
    const known = this.pairs.get(list, next)
    if (known >= 0) return known
    const made = this.made++
    this.pairs.set(list, next, made)
    return made
  }
}

function hashOf(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e37_79b1)
  hash = Math.imul(hash ^ (hash >>> 15) ^ second, 0x85eb_ca6b)
  return hash ^ (hash >>> 13)
}
