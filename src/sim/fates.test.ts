import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forAll, policyOf } from '../protocol/arbitrary.ts'
import type { Policy } from '../protocol/policy.ts'
import { crashFateOf, fateOf, timeoutOfAttempt } from './fates.ts'
import { type Identity, readPacketId } from './packet.ts'
import { type Environment, scenarioOf } from './scenario.ts'

const environmentOf = (parts: Partial<Environment>) => scenarioOf({ environment: parts }).environment
const rough = (pct: number) =>
  environmentOf({ loseMessagePct: pct, loseAckPct: pct, duplicatePct: pct, crashSenderPct: pct, crashReceiverPct: pct })

const packets = [...Array(4000).keys()].flatMap((i) =>
  (['m', 'a'] as const).map((kind) => ({ kind, message: 1 + (i % 1000), attempt: 1 + Math.floor(i / 1000), copy: 0 })),
)

const fateOfId = (seed: number, environment: Environment, id: string) =>
  fateOf(seed, environment, readPacketId(id) as Identity)

/** Everything that the weather decides about a packet by percentage. */
const decisions = (pct: number) =>
  packets.map((packet) => {
    const { lost, duplicated } = fateOf(7, rough(pct), packet)
    return [lost, duplicated, ...Object.values(crashFateOf(7, rough(pct), packet))]
  })

test('0 % never happens and 100 % always', () => {
  expect(new Set(decisions(0).flat())).toEqual(new Set([false]))
  expect(new Set(decisions(100).flat())).toEqual(new Set([true]))
})

test('30 % happens to 30 packets of 100, and no decision follows from another', () => {
  const drawn = decisions(30)
  const share = (holds: (fates: boolean[]) => boolean | undefined) => drawn.filter(holds).length / drawn.length
  const near = (x: number) => 4 * Math.sqrt((x * (1 - x)) / drawn.length)
  for (let i = 0; i < 5; i++) {
    expect(Math.abs(share((fates) => fates[i]) - 0.3)).toBeLessThan(near(0.3))
    for (let j = 0; j < i; j++) {
      expect(Math.abs(share((fates) => fates[i] && fates[j]) - 0.09)).toBeLessThan(near(0.09))
    }
  }
})

test('a hop takes between its least and its most, and both ends occur', () => {
  const hops = packets.map((packet) => fateOf(3, environmentOf({ hopMs: [10, 20] }), packet).hopMs)
  expect([...new Set(hops)].sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
})

test('message and ACK, attempts, copies and seeds have fates of their own', () => {
  const environment = environmentOf({ hopMs: [0, 1_000_000] })
  const names = ['m1.1', 'a1.1', 'm1.2', 'm2.1', 'm1.1+1', 'm1.1+15', 'a1.1+1']
  const hops = [0, 1, 0xffff_ffff].flatMap((seed) => names.map((name) => fateOfId(seed, environment, name).hopMs))
  expect(new Set(hops).size).toBe(hops.length)
})

test('more loss only adds to what is lost', () => {
  const pct = fc.double({ min: 0, max: 100, noNaN: true })
  forAll(fc.tuple(fc.constantFrom(...packets), pct, pct), 300, ([packet, a, b]) => {
    const [less, more] = [Math.min(a, b), Math.max(a, b)].map((p) => fateOf(1, rough(p), packet))
    expect(less?.lost === true && more?.lost === false).toBe(false)
  })
})

test('a copy is not copied by the weather', () => {
  expect(fateOfId(1, rough(100), 'm1.1+1')).toMatchObject({ lost: true, duplicated: false })
})

/** How long each of some attempts of a message waits for its ACK. */
const timeouts = (sender: Partial<Policy['sender']>, most: number, seed = 1, message = 1) =>
  Array.from({ length: most }, (_, i) => timeoutOfAttempt(seed, policyOf({ sender }), message, i + 1))

test('a timeout stays the same, or doubles with every attempt until it is longer than any run', () => {
  expect(timeouts({}, 4)).toEqual([3000, 3000, 3000, 3000])
  expect(timeouts({ backoff: 'exponential' }, 4)).toEqual([3000, 6000, 12_000, 24_000])
  const shortest = timeouts({ backoff: 'exponential', timeoutMs: 1 }, 40)
  expect([shortest[30], shortest[31], shortest[39]]).toEqual([2 ** 30, 2 ** 30, 2 ** 30])
})

describe('jitter', () => {
  const jittered = { timeoutMs: 1000, jitterPct: 20 }

  test('stays within its percentage either way, comes near both ends and favours neither', () => {
    const drawn = timeouts(jittered, 4000)
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(800)
    expect(Math.min(...drawn)).toBeLessThan(802)
    expect(Math.max(...drawn)).toBeLessThanOrEqual(1200)
    expect(Math.max(...drawn)).toBeGreaterThan(1198)
    const mean = drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length
    expect(Math.abs(mean - 1000)).toBeLessThan((4 * 400) / Math.sqrt(12 * drawn.length))
  })

  test('is drawn for each message and each attempt, and is the same for the same seed', () => {
    const wide = { timeoutMs: 600_000, jitterPct: 100 }
    const drawn = [0, 1, 0xffff_ffff].flatMap((seed) => [1, 2, 3].flatMap((m) => timeouts(wide, 5, seed, m)))
    expect(new Set(drawn).size).toBe(drawn.length)
    expect(timeouts(wide, 5)).toEqual(timeouts(wide, 5))
  })

  test('goes with the length of the timeout, doubled or not', () => {
    const [fixed, doubled] = [timeouts(jittered, 5), timeouts({ ...jittered, backoff: 'exponential' }, 5)]
    for (const [i, ms] of fixed.entries()) expect(Math.abs((doubled[i] ?? 0) / 2 ** i - ms)).toBeLessThanOrEqual(1)
  })

  test('has nothing to do with the time of the packet on the wire', () => {
    const environment = environmentOf({ hopMs: [0, 1_000_000] })
    const waits = timeouts({ timeoutMs: 500_000, jitterPct: 100 }, 50)
    const apart = waits.map((ms, i) => Math.abs(ms - fateOfId(1, environment, `m1.${i + 1}`).hopMs))
    expect(apart.filter((ms) => ms < 10)).toEqual([])
  })

  test('of 100 % still leaves a whole millisecond', () => {
    const drawn = timeouts({ timeoutMs: 1, jitterPct: 100 }, 200)
    expect(drawn.every((ms) => ms === 1 || ms === 2)).toBe(true)
  })
})
