import { valueIn } from '../sim/exchanged.ts'
import { valueSetBy } from '../sim/move.ts'
import { type LedgerRow, ledgerOf } from '../verdict/ledger.ts'
import { type RunOutcome, runOutcomesWhere } from '../verdict/outcomes.ts'
import { ColumnTable, columnFlags, columnMask, moveFlags, runMarksOf } from './columns.ts'
import type { Offer, Space } from './layers.ts'
import { firstSpot, type Rules, type Spot } from './moves.ts'

/**
 * The space of worlds whose messages share nothing but the receiver, which takes one packet at a time, and crashes,
 * which concern all of them. A state has one column per message, two to a word. A move of the world is a move of one
 * column, read from a table; a crash is a move of all columns. Where messages are interchangeable the columns are
 * sorted.
 */
export class ColumnSpace implements Space {
  readonly words: number
  private readonly rules: Rules
  private readonly table: ColumnTable
  private readonly messages: number
  /** Half a word for each of several columns. */
  private readonly mask: number
  private readonly sorted: boolean
  /** Where effects set the value, the last word is the message that set it. */
  private readonly sets: boolean
  /** The outcomes of a whole run that are in question. */
  private readonly ofRun: readonly RunOutcome[]
  private readonly crashes: { readonly sender: boolean; readonly receiver: boolean; readonly wipes: boolean }
  /** Two to four columns, sorted: the last ones are `nothing` where there are fewer than four. */
  private readonly few: boolean
  private readonly columns: Int32Array
  private readonly moved: Int32Array

  constructor(rules: Rules, sorted: boolean) {
    const { policy, messages, faults } = rules.bounds
    this.rules = rules
    this.mask = messages === 1 ? columnMask : 0xffff
    this.table = new ColumnTable(rules, this.mask - 1)
    this.messages = messages
    this.sets = policy.receiver.effect === 'set'
    this.ofRun = runOutcomesWhere(policy.receiver.effect)
    this.sorted = sorted && !this.sets
    this.few = this.sorted && messages > 1 && messages <= 4
    this.words = this.few ? 2 : ((messages + 1) >> 1) + (this.sets ? 1 : 0)
    const wipes = policy.receiver.dedup === 'volatile'
    this.crashes = { sender: faults.crashSender, receiver: faults.crashReceiver, wipes }
    this.columns = new Int32Array(messages)
    this.moved = new Int32Array(messages)
  }

  start(into: Int32Array): void {
    this.pack(firstSpot(this.rules), into)
  }

  /** Writes the state of a spot. Returns whether the search has met it. */
  pack({ world }: Spot, into: Int32Array): boolean {
    for (let i = 0; i < this.messages; i++) {
      const column = this.table.columnIn(world, i + 1)
      if (column === undefined) return false
      this.moved[i] = column
    }
    if (this.sorted) this.moved.sort()
    this.write(into, valueIn(world) / valueSetBy(1))
    return true
  }

  marks(state: Int32Array): number {
    let marks = 0
    let all = columnFlags.final
    for (let i = 0; i < this.messages; i++) {
      const flags = this.table.flags[((state[i >> 1] as number) >>> ((i & 1) << 4)) & this.mask] as number
      marks |= flags
      all &= flags
    }
    return (marks & 0xff) | (this.ofRun.length > 0 && all !== 0 ? this.runMarks(state) : 0)
  }

  expand(state: Int32Array, offer: Offer, mayFail: boolean): void {
    if (this.few) this.expandFew(state, offer, mayFail)
    else this.expandAny(state, offer, mayFail)
  }

  /**
   * The same as `expandAny` for two to four sorted columns, in variables instead of a list: a search spends most of its
   * time here.
   */
  private expandFew(state: Int32Array, offer: Offer, mayFail: boolean): void {
    const { table } = this
    const { flags } = table
    const [low, high] = [state[0] as number, state[1] as number]
    const [c0, c1, c2, c3] = [low & 0xffff, low >>> 16, high & 0xffff, high >>> 16]
    const [f0, f1] = [flags[c0] as number, flags[c1] as number]
    const [f2, f3] = [c2 === nothing ? 0 : (flags[c2] as number), c3 === nothing ? 0 : (flags[c3] as number)]
    const all = f0 | f1 | f2 | f3
    const busy = (all & columnFlags.handling) !== 0
    const forbidden = (busy ? moveFlags.idle : 0) | (mayFail ? 0 : moveFlags.fault)
    let last = -1
    for (let i = 0; i < 4; i++) {
      const column = i === 0 ? c0 : i === 1 ? c1 : i === 2 ? c2 : c3
      if (column === nothing) break
      if (column === last) continue
      last = column
      const moves = table.next(column)
      for (let k = 0; k < moves.length; k++) {
        const move = moves[k] as number
        if (move & forbidden) continue
        const to = move & columnMask
        const fault = move & moveFlags.fault ? 1 : 0
        if (i === 0) put(offer, to, c1, c2, c3, fault)
        else if (i === 1) put(offer, c0, to, c2, c3, fault)
        else if (i === 2) put(offer, c0, c1, to, c3, fault)
        else put(offer, c0, c1, c2, to, fault)
      }
    }
    if (!mayFail) return
    if (this.crashes.sender && all & columnFlags.waiting) this.crashFew(0, c0, c1, c2, c3, offer)
    if (this.crashes.receiver && (busy || this.crashes.wipes)) this.crashFew(1, c0, c1, c2, c3, offer)
  }

