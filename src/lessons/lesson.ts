/**
 * A lesson is data: a run, the moment at which it stops and asks, what there is to predict and to break, and the claim
 * that it demonstrates. Nothing in it says what the right answer is: the simulator does. Words are in the catalogue
 * `words/lessons.en.json` under `lesson.<id>`.
 */
import * as v from 'valibot'
import { possibleFor } from '../explore/lastWord.ts'
import { isSlow } from '../explore/moves.ts'
import type { TwinQuestion } from '../explore/twin.ts'
import { exchangeLinks, processNames } from '../protocol/exchange.ts'
import { exactly, type Policy, policySchema, presetNames, presets, strangeField } from '../protocol/policy.ts'
import { lineWords } from '../protocol/program.ts'
import { movesTo, type Run, run, worldAt } from '../sim/run.ts'
import { check, type FieldProblem, faultSchema, type Scenario, scenarioSchema } from '../sim/scenario.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { World } from '../sim/world.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { messageOutcomes } from '../verdict/outcomes.ts'
import { verdictOf } from '../verdict/verdict.ts'
import { faultBounds, outcomes, proofSchema } from './proof.ts'
import { terms } from './terms.ts'
import { isVendor, likeVendor, type VendorId } from './vendors/vendors.ts'

const count = v.pipe(v.number('must be a number'), v.integer('must be a whole number'), v.minValue(0))
const text = v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'))
const flag = v.boolean('must be true or false')

/** The first event like this: the lesson stops right after the move that it belongs to, or just before that move. */
export const momentSchema = v.strictObject(
  {
    kind: text,
    process: v.optional(v.picklist(processNames)),
    message: v.optional(count),
    packet: v.optional(text),
    line: v.optional(v.picklist(lineWords)),
    before: v.optional(flag, false),
  },
  strangeField,
)
export type Moment = v.InferOutput<typeof momentSchema>

/** What a run is asked for once it has ended. Those about a message need its number. */
const measureNames = ['effects', 'deliveries', 'attempts', 'absorbed', 'outcome', 'belief'] as const
const sumNames = [...messageOutcomes, 'actual', 'dropped'] as const

export const measureSchema = v.variant('of', [
  v.strictObject({ of: v.picklist(measureNames), message: v.pipe(count, v.minValue(1)) }, strangeField),
  v.strictObject({ of: v.picklist(sumNames) }, strangeField),
])
export type LessonMeasure = v.InferOutput<typeof measureSchema>
/** A number, or the name of an outcome or a belief. */
export type MeasuredValue = number | string

/** Two to four answers, one of which must be what the run gives. */
const predictionSchema = v.strictObject(
  {
    measure: measureSchema,
    choices: v.pipe(v.array(v.union([v.number(), text])), v.minLength(2), v.maxLength(4)),
  },
  strangeField,
)
export type Prediction = v.InferOutput<typeof predictionSchema>

/** Why a run came out as it did: what can be read off its trace. */
export const causeNames = [
  'messageLost',
  'ackLost',
  'ackLate',
  'crashBeforeEffect',
  'crashAfterEffect',
  'senderCrash',
  'keysWiped',
  'keyForgotten',
  'newKey',
  'noRetry',
  'retried',
  'copied',
  'overtaken',
  'setAgain',
  'absorbed',
] as const
export type Cause = (typeof causeNames)[number]

/**
 * Whether the sender can know, at this moment of the lesson's run, how often each effect has happened: it has happened
 * as often in every run within these bounds in which the sender saw the same. Or whether the receiver can know what the
 * sender believes of a message: it believes the same after every script of losses in which the receiver saw the same.
 */
const doubtSchema = v.union([
  v.strictObject({ at: momentSchema, knows: flag, faults: v.optional(faultBounds, {}) }, strangeField),
  v.strictObject({ who: v.literal('receiver'), about: count, at: momentSchema, knows: flag }, strangeField),
])
export type Doubt = v.InferOutput<typeof doubtSchema>

