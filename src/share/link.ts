import * as v from 'valibot'
import { knobLines, type PresetName, presetNames, presets } from '../protocol/policy.ts'
import {
  check,
  environmentKnobs,
  type FieldProblem,
  mostFaults,
  type Scenario,
  scenarioOf,
  scenarioSchema,
} from '../sim/scenario.ts'
import { type Parameters, parametersIn } from './parameters.ts'

/**
 * A link is a scenario as text, short enough to mail and plain enough to edit by hand:
 *
 *     v=1&mode=at-least-once&timeoutMs=2000&hopMs=500-1500&faults=drop:a1.1,crash:receiver@8300~2000&t=5900
 *
 * It stores decisions, not states: a mode, then only what differs from it and from the defaults. No character in it
 * needs percent-encoding in the fragment of a URL. A link that was once handed out opens for ever.
 */
export interface LinkState {
  scenario: Scenario
  /** Where the playhead stands, in virtual milliseconds; null when the link is about the run as a whole. */
  atMs: number | null
}

/** So many problems are reported at most; a mangled link has no end of them. */
export const mostProblems = 20

/**
 * Each fault as it is written, one form for every set of fields that it can have. Which fields a text gives follows
 * from its signs alone.
 */
export const faultForms = [
  'drop:packet',
  'drop:packet~afterMs',
  'duplicate:packet',
  'duplicate:packet~afterMs',
  'delay:packet~ms',
  'crash:process@atMs',
  'crash:process@atMs~downMs',
  'crash:process:packet:before',
  'crash:process:packet:before~downMs',
  'late:timer~ms',
]

interface Parameter {
  name: string
  /** Where its value stands in a link state. */
  path: readonly string[]
  /** What to write when its value is refused. */
  example: string
  write: (value: unknown) => string
  /** Never fails: a text that is no value is handed to the schema as it is, to be refused by name. */
  read: (text: string) => unknown
}

/** Where everything stands by default under a guarantee; to be read, not to be changed. */
const standards = new Map<PresetName, LinkState>()
function standard(preset: PresetName): LinkState {
  const known = standards.get(preset) ?? standardState(preset)
  standards.set(preset, known)
  return known
}

/** Every parameter but the mode, in the order of writing. A new knob is one of them by itself. */
const parameters: readonly Parameter[] = [
  plain('scenario', 'v'),
  ...knobLines.map(({ side, name }) => plain('scenario', 'policy', side, name)),
  plain('scenario', 'messages'),
  plain('scenario', 'seed'),
  ...Object.keys(environmentKnobs).map((name) => plain('scenario', 'environment', name)),
  {
    name: 'faults',
    path: ['scenario', 'faults'],
    example: 'drop:a1.1',
    write: (faults) => (faults as Scenario['faults']).map(writeFault).join(','),
    // One more than a scenario takes is enough for the schema to refuse them.
    read: (text) => text.split(',', mostFaults + 1).map(readFault),
  },
  {
    name: 't',
    path: ['atMs'],
    example: '5900',
    write: (atMs) => (atMs === null ? '' : `${Math.round(atMs as number)}`),
    read: readValue,
  },
]

/** Every parameter of a link and its default as it is written, for the table of them. */
export const linkParameters: readonly { readonly name: string; readonly fallback: string }[] = [
  { name: 'v', fallback: '1' },
  { name: 'mode', fallback: modeOf('atLeastOnce') },
  ...parameters.slice(1).map(({ name, path, write }) => ({
    name,
    fallback: write(valueAt(standard('atLeastOnce'), path)),
  })),
]

const parameterNames = new Map(
  ['mode', ...parameters.map(({ name }) => name)].map((name) => [name.toLowerCase(), name]),
)
const modes = new Map(presetNames.map((name) => [modeOf(name), name]))

const stateSchema = v.object({
  scenario: scenarioSchema,
  atMs: v.nullable(
    v.pipe(
      v.number('must be a number'),
      v.integer('must be a whole number of milliseconds'),
      v.minValue(0, 'must be at least 0'),
    ),
  ),
})

