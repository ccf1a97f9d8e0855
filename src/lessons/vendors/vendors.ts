/**
 * Real products as settings of the lab: of each what its document states, as knobs, and nothing else. What a document
 * does not state keeps the lab's own value. What a vendor claims is checked by the search, within the faults named.
 */
import * as v from 'valibot'
import { exactly, knobPaths, policySchema, presetNames, strangeField } from '../../protocol/policy.ts'
import { check, environmentKnobs, type FieldProblem, type Scenario } from '../../sim/scenario.ts'
import { proofSchema } from '../proof.ts'
import documents from './vendors.json'

const text = v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'))

const vendorSchema = exactly({
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
export type Vendor = v.InferOutput<typeof vendorSchema>

export type VendorId = keyof typeof documents
export const vendorIds = Object.keys(documents) as VendorId[]

export const isVendor = (id: unknown): id is VendorId => vendorIds.some((known) => known === id)

/** A vendor from a document of any origin, or what is wrong with it, field by field. */
export function readVendor(json: unknown): { ok: true; value: Vendor } | { ok: false; problems: FieldProblem[] } {
  return check(vendorSchema, json)
}

const read = new Map<VendorId, Vendor>()

/** One of the vendors of this lab. */
export function vendorOf(id: VendorId): Vendor {
  const known = read.get(id) ?? v.parse(vendorSchema, documents[id])
  read.set(id, known)
  return known
}

/** A scenario with the design of a vendor in place of its own. */
export function likeVendor(scenario: Scenario, id: VendorId): Scenario {
  const { policy, environment } = vendorOf(id)
  return { ...scenario, policy, environment: { ...scenario.environment, ...environment } }
}
