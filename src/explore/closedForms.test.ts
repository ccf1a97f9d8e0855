import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forAll, number, policy, policyOf } from '../protocol/arbitrary.ts'
import { type Policy, presets } from '../protocol/policy.ts'
import { type Environment, scenarioOf } from '../sim/scenario.ts'
import {
  closedForms,
  type FormName,
  impatientCopies,
  retries,
  windowDuplicates,
  wipedDuplicates,
} from './closedForms.ts'
import { type Estimate, type Estimates, estimatesOf } from './estimates.ts'
import { Sweep } from './sweep.ts'
import type { Measure } from './tally.ts'

const without = Number.POSITIVE_INFINITY

describe('the formulas', () => {
  test.each([
    [0.1, 0.1, 1, 0.1, 0, 0.19, 0.09, 1, 0.9, 0],
    [0.1, 0.1, 3, 0.001, 0.0972, 0.006859, 0.005859, 1.2261, 1.10349, 0.10449],
    [0.2, 0.1, 4, 0.0016, 0.09728, 0.006147, 0.004547, 1.380352, 1.104282, 0.105882],
    [0.3, 0.2, 3, 0.027, 0.1568, 0.085184, 0.058184, 1.6336, 1.14352, 0.17052],
    [0.3, 0.3, 5, 0.00243, 0.290766, 0.034503, 0.032073, 1.970403, 1.379282, 0.381712],
    [0.5, 0.5, 2, 0.25, 0.125, 0.5625, 0.3125, 1.75, 0.875, 0.125],
  ])('p %d, q %d, %i attempts: the reference values', (p, q, R, ...values) => {
    const { lost, duplicated, gaveUp, gaveUpThoughDone, attempts, deliveries, duplicates } = retries(p, q, R)
    const formulas = [lost, duplicated, gaveUp, gaveUpThoughDone, attempts, deliveries, duplicates]
    formulas.forEach((formula, i) => {
      expect(formula).toBeCloseTo(values[i] ?? Number.NaN, 6)
    })
  })

  test('without a limit duplicates come from lost ACKs alone', () => {
    for (const p of [0, 0.2, 0.9]) {
      const { lost, duplicated, gaveUp, attempts, deliveries, duplicates } = retries(p, 0.25, without)
      expect([lost, duplicated, gaveUp]).toEqual([0, 0.25, 0])
      expect(attempts).toBeCloseTo(1 / ((1 - p) * 0.75))
      expect(deliveries).toBeCloseTo(1 / 0.75)
      expect(duplicates).toBeCloseTo(0.25 / 0.75)
    }
  })

  test('a window of one interval is none; each more takes another unacknowledged attempt', () => {
    const w = (width: number) => windowDuplicates(0.3, 0.2, without, (k) => k + width)
    expect(w(1)).toBeCloseTo(0.2)
    expect(w(3)).toBeCloseTo(0.2 * 0.44 ** 2)
    expect(windowDuplicates(0.3, 0.2, 3, (k) => k + 3)).toBe(0)
    const R = 5
    const sum = [1, 2, 3].reduce((all, k) => all + 0.3 ** (k - 1) * 0.7 * 0.2 * 0.44 * (1 - 0.3 ** (R - k - 1)), 0)
    expect(windowDuplicates(0.3, 0.2, R, (k) => k + 2)).toBeCloseTo(sum)
  })

  test('keys that a crash wipes: with crashes after the effect only, c2 / (1 − (1 − c2) q)', () => {
    expect(wipedDuplicates(0.3, 0, 0.1)).toBeCloseTo(0.1 / (1 - 0.9 * 0.3))
    expect(wipedDuplicates(0.3, 0.2, 0)).toBeCloseTo(0.3 * (0.2 / (1 - 0.8 * 0.3)))
  })

  test('a round trip of 2300 ms takes as many copies as timeouts begin in it', () => {
    expect(impatientCopies(2300, without, (k) => 500 * k)).toBe(5)
    expect(impatientCopies(2300, 3, (k) => 500 * k)).toBe(3)
    expect(impatientCopies(2300, without, (k) => 500 * (2 ** k - 1))).toBe(3)
  })
})

/** Measures and compares: where a form is given, the measured value lies within 4 standard errors of it. */
function compare(policy: Policy, messages: number, parts: Partial<Environment>, runs: number, seed = 1) {
  const { environment } = scenarioOf({ environment: { horizonMs: 3_600_000, ...parts } })
  const forms = closedForms(policy, messages, environment)
  const sweep = new Sweep({ policy, messages, environment, runs, seed })
  while (sweep.advance(1_000_000));
  const estimates = estimatesOf(sweep.data())
  const missed: string[] = []
  const used = new Set<FormName>()
  for (const [name, form] of Object.entries(forms.measures)) {
    if (form.expected === null) continue
    used.add(form.form)
    const measured = estimates.measures[name as Measure]
    const off = Math.abs(measured.mean - form.expected)
    const most = 4 * errorOf(form.expected, measured, estimates)
    if (!(off <= most + 1e-9)) missed.push(`${name} ${measured.mean}, not ${form.expected} ± ${most}`)
  }
  return { forms, estimates, missed, used }
}

