/** The systems that are built in, by id. A new one is a file of its own and one line in this list. */
import type { SystemDocument } from '../document.ts'
import { checkpoint } from './checkpoint.ts'
import { dualWrite } from './dualWrite.ts'
import { leasedQueue } from './leasedQueue.ts'
import { logConsumer } from './logConsumer.ts'
import { outbox } from './outbox.ts'
import { payment } from './payment.ts'
import { pipeline } from './pipeline.ts'
import { qos2 } from './qos2.ts'
import { streamProcessor } from './streamProcessor.ts'
import type { KnobTable, KnobValue, SystemKind } from './systemKind.ts'
import { twoPhaseCommit } from './twoPhaseCommit.ts'

const all = [
  dualWrite,
  outbox,
  leasedQueue,
  logConsumer,
  streamProcessor,
  checkpoint,
  twoPhaseCommit,
  payment,
  qos2,
  pipeline,
] as const

export type SystemId = (typeof all)[number]['id']
/** Where knobs stand, by name; those that are left out stand at their defaults. */
export type Knobs = Readonly<Record<string, KnobValue>>

/** The ids of all systems, in the order in which they are shown. */
export const systemIds: readonly SystemId[] = all.map(({ id }) => id)

const byId: ReadonlyMap<string, SystemKind> = new Map(all.map((kind): [string, SystemKind] => [kind.id, kind]))

/** What is built in under an id. */
export const kindOf = (id: SystemId): SystemKind => byId.get(id) as SystemKind

/** Whether a system of this id is built in. */
export const isSystemId = (id: unknown): id is SystemId => typeof id === 'string' && byId.has(id)

/** The knobs of a system, in the order in which they are listed. */
export const knobsOf = (id: SystemId): KnobTable => kindOf(id).knobs

/** What is wrong with knobs: the field, and a sentence that says what to do. */
export interface KnobProblem {
  readonly field: string
  readonly problem: string
}

/** Knobs of any origin with the defaults filled in, in the order of the system, or what is wrong with each. */
export function readKnobs(
  id: SystemId,
  input: unknown,
  under = 'knobs',
): { ok: true; value: Knobs } | { ok: false; problems: KnobProblem[] } {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { ok: false, problems: [{ field: under, problem: 'must be an object' }] }
  }
  const table = knobsOf(id)
  const given = new Map<string, unknown>(Object.entries(input))
  const problems: KnobProblem[] = []
  for (const name of given.keys()) {
    if (!Object.hasOwn(table, name)) {
      const names = Object.keys(table).map((each) => `"${each}"`)
      problems.push({ field: `${under}.${name}`, problem: `is no knob of "${id}": it has ${names.join(', ')}` })
    }
  }
  const value = Object.entries(table).map(([name, { values, default: standard }]): [string, KnobValue] => {
    const found = given.get(name)
    const at = values.indexOf((found === undefined ? standard : found) as KnobValue)
    if (at < 0) problems.push({ field: `${under}.${name}`, problem: `must be ${listOf(values)}` })
    return [name, values[at] ?? standard]
  })
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: Object.fromEntries(value) }
}

/** The document that knobs give. Throws where a knob is not of the system or its value not of the knob, and names it. */
export function documentOf(id: SystemId, knobs: Knobs = {}): SystemDocument {
  const read = readKnobs(id, knobs)
  if (!read.ok) throw new Error(read.problems.map(({ field, problem }) => `${field} ${problem}`).join('; '))
  return kindOf(id).document(read.value)
}

/** Every setting of the knobs of a system; `only` narrows the values of some. */
export function settingsOf(id: SystemId, only: Readonly<Record<string, readonly KnobValue[]>> = {}): Knobs[] {
  return Object.entries(knobsOf(id)).reduce<Knobs[]>(
    (settings, [name, { values }]) =>
      settings.flatMap((knobs) => (only[name] ?? values).map((value) => ({ ...knobs, [name]: value }))),
    [{}],
  )
}

const listOf = (values: readonly KnobValue[]): string => {
  const texts = values.map((value) => JSON.stringify(value))
  return [texts.slice(0, -1).join(', '), texts.at(-1)].filter((part) => part !== '').join(' or ')
}
