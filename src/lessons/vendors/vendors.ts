/**
 * Real products as settings of the lab: of each what its document states, as knobs, and nothing else. What a document
 * does not state keeps the lab's own value. What a vendor claims is checked by the search, within the faults named: of
 * the first lab, or, where it takes a second worker to show it, of a system.
 */
import * as v from 'valibot'
import { exactly, knobPaths, policySchema, presetNames, strangeField } from '../../protocol/policy.ts'
import { check, environmentKnobs, type FieldProblem, type Scenario } from '../../sim/scenario.ts'
import { knobsSchema, proofSchema, systemProofSchema } from '../proof.ts'
import documents from './vendors.json'

const text = v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'))

const sourceSchema = v.strictObject(
  { title: text, url: v.pipe(text, v.startsWith('https://', 'must be an https address')) },
  strangeField,
)

const entries = {
  /** As its makers call it. */
  name: text,
  /** Where the first lab's knobs stand; of a vendor that is a system, where they come nearest to it. */
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
  source: sourceSchema,
  /** Another text, where the first does not state all that is claimed. */
  also: v.optional(sourceSchema),
  /** What the document promises; null where it says that a message may be lost and may come twice. */
  guarantee: v.nullable(v.picklist(presetNames)),
}

/** What the first lab shows whole: proved of its policy. */
const policyVendorSchema = exactly({ ...entries, proofs: v.pipe(v.array(proofSchema), v.minLength(1)) })

/**
 * What takes more than one receiver to show: proved of a built-in system. The page has its policy until it has systems,
 * and says what that leaves out.
 */
const systemVendorSchema = exactly({
  ...entries,
  /** Its id. Whether it has these knobs is asked by the proofs: to show a vendor takes no system. */
  system: text,
  knobs: v.optional(knobsSchema, {}),
  /**
   * What one receiver cannot show · lease: its time runs out while a worker is only slow · requeue: a connection closes or
   * a broker restarts meanwhile · reserved: its time runs out before a worker begins · repeat: a queue repeats by itself.
   */
  beyond: v.picklist(['lease', 'requeue', 'reserved', 'repeat']),
  proofs: v.pipe(v.array(systemProofSchema), v.minLength(1)),
})

export type PolicyVendor = v.InferOutput<typeof policyVendorSchema>
export type SystemVendor = v.InferOutput<typeof systemVendorSchema>
export type Vendor = PolicyVendor | SystemVendor

const vendorSchema = v.lazy((input) =>
  typeof input === 'object' && input !== null && 'system' in input ? systemVendorSchema : policyVendorSchema,
)

/** Whether what is claimed of a vendor is claimed of a system. */
export const isSystemVendor = (vendor: Vendor): vendor is SystemVendor => 'system' in vendor

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