/**
 * The text of a URL's hash, without the `#`, that means this scenario at this moment. The mode is the preset that
 * leaves the fewest knobs to write. A playhead between two milliseconds is put on the nearer one.
 */
export function writeLink(state: LinkState): string {
  const ways = presetNames.map((name) => [
    `v=${state.scenario.v}`,
    `mode=${modeOf(name)}`,
    ...differences(standard(name), state),
  ])
  return ways.reduce((best, way) => (way.length < best.length ? way : best)).join('&')
}

/** Whether any of these parameters says something about the run. */
export const isLink = ({ given }: Parameters): boolean => [...given.keys()].some((name) => parameterNames.has(name))

/** What a link means, with the parameters that no lab of this version knows; or what is wrong with it. */
export type ReadLink =
  | ({ ok: true; ignored: readonly string[] } & LinkState)
  | { ok: false; problems: readonly FieldProblem[]; ignored: readonly string[] }

/** The scenario and the moment that a link means, with or without its `#`. Never throws. */
export function readLink(text: string): ReadLink {
  return readParameters(parametersIn(text.startsWith('#') ? text.slice(1) : text))
}

/**
 * The scenario and the moment that parameters mean. One that is absent has its default; one that is unknown, perhaps
 * because it is newer than this lab, is left out and named; whatever is known and cannot be used is a problem under the
 * parameter's name, and then nothing of the link is used.
 */
export function readParameters({ given: values, spelled, problems: before }: Parameters): ReadLink {
  const given = new Map<string, string>()
  const ignored: string[] = []
  for (const [spelling, value] of values) {
    const name = parameterNames.get(spelling)
    if (name === undefined) {
      if (ignored.length < mostProblems) ignored.push(spelled.get(spelling) ?? spelling)
    } else given.set(name, value)
  }
  const problems = before.map(({ field, problem }) => ({
    field: parameterNames.get(field.toLowerCase()) ?? field,
    problem,
  }))
  const refuse = (problems: FieldProblem[]): ReadLink => ({
    ok: false,
    problems: problems.slice(0, mostProblems),
    ignored,
  })
  // Another version may spell anything else differently, so nothing more is said about it.
  if ((given.get('v') ?? '1') !== '1')
    return { ok: false, problems: [{ field: 'v', problem: 'must be 1, the only version there is' }], ignored: [] }

  const preset = modes.get(given.get('mode') ?? modeOf('atLeastOnce'))
  if (preset === undefined) problems.push({ field: 'mode', problem: `must be one of ${[...modes.keys()].join(', ')}` })

  const state: unknown = standardState(preset ?? 'atLeastOnce')
  for (const { name, path, read } of parameters) {
    const value = given.get(name)
    if (value !== undefined) put(state, path, read(value))
  }
  const checked = check(stateSchema, state)
  if (!checked.ok) problems.push(...checked.problems.map((problem) => inLinkTerms(problem, state)))
  return checked.ok && problems.length === 0 ? { ok: true, ...checked.value, ignored } : refuse(problems)
}

/** A problem of the document as one of the link: under the parameter's name, with a text that would do. */
function inLinkTerms({ field, problem }: FieldProblem, state: unknown): FieldProblem {
  const parameter = parameters.find(({ path }) => `${field}.`.startsWith(`${path.join('.')}.`))
  if (parameter === undefined) return { field: 'link', problem }
  const { name, path, example } = parameter
  const index = name === 'faults' ? field.split('.')[path.length] : undefined
  if (index === undefined) return { field: name, problem: `${problem}, such as ${name}=${example}` }
  const fault = valueAt(state, [...path, index])
  return { field: `faults[${index}]`, problem: typeof fault === 'string' ? howToWrite(fault) : problem }
}

function standardState(preset: PresetName): LinkState {
  return { scenario: scenarioOf({ policy: presets[preset] }), atMs: null }
}

