import * as v from 'valibot'
import { exactly } from '../protocol/policy.ts'
import { type Limits, run } from '../sim/run.ts'
import { check, type FieldProblem, mostFaults, type Scenario, scenarioOf, scenarioSchema } from '../sim/scenario.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { linesOf, syntaxProblem } from './jsonText.ts'
import { writeOptions } from './options.ts'
import { type Address, isPacked, readAddress, readPackedAddress } from './page.ts'

/** What a text from outside was taken for, and the run that it means. */
export type Imported =
  | {
      readonly ok: true
      readonly kind: 'link' | 'scenario' | 'trace'
      readonly scenario: Scenario
      /** Where the playhead stood; null where the text does not say. */
      readonly atMs: number | null
      /** Where a trace is not the one that the machines of this version give; null where it is, or is not given. */
      readonly differs: Difference | null
      /** What a link says beside its run; absent where that is nothing. */
      readonly aside?: Aside
    }
  | { readonly ok: false; readonly problems: readonly ImportProblem[] }

/** What is not taken in: how its author wants the run to be shown, and what cannot be read. */
export interface Aside {
  /** The author's note, as text; '' where there is none. */
  readonly note: string
  /** The page and the other options, as parameters: `lock=mode`. */
  readonly parameters: readonly string[]
  /** Parameters that nobody knows, and those that cannot be used. */
  readonly ignored: readonly string[]
}

/** What is wrong, in which field and, in a JSON text, at which line; null where a text has no lines to speak of. */
export interface ImportProblem extends FieldProblem {
  readonly line: number | null
}

/** The first event that is not as it would be here, and the field of it; '' where there is one more or one less. */
export interface Difference {
  readonly event: number
  readonly field: string
  readonly given: string
  readonly here: string
}

/** A longer text is refused unread. The longest trace that a page draws takes two thirds of it. */
export const mostImportLength = 12_000_000

/** No address is longer, whatever stands before its parameters. */
const mostLinked = 200_000

/** In a longer text nobody looks for the line of a problem. */
const mostLined = 1_000_000

/** So many problems are reported at most. */
const mostProblems = 20

/** What a scenario may say of a run. */
const parts = Object.keys(scenarioOf({})).filter((name) => name !== 'v')

const documentSchema = exactly({
  v: v.optional(v.literal(1, 'must be 1, the only version there is'), 1),
  scenario: scenarioSchema,
  atMs: v.optional(
    v.pipe(
      v.number('must be a number'),
      v.integer('must be a whole number of milliseconds'),
      v.minValue(0, 'must be at least 0'),
    ),
  ),
  // Its events are compared with those of the run, one by one, which is a stricter judge than any schema.
  trace: v.optional(v.custom<readonly unknown[]>(Array.isArray, 'must be a list of events')),
})

/**
 * Reads a text of any origin: a scenario, a trace with its scenario, or a link, packed or not. Runs nothing but what the
 * page would run itself, within the limits given; never rejects, whatever the text.
 */
export async function readPackedImport(text: string, limits: Partial<Limits>): Promise<Imported> {
  if (isDocument(text) || !isPacked(...partsOf(text.trim()))) return readImport(text, limits)
  return linkIn(await readPackedAddress(...partsOf(text.trim())))
}

/** The same as `readPackedImport`, of a text that holds no packed link. Never throws. */
export function readImport(text: string, limits: Partial<Limits>): Imported {
  if (text.length > mostImportLength) {
    return refuse([{ field: 'text', problem: `is longer than ${mostImportLength} characters`, line: null }])
  }
  const trimmed = text.trim()
  if (trimmed === '') return refuse([{ field: 'text', problem: 'is empty', line: null }])
  if (isDocument(text)) return readDocument(text, limits)
  if (isBinary(text)) return refuse([{ field: 'text', problem: neither, line: null }])
  return linkIn(readAddress(...partsOf(trimmed)))
}

