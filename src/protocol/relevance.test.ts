import { expect, test } from 'vitest'
import { policyOf } from './arbitrary.ts'
import { presets } from './policy.ts'
import { irrelevant } from './relevance.ts'

test('fire and forget leaves the sender nothing to decide', () => {
  expect(irrelevant(presets.atMostOnce)).toEqual({
    'sender.attempts': 'noWait',
    'sender.timeoutMs': 'noWait',
    'sender.backoff': 'noWait',
    'sender.jitterPct': 'noWait',
    'sender.keyScope': 'noWait',
    'sender.onRestart': 'noWait',
    'receiver.commit': 'noLookup',
    'receiver.window': 'noLookup',
  })
})

test('a receiver with durable keys and a sender that insists has no idle knob', () => {
  expect(irrelevant(presets.effectivelyOnce)).toEqual({})
  expect(irrelevant(policyOf({ receiver: { dedup: 'volatile' } }))).toEqual({ 'receiver.commit': 'oneLine' })
  expect(irrelevant(policyOf({ sender: { attempts: 1 }, receiver: { dedup: 'durable' } }))).toEqual({
    'sender.backoff': 'noRetry',
    'sender.keyScope': 'noRetry',
  })
})
