import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyPolicy, forAll, number, policyOf } from '../protocol/arbitrary.ts'
import { type KnobPath, knobLines, knobPaths, type Policy, settingOf, withKnob } from '../protocol/knobs.ts'
import { irrelevant, irrelevantWeather } from '../protocol/relevance.ts'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { type Scenario, scenarioOf } from '../sim/scenario.ts'
import { ledgerOf } from './ledger.ts'
import { verdictOf } from './verdict.ts'

const most = { moves: 300 }

/** What a viewer is told at the end: every row of the ledger, and the verdict. */
function told(any: Scenario) {
  const { world } = run(any, most)
  return { ledger: ledgerOf(world), verdict: verdictOf(world) }
}

/** A policy with one knob where another policy has it. */
function turned(policy: Policy, path: KnobPath, other: Policy): Policy {
  return withKnob(policy, path, knobLines.map((line) => settingOf(other, line))[knobPaths.indexOf(path)])
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
  expect(seen).toEqual(
    new Set(knobLines.flatMap(({ path, knob }) => Object.keys(knob.idle ?? {}).map((why) => `${path} ${why}`))),
  )
})

test('nor does weather that has nothing to fall on', () => {
  forAll(fc.tuple(scenario, anyPolicy, number(0, 100)), 300, ([any, policy, pct]) => {
    const other = Object.fromEntries(irrelevantWeather(policy).map((name) => [name, pct]))
    expect(told({ ...any, policy, environment: { ...any.environment, ...other } })).toEqual(told({ ...any, policy }))
  })
})

test('a knob that is not said to be irrelevant does matter in some run', () => {
  const silent = new Set(knobPaths)
  forAll(fc.tuple(scenario, anyPolicy, anyPolicy), 1000, ([any, policy, other]) => {
    for (const path of [...silent]) {
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