const isDocument = (text: string): boolean => /^\s*[{["]/.test(text)

const neither = 'is neither a JSON document, which begins with "{", nor a link, such as v=1&mode=at-most-once'

/** A picture or an archive that was read as if it were text shows it early. */
const isBinary = (text: string): boolean => /[^\P{Cc}\s]|\ufffd/u.test(text.slice(0, 10_000))

/** The hash and the query of an address as it is copied from anywhere: whole, or only what follows its `?` or `#`. */
function partsOf(text: string): [hash: string, query: string] {
  const [address = '', hash = ''] = text.length > mostLinked ? [] : text.split(/#(.*)/s)
  const query = address.includes('?') ? address.slice(address.indexOf('?')) : /^[^/]*=/.test(address) ? address : ''
  return [hash, query]
}

function linkIn(address: Address): Imported {
  const { link, page } = address
  if (link?.ok) {
    const aside = asideOf(address)
    const { scenario, atMs } = link
    return { ok: true, kind: 'link', scenario, atMs, differs: null, ...(aside && { aside }) }
  }
  if (link !== null) return refuse(link.problems.map((problem) => ({ ...problem, line: null })))
  const problem = page === '' ? neither : 'has no run of its own to take in'
  return refuse([{ field: page === '' ? 'text' : 'page', problem, line: null }])
}

function asideOf({ page, options, problems, ignored }: Address): Aside | null {
  const { note = '', ...others } = options
  const written = writeOptions(others)
  const parameters = [...(page === '' ? [] : [`page=${page}`]), ...(written === '' ? [] : written.split('&'))]
  const unread = [...ignored, ...problems.map(({ field }) => field)].map(cut)
  return note === '' && parameters.length + unread.length === 0 ? null : { note, parameters, ignored: unread }
}

function readDocument(text: string, limits: Partial<Limits>): Imported {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    const found = text.length > mostLined ? null : syntaxProblem(text)
    if (found === null) return refuse([{ field: 'document', problem: 'is not JSON', line: null }])
    const { field, line, column, expected } = found
    const problem = `is not JSON at column ${column}: expected ${expected}`
    return refuse([{ field: field === '' ? 'document' : field, problem, line }])
  }
  const isWrapped = has(document, 'scenario') || has(document, 'trace')
  const wrapped = isWrapped ? document : { scenario: document }
  // By its defaults an empty document would be a scenario, and hardly the one that somebody wanted.
  const inner: unknown = has(wrapped, 'scenario') ? wrapped.scenario : null
  if (typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !parts.some((part) => has(inner, part))) {
    const field = isWrapped ? 'scenario' : 'document'
    const problem = `says nothing about a run; expected at least one of ${parts.join(', ')}`
    return refuse([{ field, problem, line: linesOf(text, [field]).get(field) ?? null }])
  }
  // A schema looks at every entry before it counts them.
  const faults = has(wrapped, 'scenario') && has(wrapped.scenario, 'faults') ? wrapped.scenario.faults : []
  const many = Array.isArray(faults) && faults.length > mostFaults
  const read = many
    ? { ok: false as const, problems: [{ field: 'scenario.faults', problem: `has more than ${mostFaults} entries` }] }
    : check(documentSchema, wrapped)
  if (!read.ok) {
    const problems = read.problems.slice(0, mostProblems).map(({ field, problem }) => ({
      // Whoever wrote the scenario alone knows no field "scenario".
      field: isWrapped ? field : field.replace(/^scenario\.?/, '') || 'document',
      problem,
    }))
    const fields = problems.map(({ field }) => field)
    const lines = text.length > mostLined ? new Map<string, number>() : linesOf(text, fields)
    return refuse(problems.map((problem) => ({ ...problem, line: lines.get(problem.field) ?? null })))
  }
  const { scenario, atMs, trace } = read.value
  const differs = trace === undefined ? null : difference(trace, run(scenario, limits).trace)
  return { ok: true, kind: trace === undefined ? 'scenario' : 'trace', scenario, atMs: atMs ?? null, differs }
}

/** The first difference between a list that claims to be the trace of a run and the trace of that run. */
function difference(given: readonly unknown[], here: Trace): Difference | null {
  for (let i = 0; i < Math.max(given.length, here.length); i++) {
    const [theirs, ours] = [given[i], here[i]]
    if (i >= given.length || ours === undefined || !isObject(theirs)) {
      return { event: i + 1, field: '', given: said(theirs), here: said(ours) }
    }
    const found = fieldThatDiffers(theirs, ours)
    if (found !== null) return { event: i + 1, ...found, field: cut(found.field) }
  }
  return null
}

/** The first field in which an object from outside is not as one of ours. Goes no deeper than ours. */
function fieldThatDiffers(theirs: object, ours: object): Omit<Difference, 'event'> | null {
  const [a, b] = [new Map<string, unknown>(Object.entries(theirs)), new Map<string, unknown>(Object.entries(ours))]
  for (const name of [...b.keys(), ...a.keys()]) {
    const [given, here] = [a.get(name), b.get(name)]
    if (given === here && a.has(name) === b.has(name)) continue
    if (later.has(name) && !a.has(name)) continue
    const inner = isObject(given) && isObject(here) ? fieldThatDiffers(given, here) : undefined
    if (inner === null) continue
    if (inner !== undefined) return { ...inner, field: `${name}.${inner.field}` }
    return { field: name, given: said(given), here: said(here) }
  }
  return null
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** What traces say since a later version: that one says none of it is no difference. */
const later: ReadonlySet<string> = new Set<keyof TraceEvent>(['link', 'fired', 'alsoFired'])

/** A value of another document in few signs: it is shown as text and may be anything. */
const said = (value: unknown): string => (isObject(value) ? (Array.isArray(value) ? '[…]' : '{…}') : cut(String(value)))

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

const has = <K extends string>(value: unknown, field: K): value is Record<K, unknown> =>
  isObject(value) && Object.hasOwn(value, field)

const refuse = (problems: readonly ImportProblem[]): Imported => ({
  ok: false,
  problems: problems.slice(0, mostProblems).map((problem) => ({ ...problem, field: cut(problem.field) })),
})
