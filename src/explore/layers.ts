/**
 * The kernel of the search: every state of any space, each found by the path that is least in (faults, steps). States
 * of one number of faults form a layer; within it the search goes by steps. A state reached with fewer faults
 * dominates the same state with more, so the faults spent are not part of a state and each is visited once.
 *
 * It knows nothing of protocols: a state is a few packed integers, a space says what follows from it. It advances as
 * far as it is told to and then returns, so that a caller with other things to do can drive it in slices.
 */
import { Rounds } from './rounds.ts'

/** What is searched. */
export interface Space {
  /** Integers of 32 bits that a state takes. */
  readonly words: number
  /** Writes the first state. */
  start(into: Int32Array): void
  /** Offers every state that follows from this one, at a price of 0 or 1 fault. `mayFail`: 1 is still affordable. */
  expand(state: Int32Array, offer: Offer, mayFail: boolean): void
  /** What is the case in a state, as bits; the search notes the first state, in its order, that has each wanted bit. */
  marks(state: Int32Array): number
}

/** Takes a state that was written to `next`. */
export interface Offer {
  readonly next: Int32Array
  /** `own`: a run could go round for ever by such moves. */
  offer(faults: 0 | 1, own?: boolean): void
  /** The same for a state of two words, which need not be written anywhere if it is known: most are. */
  offerPair(first: number, second: number, faults: 0 | 1): void
  /** The state that is being visited. States are visited by faults, and those of as many faults by steps. */
  readonly here: Find
  /** Nothing more is to be found but whether the run goes round, where that was asked. */
  enough(): void
}

/** What a space throws when it has no room for more; the search then ends at a limit. */
export class NoRoom extends Error {}

/** A state by the order in which it was first seen. */
export type StateIndex = number

export interface Find {
  readonly state: StateIndex
  readonly faults: number
  readonly steps: number
}

const chunkBits = 14
const chunkSize = 1 << chunkBits
const chunkMask = chunkSize - 1
const shardCount = 64
/**
 * An entry of a table of states: the number of the state from 1, and in the bits above it some of its hash, so that
 * most states that are not the one looked for are passed over without being read.
 */
export const mostStates = (1 << 24) - 1
const printMask = ~mostStates
/** States and edges that are looked at, where a layer goes round, in the time of a visit. */
const roundsASlice = 64
/** In the word of a state: steps in 16 bits, faults in 8, and whether it only waits for its layer. */
const waits = 1 << 24
const stepsMask = 0xffff

export class Layers implements Offer {
  readonly next: Int32Array
  private readonly space: Space
  private readonly words: number
  private readonly most: number
  private readonly limit: number
  private readonly current: Int32Array
  /**
   * A record for each state: its words, its label, its parent; side by side, because they are asked for together.
   * Chunked, so that growing never copies what there is.
   */
  private readonly records: Int32Array[] = []
  private readonly stride: number
  private readonly shards: Int32Array[] = []
  private readonly inShard = new Int32Array(shardCount)
  private count = 0
  private visited = 0
  private offered = 0
  private layer = 0
  private depth = 0
  private at = -1
  /** States of this layer in the order of their steps: found inside it, and entered by a fault from the layer before. */
  private inside = new Queue()
  private entering = new Queue()
  private leaving = new Queue()
  private wanted: number
  private ended: 'everything' | 'found' | 'limit' | null = null
  private readonly firsts = new Map<number, Find>()
  private satisfied = false
  /** The states and edges of this layer, as long as nothing was seen to go round. */
  private rounds: Rounds | null
  private around: number | null = null

