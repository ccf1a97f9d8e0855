import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { presetNames, presets } from '../protocol/policy.ts'
import { calmScenario, fault, policy, scenario } from './arbitrary.ts'
import { laws, otherWeather } from './laws.ts'
import { type Run, run } from './run.ts'
import { scenarioOf } from './scenario.ts'

const most = 600
const broken = (told: Run) =>
  Object.entries(laws).flatMap(([name, law]) => {
    const complaint = law(told)
    return complaint == null ? [] : [`${name}: ${complaint}`]
  })

describe('every law holds', () => {
  const faultless = scenarioOf({ messages: 3 })
  const rough = { loseMessagePct: 20, loseAckPct: 20, duplicatePct: 20, crashSenderPct: 5, crashReceiverPct: 5 }
  test.each(presetNames)('of %s, in good weather and in bad', (name) => {
    expect(broken(run({ ...faultless, policy: presets[name] }))).toEqual([])
    for (let seed = 1; seed <= 10; seed++) {
      expect(broken(run(scenarioOf({ policy: presets[name], environment: rough, seed })))).toEqual([])
    }
  })

  test('of generated scenarios, and each of them has something to say about some', () => {
    const silent = new Set(Object.keys(laws))
    fc.assert(
      fc.property(scenario, (any) => {
        const told = run(any, most)
        for (const [name, law] of Object.entries(laws)) if (law(told) !== undefined) silent.delete(name)
        expect(broken(told)).toEqual([])
      }),
      { seed: 1, numRuns: 400 },
    )
    expect([...silent]).toEqual([])
  })

  test('of scenarios without weather', () => {
    fc.assert(
      fc.property(calmScenario, (any) => expect(broken(run(any, most))).toEqual([])),
      { seed: 2, numRuns: 200 },
    )
  })
})

describe('in the same weather', () => {
  test('another policy leaves the fate of every packet alone', () => {
    fc.assert(
      fc.property(scenario, policy, (any, other) => {
        expect(otherWeather(run(any, most), run({ ...any, policy: other }, most))).toBeNull()
      }),
      { seed: 3, numRuns: 200 },
    )
  })

  test('one more fault leaves the fate of every packet alone but the one it names', () => {
    fc.assert(
      fc.property(scenario, fault, (any, more) => {
        const named = more.do === 'late' ? more.timer : more.packet
        const worse = run({ ...any, faults: [...any.faults, more] }, most)
        expect(otherWeather(run(any, most), worse, named === undefined ? [] : [named])).toBeNull()
      }),
      { seed: 4, numRuns: 200 },
    )
  })
})

test('finitely many faults never keep a patient sender from being told', () => {
  fc.assert(
    fc.property(calmScenario, (any) => {
      const sender = { ...any.policy.sender, awaitAck: true, attempts: 'unlimited' as const, onRestart: 'resume' as const }
      const { stopped, world } = run({ ...any, policy: { ...any.policy, sender } })
      expect(stopped).toBe('nothing')
      expect(world.messages.map(({ timer, attempts }) => !timer && attempts > 0)).not.toContain(false)
    }),
    { seed: 5, numRuns: 200 },
  )
})
