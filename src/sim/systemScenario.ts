/**
 * A scenario of a system: a whole run as data, as in the first lab, with a document in place of a policy. Faults name processes, packets and lines by identity; its JSON is public.
 */
import * as v from 'valibot'
import type { SystemDocument } from '../protocol/document.ts'
import { exactly, strangeField, whole } from '../protocol/policy.ts'
import { processNamesOf, readDocument } from '../protocol/readDocument.ts'
import { systemOfDocument } from './documents.ts'
import { readPacketId } from './packet.ts'
import { check, environmentKnobs, type FieldProblem, milliseconds, mostFaults } from './scenario.ts'

const text = v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'), v.maxLength(64, 'is too long'))
const percent = v.pipe(
  v.number('must be a number'),
  v.minValue(0, 'must be at least 0'),
  v.maxValue(100, 'must be at most 100'),
)
/** Messages of a run at most: every one has a task at every process. */
const mostSystemMessages = 1000
const perName = v.optional(v.record(text, percent), {})

const packet = v.pipe(
  v.string('must be the name of a packet, such as "publish:2.1"'),
  v.check((id) => readPacketId(id) !== null, 'is not the name of a packet, such as "publish:2.1"'),
)

/** A point between two lines of a program: before this line, the so-manieth time that it is reached. */
const before = {
  process: text,
  /** Left out where the task is about no message. */
  message: v.optional(whole(0, 10_000), 0),
  line: text,
  reached: v.optional(whole(1, 1_000_000), 1),
}

/** An instant, or a line that a process is about to run. */
const instantOrLine = <D extends 'crash' | 'stop'>(verb: D) =>
  v.pipe(
    v.strictObject(
      {
        do: v.literal(verb),
        process: text,
        atMs: v.optional(milliseconds(0)),
        message: v.optional(whole(0, 10_000)),
        before: v.optional(text),
        reached: v.optional(whole(1, 1_000_000)),
        downMs: v.optional(milliseconds(0)),
      },
      strangeField,
    ),
    v.check(
      ({ atMs, before }) => (atMs === undefined) !== (before === undefined),
      'needs either atMs, or before: a line',
    ),
  )

const faultSchema = v.variant(
  'do',
  [
    v.strictObject({ do: v.literal('drop'), packet, afterMs: v.optional(milliseconds(0)) }, strangeField),
    v.strictObject({ do: v.literal('duplicate'), packet, afterMs: v.optional(milliseconds(0)) }, strangeField),
    v.strictObject({ do: v.literal('delay'), packet, ms: milliseconds(0) }, strangeField),
    instantOrLine('crash'),
    instantOrLine('stop'),
    /** A line takes so much longer, or, where it waits, its timer. No fault. */
    v.strictObject({ do: v.literal('late'), ...before, ms: milliseconds(0) }, strangeField),
    /** A process runs no line for a while and keeps its memory: slow, not dead. No fault. */
    v.strictObject({ do: v.literal('stall'), process: text, atMs: milliseconds(0), ms: milliseconds(1) }, strangeField),
    /** A program that may start does. No fault. */
    v.strictObject({ do: v.literal('start'), process: text, program: text, atMs: milliseconds(0) }, strangeField),
    /** Of several processes of a role, the one that takes a packet. No fault. */
    v.strictObject({ do: v.literal('route'), packet, process: text }, strangeField),
  ],
  'must be "drop", "duplicate", "delay", "crash", "stop", "late", "stall", "start" or "route"',
)

const { hopMs, lineMs, downMs, sendEveryMs, horizonMs, reorder, duplicatePct } = environmentKnobs

/** The environment of a system: times as in the first lab, and the weather by kinds of packets and by roles. */
const systemEnvironmentKnobs = {
  hopMs,
  lineMs,
  downMs,
  sendEveryMs,
  horizonMs,
  reorder,
  duplicatePct,
  /** How long a task waits where its line does not say. */
  timeoutMs: v.optional(milliseconds(1), 3000),
  /** How likely a packet of each kind is lost. */
  losePct: perName,
  /** How likely a process of each role crashes before a line that it is about to run. */
  crashPct: perName,
}

const shape = exactly({
  v: v.optional(v.literal(1, 'must be 1, the only version there is'), 1),
  document: v.unknown(),
  messages: v.optional(whole(1, mostSystemMessages), 1),
  seed: v.optional(whole(0, 0xffff_ffff), 0),
  environment: v.optional(exactly(systemEnvironmentKnobs), {}),
  faults: v.optional(
    v.pipe(v.array(faultSchema, 'must be a list'), v.maxLength(mostFaults, `has more than ${mostFaults} entries`)),
    [],
  ),
})

export type SystemEnvironment = v.InferOutput<typeof shape>['environment']
export type SystemFault = v.InferOutput<typeof faultSchema>

/** A run of a system. */
export interface SystemScenario extends Omit<v.InferOutput<typeof shape>, 'document'> {
  readonly document: SystemDocument
}

/** A scenario of a system, with defaults for what it does not say, or what is wrong with it, field by field. */
export function readSystemScenario(
  input: unknown,
  under = '',
): { ok: true; value: SystemScenario } | { ok: false; problems: FieldProblem[] } {
  const read = check(shape, input, under)
  if (!read.ok) return read
  const document = readDocument(read.value.document, under === '' ? 'document' : `${under}.document`)
  if (!document.ok) return document
  systemOfDocument(document.value)
  const scenario = { ...read.value, document: document.value }
  const problems = namesIn(scenario).map(({ field, problem }) => ({
    field: [under, field].filter(Boolean).join('.'),
    problem,
  }))
  return problems.length === 0 ? { ok: true, value: scenario } : { ok: false, problems }
}

/** The scenario of a document with these parts and defaults for the rest. */
export function systemScenarioOf(
  document: SystemDocument,
  parts: Partial<Omit<v.InferInput<typeof shape>, 'document'>> = {},
): SystemScenario {
  systemOfDocument(document)
  return { ...v.parse(shape, { ...parts, document: null }), document }
}

/** Faults that name a process, a program or a line that the document does not have. */
function namesIn({ document, faults }: SystemScenario): FieldProblem[] {
  const roles = new Map(processNamesOf(document).map((name) => [name, document.processes[roleOf(document, name)]]))
  return faults.flatMap((fault, i) => {
    if (!('process' in fault)) return []
    const role = roles.get(fault.process)
    if (role === undefined) {
      const problem = `there is no process "${fault.process}"; there are: ${[...roles.keys()].join(', ')}`
      return [{ field: `faults.${i}.process`, problem }]
    }
    const line = fault.do === 'late' ? fault.line : 'before' in fault ? fault.before : undefined
    const words = role.programs.flatMap(({ lines }) => lines.map(({ word }) => word))
    if (line !== undefined && !words.includes(line)) {
      return [{ field: `faults.${i}`, problem: `${fault.process} has no line "${line}"; it has: ${words.join(', ')}` }]
    }
    if (fault.do === 'start' && !role.programs.some(({ name }) => name === fault.program)) {
      return [{ field: `faults.${i}.program`, problem: `${fault.process} has no program "${fault.program}"` }]
    }
    return []
  })
}

function roleOf(document: SystemDocument, process: string): string {
  if (Object.hasOwn(document.processes, process)) return process
  return process.replace(/ \d+$/, '')
}