  /**
   * `wanted`: the marks to look for; once each was seen the search ends, unless there are none. `wantsRounds`: also look
   * for the fewest faults after which a run can go round for ever.
   */
  constructor(space: Space, mostFaults: number, wanted: number, limit = Number.POSITIVE_INFINITY, wantsRounds = false) {
    this.space = space
    this.words = space.words
    this.stride = space.words + 2
    this.most = mostFaults
    this.limit = Math.min(limit, mostStates)
    this.wanted = wanted
    this.rounds = wantsRounds ? new Rounds() : null
    this.next = new Int32Array(space.words)
    this.current = new Int32Array(space.words)
    for (let i = 0; i < shardCount; i++) this.shards.push(new Int32Array(16))
    space.start(this.next)
    this.offer(0)
    this.offered = 0
  }

  /** Visits up to so many states more; whether there is anything left to do. */
  advance(states: number): boolean {
    try {
      for (let left = states; left > 0 && this.ended === null; ) {
        const state = this.take()
        if (state >= 0) {
          this.visit(state)
          left--
        } else if (this.closeLayer() && !this.openLayer()) this.ended ??= 'everything'
        if (this.ended === null && this.count >= this.limit) this.ended = 'limit'
      }
    } catch (error) {
      if (!(error instanceof NoRoom)) throw error
      this.ended = 'limit'
    }
    return this.ended === null
  }

  /** everything: no state within the bounds is left · found: everything wanted was · limit: too many · null: not yet */
  get end(): 'everything' | 'found' | 'limit' | null {
    return this.ended
  }

  /** Whether there are as many states as it may hold. */
  get isFull(): boolean {
    return this.count >= this.limit
  }

  get progress() {
    return { states: this.visited, transitions: this.offered, faults: this.layer, steps: this.depth }
  }

  /** Bytes that the search holds. */
  get bytes(): number {
    const of = (arrays: Iterable<Int32Array>) => [...arrays].reduce((sum, { byteLength }) => sum + byteLength, 0)
    const queues = this.inside.bytes + this.entering.bytes + this.leaving.bytes
    return of(this.records) + of(this.shards) + queues + (this.rounds?.bytes ?? 0)
  }

  /** The fewest faults after which a run can go round, known once their layer is through; null when none was seen. */
  get goesRound(): number | null {
    return this.around
  }

  get here(): Find {
    return { state: this.at, faults: this.layer, steps: this.depth }
  }

  enough(): void {
    this.satisfied = true
    if (this.rounds === null) this.ended = 'found'
  }

  /** The first state with this mark, or null when none was seen. */
  found(mark: number): Find | null {
    return this.firsts.get(mark) ?? null
  }

  /** The states from the first one to this one, each as its words, with the faults spent so far. */
  pathTo(state: StateIndex): { words: Int32Array; faults: number }[] {
    const path: { words: Int32Array; faults: number }[] = []
    for (let i = state; i >= 0; i = this.parentOf(i)) {
      const words = new Int32Array(this.words)
      this.read(i, words)
      path.push({ words, faults: (this.labelOf(i) >>> 16) & 0xff })
    }
    return path.reverse()
  }

  private visit(state: StateIndex): void {
    this.at = state
    this.visited++
    this.rounds?.visit(state)
    this.read(state, this.current)
    this.space.expand(this.current, this, this.layer < this.most)
  }

  /** Takes a state that follows from the one being visited, or that starts the search. */
  offer(faults: 0 | 1, own = false): void {
    this.offered++
    const { next, words, stride, records } = this
    const hash = hashOf(next, 0, words)
    const which = hash >>> 26
    const shard = this.shards[which] as Int32Array
    const mask = shard.length - 1
    const word = next[0] as number
    const print = (hash << 8) & printMask
    let slot = hash & mask
    for (;;) {
      const entry = shard[slot] as number
      if (entry === 0) break
      if ((entry & printMask) !== print) {
        slot = (slot + 1) & mask
        continue
      }
      const state = (entry & mostStates) - 1
      const record = records[state >>> chunkBits] as Int32Array
      const from = (state & chunkMask) * stride
      let same = record[from] === word
      for (let i = 1; same && i < words; i++) same = record[from + i] === next[i]
      if (same) {
        if (faults === 0 && (record[from + words] as number) & waits) this.settle(state)
        if (own && this.rounds !== null) this.edge(this.rounds, state)
        return
      }
      slot = (slot + 1) & mask
    }
    this.insert(which, slot, print, faults)
    if (own) this.rounds?.edge(this.count - 1, false)
  }

