import { expect, test } from 'vitest'
import { presets } from '../protocol/policy.ts'
import { run } from '../sim/run.ts'
import { check, type Fault, scenarioOf } from '../sim/scenario.ts'
import {
  causesOf,
  type Lesson,
  lessonSchema,
  measured,
  movesAt,
  type Prediction,
  type Proof,
  predictionSchema,
  proofSchema,
} from './lesson.ts'

const runWith = (faults: Fault[], policy = presets.atLeastOnce) => run(scenarioOf({ messages: 2, policy, faults }))
const ackLost = runWith([{ do: 'drop', packet: 'a1.1' }])

test('a moment is the first event like it: right after its move, or just before', () => {
  const lost = { kind: 'drop', packet: 'a1.1', before: false }
  const after = movesAt(ackLost, lost) as number
  expect(ackLost.frames[after - 1]).toMatchObject({ atMs: 1700, choice: { do: 'drop' } })
  expect(movesAt(ackLost, { ...lost, before: true })).toBe(after - 1)
  expect(movesAt(ackLost, { kind: 'drop', packet: 'a2.1', before: false })).toBeNull()
})

test('what a run gives is measured', () => {
  expect(measured(ackLost, { of: 'effects', message: 1 })).toBe(2)
  expect(measured(ackLost, { of: 'outcome', message: 2 })).toBe('once')
  expect(measured(ackLost, { of: 'belief', message: 1 })).toBe('acknowledged')
  expect(measured(ackLost, { of: 'actual' })).toBe(30)
  expect(measured(ackLost, { of: 'duplicated' })).toBe(1)
  expect(measured(ackLost, { of: 'dropped' })).toBe(1)
})

test.each([
  ['a lost ACK', [{ do: 'drop', packet: 'a1.1' }], presets.atLeastOnce, ['ackLost']],
  ['a lost message', [{ do: 'drop', packet: 'm1.1' }], presets.atLeastOnce, ['messageLost']],
  ['nobody retries', [{ do: 'drop', packet: 'm1.1' }], presets.atMostOnce, ['messageLost', 'noRetry']],
  ['a slow ACK', [{ do: 'delay', packet: 'a1.1', ms: 1500 }], presets.atLeastOnce, ['ackLate']],
  [
    'a crash between effect and ACK',
    [{ do: 'crash', process: 'receiver', packet: 'm1.1', before: 'ack' }],
    presets.atLeastOnce,
    ['crashAfterEffect'],
  ],
  ['an absorbed copy', [{ do: 'duplicate', packet: 'm1.1' }], presets.effectivelyOnce, ['copied', 'absorbed']],
] as [string, Fault[], typeof presets.atLeastOnce, string[]][])('the causes of %s', (_, faults, policy, causes) => {
  expect([...causesOf(runWith(faults, policy))]).toEqual(causes)
})

test('a document that is no lesson is refused, and the field is named', () => {
  const refused = check(lessonSchema, { id: 'A lesson', scenario: { messages: 0 } })
  const fields = refused.ok ? [] : refused.problems.map(({ field }) => field)
  expect(fields).toEqual(expect.arrayContaining(['id', 'scenario.messages']))
})

test('the parts of a lesson have defaults', () => {
  const proof: Lesson['proofs'][number] | null = partOf<Proof>(proofSchema, { cannot: ['lost'] })
  expect(proof).toMatchObject({ messages: 1, faults: { max: 3, duplicatePacket: false }, network: { slow: false } })
  const prediction = partOf<Prediction>(predictionSchema, { measure: { of: 'lost' }, choices: [0] })
  expect(prediction).toBeNull()
})

function partOf<T>(schema: Parameters<typeof check>[0], document: unknown): T | null {
  const read = check(schema, document)
  return read.ok ? (read.value as T) : null
}
