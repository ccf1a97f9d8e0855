/** The schemas of a policy, made from the table in `knobs.ts`. */
import * as v from 'valibot'
import { type Knob, knobs, type Policy, type Side } from './knobs.ts'

export { knobLines, knobPaths, type Policy } from './knobs.ts'
export {
  byPreset,
  isPreset,
  type PresetName,
  presetNames,
  presetOf,
  presets,
  relevantPolicy,
  samePolicy,
} from './presets.ts'

/** A whole number from `least` to `most`. */
export const whole = (least: number, most: number) =>
  v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number'),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  )

const oneOf = (values: readonly string[]) =>
  v.picklist(values, `must be one of ${values.map((value) => `"${value}"`).join(', ')}`)

function schemaOf(knob: Knob): v.GenericSchema {
  switch (knob.kind) {
    case 'switch':
      return v.boolean('must be true or false')
    case 'choice':
      return oneOf(knob.values)
    case 'count':
      return v.union(
        [v.literal('unlimited'), whole(1, knob.most)],
        `must be a whole number from 1 to ${knob.most}, or "unlimited"`,
      )
    case 'time':
      return whole(1, knob.mostMs)
    case 'percent':
      return v.pipe(
        v.number('must be a number'),
        v.minValue(0, 'must be at least 0'),
        v.maxValue(100, 'must be at most 100'),
      )
    case 'window':
      return v.union(
        [
          v.literal('unlimited'),
          v.strictObject({ keys: whole(1, knob.mostKeys) }),
          v.strictObject({ ms: whole(1, knob.mostMs) }),
        ],
        'must be "unlimited", {"keys": n} or {"ms": n}',
      )
  }
}

type Entries<S extends Side> = {
  [Name in keyof Policy[S]]: v.OptionalSchema<v.GenericSchema<Policy[S][Name]>, Policy[S][Name]>
}

/** A schema for each knob of a side. */
function entriesOf<S extends Side>(side: S): Entries<S> {
  const lines: [string, Knob][] = Object.entries(knobs[side])
  return Object.fromEntries(
    lines.map(([name, knob]) => [name, v.optional(schemaOf(knob), knob.standard)]),
  ) as Entries<S>
}

/** An object with these fields and no others. Valibot alone would take a list for an object without fields. */
export function exactly<E extends v.ObjectEntries>(entries: E) {
  const schema = v.strictObject(entries, strangeField)
  return v.pipe(
    v.custom<v.InferInput<typeof schema>>((input) => !Array.isArray(input), 'must be an object'),
    schema,
  )
}

/** The message of a strict object: a field that is unknown or missing, or a value that is no object at all. */
export function strangeField(issue: v.StrictObjectIssue): string {
  if (issue.expected === 'never') return 'is not a field of this document'
  return issue.expected === 'Object' ? 'must be an object' : 'is missing'
}

/** The schema of every knob, by side and name. */
export const knobSchemas = { sender: entriesOf('sender'), receiver: entriesOf('receiver') }

export const policySchema = exactly({
  sender: v.optional(exactly(knobSchemas.sender), {}),
  receiver: v.optional(exactly(knobSchemas.receiver), {}),
})
