/** What is claimed of a design or of a system, as questions to the search. */
import * as v from 'valibot'
import { policySchema, strangeField } from '../protocol/policy.ts'
import { type OutcomeName, outcomeNames } from '../verdict/verdict.ts'

const count = v.pipe(v.number('must be a number'), v.integer('must be a whole number'), v.minValue(0))
const flag = v.boolean('must be true or false')

/** Which faults a search may use, and how many in all. */
export const faultBounds = v.strictObject(
  {
    max: v.optional(count, 3),
    loseMessage: v.optional(flag, true),
    loseAck: v.optional(flag, true),
    duplicatePacket: v.optional(flag, false),
    crashSender: v.optional(flag, true),
    crashReceiver: v.optional(flag, true),
  },
  strangeField,
)

/** How many of each outcome; those not named, none. */
export const outcomes = v.strictObject(
  Object.fromEntries(outcomeNames.map((name) => [name, v.optional(count)])) as Record<
    OutcomeName,
    v.OptionalSchema<typeof count, undefined>
  >,
  strangeField,
)

/** What the search is to find, and what it is to prove impossible, within these bounds. */
export const proofSchema = v.strictObject(
  {
    /** That of the lesson, or of the vendor, when not given. */
    policy: v.optional(policySchema),
    messages: v.optional(v.pipe(count, v.minValue(1), v.maxValue(4)), 1),
    faults: v.optional(faultBounds, {}),
    network: v.optional(
      v.strictObject({ reorder: v.optional(flag, true), slow: v.optional(flag, false) }, strangeField),
      {},
    ),
    /** Outcomes that a run can have, with their fewest faults. */
    can: v.optional(outcomes, {}),
    /** Outcomes that no run within the bounds has. */
    cannot: v.optional(v.array(v.picklist(outcomeNames)), []),
  },
  strangeField,
)
export type Proof = v.InferOutput<typeof proofSchema>

const names = v.array(v.string('must be text'), 'must be a list of names')
const kinds = v.union([flag, names], 'must be true, false, or a list of kinds of packets')

/** Values of knobs by name. Whether the system has them is asked where it is made. */
export const knobsSchema = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))

/** The same of a system: its packets by kind, its processes by role, its outcomes by property. */
export const systemProofSchema = v.strictObject(
  {
    /** Knobs that stand otherwise than the vendor's. */
    knobs: v.optional(knobsSchema, {}),
    messages: v.optional(v.pipe(count, v.minValue(1), v.maxValue(4)), 1),
    /** Left out: packets of any kind are lost, and none is copied; processes of any role crash, and none stops. */
    faults: v.optional(
      v.strictObject(
        {
          max: v.optional(count, 3),
          lose: v.optional(kinds, true),
          duplicate: v.optional(kinds, false),
          crash: v.optional(names),
          stop: v.optional(names, []),
        },
        strangeField,
      ),
      {},
    ),
    network: v.optional(
      v.strictObject(
        {
          reorder: v.optional(flag, true),
          slow: v.optional(flag, false),
          attempts: v.optional(v.pipe(count, v.minValue(1))),
        },
        strangeField,
      ),
      {},
    ),
    /** Properties that a run can have, with their fewest faults. */
    can: v.optional(v.record(v.string(), count), {}),
    /** Properties that no run within the bounds has. */
    cannot: v.optional(names, []),
  },
  strangeField,
)
export type SystemProof = v.InferOutput<typeof systemProofSchema>
