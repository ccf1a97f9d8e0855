import * as v from 'valibot'
import { processNames } from '../protocol/exchange.ts'
import { exactly, policySchema, strangeField } from '../protocol/policy.ts'
import { type LineWord, lineWords } from '../protocol/program.ts'
import { standardEnvironment } from './environment.ts'
import { type Identity, readPacketId } from './packet.ts'

/**
 * A scenario is a whole run as data: policy, messages, environment and faults. A link is a scenario as text, a lesson
 * is one with words. Its JSON is public: fields are added, never renamed.
 */

const number = v.number('must be a number')
const ms = (least: number, most = 86_400_000) =>
  v.pipe(
    number,
    v.integer('must be a whole number of milliseconds'),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  )
const percent = v.pipe(number, v.minValue(0, 'must be at least 0'), v.maxValue(100, 'must be at most 100'))

/** The environment: one line a knob, with its default and its unit. Times are virtual milliseconds. */
export const environmentKnobs = {
  /** [least, most] time of a packet on the wire, drawn per packet. */
  hopMs: v.optional(
    v.pipe(
      v.tuple([ms(0), ms(0)], 'must be [least, most]'),
      v.check(([least, most]) => least <= most, 'the least may not exceed the most'),
    ),
    standardEnvironment.hopMs,
  ),
  /** How long a process takes for one line. */
  lineMs: v.optional(ms(0), standardEnvironment.lineMs),
  /** How long a crashed process stays down, unless the crash says otherwise. */
  downMs: v.optional(ms(0), standardEnvironment.downMs),
  /** A message leaves every so often, whatever the mode. */
  sendEveryMs: v.optional(ms(0), standardEnvironment.sendEveryMs),
  /** The run is cut here. */
  horizonMs: v.optional(ms(1), standardEnvironment.horizonMs),
  /** Whether packets may overtake each other. */
  reorder: v.optional(v.boolean('must be true or false'), standardEnvironment.reorder),
  /** Weather: how likely each packet is lost or copied, and each process crashes while it handles one. */
  loseMessagePct: v.optional(percent, standardEnvironment.loseMessagePct),
  loseAckPct: v.optional(percent, standardEnvironment.loseAckPct),
  duplicatePct: v.optional(percent, standardEnvironment.duplicatePct),
  crashSenderPct: v.optional(percent, standardEnvironment.crashSenderPct),
  crashReceiverPct: v.optional(percent, standardEnvironment.crashReceiverPct),
}

const packet = v.pipe(
  v.string('must be the name of a packet, such as "m2.1" or "a2.1"'),
  v.check((id) => isOfExchange(readPacketId(id)), 'is not the name of a packet, such as "m2.1" or "a2.1"'),
)
const isOfExchange = (identity: Identity | null) =>
  identity !== null && identity.message > 0 && (identity.kind === 'm' || identity.kind === 'a')

/** A line by its word; names without a space, as programs like to write them, are read too. */
const line = v.pipe(
  v.string('must be a line of the program'),
  v.transform((word) => lineAliases[word] ?? word),
  v.picklist(lineWords, `must be one of ${lineWords.map((word) => `"${word}"`).join(', ')}`),
)
const lineAliases: Readonly<Record<string, LineWord>> = Object.assign(Object.create(null), {
  checkKey: 'check key',
  recordKey: 'record key',
  waitForAck: 'wait for ACK',
  'apply and remember': 'apply',
})

/** A time in a scenario: 14 days at most. */
export { ms as milliseconds }

const process = v.picklist(processNames, 'must be "sender" or "receiver"')

/** Faults by hand. They name packets and lines by identity, so they keep their meaning under every policy. */
const faultSchemas = {
  /** `afterMs`: how long after it was sent the packet is lost; half way when not given. */
  drop: v.strictObject({ do: v.literal('drop'), packet, afterMs: v.optional(ms(0)) }, strangeField),
  /** `afterMs`: how long after it was sent the network copies it; half way when not given. */
  duplicate: v.strictObject({ do: v.literal('duplicate'), packet, afterMs: v.optional(ms(0)) }, strangeField),
  delay: v.strictObject({ do: v.literal('delay'), packet, ms: ms(0) }, strangeField),
  /** `downMs`: how long this crash keeps the process down, when somebody restarts it by hand. */
  crash: v.pipe(
    v.strictObject(
      {
        do: v.literal('crash'),
        process,
        atMs: v.optional(ms(0)),
        packet: v.optional(packet),
        before: v.optional(line),
        downMs: v.optional(ms(0)),
      },
      strangeField,
    ),
    v.check(
      ({ atMs, packet, before }) =>
        atMs === undefined
          ? packet !== undefined && before !== undefined
          : packet === undefined && before === undefined,
      'needs either atMs, or packet and before',
    ),
  ),
  /** The timer of this packet's attempt fires so much later. */
  late: v.strictObject({ do: v.literal('late'), timer: packet, ms: ms(0) }, strangeField),
}

export const faultSchema = v.variant(
  'do',
  [faultSchemas.drop, faultSchemas.duplicate, faultSchemas.delay, faultSchemas.crash, faultSchemas.late],
  'must be "drop", "duplicate", "delay", "crash" or "late"',
)

export const mostMessages = 10_000
export const mostFaults = 1000

export const scenarioSchema = exactly({
  v: v.optional(v.literal(1, 'must be 1, the only version there is'), 1),
  policy: v.optional(policySchema, {}),
  messages: v.optional(
    v.pipe(
      number,
      v.integer('must be a whole number'),
      v.minValue(1, 'must be at least 1'),
      v.maxValue(mostMessages, `must be at most ${mostMessages}`),
    ),
    3,
  ),
  seed: v.optional(
    v.pipe(
      number,
      v.integer('must be a whole number'),
      v.minValue(0, 'must be at least 0'),
      v.maxValue(0xffff_ffff, 'must be below 2^32'),
    ),
    0,
  ),
  environment: v.optional(exactly(environmentKnobs), {}),
  faults: v.optional(
    v.pipe(v.array(faultSchema, 'must be a list'), v.maxLength(mostFaults, `has more than ${mostFaults} entries`)),
    [],
  ),
})

export type Scenario = v.InferOutput<typeof scenarioSchema>
export type Environment = Scenario['environment']
export type Fault = Scenario['faults'][number]
export type DropFault = Extract<Fault, { do: 'drop' }>
export type DuplicateFault = Extract<Fault, { do: 'duplicate' }>
export type CrashFault = Extract<Fault, { do: 'crash' }>

/** What is wrong with a document: the field by its path, and a sentence that starts with what to do. */
export interface FieldProblem {
  readonly field: string
  readonly problem: string
}

/** Checks a document of any origin against a schema; every problem names its field. */
export function check<S extends v.GenericSchema>(
  schema: S,
  input: unknown,
  under = '',
): { ok: true; value: v.InferOutput<S> } | { ok: false; problems: FieldProblem[] } {
  const result = v.safeParse(schema, input)
  if (result.success) return { ok: true, value: result.output }
  return {
    ok: false,
    problems: result.issues.map((issue) => {
      const path = [under, v.getDotPath(issue) ?? ''].filter((part) => part !== '').join('.')
      return { field: path === '' ? 'document' : path, problem: issue.message }
    }),
  }
}

/** The scenario with these parts and defaults for the rest. Throws on a value that no scenario has. */
export function scenarioOf(parts: v.InferInput<typeof scenarioSchema>): Scenario {
  return v.parse(scenarioSchema, parts)
}