export const lessonSchema = exactly({
  /** As in its file's name and its address: words with hyphens. */
  id: v.pipe(text, v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be words with hyphens')),
  minutes: v.pipe(count, v.minValue(1), v.maxValue(10)),
  /** Rows of the mission, misconceptions and claims of theory that it serves. */
  rows: v.array(v.pipe(text, v.regex(/^S\d+$/))),
  misconceptions: v.array(v.pipe(text, v.regex(/^M\d+$/))),
  claims: v.array(v.pipe(text, v.regex(/^C\d+$/))),
  /** 0: fully worked, plays by itself · 1: the last step is the learner's · 2: open. */
  fading: v.picklist([0, 1, 2]),
  scenario: scenarioSchema,
  pause: momentSchema,
  predict: predictionSchema,
  /** After a miss: causes to choose from, exactly one of which is a cause of this run. */
  why: v.pipe(v.array(v.picklist(causeNames)), v.minLength(2), v.maxLength(4)),
  /** The verdict of the run, as far as it is not 0. */
  expect: v.optional(outcomes, {}),
  /** Something to break: with these faults added, or this design instead, the run has exactly so many of these outcomes. */
  break: v.strictObject(
    {
      policy: v.optional(policySchema),
      faults: v.optional(v.array(faultSchema), []),
      gives: outcomes,
    },
    strangeField,
  ),
  proofs: v.pipe(v.array(proofSchema), v.minLength(1)),
  /** What the sender can know of this run, and when; settled by the search for twin worlds. */
  doubts: v.optional(v.array(doubtSchema), []),
  /** The lesson's faults, or others, in the designs of real products, and the outcomes that those runs have. */
  vendors: v.optional(
    v.array(
      v.strictObject(
        {
          like: v.custom<VendorId>(isVendor, 'must be a vendor of the list'),
          faults: v.optional(v.array(faultSchema)),
          gives: outcomes,
        },
        strangeField,
      ),
    ),
    [],
  ),
  /** Words of the glossary that its explanation uses. */
  terms: v.optional(v.array(v.picklist(terms)), []),
  references: v.array(
    v.strictObject(
      { title: text, url: v.pipe(text, v.startsWith('https://', 'must be an https address')) },
      strangeField,
    ),
  ),
})
export type Lesson = v.InferOutput<typeof lessonSchema>

/** A lesson from a document of any origin, or what is wrong with it, field by field. */
export function readLesson(json: unknown): { ok: true; value: Lesson } | { ok: false; problems: FieldProblem[] } {
  return check(lessonSchema, json)
}

/** The run of a lesson as "show me" breaks it: its faults and those added, under the other design if there is one. */
export function brokenScenario({ scenario, break: { policy, faults } }: Lesson): Scenario {
  return { ...scenario, policy: policy ?? scenario.policy, faults: [...scenario.faults, ...faults] }
}

/** Whether a run has as many of the outcomes that its lesson asks to bring about, or more, and none that it asks to avoid. */
export function isBroken({ break: { gives } }: Lesson, { world }: Pick<Run, 'world'>): boolean {
  const found = verdictOf(world).outcomes
  return Object.entries(gives).every(([name, count = 0]) => {
    const there = found[name as keyof typeof found]
    return count === 0 ? there === 0 : there >= count
  })
}

/** Whether one of the three guarantees turns what "show me" turns, leaves the effect as it is, and breaks the run as asked. */
export function isBrokenByGuarantee(lesson: Lesson): boolean {
  const { scenario } = lesson
  const wanted = knobsTurned(lesson)
  return presetNames.some((name) => {
    const policy = presets[name]
    const turned = turnedBetween(scenario.policy, policy)
    const fits = wanted.length > 0 && !turned.includes('effect') && wanted.every((knob) => turned.includes(knob))
    return fits && isBroken(lesson, run({ ...scenario, policy }))
  })
}

/** The knobs that "show me" turns, in their order. */
export function knobsTurned({ scenario, break: { policy } }: Lesson): string[] {
  return policy === undefined ? [] : turnedBetween(scenario.policy, policy)
}

function turnedBetween(a: Policy, b: Policy): string[] {
  const before: Record<string, unknown> = { ...a.sender, ...a.receiver }
  const after = Object.entries({ ...b.sender, ...b.receiver })
  return after.flatMap(([name, value]) => (JSON.stringify(value) === JSON.stringify(before[name]) ? [] : [name]))
}

/** The run of a lesson in the design of a vendor: with the lesson's faults, unless others are given for the vendor. */
export function likeVendorIn(
  { scenario }: Lesson,
  { like, faults }: Omit<Lesson['vendors'][number], 'gives'>,
): Scenario {
  return { ...likeVendor(scenario, like), faults: faults ?? scenario.faults }
}

/** Whether what a lesson says of a receiver's doubt is so; every script of losses is played to find out. */
export function isRightOfReceiver(run: Run, { about, at, knows }: Extract<Doubt, { who: 'receiver' }>): boolean {
  const event = eventAt(run.trace, at)
  return event !== null && (possibleFor('receiver', run, about, event.atMs).size === 1) === knows
}

/** What the search for twins is asked about a doubt of the sender, in the lesson's own run; null if the moment never comes. */
export function twinQuestionOf(run: Run, { at, faults }: Exclude<Doubt, { who: 'receiver' }>): TwinQuestion | null {
  const event = eventAt(run.trace, at)
  const { policy, environment, faults: byHand } = run.scenario
  const network = { reorder: environment.reorder, slow: isSlow(policy, environment, byHand) }
  return event && { scenario: run.scenario, atMs: event.atMs, faults, network }
}

/** The first event of a trace that a moment means; null when there is none. */
function eventAt(trace: Trace, { before: _, ...wanted }: Moment): TraceEvent | null {
  const fields = Object.entries(wanted)
  return trace.find((event) => fields.every(([name, value]) => event[name as keyof TraceEvent] === value)) ?? null
}

/** How many moves of a run are shown when it stops at a moment; null when the moment never comes. */
export function movesAt(run: Run, moment: Moment): number | null {
  const event = eventAt(run.trace, moment)
  if (event === null) return null
  return movesTo(run, event.id) - (moment.before ? 1 : 0)
}

/** What a run gives for a measure, judged at its end. */
export function measured(run: Run, measure: LessonMeasure): MeasuredValue {
  return measuredIn(run.world, measure)
}

/** What a world gives for a measure. */
function measuredIn(world: World, measure: LessonMeasure): MeasuredValue {
  const ledger = ledgerOf(world)
  switch (measure.of) {
    case 'effects':
    case 'deliveries':
    case 'attempts':
    case 'absorbed':
    case 'outcome':
    case 'belief':
      return ledger[measure.message - 1]?.[measure.of] ?? 0
    case 'actual':
      return verdictOf(world, ledger).actual
    case 'dropped':
      return world.faults.dropped
    default:
      return verdictOf(world, ledger).outcomes[measure.of]
  }
}

/**
 * Whether a measure is still open after so many moves of a run: it will change, or the receiver has yet to handle a
 * delivery that could change it. Where it is not, the outcome is on the screen and there is nothing left to predict.
 */
export function isOpenAt(run: Run, moves: number, measure: LessonMeasure): boolean {
  if (measuredIn(worldAt(run, moves), measure) !== measured(run, measure)) return true
  const shown = run.frames[moves - 1]?.events ?? 0
  const receiver = exchangeLinks.m.to
  return run.trace.some(
    ({ id, kind, process, message }) =>
      id > shown &&
      process === receiver &&
      handled.includes(kind) &&
      (!('message' in measure) || measure.message === message),
  )
}

const handled = ['deliver', 'miss', 'absorb', 'apply']

/** The causes that the trace of a run shows. */
export function causesOf({ trace, scenario }: Run): ReadonlySet<Cause> {
  const found = new Set<Cause>()
  const { effect, dedup } = scenario.policy.receiver
  const sender = exchangeLinks.m.from
  let wiped = 0
  let highest = 0
  let value: number | undefined
  for (const event of trace) {
    const { kind, link, process, message = 0, attempt = 1 } = event
    const isAck = link?.kind === 'a'
    switch (kind) {
      case 'drop':
        if (process === undefined) found.add(isAck ? 'ackLost' : 'messageLost')
        else found.add(process === sender ? 'senderCrash' : 'messageLost')
        break
      case 'duplicate':
        found.add('copied')
        break
      case 'timeout':
        if (applied(trace, message, event.id) && !ackEnded(trace, event)) found.add('ackLate')
        break
      case 'crash':
        if (process === sender) {
          found.add('senderCrash')
          if (scenario.policy.sender.onRestart === 'resumeNewKey') found.add('newKey')
        } else {
          if (event.line !== undefined) found.add(wasDone(trace, event) ? 'crashAfterEffect' : 'crashBeforeEffect')
          if (dedup === 'volatile') wiped = event.id
        }
        break
      case 'apply':
        if (applied(trace, message, wiped)) found.add('keysWiped')
        if (attempt > 1 && !applied(trace, message, event.id)) found.add('retried')
        if (effect === 'set') {
          if (message < highest) found.add('overtaken')
          if (event.value === value) found.add('setAgain')
          value = event.value
        }
        highest = Math.max(highest, message)
        break
      case 'evict':
        if (trace.some((e) => e.id > event.id && e.kind === 'apply' && e.message === message)) found.add('keyForgotten')
        break
      case 'absorb':
        found.add('absorbed')
        break
    }
  }
  const { awaitAck, attempts, keyScope } = scenario.policy.sender
  if (!awaitAck || attempts === 1) found.add('noRetry')
  if (keyScope === 'attempt' && trace.some(({ kind, attempt = 1 }) => kind === 'send' && attempt > 1))
    found.add('newKey')
  return found
}

/** Whether a message had its effect before an event. */
const applied = (trace: Trace, message: number, before: number): boolean =>
  trace.some((e) => e.id < before && e.kind === 'apply' && e.message === message)

/** Whether the ACK of the attempt that timed out was lost before. */
const ackEnded = (trace: Trace, { id, message, attempt }: TraceEvent): boolean =>
  trace.some((e) => e.id < id && e.kind === 'drop' && e.packet === `a${message}.${attempt}`) ||
  !trace.some((e) => e.id < id && e.kind === 'send' && e.packet === `a${message}.${attempt}`)

/** Whether the delivery that a crash interrupts had its effect, or needed none. */
const wasDone = (trace: Trace, { id, packet }: TraceEvent): boolean =>
  trace.some((e) => e.id < id && (e.kind === 'apply' || e.kind === 'absorb') && e.packet === packet)