  offerPair(first: number, second: number, faults: 0 | 1): void {
    this.offered++
    const { records, next } = this
    const hash = mix(mix(0, first), second)
    const which = hash >>> 26
    const shard = this.shards[which] as Int32Array
    const mask = shard.length - 1
    const print = (hash << 8) & printMask
    let slot = hash & mask
    for (;;) {
      const entry = shard[slot] as number
      if (entry === 0) break
      if ((entry & printMask) === print) {
        const state = (entry & mostStates) - 1
        const record = records[state >>> chunkBits] as Int32Array
        const from = (state & chunkMask) << 2
        if (record[from] === first && record[from + 1] === second) {
          if (faults === 1 || !((record[from + 2] as number) & waits)) return
          next[0] = first
          next[1] = second
          this.settle(state)
          return
        }
      }
      slot = (slot + 1) & mask
    }
    next[0] = first
    next[1] = second
    this.insert(which, slot, print, faults)
  }

  /** Puts a state that was not known into its place. */
  private insert(which: number, slot: number, print: number, faults: 0 | 1): void {
    const shard = this.shards[which] as Int32Array
    const state = this.append()
    shard[slot] = (state + 1) | print
    const held = (this.inShard[which] as number) + 1
    this.inShard[which] = held
    if (held * 2 > shard.length) this.grow(which)
    if (faults === 0) this.settle(state)
    else {
      this.label(state, this.layer + 1, this.depth + 1, waits)
      this.leaving.push(state)
    }
  }

  /** Gives a state its final place: this layer, one step after the state being visited. */
  private settle(state: StateIndex): void {
    this.label(state, this.layer, this.at < 0 ? 0 : this.depth + 1, 0)
    this.inside.push(state)
    this.note(state, this.next)
  }

  private label(state: StateIndex, faults: number, steps: number, flag: number): void {
    const record = this.records[state >>> chunkBits] as Int32Array
    const at = (state & chunkMask) * this.stride + this.words
    record[at] = steps | (faults << 16) | flag
    record[at + 1] = this.at
  }

  /** An edge counts if it stays in the layer: out of a layer of fewer faults nothing leads back. */
  private edge(rounds: Rounds, state: StateIndex): void {
    const label = this.labelOf(state)
    if (label >>> 16 === this.layer) rounds.edge(state, (label & stepsMask) <= this.depth)
  }

  private note(state: StateIndex, words: Int32Array): void {
    if (this.wanted === 0) return
    let fresh = this.space.marks(words) & this.wanted
    if (fresh === 0) return
    this.wanted &= ~fresh
    const label = this.labelOf(state)
    while (fresh !== 0) {
      const mark = fresh & -fresh
      this.firsts.set(mark, { state, faults: (label >>> 16) & 0xff, steps: label & stepsMask })
      fresh ^= mark
    }
    if (this.wanted === 0) this.enough()
  }

  /**
   * The next state of this layer in order, or -1. What entered the layer by a fault comes before what was found inside it at the same
   * number of steps: so when a state of d steps is visited, every entry of up to d steps is settled already.
   */
  private take(): StateIndex {
    for (;;) {
      const inside = this.inside.first
      const entering = this.entering.first
      if (entering >= 0 && (inside < 0 || this.stepsOf(entering) <= this.stepsOf(inside))) {
        this.entering.shift()
        if ((this.labelOf(entering) & waits) === 0) continue
        this.depth = this.stepsOf(entering)
        this.enter(entering)
        if (this.wanted !== 0) {
          this.read(entering, this.current)
          this.note(entering, this.current)
        }
        return entering
      }
      if (inside >= 0) {
        this.inside.shift()
        this.depth = this.stepsOf(inside)
        return inside
      }
      return -1
    }
  }

