/** Holds what is claimed of a system against the search. Apart from the claims: what is shown needs no search. */

import { systemCounterexample } from '../explore/systems/counterexample.ts'
import { exploreSystem, type SystemFound, type SystemQuery } from '../explore/systems/systemSearch.ts'
import { kindsOf, rolesOf, type System } from '../protocol/system.ts'
import { documentOf, isSystemId, type Knobs, readKnobs } from '../protocol/systems/builtIn.ts'
import { systemOfDocument } from '../sim/documents.ts'
import { run } from '../sim/run.ts'
import type { SystemScenario } from '../sim/systemScenario.ts'
import { judgementOf } from '../verdict/systemVerdict.ts'
import type { SystemProof } from './proof.ts'

/** A built-in system by its id, and where its knobs stand; those left out have their defaults. */
export interface KnobbedSystem {
  readonly system: string
  readonly knobs: Knobs
}

/**
 * In what a proof about a system is wrong, line by line; nothing when it holds. Names that the system does not have are
 * wrong too: a fault of that name would never happen, and prove nothing.
 */
export function refutedOfSystem(standard: KnobbedSystem, proof: SystemProof): string[] {
  const asked = systemQueryOf(standard, proof)
  if ('wrong' in asked) return asked.wrong
  const { query } = asked
  const wrong: string[] = []
  const named = Object.keys(proof.can)
  if (named.length > 0) {
    const { outcomes } = exploreSystem({ ...query, properties: named, neverEnds: false })
    for (const name of named) {
      const found = outcomes[name]?.faults
      if (found !== proof.can[name]) {
        wrong.push(`${name} takes ${found ?? 'more than there may be'} faults, not ${proof.can[name]}`)
      }
      if (shownBy(standard, proof, name, outcomes[name] ?? null) === null) wrong.push(`no run shows ${name}`)
    }
  }
  if (proof.cannot.length > 0) {
    const { outcomes, ended } = exploreSystem({ ...query, properties: proof.cannot, neverEnds: false })
    const did = proof.cannot.filter((name) => outcomes[name] !== null)
    wrong.push(...did.map((name) => `${name} can happen, with ${outcomes[name]?.faults} faults`))
    if (did.length === 0 && ended !== 'everything') wrong.push('the search did not come to its end')
  }
  return wrong
}

/** A run that shows what was found, with exactly its faults; null where there is none. */
function shownBy(
  { system, knobs }: KnobbedSystem,
  { knobs: turned, messages, network }: SystemProof,
  property: string,
  found: SystemFound | null,
): SystemScenario | null {
  if (found === null || !isSystemId(system)) return null
  const document = documentOf(system, { ...knobs, ...turned })
  const scenario = systemCounterexample({ document, messages, reorder: network.reorder, property }, found.moves)
  if (scenario === null) return null
  const { verdict } = judgementOf(run(scenario))
  return verdict.faults === found.faults && (verdict.outcomes[property] ?? 0) > 0 ? scenario : null
}

/** What a proof asks the search, or which of its names the system does not have. */
export function systemQueryOf(
  { system: id, knobs }: KnobbedSystem,
  { knobs: turned, messages, faults, network, can, cannot }: SystemProof,
): { readonly query: SystemQuery } | { readonly wrong: string[] } {
  if (!isSystemId(id)) return { wrong: [`there is no system ${id}`] }
  const read = readKnobs(id, { ...knobs, ...turned })
  if (!read.ok) return { wrong: read.problems.map(({ field, problem }) => `${field} ${problem}`) }
  const system = systemOfDocument(documentOf(id, read.value))
  const { max, lose, duplicate, crash = rolesOf(system), stop } = faults
  const { attempts, ...rest } = network
  const strange = [
    ...strangers([...Object.keys(can), ...cannot], propertiesOf(system), 'property'),
    ...strangers([lose, duplicate].flatMap(listed), kindsOf(system), 'packet'),
    ...strangers([...crash, ...stop], rolesOf(system), 'process'),
  ]
  if (strange.length > 0) return { wrong: strange }
  const bounds = { system, messages, faults: { max, lose, duplicate, crash, stop } }
  return { query: { ...bounds, network: { ...rest, ...(attempts === undefined ? {} : { attempts }) } } }
}

const propertiesOf = ({ properties }: System): string[] => properties.map(({ name }) => name)
const listed = (which: boolean | readonly string[]): readonly string[] => (typeof which === 'boolean' ? [] : which)
const strangers = (names: readonly string[], known: readonly string[], what: string): string[] =>
  names.filter((name) => !known.includes(name)).map((name) => `the system has no ${what} ${name}`)
