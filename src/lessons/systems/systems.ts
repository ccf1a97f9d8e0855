/**
 * Real systems as settings of the lab: of each what its document states, as knobs, and nothing else. What a document
 * does not state keeps the lab's own value. What a system claims is checked by the search, within the faults named.
 */
import * as v from 'valibot'
import { exactly, policySchema, presetNames, receiverKnobs, senderKnobs, strangeField } from '../../protocol/policy.ts'
import { check, environmentKnobs, type FieldProblem, type Scenario } from '../../sim/scenario.ts'
import { proofSchema } from '../proof.ts'
import documents from './systems.json'

const text = v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'))

const knobPaths = [
  ...Object.keys(senderKnobs).map((name) => `sender.${name}`),
  ...Object.keys(receiverKnobs).map((name) => `receiver.${name}`),
]

const systemSchema = exactly({
  /** As its makers call it. */
  name: text,
  policy: policySchema,
  /** A long timeout needs a long run. */
  environment: v.optional(exactly({ horizonMs: environmentKnobs.horizonMs }), {}),
  /** What the document states, in its own terms, and the knob that it sets. */
  figures: v.optional(
    v.array(
      v.strictObject(
        { name: text, value: text, knob: v.picklist(knobPaths, `must be one of ${knobPaths.join(', ')}`) },
        strangeField,
      ),
    ),
    [],
  ),
  /** The version that was read; a hosted service has none. */
  holdsFor: v.optional(text),
  source: v.strictObject(
    { title: text, url: v.pipe(text, v.startsWith('https://', 'must be an https address')) },
    strangeField,
  ),
  /** What the document promises; null where it says that a message may be lost and may come twice. */
  guarantee: v.nullable(v.picklist(presetNames)),
  proofs: v.pipe(v.array(proofSchema), v.minLength(1)),
})
export type System = v.InferOutput<typeof systemSchema>

export type SystemId = keyof typeof documents
export const systemIds = Object.keys(documents) as SystemId[]

export const isSystem = (id: unknown): id is SystemId => systemIds.some((known) => known === id)

/** A system from a document of any origin, or what is wrong with it, field by field. */
export function readSystem(json: unknown): { ok: true; value: System } | { ok: false; problems: FieldProblem[] } {
  return check(systemSchema, json)
}

const read = new Map<SystemId, System>()

/** One of the systems of this lab. */
export function systemOf(id: SystemId): System {
  const known = read.get(id) ?? v.parse(systemSchema, documents[id])
  read.set(id, known)
  return known
}

/** A scenario with the design of a system in place of its own. */
export function likeSystem(scenario: Scenario, id: SystemId): Scenario {
  const { policy, environment } = systemOf(id)
  return { ...scenario, policy, environment: { ...scenario.environment, ...environment } }
}