  /** Looks whether the layer goes round; whether that is known. */
  private closeLayer(): boolean {
    if (this.rounds === null) return true
    const found = this.rounds.ask(roundsASlice)
    if (found === null) return false
    if (found) {
      this.around = this.layer
      this.rounds = null
      if (this.satisfied) this.ended = 'found'
    } else this.rounds = new Rounds()
    return true
  }

  /** Goes on with the states that one more fault led to; whether there are any. */
  private openLayer(): boolean {
    if (this.leaving.first < 0) return false
    this.entering = this.leaving
    this.leaving = new Queue()
    this.layer++
    return true
  }

  /** A state that waited for its layer is in it now. */
  private enter(state: StateIndex): void {
    const record = this.records[state >>> chunkBits] as Int32Array
    const at = (state & chunkMask) * this.stride + this.words
    record[at] = (record[at] as number) & ~waits
  }

  private append(): StateIndex {
    const state = this.count++
    if ((state & chunkMask) === 0) this.records.push(new Int32Array(chunkSize * this.stride))
    const record = this.records[state >>> chunkBits] as Int32Array
    const from = (state & chunkMask) * this.stride
    for (let i = 0; i < this.words; i++) record[from + i] = this.next[i] as number
    return state
  }

  private read(state: StateIndex, into: Int32Array): void {
    const record = this.records[state >>> chunkBits] as Int32Array
    const from = (state & chunkMask) * this.stride
    for (let i = 0; i < this.words; i++) into[i] = record[from + i] as number
  }

  private labelOf(state: StateIndex): number {
    return (this.records[state >>> chunkBits] as Int32Array)[(state & chunkMask) * this.stride + this.words] as number
  }

  private parentOf(state: StateIndex): StateIndex {
    const at = (state & chunkMask) * this.stride + this.words + 1
    return (this.records[state >>> chunkBits] as Int32Array)[at] as number
  }

  private stepsOf(state: StateIndex): number {
    return this.labelOf(state) & stepsMask
  }

  /** Doubles one of many small tables, so that no pause is long. */
  private grow(which: number): void {
    const old = this.shards[which] as Int32Array
    const grown = new Int32Array(old.length * 2)
    const mask = grown.length - 1
    for (let i = 0; i < old.length; i++) {
      const entry = old[i] as number
      if (entry === 0) continue
      const state = (entry & mostStates) - 1
      const record = this.records[state >>> chunkBits] as Int32Array
      let slot = hashOf(record, (state & chunkMask) * this.stride, this.words) & mask
      while (grown[slot] !== 0) slot = (slot + 1) & mask
      grown[slot] = entry
    }
    this.shards[which] = grown
  }
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e37_79b1)
  return mixed ^ (mixed >>> 15)
}

function hashOf(words: Int32Array, from: number, count: number): number {
  let hash = 0
  for (let i = 0; i < count; i++) hash = mix(hash, words[from + i] as number)
  return hash
}

/** First in, first out; what was taken out is let go. */
class Queue {
  private readonly chunks: Int32Array[] = []
  private from = 0
  private to = chunkSize

  /** What comes out next, or -1. */
  get first(): StateIndex {
    const { chunks } = this
    if (chunks.length === 0 || (chunks.length === 1 && this.from === this.to)) return -1
    return (chunks[0] as Int32Array)[this.from] as number
  }

  get bytes(): number {
    return this.chunks.length * chunkSize * 4
  }

  push(state: StateIndex): void {
    if (this.to === chunkSize) {
      this.chunks.push(new Int32Array(chunkSize))
      this.to = 0
    }
    ;(this.chunks[this.chunks.length - 1] as Int32Array)[this.to++] = state
  }

  shift(): void {
    this.from++
    if (this.from < chunkSize) return
    this.chunks.shift()
    this.from = 0
  }
}
