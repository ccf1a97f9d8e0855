import { expect, test } from 'vitest'
import { run } from '../sim/run.ts'
import { type Fault, scenarioOf } from '../sim/scenario.ts'
import { ghostOf } from './ghost.ts'
import { planOf } from './plan.ts'

const planWith = (...faults: Fault[]) => planOf(run(scenarioOf({ messages: 1, faults })).trace)
const calm = planWith()
const ackLost = planWith({ do: 'drop', packet: 'a1.1' })

test('what a loss has made of the future is the packet as it would have gone on, not what came before', () => {
  const ghost = ghostOf(calm, ackLost, 1600)
  expect(ghost?.packets.map(({ packet, end }) => `${packet} ${end}`)).toEqual(['a1.1 arrived'])
  expect(ghost?.notes).toEqual([])
})

test('the other way round, the retry and its effect are what was before', () => {
  const ghost = ghostOf(ackLost, calm, 1600)
  expect(ghost?.packets.map(({ packet }) => packet)).toEqual(['a1.1', 'm1.2', 'a1.2'])
  expect(ghost?.notes.map(({ shape }) => shape)).toEqual(['timeout', 'again'])
})

test('a change of what is over leaves none, and so does no change', () => {
  expect(ghostOf(ackLost, calm, 6000)).toBeNull()
  expect(ghostOf(calm, calm, 0)).toBeNull()
})