/**
 * The standard error of what is measured; what takes whole numbers only varies at least as much as its mean is away from
 * one, which matters where so rare a thing was never seen.
 */
function errorOf(expected: number, { error }: Estimate, { submitted }: Estimates): number {
  const away = expected - Math.floor(expected)
  return Math.max(error, Math.sqrt((away * (1 - away)) / submitted))
}

/** Those of the measures of a comparison that have a form. */
const formed = ({ forms }: ReturnType<typeof compare>) =>
  Object.entries(forms.measures).flatMap(([name, { expected }]) => (expected === null ? [] : [name]))

const core = ['lost', 'duplicated', 'gaveUp', 'gaveUpThoughDone', 'attempts', 'deliveries', 'duplicates']

describe('measured, within 4 standard errors', () => {
  test('a grid of loss of messages and of ACKs, and of attempts', () => {
    for (const loseMessagePct of [0, 10, 30, 60]) {
      for (const loseAckPct of [0, 10, 40]) {
        for (const attempts of [1, 2, 3, 8, 'unlimited'] as const) {
          for (const dedup of ['none', 'durable'] as const) {
            const design = policyOf({ sender: { attempts }, receiver: { dedup } })
            const compared = compare(design, 3, { loseMessagePct, loseAckPct }, 2000)
            expect(compared.missed, `${loseMessagePct} ${loseAckPct} ${attempts} ${dedup}`).toEqual([])
            expect(formed(compared)).toEqual(expect.arrayContaining(core))
          }
        }
      }
    }
  })

  test('hops that vary, backoff and jitter change no count', () => {
    const sender = { attempts: 4, backoff: 'exponential', jitterPct: 15, timeoutMs: 4000 } as const
    const compared = compare(
      policyOf({ sender }),
      3,
      { loseMessagePct: 30, loseAckPct: 20, hopMs: [200, 1300] },
      20_000,
    )
    expect(compared.missed).toEqual([])
    expect(compared.forms.measures.duplicated.expected).toBeCloseTo(retries(0.3, 0.2, 4).duplicated, 12)
  })

  test('where something is certain: every packet is lost, every delivery crashes', () => {
    const receivers = [
      {},
      { ackTiming: 'beforeEffect' },
      { dedup: 'volatile' },
      ...(['atomic', 'keyFirst', 'effectFirst'] as const).map((commit) => ({ dedup: 'durable', commit }) as const),
    ] as const
    for (const loseMessagePct of [0, 100]) {
      for (const loseAckPct of [0, 100]) {
        for (const crashReceiverPct of [30, 100]) {
          for (const receiver of receivers) {
            const weather = { loseMessagePct, loseAckPct, crashReceiverPct }
            const compared = compare(policyOf({ sender: { attempts: 3 }, receiver }), 1, weather, 200)
            expect(compared.missed, JSON.stringify([weather, receiver])).toEqual([])
          }
        }
      }
    }
  })

  test('at most once, and crashes under it', () => {
    for (const crashReceiverPct of [0, 20]) {
      const compared = compare(presets.atMostOnce, 4, { loseMessagePct: 20, crashReceiverPct }, 20_000)
      expect(compared.missed).toEqual([])
      expect(formed(compared)).toEqual(expect.arrayContaining(core))
    }
  })

  test('windows by time: one to many intervals, some of them with backoff', () => {
    const weather = { loseMessagePct: 10, loseAckPct: 30 }
    let some = 0
    for (const backoff of ['fixed', 'exponential'] as const) {
      for (const attempts of [4, 'unlimited'] as const) {
        for (const ms of [1, 3000, 4500, 7000, 10_000, 16_000]) {
          const design = policyOf({ sender: { attempts, backoff }, receiver: { dedup: 'durable', window: { ms } } })
          const compared = compare(design, 1, { ...weather, horizonMs: 86_400_000 }, 10_000)
          expect(compared.missed, `${backoff} ${attempts} ${ms}`).toEqual([])
          expect(formed(compared)).toContain('duplicated')
          if (compared.used.has('window')) some++
        }
      }
    }
    expect(some).toBeGreaterThan(12)
  })

  test('crashes of the receiver, whatever it remembers', () => {
    const keys = [
      { dedup: 'none' },
      { dedup: 'none', ackTiming: 'beforeEffect' },
      { dedup: 'volatile' },
      { dedup: 'durable', commit: 'atomic' },
      { dedup: 'durable', commit: 'keyFirst' },
      { dedup: 'durable', commit: 'effectFirst' },
    ] as const
    for (const receiver of keys) {
      for (const attempts of [3, 'unlimited'] as const) {
        const weather = { loseMessagePct: 20, loseAckPct: 30, crashReceiverPct: 15 }
        const compared = compare(policyOf({ sender: { attempts }, receiver }), 1, weather, 20_000)
        expect(compared.missed, `${JSON.stringify(receiver)} ${attempts}`).toEqual([])
        expect(formed(compared)).toEqual(
          expect.arrayContaining(['lost', 'gaveUp', 'attempts', 'deliveries', 'packets']),
        )
      }
    }
  })

  test('a timeout below the round trip duplicates everything without a single fault', () => {
    for (const dedup of ['none', 'durable'] as const) {
      for (const attempts of [2, 'unlimited'] as const) {
        const design = policyOf({ sender: { attempts, timeoutMs: 500 }, receiver: { dedup } })
        const compared = compare(design, 3, {}, 10)
        expect(compared.missed).toEqual([])
        expect(compared.forms.measures.duplicated.expected).toBe(dedup === 'none' ? 1 : 0)
      }
    }
  })

  test('hops without dedup: each copy forwarded by itself, copies multiply to (1 − q)⁻ⁿ', () => {
    const { environment } = scenarioOf({ environment: { loseMessagePct: 20, loseAckPct: 30, horizonMs: 3_600_000 } })
    // How many copies leave each hop, one run a copy.
    let [runs, copies] = [0, 20_000]
    for (let hop = 1; hop <= 3; hop++) {
      const sweep = new Sweep({ policy: presets.atLeastOnce, messages: 1, environment, runs: copies, seed: hop })
      while (sweep.advance(1_000_000));
      const { measures, submitted } = estimatesOf(sweep.data())
      runs += submitted
      copies = Math.round(submitted * measures.deliveries.mean)
    }
    // Each hop adds a variance of q / (1 − q)² a copy, multiplied by the hops after it.
    const deviation = Math.sqrt(
      [0, 1, 2].reduce((sum, hop) => sum + (20_000 * 0.3) / 0.49 / 0.7 ** (hop + 2 * (2 - hop)), 0),
    )
    expect(Math.abs(copies - 20_000 / 0.7 ** 3)).toBeLessThan(4 * deviation)
    expect(runs).toBeGreaterThan(60_000)
  })

  test('any design in any weather: where a form is given it holds', () => {
    const pct = fc.constantFrom(0, 0, 5, 20, 50)
    const any = fc.record({
      design: policy,
      messages: number(1, 5),
      loseMessagePct: pct,
      loseAckPct: pct,
      crashReceiverPct: fc.constantFrom(0, 0, 10),
      hopMs: fc.constantFrom([1000, 1000], [500, 500], [100, 700]) as fc.Arbitrary<[number, number]>,
      sendEveryMs: fc.constantFrom(0, 500, 4000, 4001),
      seed: number(0, 1000),
    })
    const used = new Set<FormName>()
    forAll(any, 150, ({ design, messages, seed, ...weather }) => {
      const compared = compare(design, messages, { ...weather, horizonMs: 600_000 }, 400, seed)
      expect(compared.missed).toEqual([])
      for (const form of compared.used) used.add(form)
    })
    expect([...used].sort()).toEqual(['crash', 'dedup', 'impatience', 'oneAttempt', 'retries', 'window'])
  })
})