/** The parameters that turn one state into another. */
function differences(from: LinkState, to: LinkState): string[] {
  return parameters.flatMap(({ name, path, write }) => {
    const text = write(valueAt(to, path))
    return text === write(valueAt(from, path)) ? [] : [`${name}=${text}`]
  })
}

/** A guarantee as a link names it: atMostOnce is `at-most-once`. */
export function modeOf(preset: PresetName): string {
  return preset.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function plain(...path: [...string[], string]): Parameter {
  const name = path.at(-1) as string
  return {
    name,
    path,
    example: writeValue(valueAt(standard('atLeastOnce'), path)),
    write: writeValue,
    read: readValue,
  }
}

/** true · 3000 · unlimited · [500, 1500] is `500-1500` · {"keys": 5} is `keys-5` */
function writeValue(value: unknown): string {
  return (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [value])
    .flat(2)
    .join('-')
}

/** Reads a value by its looks; what looks like nothing else is a word. */
function readValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  if (oneNumber.test(text)) return numberOf(text)
  const [, least, most] = twoNumbers.exec(text) ?? []
  if (least !== undefined && most !== undefined) return [numberOf(least), numberOf(most)]
  const [, unit, count] = namedNumber.exec(text) ?? []
  if (unit !== undefined && count !== undefined) return { [unit]: numberOf(count) }
  return text
}

const aNumber = /(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/.source
const oneNumber = new RegExp(`^${aNumber}$`)
const twoNumbers = new RegExp(`^${aNumber}-${aNumber}$`)
const namedNumber = new RegExp(`^([a-z]+)-${aNumber}$`)

/** No scenario means anything by a negative zero. */
function numberOf(text: string): number {
  return Number(text) + 0
}

/** A line of two words is written with a hyphen: `record-key`. */
function writeFault(fault: Scenario['faults'][number]): string {
  const { do: kind, ...fields } = fault
  const given = new Map<string, unknown>(Object.entries(fields).filter(([, value]) => value !== undefined))
  const form = faultForms.find((candidate) => {
    const [itsKind, ...names] = candidate.split(sign)
    return itsKind === kind && names.length === given.size && names.every((name) => given.has(name))
  })
  if (form === undefined)
    throw new Error(`No form for a "${kind}" with ${[...given.keys()].join(', ')}; add one to faultForms.`)
  return form.replace(fieldOfForm, (_, itsSign, name) => itsSign + writeValue(given.get(name)).replaceAll(' ', '-'))
}

/** The fault, for the schema to check; the text itself when it has no form. */
function readFault(text: string): unknown {
  const names = formOfSigns.get(signsOf(text))?.split(sign)
  if (names === undefined) return text
  const [kind, ...values] = text.split(sign)
  return Object.fromEntries([['do', kind], ...values.map((value, index) => [names[index + 1], readFaultValue(value)])])
}

function readFaultValue(text: string): unknown {
  const value = readValue(text)
  return typeof value === 'string' ? value.replaceAll('-', ' ') : value
}

function howToWrite(fault: string): string {
  const sameKind = faultForms.filter((form) => form.split(sign, 1)[0] === fault.split(sign, 1)[0])
  return `must be written ${(sameKind.length === 0 ? faultForms : sameKind).join(' or ')}`
}

const sign = /[:@~]/
const fieldOfForm = /([:@~])(\w+)/g
const formOfSigns = new Map(faultForms.map((form) => [signsOf(form), form]))

/** `drop:a1.1~400` is `drop:~`. */
function signsOf(text: string): string {
  return text.replace(/([:@~])[^:@~]*/g, '$1')
}

function valueAt(state: unknown, path: readonly string[]): unknown {
  return path.reduce((part, name) => (part as Record<string, unknown>)[name], state)
}

function put(state: unknown, path: readonly string[], value: unknown): void {
  const parent = valueAt(state, path.slice(0, -1)) as Record<string, unknown>
  parent[path.at(-1) as string] = value
}
