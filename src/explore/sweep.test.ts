import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forAll, number, policyOf } from '../protocol/arbitrary.ts'
import { presets } from '../protocol/policy.ts'
import { scenario } from '../sim/arbitrary.ts'
import { ordinaryRunnerOf } from '../sim/light/ordinaryRun.ts'
import { type Run, run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { verdictOf } from '../verdict/verdict.ts'
import { bucketFrom, bucketOf } from './buckets.ts'
import { type Estimates, estimatesOf, wilson } from './estimates.ts'
import { type RunRange, Sweep, type SweepQuestion, scenarioOfRun, seedOfRun, summedTally } from './sweep.ts'
import { type MessageMeasure, messageMeasures, type TallyData } from './tally.ts'

function swept(question: SweepQuestion, range?: RunRange, slice = 10_000): TallyData {
  const sweep = new Sweep(question, range)
  while (sweep.advance(slice));
  return sweep.data()
}

/** Any question whose runs stay small. */
const question: fc.Arbitrary<SweepQuestion> = fc
  .tuple(scenario, number(1, 12))
  .map(([{ policy, messages, environment, seed }, runs]) => {
    const sender = { ...policy.sender, timeoutMs: policy.sender.timeoutMs + 1000 }
    return {
      policy: { ...policy, sender },
      messages,
      environment: { ...environment, horizonMs: Math.min(environment.horizonMs, 20_000) },
      runs,
      seed,
    }
  })

const rough: SweepQuestion = {
  policy: presets.atLeastOnce,
  messages: 3,
  environment: scenarioOf({ environment: { loseMessagePct: 20, loseAckPct: 30, crashReceiverPct: 5 } }).environment,
  runs: 500,
  seed: 7,
}

describe('a run of a sweep', () => {
  test('is that very run: played by itself, it ends as it was counted', () => {
    forAll(question, 100, (any) => {
      const counted = swept(any)
      const played = Array.from({ length: any.runs }, (_, i) => run(scenarioOfRun(any, i)))
      expect(counted.cut).toBe(0)
      expect(counted.events).toBe(played.reduce((sum, { trace }) => sum + trace.length, 0))
      const told = played.map(toldBy)
      const sums = messageMeasures.map((name) => told.reduce((sum, each) => sum + each[name], 0))
      expect(counted.sums.slice(0, messageMeasures.length)).toEqual(sums)
      const wrong = played.map(({ world }) => verdictOf(world).outcomes.wrongValue)
      expect(counted.sums.at(-1)).toBe(wrong.reduce((sum, each) => sum + each, 0))
      // The examples are the first of their kind.
      expect(counted.firsts[0]).toBe(told.findIndex(({ lost }) => lost > 0))
      expect(counted.firsts[1]).toBe(told.findIndex(({ duplicated }) => duplicated > 0))
      expect(counted.firsts.at(-1)).toBe(wrong.indexOf(1))
    })
  })

  test('has a seed that no other run of the sweep has', () => {
    expect(new Set(Array.from({ length: 1000 }, (_, i) => seedOfRun(7, i))).size).toBe(1000)
    expect(seedOfRun(7, 0)).not.toBe(seedOfRun(8, 0))
  })

  test('opens as the example it is: the one that took longest, the first that duplicated', () => {
    const { examples, latency } = estimatesOf(swept(rough))
    const play = (name: string) => {
      const example = examples.find((each) => each.name === name)
      if (example === undefined) throw new Error(`no example of ${name}`)
      return { example, told: run(scenarioOfRun(rough, example.run)) }
    }
    expect(verdictOf(play('duplicated').told.world).outcomes.duplicated).toBeGreaterThan(0)
    const slowest = play('slowestAck')
    const waits = slowest.told.trace
      .filter(({ kind }) => kind === 'acknowledge')
      .map(({ atMs, message = 1 }) => atMs - (message - 1) * rough.environment.sendEveryMs)
    expect(Math.max(...waits)).toBe(slowest.example.value)
    expect(latency.toAck?.median.ms).toBeLessThan(Math.max(...waits))
  })
})

describe('the answer does not depend on', () => {
  test('who made which runs, in which order, nor on the slices', () => {
    const split = fc.tuple(question, fc.array(number(0, 12), { maxLength: 4 }), number(1, 300), fc.boolean())
    forAll(split, 60, ([any, cuts, slice, backwards]) => {
      const edges = [...new Set([0, any.runs, ...cuts.filter((cut) => cut < any.runs)])].sort((a, b) => a - b)
      const parts = edges.slice(1).map((to, i) => swept(any, { from: edges[i] ?? 0, to }, slice))
      expect(summedTally(any, backwards ? parts.reverse() : parts)).toEqual(swept(any))
    })
  })

  test('which runner made them', () => {
    forAll(question, 40, (any) => {
      const sweep = new Sweep(any, undefined, ordinaryRunnerOf(any))
      while (sweep.advance(100));
      expect(sweep.data()).toEqual(swept(any))
    })
  })

  test('whether the sums are larger than a double holds', () => {
    const part = swept({ ...rough, runs: 20 })
    const huge = { ...part, squares: part.squares.map(() => ({ high: 0, low: 2 ** 52 - 1 })) }
    const [one] = summedTally(rough, [huge, huge, huge]).squares
    expect(one).toEqual({ high: 2, low: 2 ** 52 - 3 })
  })
})

describe('estimates', () => {
  test('the interval of Wilson for 8 of 10, as published: 0.490 to 0.943', () => {
    const [low, high] = wilson(0.8, 10)
    expect(low).toBeCloseTo(0.4902, 4)
    expect(high).toBeCloseTo(0.9433, 4)
  })

  test('what was never seen in 1000 may still happen 3.8 times', () => {
    const [low, high] = wilson(0, 1000)
    expect(low).toBe(0)
    expect(high).toBeCloseTo(0.00383, 5)
  })

  test('messages that a crash takes together count as fewer', () => {
    const forgetful: SweepQuestion = {
      policy: policyOf({ sender: { onRestart: 'forget' } }),
      messages: 8,
      environment: scenarioOf({ environment: { sendEveryMs: 10, crashSenderPct: 10, loseMessagePct: 60 } }).environment,
      runs: 2000,
      seed: 1,
    }
    const { measures, submitted } = estimatesOf(swept(forgetful))
    const { mean, ci95 } = measures.lost
    const [low, high] = wilson(mean, submitted)
    expect(ci95[1] - ci95[0]).toBeGreaterThan(1.3 * (high - low))
  })

  test('95 of 100 intervals hold the truth', () => {
    const truth: Partial<Record<keyof Estimates['measures'], number>> = { lost: 0, duplicated: 0.3, attempts: 1 / 0.56 }
    const environment = scenarioOf({
      environment: { loseMessagePct: 20, loseAckPct: 30, horizonMs: 600_000 },
    }).environment
    for (const [name, mean = 0] of Object.entries(truth)) {
      let held = 0
      for (let seed = 0; seed < 200; seed++) {
        const { measures } = estimatesOf(swept({ ...rough, environment, runs: 100, seed }))
        const { ci95 } = measures[name as keyof Estimates['measures']]
        if (ci95[0] <= mean && mean <= ci95[1]) held++
      }
      expect(held).toBeGreaterThanOrEqual(180)
    }
  })

  test('a run that became too large is left out, and said', () => {
    const endless = policyOf({ sender: { timeoutMs: 1 } })
    const environment = scenarioOf({ environment: { loseMessagePct: 100, horizonMs: 86_400_000 } }).environment
    const { cut, submitted } = estimatesOf(swept({ policy: endless, messages: 1, environment, runs: 1, seed: 0 }))
    expect([cut, submitted]).toEqual([1, 0])
  })
})

test('durations are kept to 0.1 %, and exactly below 2 s', () => {
  forAll(number(0, 2 ** 27 - 1), 500, (ms) => {
    const from = bucketFrom(bucketOf(ms))
    expect(from).toBeLessThanOrEqual(ms)
    expect(ms - from).toBeLessThanOrEqual(ms / 1024)
    if (ms < 2048) expect(from).toBe(ms)
  })
})

/** The measures of one run, in their order, as its ledger and trace tell them. */
function toldBy({ world, trace }: Run): Record<MessageMeasure, number> {
  const ledger = ledgerOf(world)
  const { outcomes } = verdictOf(world, ledger)
  const submitted = ledger.filter(({ message }) => trace.some((event) => event.message === message))
  const sum = (of: (row: (typeof ledger)[number]) => number) => submitted.reduce((all, row) => all + of(row), 0)
  return {
    ...outcomes,
    gaveUp: sum(({ belief }) => (belief === 'gaveUp' ? 1 : 0)),
    undecided: sum(({ outcome }) => (outcome === 'undecided' ? 1 : 0)),
    attempts: sum(({ attempts }) => attempts),
    deliveries: sum(({ deliveries }) => deliveries),
    duplicates: sum(({ effects }) => Math.max(0, effects - 1)),
    absorbed: sum(({ absorbed }) => absorbed),
    packets: trace.filter(({ kind }) => kind === 'send').length,
  }
}
