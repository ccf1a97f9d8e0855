import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allPolicies, forAll, number, policy, policyOf } from '../../protocol/arbitrary.ts'
import { type Policy, presetNames, presets } from '../../protocol/policy.ts'
import { scenario } from '../arbitrary.ts'
import { run } from '../run.ts'
import { type Environment, scenarioOf } from '../scenario.ts'
import { lightRunnerOf, type RunEnd, type Runner, type Setting } from './lightRun.ts'
import { ordinaryRunnerOf, runEndOf } from './ordinaryRun.ts'

const most = { moves: 400, inFlight: 60 }

/** Everything a run ended with, as plain values. */
const plain = (end: RunEnd) =>
  Object.fromEntries(Object.entries(end).map(([name, v]) => [name, typeof v === 'object' ? [...Array.from(v)] : v]))

function lightEnd(setting: Setting, seed: number, slice: number, runner = lightRunnerOf(setting, most)) {
  if (runner === null) throw new Error('this policy has no fast runner')
  runner.start(seed)
  while (runner.advance(slice));
  return plain(runner.end)
}

const ordinaryEnd = (setting: Setting, seed: number) =>
  plain(runEndOf(run({ v: 1, ...setting, seed, faults: [] }, most)))

describe('the fast run ends as the ordinary run does', () => {
  test('of generated scenarios: any policy, any weather, in slices of any length', () => {
    const any = fc.tuple(scenario, number(1, 20))
    let [cut, faults] = [0, 0]
    forAll(any, 1500, ([{ policy, messages, environment, seed }, slice]) => {
      const setting = { policy, messages, environment }
      const ended = lightEnd(setting, seed, slice)
      expect(ended).toEqual(ordinaryEnd(setting, seed))
      if (ended.cut) cut++
      if (Number(ended.faults) > 0) faults++
    })
    expect(cut).toBeGreaterThan(20)
    expect(faults).toBeGreaterThan(500)
  })

  test('of every policy, in weather that has everything, with one runner for many seeds', () => {
    const rough: Partial<Environment> = {
      hopMs: [200, 2500],
      sendEveryMs: 300,
      loseMessagePct: 20,
      loseAckPct: 20,
      duplicatePct: 20,
      crashSenderPct: 8,
      crashReceiverPct: 12,
      horizonMs: 40_000,
    }
    const windows = ['unlimited', { keys: 1 }, { ms: 4000 }] as const
    for (const [i, { sender, receiver }] of allPolicies.entries()) {
      const policy: Policy = { sender, receiver: { ...receiver, window: windows[i % 3] ?? 'unlimited' } }
      const environment = { ...scenarioOf({ environment: rough }).environment, reorder: i % 2 === 0 }
      const setting = { policy, messages: 5, environment }
      const runner = lightRunnerOf(setting, most) as Runner
      for (let seed = 0; seed < 4; seed++) {
        expect(lightEnd(setting, seed, 1000, runner)).toEqual(ordinaryEnd(setting, seed))
      }
    }
  })

  test('of a stress run, where thousands of packets and timers are due at once', () => {
    for (const name of presetNames) {
      const environment = { sendEveryMs: 1, hopMs: [500, 1500], loseMessagePct: 10, loseAckPct: 10 } as const
      const { policy, ...rest } = scenarioOf({
        policy: presets[name],
        messages: 600,
        environment: { ...environment, hopMs: [500, 1500], horizonMs: 30_000 },
      })
      const setting = { policy, messages: rest.messages, environment: rest.environment }
      const runner = lightRunnerOf(setting) as Runner
      runner.start(3)
      while (runner.advance(100));
      expect(plain(runner.end)).toEqual(plain(runEndOf(run({ v: 1, ...setting, seed: 3, faults: [] }))))
    }
  })
})

test('the ordinary runner tells what a run ended with', () => {
  forAll(fc.tuple(policy, number(0, 99)), 20, ([any, seed]) => {
    const { policy, messages, environment } = scenarioOf({ policy: any, environment: { loseMessagePct: 30 } })
    const setting = { policy, messages, environment }
    const runner = ordinaryRunnerOf(setting, most)
    runner.start(seed)
    while (runner.advance(1));
    expect(plain(runner.end)).toEqual(ordinaryEnd(setting, seed))
  })
})

test('keys stored at most: one window of them, however many messages there are', () => {
  const keep = policyOf({ receiver: { dedup: 'durable', window: { keys: 2 } } })
  const { policy, environment } = scenarioOf({ policy: keep, messages: 5 })
  expect(lightEnd({ policy, messages: 5, environment }, 1, 50).mostKeys).toBe(2)
  const unlimited = policyOf({ receiver: { dedup: 'durable' } })
  expect(lightEnd({ policy: unlimited, messages: 5, environment }, 1, 50).mostKeys).toBe(5)
})
