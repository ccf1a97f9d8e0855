/** The system that a question is about: an id with knobs, or a document. */
import type { SystemDocument } from '../protocol/document.ts'
import { readDocument } from '../protocol/readDocument.ts'
import { documentOf, isSystemId, type Knobs, readKnobs, type SystemId, systemIds } from '../protocol/systems/builtIn.ts'
import type { FieldProblem } from '../sim/scenario.ts'
import { isObject } from './command.ts'

/** The first lab by its id; its knobs are a policy. */
const exchangeId = 'exchange'

export interface NamedSystem {
  readonly document: SystemDocument
  /** How it was named; null where it came as a document. */
  readonly named: { readonly system: SystemId; readonly knobs: Knobs } | null
}

/** Whether a question is about a system, and not about the first lab by its policy. */
export const isAboutSystem = (input: unknown): input is Readonly<Record<string, unknown>> =>
  isObject(input) && (input.system !== undefined || input.document !== undefined)

/** Whether a question names the first lab by its id. */
export const isExchange = ({ system }: Readonly<Record<string, unknown>>): boolean =>
  system === exchangeId || (isObject(system) && system.id === exchangeId && system.stores === undefined)

/** The question about the first lab that a question with its id and knobs is. */
export function asExchange(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { system, knobs, ...rest } = input
  const policy = knobs ?? (isObject(system) ? system.knobs : undefined)
  return policy === undefined ? rest : { ...rest, policy }
}

/**
 * What `system`, `knobs` and `document` of a question name: `system` is an id, an id with its knobs, or a document
 * itself. Problems name the field.
 */
export function namedSystem(
  { system, knobs, document }: Readonly<Record<string, unknown>>,
  under = '',
): { ok: true; value: NamedSystem } | { ok: false; problems: FieldProblem[] } {
  const at = (field: string) => [under, field].filter(Boolean).join('.')
  if (system !== undefined && document !== undefined) {
    return { ok: false, problems: [{ field: at('document'), problem: 'name a system or give a document, not both' }] }
  }
  if (document !== undefined || (isObject(system) && system.stores !== undefined)) {
    const read = readDocument(document ?? system, at(document === undefined ? 'system' : 'document'))
    return read.ok ? { ok: true, value: { document: read.value, named: null } } : read
  }
  const id = isObject(system) ? system.id : system
  if (!isSystemId(id)) {
    const known = [...systemIds, exchangeId].map((each) => `"${each}"`).join(', ')
    return { ok: false, problems: [{ field: at('system'), problem: `must be one of ${known}, or give a document` }] }
  }
  const given = isObject(system) ? (system.knobs ?? knobs ?? {}) : (knobs ?? {})
  const read = readKnobs(id, given, at('knobs'))
  if (!read.ok) return read
  return { ok: true, value: { document: documentOf(id, read.value), named: { system: id, knobs: read.value } } }
}
