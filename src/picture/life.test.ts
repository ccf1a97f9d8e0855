import { expect, test } from 'vitest'
import { forAll } from '../protocol/arbitrary.ts'
import { presets } from '../protocol/policy.ts'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { type Fault, scenarioOf } from '../sim/scenario.ts'
import { type Attempt, lifeOf, tellingEvent } from './life.ts'

const told = (attempts: readonly Attempt[]) =>
  attempts.map(
    ({ packet, steps }) => `${packet}: ${steps.map(({ atMs, shape }) => `${atMs} ${shape ?? '·'}`).join(', ')}`,
  )
const lifeWith = (...faults: Fault[]) => {
  const { trace } = run(scenarioOf({ messages: 2, faults }))
  return told(lifeOf(trace, 1, trace.length))
}

test('a lost ACK: the second effect stands in the row of the second attempt', () => {
  expect(lifeWith({ do: 'drop', packet: 'a1.1' })).toEqual([
    'm1.1: 0 m, 1000 ·, 1100 effect, 1200 a, 1700 lost, 3000 timeout',
    'm1.2: 3000 m, 4000 ·, 4100 again, 4200 a, 5200 ·, 5200 ·',
  ])
})

test('a copy that the network made has a row of its own, with the ACK that answers it', () => {
  expect(lifeWith({ do: 'duplicate', packet: 'm1.1' })).toEqual([
    'm1.1: 0 m, 1000 ·, 1100 effect, 1200 a, 2200 ·, 2200 ·',
    'm1.1+1: 500 m, 1500 ·, 1600 again, 1700 a, 2700 ·, 2700 ·',
  ])
})

test('an ACK that finds the sender down belongs to the attempt that it answers', () => {
  expect(lifeWith({ do: 'crash', process: 'sender', atMs: 1500 })[0]).toBe(
    'm1.1: 0 m, 1000 ·, 1100 effect, 1200 a, 2200 lost',
  )
})

test('only what has happened is told', () => {
  const { trace } = run(scenarioOf({ messages: 2, faults: [{ do: 'drop', packet: 'a1.1' }] }))
  expect(told(lifeOf(trace, 1, 3))).toEqual(['m1.1: 0 m, 1000 ·, 1100 effect'])
})

test('of generated scenarios every event of a message stands in its life exactly once, in order', () => {
  forAll(scenario, 200, (any) => {
    const { trace } = run(any, { moves: 300 })
    for (let message = 1; message <= any.messages; message++) {
      const steps = lifeOf(trace, message, trace.length).flatMap((attempt) => attempt.steps)
      const expected = trace.filter((e) => e.message === message && e.kind !== 'miss' && e.kind !== 'finish')
      expect(steps.map(({ event }) => event).toSorted((a, b) => a - b)).toEqual(expected.map(({ id }) => id))
    }
  })
})

test('what tells most of a message is its second effect, or what has happened of it so far', () => {
  const { trace } = run(scenarioOf({ faults: [{ do: 'drop', packet: 'a1.1' }] }))
  const kindAt = (message: number, shown: number) => tellingEvent(trace, message, shown)?.kind
  const applies = trace.filter(({ kind, message }) => kind === 'apply' && message === 1)
  expect(tellingEvent(trace, 1, trace.length)?.id).toBe(applies[1]?.id)
  expect(tellingEvent(trace, 1, (applies[1]?.id ?? 0) - 1)?.id).toBe(applies[0]?.id)
  expect(kindAt(2, trace.length)).toBe('apply')
  // Before it was sent: its sending, which is still to come.
  expect(kindAt(3, 1)).toBe('send')
  const lost = run(scenarioOf({ policy: presets.atMostOnce, faults: [{ do: 'drop', packet: 'm2.1' }] })).trace
  expect(tellingEvent(lost, 2, lost.length)?.kind).toBe('drop')
  expect(tellingEvent(lost, 4, lost.length)).toBeUndefined()
})
