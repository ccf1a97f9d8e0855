import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forAll, policy } from '../protocol/arbitrary.ts'
import { presetNames, presets } from '../protocol/policy.ts'
import { calmScenario, fault, scenario } from './arbitrary.ts'
import { laws, otherWeather } from './laws.ts'
import { type Run, run } from './run.ts'
import { scenarioOf } from './scenario.ts'

const most = { moves: 200 }
const broken = (told: Run) =>
  Object.entries(laws).flatMap(([name, law]) => {
    const complaint = law(told)
    return complaint == null ? [] : [`${name}: ${complaint}`]
  })

describe('every law holds', () => {
  const rough = { loseMessagePct: 20, loseAckPct: 20, duplicatePct: 20, crashSenderPct: 5, crashReceiverPct: 5 }
  test.each(presetNames)('of %s, in good weather and in bad', (name) => {
    expect(broken(run(scenarioOf({ policy: presets[name] })))).toEqual([])
    for (let seed = 1; seed <= 10; seed++) {
      expect(broken(run(scenarioOf({ policy: presets[name], environment: rough, seed })))).toEqual([])
    }
  })

  test('of generated scenarios, with weather and without, and each of them has something to say about some', () => {
    const silent = new Set(Object.keys(laws))
    for (const kind of [scenario, calmScenario]) {
      forAll(kind, 150, (any) => {
        const told = run(any, most)
        for (const [name, law] of Object.entries(laws)) if (law(told) !== undefined) silent.delete(name)
        expect(broken(told)).toEqual([])
      })
    }
    expect([...silent]).toEqual([])
  })
})

describe('in the same weather', () => {
  test('another policy leaves the fate of every packet alone', () => {
    forAll(fc.tuple(scenario, policy), 200, ([any, other]) => {
      expect(otherWeather(run(any, most), run({ ...any, policy: other }, most))).toBeNull()
    })
  })

  test('another timeout, backoff or jitter leaves the fate of every packet alone', () => {
    const timing = policy.map(({ sender: { timeoutMs, backoff, jitterPct } }) => ({ timeoutMs, backoff, jitterPct }))
    forAll(fc.tuple(scenario, timing), 150, ([any, other]) => {
      const sender = { ...any.policy.sender, ...other }
      expect(otherWeather(run(any, most), run({ ...any, policy: { ...any.policy, sender } }, most))).toBeNull()
    })
  })

  test('one more fault leaves the fate of every packet alone but the one it names', () => {
    forAll(fc.tuple(scenario, fault), 200, ([any, more]) => {
      const named = more.do === 'late' ? more.timer : more.packet
      const worse = run({ ...any, faults: [...any.faults, more] }, most)
      expect(otherWeather(run(any, most), worse, named === undefined ? [] : [named])).toBeNull()
    })
  })
})

test('finitely many faults never keep a patient sender from being told', () => {
  forAll(calmScenario, 200, (any) => {
    const patient = { awaitAck: true, attempts: 'unlimited', onRestart: 'resume' } as const
    const sender = { ...any.policy.sender, ...patient }
    const { stopped, trace } = run({ ...any, policy: { ...any.policy, sender } })
    expect(stopped).toBe('nothing')
    expect(trace.filter(({ kind }) => kind === 'acknowledge')).toHaveLength(any.messages)
  })
})