  private crashFew(process: 0 | 1, c0: number, c1: number, c2: number, c3: number, offer: Offer): void {
    const { table } = this
    const [d0, d1] = [table.crashed(c0, process), table.crashed(c1, process)]
    const d2 = c2 === nothing ? nothing : table.crashed(c2, process)
    const d3 = c3 === nothing ? nothing : table.crashed(c3, process)
    put(offer, d0, d1, d2, d3, 1)
  }

  private expandAny(state: Int32Array, offer: Offer, mayFail: boolean): void {
    const { columns, moved, messages, table, sorted } = this
    const value = this.sets ? (state[this.words - 1] as number) : 0
    let busy = false
    let waiting = false
    for (let i = 0; i < messages; i++) {
      const column = ((state[i >> 1] as number) >>> ((i & 1) << 4)) & this.mask
      const flags = table.flags[column] as number
      columns[i] = column
      if (flags & columnFlags.handling) busy = true
      if (flags & columnFlags.waiting) waiting = true
    }
    for (let i = 0; i < messages; i++) {
      const column = columns[i] as number
      if (i > 0 && sorted && column === columns[i - 1]) continue
      const unsent = ((table.flags[column] as number) & columnFlags.unsent) !== 0
      const moves = table.next(column)
      for (let k = 0; k < moves.length; k++) {
        const move = moves[k] as number
        if (busy && move & moveFlags.idle) continue
        const fault = (move & moveFlags.fault) !== 0
        if (fault && !mayFail) continue
        if (sorted) this.replace(i, move & columnMask)
        else {
          moved.set(columns)
          moved[i] = move & columnMask
        }
        this.write(offer.next, move & moveFlags.applies ? i + 1 : value)
        offer.offer(fault ? 1 : 0)
      }
      // Messages are submitted in order.
      if (unsent && !sorted) break
    }
    if (!mayFail) return
    if (this.crashes.sender && waiting) this.crash(0, value, offer)
    if (this.crashes.receiver && (busy || this.crashes.wipes)) this.crash(1, value, offer)
  }

  /** Writes all columns with one of them replaced, sorted again. */
  private replace(at: number, by: number): void {
    const { columns, moved, messages } = this
    let to = 0
    let placed = false
    for (let i = 0; i < messages; i++) {
      if (i === at) continue
      const column = columns[i] as number
      if (!placed && by < column) {
        moved[to++] = by
        placed = true
      }
      moved[to++] = column
    }
    if (!placed) moved[to] = by
  }

  private crash(process: 0 | 1, value: number, offer: Offer): void {
    for (let i = 0; i < this.messages; i++) this.moved[i] = this.table.crashed(this.columns[i] as number, process)
    if (this.sorted) this.moved.sort()
    this.write(offer.next, value)
    offer.offer(1)
  }

  private write(into: Int32Array, value: number): void {
    const { moved, messages } = this
    const filler = this.few ? nothing : 0
    into[1] = -1
    for (let i = 0; i < messages; i += 2) {
      into[i >> 1] = (moved[i] as number) | ((i + 1 < messages ? (moved[i + 1] as number) : filler) << 16)
    }
    if (this.sets) into[this.words - 1] = value
  }

  /** Outcomes of the run in a state in which every message is final: its rows and its value are all they ask for. */
  private runMarks(state: Int32Array): number {
    const rows = Array.from({ length: this.messages }, (_, i) => {
      const column = ((state[i >> 1] as number) >>> ((i & 1) << 4)) & this.mask
      return { ...(ledgerOf(this.table.worldOf(column))[0] as LedgerRow), message: i + 1 }
    })
    return runMarksOf(this.ofRun, this.sets ? valueSetBy(state[this.words - 1] as number) : 0, rows)
  }
}

/** Stands for a missing column in a list of four; it sorts last. */
const nothing = 0xffff

/** Offers a state of four columns; a network of comparators sorts them. */
function put(offer: Offer, a: number, b: number, c: number, d: number, faults: 0 | 1): void {
  // One variable for each value: a list would be allocated millions of times.
  const low1 = a < b ? a : b
  const high1 = a < b ? b : a
  const low2 = c < d ? c : d
  const high2 = c < d ? d : c
  const first = low1 < low2 ? low1 : low2
  const middle1 = low1 < low2 ? low2 : low1
  const middle2 = high1 < high2 ? high1 : high2
  const last = high1 < high2 ? high2 : high1
  const second = middle1 < middle2 ? middle1 : middle2
  const third = middle1 < middle2 ? middle2 : middle1
  offer.offerPair(first | (second << 16), third | (last << 16), faults)
}
