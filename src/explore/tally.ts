/**
 * What many runs come to. Everything kept is a sum of whole numbers, a minimum or a maximum, so that the order of
 * counting and the split into several tallies do not change the result. The memory does not grow with the number of
 * runs.
 */
import type { Policy } from '../protocol/policy.ts'
import type { RunEnd } from '../sim/light/lightRun.ts'
import { bitOf, judged, MessageJudge } from '../verdict/judge.ts'
import {
  type MessageOutcome,
  messageOutcomes,
  type RunOutcome,
  runOutcomes,
  runOutcomesWhere,
} from '../verdict/outcomes.ts'
import { Buckets } from './buckets.ts'

/** Measures of every submitted message that are numbers. `duplicates` are effects beyond the first. */
const counted = ['attempts', 'deliveries', 'duplicates', 'absorbed', 'packets'] as const
type Told = MessageOutcome | 'gaveUp' | 'undecided'
/** What is true of a message or not. The order of those that have long been there is kept: it shows in JSON. */
const told: readonly Told[] = [
  ...new Set<Told>(['lost', 'duplicated', 'gaveUp', 'gaveUpThoughDone', ...messageOutcomes, 'undecided']),
]
const toldBits = told.map((name) => (name === 'gaveUp' || name === 'undecided' ? judged[name] : bitOf(name)))
const anyTold = toldBits.reduce((all, bit) => all | bit, 0)

/** Measures of every submitted message: whether it is so, or how many. */
export type MessageMeasure = Told | (typeof counted)[number]
export const messageMeasures: readonly MessageMeasure[] = [...told, ...counted]

/** Measures of every run: how many keys were stored at the same time at most, and what can go wrong with it as a whole. */
export type RunMeasure = 'keysStored' | RunOutcome
export const runMeasures: readonly RunMeasure[] = ['keysStored', ...runOutcomes]
export type Measure = MessageMeasure | RunMeasure

const measures: readonly Measure[] = [...messageMeasures, ...runMeasures]
const at = Object.fromEntries(measures.map((name, i) => [name, i])) as Record<Measure, number>

/** toEffect: from the instant a message was due to its first effect · toAck: until its sender got the ACK */
export const latencyNames = ['toEffect', 'toAck'] as const
export type LatencyName = (typeof latencyNames)[number]

/** Runs worth a look: the first with an outcome, then the one with the most of something. */
export const firstNames: readonly (Told | RunOutcome)[] = [...told, ...runOutcomes]
export const mostNames = [
  'slowestEffect',
  'slowestAck',
  'mostAttempts',
  'mostPackets',
  'mostKeys',
  'mostFaults',
] as const
export type ExampleName = (typeof firstNames)[number] | (typeof mostNames)[number]

/** A tally as plain data, fit for another thread. Lists follow the names above. */
export interface TallyData {
  readonly runs: number
  /** Runs that became too large and were cut. No other number includes them. */
  readonly cut: number
  readonly events: number
  readonly submitted: number
  /** Over the runs: the square of its messages, and for each measure its sum, its square, and its product with them. */
  readonly submittedSquared: Whole
  readonly sums: readonly number[]
  readonly squares: readonly Whole[]
  readonly products: readonly Whole[]
  readonly mostKeys: number
  /** [bucket, how many, bucket, how many, …] */
  readonly latencies: readonly (readonly number[])[]
  /** The number of a run, from 0; -1 where there is none. */
  readonly firsts: readonly number[]
  readonly most: readonly { readonly run: number; readonly value: number }[]
}

/** A whole number that may be larger than a double holds exactly: high × 2^52 + low. */
export interface Whole {
  readonly high: number
  readonly low: number
}

const carry = 2 ** 52

/** The same as one double, as exactly as that holds it; 0 where there is none. */
export const asNumber = (whole: Whole | undefined): number => (whole === undefined ? 0 : whole.high * carry + whole.low)

/** Sums of whole numbers below 2^52, exact however many they are. */
class Sums {
  private readonly low: Float64Array
  private readonly high: Float64Array

  constructor(size: number) {
    this.low = new Float64Array(size)
    this.high = new Float64Array(size)
  }

  add(at: number, value: number): void {
    const sum = (this.low[at] as number) + value
    this.low[at] = sum
    if (sum >= carry) {
      this.low[at] = sum - carry
      this.high[at] = (this.high[at] as number) + 1
    }
  }

  addAll(wholes: readonly Whole[]): void {
    wholes.forEach(({ high, low }, at) => {
      this.add(at, low)
      this.high[at] = (this.high[at] as number) + high
    })
  }

  get all(): Whole[] {
    return Array.from(this.low, (low, at) => ({ high: this.high[at] as number, low }))
  }
}

/** A tally that is being made. */
export class Tally {
  private runs = 0
  private cut = 0
  private events = 0
  private submitted = 0
  private mostKeys = 0
  private readonly submittedSquared = new Sums(1)
  private readonly sums = new Float64Array(measures.length)
  private readonly squares = new Sums(measures.length)
  private readonly products = new Sums(measures.length)
  private readonly toEffect = new Buckets()
  private readonly toAck = new Buckets()
  private readonly firsts = firstNames.map(() => -1)
  private readonly mostRuns = mostNames.map(() => -1)
  private readonly mostValues = mostNames.map(() => -1)
  /** The measures of the run being counted. */
  private readonly here = new Float64Array(measures.length)
  private readonly judge: MessageJudge
  /** The outcomes of a whole run that are in question. */
  private readonly ofRun: readonly RunOutcome[]
  private readonly sendEveryMs: number

  constructor(policy: Policy, sendEveryMs: number) {
    this.judge = new MessageJudge(policy)
    this.ofRun = runOutcomesWhere(policy.receiver.effect)
    this.sendEveryMs = sendEveryMs
  }

