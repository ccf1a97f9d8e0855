/** Policies, made up and complete. Test support: only tests import it. */
import * as fc from 'fast-check'
import {
  type Knob,
  type KnobLine,
  knobLines,
  machineSettings,
  namedValues,
  type Policy,
  policyBy,
  settingOf,
} from './knobs.ts'
import { presets } from './presets.ts'

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
export const allPolicies: readonly Policy[] = machineSettings(policyOf({}))

export const number = (min: number, max: number) => fc.integer({ min, max })

/** What a knob can be set to, small numbers most of all. Few windows are wide enough to hide in. */
function anySetting(knob: Knob): fc.Arbitrary<unknown> {
  const pct = fc.oneof(fc.constant(0), fc.constant(100), fc.double({ min: 0, max: 100, noNaN: true }))
  const bounded = fc.oneof(fc.record({ keys: number(1, 4) }), fc.record({ ms: number(1, 12_000) }))
  switch (knob.kind) {
    case 'switch':
    case 'choice':
      return fc.constantFrom(...(namedValues(knob) ?? []))
    case 'count':
      return fc.oneof(number(1, 5), fc.constant('unlimited'))
    case 'time':
      return number(300, 5000)
    case 'percent':
      return fc.oneof(fc.constant(0), pct)
    case 'window':
      return fc.oneof(fc.constant('unlimited'), bounded)
  }
}

const settings = (lines: readonly KnobLine[]): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(lines.map(({ path, knob }) => [path, anySetting(knob)]))

/** Any policy, every knob for itself. */
export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record(settings(knobLines))
  .map((values) => policyBy(({ path }) => values[path]))

/** Any policy. Fire and forget is half of the table above and the duller half, so it is made rare. */
export const policy: fc.Arbitrary<Policy> = fc
  .record<Record<string, unknown>>({
    machines: fc.constantFrom(...allPolicies),
    dull: number(0, 9),
    ...settings(knobLines.filter(({ knob }) => !knob.machines)),
  })
  .map(({ machines, dull, ...values }) => {
    const { sender, receiver } = policyBy((line) => values[line.path] ?? settingOf(machines as Policy, line))
    return { sender: { ...sender, awaitAck: sender.awaitAck || (dull as number) > 2 }, receiver }
  })
