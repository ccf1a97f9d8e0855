/**
 * The sweep by hand: what many runs could cost at least. The three guarantees under packet loss, with fixed delays and
 * timeouts, and nothing else: no machine, no policy, no crash, no window, one loop. The weather is the sweep's own, so it
 * ends with the same sums, which the benchmark checks before it compares times.
 */

import { Buckets } from '../src/explore/buckets.ts'
import { firstSeedOf, type RunRange, Sweep, type SweepQuestion } from '../src/explore/sweep.ts'
import type { TallyData } from '../src/explore/tally.ts'
import { thresholdOf, wordOf } from '../src/sim/fates.ts'

/** What it is compared with: the sweep, at once. */
export function swept(question: SweepQuestion, range?: RunRange): TallyData {
  const sweep = new Sweep(question, range)
  while (sweep.advance(100_000));
  return sweep.data()
}

interface FloorSums {
  lost: number
  duplicated: number
  attempts: number
  deliveries: number
  duplicates: number
  absorbed: number
  packets: number
  /** Of the runs' sums, in the same order. */
  squares: number[]
  /** As the tally keeps them. */
  latencies: number[][]
}

const orders = 2 ** 26
const never = Number.POSITIVE_INFINITY

export function sweepFloor({ policy, messages, environment, runs, seed: first }: SweepQuestion): FloorSums {
  const { awaitAck, timeoutMs } = policy.sender
  const dedup = policy.receiver.dedup !== 'none'
  const { lineMs, sendEveryMs, horizonMs, hopMs } = environment
  const [hop] = hopMs
  const half = hop >> 1
  const end = (horizonMs + 1) * orders
  const firstSeed = firstSeedOf(first)
  const loseMessage = thresholdOf(environment.loseMessagePct)
  const loseAck = thresholdOf(environment.loseAckPct)
  const attempts = new Int32Array(messages)
  const effects = new Int32Array(messages)
  const effectMs = new Int32Array(messages)
  const toldMs = new Int32Array(messages)
  const [toEffect, toAck] = [new Buckets(), new Buckets()]
  const told = new Uint8Array(messages)
  const open = new Int32Array(messages)
  const timers = new Float64Array(messages)
  // What is due, the first last: its key, and 0 message, 1 ACK, 2 lost, 3 timer with the message and the attempt.
  const keys = new Float64Array(4096)
  const dues = new Float64Array(4096)
  const waiting: number[] = []
  const all: FloorSums = {
    lost: 0,
    duplicated: 0,
    attempts: 0,
    deliveries: 0,
    duplicates: 0,
    absorbed: 0,
    packets: 0,
    squares: [0, 0, 0, 0, 0, 0, 0],
    latencies: [],
  }

  let seed = 0
  let count = 0
  let order = 0
  let next = 0
  let nowMs = 0
  let packets = 0
  let deliveries = 0
  let absorbed = 0
  let submitKey = 0
  let lineKey = never
  let lineAtMs = 0
  let handled = -1
  let handledAttempt = 0
  let line = 0

  for (let run = 0; run < runs; run++) {
    seed = (firstSeed + run) >>> 0
    count = next = nowMs = packets = deliveries = absorbed = submitKey = lineAtMs = handledAttempt = line = 0
    order = messages
    lineKey = never
    handled = -1
    for (let m = 0; m < messages; m++) {
      attempts[m] = 0
      effects[m] = 0
      told[m] = 0
      open[m] = 0
      timers[m] = never
    }
    waiting.length = 0
    for (;;) {
      const top = count > 0 ? (keys[count - 1] as number) : never
      if (lineKey < top && lineKey < submitKey) {
        if (lineKey >= end) break
        nowMs = lineAtMs
        if (line === 0) {
          // check key
          if ((effects[handled] as number) > 0) {
            absorbed++
            line = 2
          } else line = 1
        } else if (line === 1) {
          const done = (effects[handled] as number) + 1
          effects[handled] = done
          if (done === 1) effectMs[handled] = nowMs
          line = 2
        } else {
          if (awaitAck) {
            packets++
            const lost = loseAck > 0 && wordOf(seed, 'a', handled + 1, handledAttempt, 0, 'lose') < loseAck
            put(lost ? nowMs + half : nowMs + hop, lost ? 2 : 1, handled, handledAttempt)
            open[handled] = (open[handled] as number) + 1
          }
          handled = -1
          lineKey = never
          if (waiting.length > 0) {
            const due = waiting.shift() as number
            take(Math.floor(due / 4) % 16384, Math.floor(due / 65536))
          }
          continue
        }
        lineAtMs = nowMs + lineMs
        lineKey = lineAtMs * orders + order++
      } else if (submitKey < top) {
        if (submitKey >= end) break
        const m = next++
        nowMs = m * sendEveryMs
        submitKey = next < messages ? next * sendEveryMs * orders + next : never
        transmit(m)
      } else {
        if (top >= end) break
        const due = dues[--count] as number
        nowMs = Math.floor(top / orders)
        const what = due % 4
        const m = Math.floor(due / 4) % 16384
        if (what === 0) {
          if (handled < 0) take(m, Math.floor(due / 65536))
          else waiting.push(due)
        } else if (what === 1) {
          open[m] = (open[m] as number) - 1
          timers[m] = never
          if (told[m] === 0) toldMs[m] = nowMs
          told[m] = 1
        } else if (what === 2) open[m] = (open[m] as number) - 1
        else if (timers[m] === top) transmit(m)
      }
    }
    let [lost, duplicated, tries, duplicates] = [0, 0, 0, 0]
    for (let m = 0; m < messages; m++) {
      const done = effects[m] as number
      tries += attempts[m] as number
      if (done > 0) toEffect.count((effectMs[m] as number) - m * sendEveryMs)
      if (told[m] === 1) toAck.count((toldMs[m] as number) - m * sendEveryMs)
      if (done === 0 && (told[m] === 1 || !awaitAck) && open[m] === 0 && handled !== m && (attempts[m] as number) > 0)
        lost++
      if (done > 1) {
        duplicated++
        duplicates += done - 1
      }
    }
    add(0, lost)
    add(1, duplicated)
    add(2, tries)
    add(3, deliveries)
    add(4, duplicates)
    add(5, absorbed)
    add(6, packets)
    all.lost += lost
    all.duplicated += duplicated
    all.attempts += tries
    all.deliveries += deliveries
    all.duplicates += duplicates
    all.absorbed += absorbed
    all.packets += packets
  }
  all.latencies = [toEffect.pairs, toAck.pairs]
  return all

  function transmit(m: number): void {
    const attempt = (attempts[m] as number) + 1
    attempts[m] = attempt
    packets++
    open[m] = (open[m] as number) + 1
    const lost = loseMessage > 0 && wordOf(seed, 'm', m + 1, attempt, 0, 'lose') < loseMessage
    put(lost ? nowMs + half : nowMs + hop, lost ? 2 : 0, m, attempt)
    if (awaitAck) timers[m] = put(nowMs + timeoutMs, 3, m, attempt)
  }

  function take(m: number, attempt: number): void {
    handled = m
    handledAttempt = attempt
    open[m] = (open[m] as number) - 1
    deliveries++
    line = dedup ? 0 : 1
    lineAtMs = nowMs + lineMs
    lineKey = lineAtMs * orders + order++
  }

  function put(atMs: number, what: number, m: number, attempt: number): number {
    const key = atMs * orders + order++
    if (key >= end) return key
    let at = count++
    while (at > 0 && (keys[at - 1] as number) < key) {
      keys[at] = keys[at - 1] as number
      dues[at] = dues[at - 1] as number
      at--
    }
    keys[at] = key
    dues[at] = attempt * 65536 + m * 4 + what
    return key
  }

  function add(i: number, value: number): void {
    all.squares[i] = (all.squares[i] as number) + value * value
  }
}
