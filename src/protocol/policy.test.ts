import { expect, test } from 'vitest'
import { allPolicies, policyOf } from './arbitrary.ts'
import { knobLines, presetNames, presetOf, presets, relevantPolicy, samePolicy } from './policy.ts'

const common = { timeoutMs: 3000, backoff: 'fixed', jitterPct: 0, keyScope: 'message' }
const receiver = { ackTiming: 'afterEffect', commit: 'atomic', window: 'unlimited', effect: 'add' }

test('the presets are the table of the design', () => {
  const insists = { ...common, awaitAck: true, attempts: 'unlimited', onRestart: 'resume' }
  const { atMostOnce, atLeastOnce, effectivelyOnce } = presets
  expect({ atMostOnce, atLeastOnce, effectivelyOnce }).toEqual({
    atMostOnce: {
      sender: { ...common, awaitAck: false, attempts: 1, onRestart: 'forget' },
      receiver: { ...receiver, dedup: 'none' },
    },
    atLeastOnce: { sender: insists, receiver: { ...receiver, dedup: 'none' } },
    effectivelyOnce: { sender: insists, receiver: { ...receiver, dedup: 'durable' } },
  })
})

test('every knob says what it decides in one sentence', () => {
  for (const { knob } of knobLines) expect(knob.decides).toMatch(/^[A-Z].*\.$/)
})

test('a preset is known by how it behaves, whatever stands on knobs that cannot matter', () => {
  for (const name of presetNames) expect(presetOf(presets[name])).toBe(name)
  expect(presetOf(policyOf({ receiver: { dedup: 'none', commit: 'keyFirst' } }))).toBe('atLeastOnce')
  expect(presetOf(policyOf({ sender: { awaitAck: false, timeoutMs: 5, onRestart: 'resumeNewKey' } }))).toBe(
    'atMostOnce',
  )
  expect(presetOf(policyOf({ sender: { attempts: 3 } }))).toBeNull()
  expect(presetOf(policyOf({ receiver: { dedup: 'durable', commit: 'keyFirst' } }))).toBeNull()
})

test('what is relevant of a relevant policy is all of it', () => {
  for (const any of allPolicies) {
    expect(relevantPolicy(relevantPolicy(any))).toEqual(relevantPolicy(any))
    expect(samePolicy(any, relevantPolicy(any))).toBe(true)
  }
})
