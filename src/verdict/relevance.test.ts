import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { forAll, number, policyOf } from '../protocol/arbitrary.ts'
import { type Policy, receiverKnobs, senderKnobs } from '../protocol/policy.ts'
import { irrelevant, irrelevantWeather, type KnobPath } from '../protocol/relevance.ts'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { type Scenario, scenarioOf } from '../sim/scenario.ts'
import { ledgerOf } from './ledger.ts'
import { verdictOf } from './verdict.ts'

const most = { moves: 300 }

/** Any setting of every knob, and dull ones often: what makes others irrelevant is what this is about. */
const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  sender: fc.record({
    awaitAck: fc.boolean(),
    attempts: fc.oneof(fc.constantFrom(1, 'unlimited' as const), number(1, 5)),
    timeoutMs: number(300, 5000),
    backoff: fc.constantFrom('fixed', 'exponential'),
    jitterPct: fc.constantFrom(0, 30, 100),
    keyScope: fc.constantFrom('message', 'attempt'),
    onRestart: fc.constantFrom('resume', 'resumeNewKey', 'forget'),
  }),
  receiver: fc.record({
    ackTiming: fc.constantFrom('beforeEffect', 'afterEffect'),
    dedup: fc.constantFrom('none', 'volatile', 'durable'),
    commit: fc.constantFrom('atomic', 'keyFirst', 'effectFirst'),
    window: fc.oneof(
      fc.constant('unlimited' as const),
      fc.record({ keys: number(1, 3) }),
      fc.record({ ms: number(1, 9000) }),
    ),
    effect: fc.constantFrom('add', 'set'),
  }),
})

/** What a viewer is told at the end: every row of the ledger, and the verdict. */
function told(any: Scenario) {
  const { world } = run(any, most)
  return { ledger: ledgerOf(world), verdict: verdictOf(world) }
}

/** A policy with one knob where another policy has it. */
function turned(policy: Policy, path: KnobPath, other: Policy): Policy {
  const [side, name] = path.split('.') as ['sender', keyof Policy['sender']]
  return { ...policy, [side]: { ...policy[side], [name]: other[side][name] } }
}

const pathsOf = (policy: Policy) => Object.keys(irrelevant(policy)) as KnobPath[]

test('a knob that cannot matter, turned to anything, changes neither the ledger nor the verdict', () => {
  const seen = new Set<string>()
  forAll(fc.tuple(scenario, anyPolicy, anyPolicy), 300, ([any, policy, other]) => {
    const before = told({ ...any, policy })
    const idle = pathsOf(policy)
    for (const path of idle) {
      seen.add(`${path} ${irrelevant(policy)[path]}`)
      expect(told({ ...any, policy: turned(policy, path, other) }), path).toEqual(before)
    }
    const together = idle.reduce((turning, path) => turned(turning, path, other), policy)
    expect(told({ ...any, policy: together })).toEqual(before)
  })
  expect(seen.size).toBe(12)
})

test('nor does weather that has nothing to fall on', () => {
  forAll(fc.tuple(scenario, anyPolicy, number(0, 100)), 300, ([any, policy, pct]) => {
    const other = Object.fromEntries(irrelevantWeather(policy).map((name) => [name, pct]))
    expect(told({ ...any, policy, environment: { ...any.environment, ...other } })).toEqual(told({ ...any, policy }))
  })
})

test('a knob that is not said to be irrelevant does matter in some run', () => {
  const silent = new Set<string>([
    ...Object.keys(senderKnobs).map((name) => `sender.${name}`),
    ...Object.keys(receiverKnobs).map((name) => `receiver.${name}`),
  ])
  forAll(fc.tuple(scenario, anyPolicy, anyPolicy), 1000, ([any, policy, other]) => {
    for (const path of [...silent] as KnobPath[]) {
      if (irrelevant(policy)[path] !== undefined) continue
      const change =
        JSON.stringify(told({ ...any, policy })) !==
        JSON.stringify(told({ ...any, policy: turned(policy, path, other) }))
      if (change) silent.delete(path)
    }
  })
  expect([...silent]).toEqual([])
})

test('under fire and forget the place of the silent last line still decides what a crash takes', () => {
  const crashed = (ackTiming: 'beforeEffect' | 'afterEffect') => {
    const policy = policyOf({ sender: { awaitAck: false }, receiver: { ackTiming } })
    const crash = { do: 'crash', process: 'receiver', packet: 'm1.1', before: 'ack' } as const
    return told(scenarioOf({ policy, messages: 1, faults: [crash] })).ledger[0]?.outcome
  }
  expect([crashed('beforeEffect'), crashed('afterEffect')]).toEqual(['lost', 'once'])
})