test('where there is no closed form, it says why', () => {
  const why = (parts: Partial<Environment>, design: Policy = presets.atLeastOnce, messages = 1) => {
    const { lost } = closedForms(design, messages, scenarioOf({ environment: parts }).environment).measures
    return lost.expected === null ? lost.why : lost.form
  }
  expect(why({ duplicatePct: 1 })).toBe('networkCopies')
  expect(why({ crashSenderPct: 1 })).toBe('senderCrash')
  expect(why({ crashSenderPct: 1 }, presets.atMostOnce)).toBe('oneAttempt')
  expect(why({ hopMs: [1500, 1500], loseAckPct: 1 })).toBe('impatient')
  expect(why({ hopMs: [900, 2000] })).toBe('impatient')
  expect(why({ hopMs: [1400, 1400] })).toBe('tie')
  expect(why({ loseMessagePct: 90 })).toBe('horizon')
  expect(why({ sendEveryMs: 0 }, presets.atLeastOnce, 50)).toBe('crowd')
  expect(why({ crashReceiverPct: 1 }, presets.atLeastOnce, 2)).toBe('sharedCrash')
  expect(why({ crashReceiverPct: 1, downMs: 3000 })).toBe('longDown')
  expect(why({}, policyOf({ receiver: { dedup: 'durable', window: { ms: 3000 } } }))).toBe('dedup')
  const counted = policyOf({ receiver: { dedup: 'durable', window: { keys: 1 } } })
  const { duplicated, lost } = closedForms(counted, 3, scenarioOf({}).environment).measures
  expect([duplicated, lost]).toEqual([
    { expected: null, why: 'windowByCount' },
    { expected: 0, form: 'dedup' },
  ])
})