  /** Counts one run: its number, from 0, and what it ended with. */
  count(run: number, end: RunEnd): void {
    this.runs++
    if (end.cut) {
      this.cut++
      return
    }
    const { here, judge, sendEveryMs } = this
    const { states, effects, inFlight, effectMs, toldMs, handled, attempts, deliveries, absorbed } = end
    let submitted = 0
    let marks = 0
    let everyFinal = true
    let highest = 0
    for (let i = 0; i < toldBits.length; i++) here[i] = 0
    let [allAttempts, allDeliveries, duplicates, allAbsorbed] = [0, 0, 0, 0]
    let [mostAttempts, slowestEffect, slowestAck] = [0, -1, -1]
    for (let m = 0; m < states.length; m++) {
      const done = effects[m] as number
      const busy = (inFlight[m] as number) > 0 || handled === m + 1
      const bits = judge.of(states[m] as number, done, busy)
      if ((bits & judged.final) === 0) everyFinal = false
      if ((bits & judged.submitted) === 0) continue
      submitted++
      marks |= bits
      // Most messages come to nothing bad.
      if (bits & anyTold) {
        for (let i = 0; i < toldBits.length; i++) if (bits & (toldBits[i] as number)) (here[i] as number)++
      }
      const tries = attempts[m] as number
      allAttempts += tries
      if (tries > mostAttempts) mostAttempts = tries
      allDeliveries += deliveries[m] as number
      allAbsorbed += absorbed[m] as number
      if (done > 0) {
        highest = m + 1
        duplicates += done - 1
        const ms = (effectMs[m] as number) - m * sendEveryMs
        if (ms > slowestEffect) slowestEffect = ms
        this.toEffect.count(ms)
      }
      const told = toldMs[m] as number
      if (told >= 0) {
        const ms = told - m * sendEveryMs
        if (ms > slowestAck) slowestAck = ms
        this.toAck.count(ms)
      }
    }
    here[at.attempts] = allAttempts
    here[at.deliveries] = allDeliveries
    here[at.duplicates] = duplicates
    here[at.absorbed] = allAbsorbed
    here[at.packets] = end.packets
    here[at.keysStored] = end.mostKeys
    for (const name of this.ofRun) here[at[name]] = everyFinal && endsIn[name](end, highest) ? 1 : 0
    for (let i = 0; i < here.length; i++) {
      const value = here[i] as number
      if (value === 0) continue
      this.sums[i] = (this.sums[i] as number) + value
      this.squares.add(i, value * value)
      this.products.add(i, value * submitted)
    }
    this.events += end.events
    this.submitted += submitted
    this.submittedSquared.add(0, submitted * submitted)
    this.mostKeys = Math.max(this.mostKeys, end.mostKeys)

    if (marks & anyTold) {
      for (let i = 0; i < toldBits.length; i++) if (marks & (toldBits[i] as number)) this.note(i, run)
    }
    for (const name of this.ofRun) if (here[at[name]] === 1) this.note(firstNames.indexOf(name), run)
    this.noteMost(0, run, slowestEffect)
    this.noteMost(1, run, slowestAck)
    this.noteMost(2, run, mostAttempts)
    this.noteMost(3, run, end.packets)
    this.noteMost(4, run, end.mostKeys)
    this.noteMost(5, run, end.faults)
  }

  /** Adds what was counted elsewhere, of the same question. */
  add(other: TallyData): void {
    this.runs += other.runs
    this.cut += other.cut
    this.events += other.events
    this.submitted += other.submitted
    this.submittedSquared.addAll([other.submittedSquared])
    other.sums.forEach((sum, i) => {
      this.sums[i] = (this.sums[i] as number) + sum
    })
    this.squares.addAll(other.squares)
    this.products.addAll(other.products)
    this.mostKeys = Math.max(this.mostKeys, other.mostKeys)
    this.toEffect.addAll(other.latencies[0] ?? [])
    this.toAck.addAll(other.latencies[1] ?? [])
    other.firsts.forEach((run, i) => {
      if (run >= 0) this.note(i, run)
    })
    other.most.forEach(({ run, value }, i) => {
      if (run >= 0) this.noteMost(i, run, value)
    })
  }

  /** What was counted so far. */
  data(): TallyData {
    return {
      runs: this.runs,
      cut: this.cut,
      events: this.events,
      submitted: this.submitted,
      submittedSquared: this.submittedSquared.all[0] as Whole,
      sums: [...this.sums],
      squares: this.squares.all,
      products: this.products.all,
      mostKeys: this.mostKeys,
      latencies: [this.toEffect.pairs, this.toAck.pairs],
      firsts: [...this.firsts],
      most: this.mostRuns.map((run, i) => ({ run, value: this.mostValues[i] as number })),
    }
  }

  private note(first: number, run: number): void {
    const known = this.firsts[first] as number
    if (known < 0 || run < known) this.firsts[first] = run
  }

  /** Among equal values the run with the lowest number stays, so that the order of counting does not matter. */
  private noteMost(i: number, run: number, value: number): void {
    const known = this.mostValues[i] as number
    if (value < known || value < 0) return
    if (value === known && (this.mostRuns[i] as number) <= run) return
    this.mostValues[i] = value
    this.mostRuns[i] = run
  }
}

/**
 * What the table of outcomes says of a whole run, read off what is left of one that was only counted; every message is
 * final. `highest`: the highest message whose effect happened, 0 where none did.
 */
const endsIn: Readonly<Record<RunOutcome, (end: RunEnd, highest: number) => boolean>> = {
  wrongValue: ({ lastSet }, highest) => highest !== lastSet,
}
