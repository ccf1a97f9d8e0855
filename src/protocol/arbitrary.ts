/** Policies, made up and complete. Test support: only tests import it. */
import * as fc from 'fast-check'
import { type Policy, presets } from './policy.ts'

/** Checks what must hold of anything generated, always with the same seed. */
export function forAll<T>(any: fc.Arbitrary<T>, numRuns: number, check: (value: T) => void): void {
  void fc.assert(
    fc.property(any, (value) => {
      check(value)
    }),
    { seed: 1, numRuns },
  )
}

type Parts = { sender?: Partial<Policy['sender']>; receiver?: Partial<Policy['receiver']> }

/** The default policy, at least once, with these knobs turned. */
export function policyOf({ sender = {}, receiver = {} }: Parts): Policy {
  const { atLeastOnce } = presets
  return { sender: { ...atLeastOnce.sender, ...sender }, receiver: { ...atLeastOnce.receiver, ...receiver } }
}

/** Every setting of the knobs that a machine's definition can depend on. */
export const allPolicies: readonly Policy[] = [true, false].flatMap((awaitAck) =>
  (['message', 'attempt'] as const).flatMap((keyScope) =>
    (['resume', 'resumeNewKey', 'forget'] as const).flatMap((onRestart) =>
      (['beforeEffect', 'afterEffect'] as const).flatMap((ackTiming) =>
        (['none', 'volatile', 'durable'] as const).flatMap((dedup) =>
          (['atomic', 'keyFirst', 'effectFirst'] as const).map((commit) =>
            policyOf({ sender: { awaitAck, keyScope, onRestart }, receiver: { ackTiming, dedup, commit } }),
          ),
        ),
      ),
    ),
  ),
)

export const number = (min: number, max: number) => fc.integer({ min, max })
const attempts = fc.oneof(number(1, 5), fc.constant('unlimited' as const))

const pct = fc.oneof(fc.constant(0), fc.constant(100), fc.double({ min: 0, max: 100, noNaN: true }))

/** Any window. Few of them are wide enough to hide in. */
const boundedWindow: fc.Arbitrary<Policy['receiver']['window']> = fc.oneof(
  fc.record({ keys: number(1, 4) }),
  fc.record({ ms: number(1, 12_000) }),
)

/** Any policy. Fire and forget is half of the table above and the duller half, so it is made rare. */
export const policy: fc.Arbitrary<Policy> = fc
  .record({
    knobs: fc.constantFrom(...allPolicies),
    dull: number(0, 9),
    attempts,
    timeoutMs: number(300, 5000),
    backoff: fc.constantFrom('fixed' as const, 'exponential' as const),
    jitterPct: fc.oneof(fc.constant(0), pct),
    window: fc.oneof(fc.constant('unlimited' as const), boundedWindow),
    effect: fc.constantFrom('add' as const, 'set' as const),
  })
  .map(({ knobs: { sender, receiver }, dull, attempts, timeoutMs, backoff, jitterPct, window, effect }) => ({
    sender: { ...sender, attempts, timeoutMs, backoff, jitterPct, awaitAck: sender.awaitAck || dull > 2 },
    receiver: { ...receiver, window, effect },
  }))
