import * as v from 'valibot'
import { knobNames, type Policy, standardPolicy } from './presets.ts'

export { type Policy, type PresetName, presetNames, presetOf, presets, relevantPolicy, samePolicy } from './presets.ts'

/**
 * A policy is the handful of decisions that a delivery guarantee follows from. This file is the one table of them:
 * every knob with its values, its default and what it decides. The names are public JSON. The compiler holds the table
 * to the type `Policy`, which stands apart for readers that need no schema.
 */
interface Knob<S extends v.GenericSchema> {
  schema: S
  default: v.InferOutput<S>
  /** One sentence: what turning this knob decides. */
  decides: string
}

function knob<S extends v.GenericSchema>(schema: S, standard: v.InferOutput<S>, decides: string): Knob<S> {
  return { schema, default: standard, decides }
}

/** A whole number from `least` to `most`. */
export const whole = (least: number, most: number) =>
  v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number'),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  )

const oneOf = <const T extends readonly string[]>(values: T) =>
  v.picklist(values, `must be one of ${values.map((value) => `"${value}"`).join(', ')}`)

const { sender, receiver } = standardPolicy

export const senderKnobs = {
  awaitAck: knob(v.boolean('must be true or false'), sender.awaitAck, 'Wait for an ACK; false is fire and forget.'),
  attempts: knob(
    v.union([v.literal('unlimited'), whole(1, 20)], 'must be a whole number from 1 to 20, or "unlimited"'),
    sender.attempts,
    'How many times a message is transmitted at most, the first included.',
  ),
  timeoutMs: knob(
    whole(1, 600_000),
    sender.timeoutMs,
    'How long one attempt waits for its ACK, in virtual milliseconds.',
  ),
  backoff: knob(
    oneOf(knobNames.backoff),
    sender.backoff,
    'Whether the timeout stays the same or doubles with every attempt.',
  ),
  jitterPct: knob(
    v.pipe(v.number('must be a number'), v.minValue(0, 'must be at least 0'), v.maxValue(100, 'must be at most 100')),
    sender.jitterPct,
    'How far a timeout may stray from its length, in percent either way.',
  ),
  keyScope: knob(
    oneOf(knobNames.keyScope),
    sender.keyScope,
    'Whether a retry keeps the idempotency key or gets its own.',
  ),
  onRestart: knob(
    oneOf(knobNames.onRestart),
    sender.onRestart,
    'What a sender crash leaves of the messages that still wait for an ACK.',
  ),
} satisfies KnobsOf<Policy['sender']>

export const receiverKnobs = {
  ackTiming: knob(oneOf(knobNames.ackTiming), receiver.ackTiming, 'Whether the ACK leaves before or after the effect.'),
  dedup: knob(oneOf(knobNames.dedup), receiver.dedup, 'Whether keys are remembered, and whether a crash wipes them.'),
  commit: knob(
    oneOf(knobNames.commit),
    receiver.commit,
    'How key and effect reach the durable store: in one transaction, or one after the other.',
  ),
  window: knob(
    v.pipe(
      v.union(
        [
          v.literal('unlimited'),
          v.strictObject({ keys: whole(1, 1_000_000) }),
          v.strictObject({ ms: whole(1, 86_400_000) }),
        ],
        'must be "unlimited", {"keys": n} or {"ms": n}',
      ),
    ),
    receiver.window,
    'How long a key is remembered: for ever, for n newer keys, or for a time.',
  ),
  effect: knob(oneOf(knobNames.effect), receiver.effect, 'Whether the effect adds to the balance or sets it.'),
} satisfies KnobsOf<Policy['receiver']>

type KnobsOf<Side> = { [K in keyof Side]: Knob<v.GenericSchema<Side[K]>> }
type KnobTable = Record<string, Knob<v.GenericSchema>>
type Entries<T extends KnobTable> = { [K in keyof T]: v.OptionalSchema<T[K]['schema'], v.InferOutput<T[K]['schema']>> }

function schemaOf<T extends KnobTable>(knobs: T) {
  const entries = Object.fromEntries(Object.entries(knobs).map(([name, k]) => [name, v.optional(k.schema, k.default)]))
  return exactly(entries as Entries<T>)
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

export const policySchema = exactly({
  sender: v.optional(schemaOf(senderKnobs), {}),
  receiver: v.optional(schemaOf(receiverKnobs), {}),
})
