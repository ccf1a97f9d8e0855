/**
 * A card of the interview drill is data. What is right is never written in it: the run says it. A card that is read
 * shows a run up to an instant and asks what it comes to; a design card runs every choice through the likely faults of
 * its flow; each point of an answer to explain has a run that shows it. Words are in `words/drill.en.json`.
 */
import * as v from 'valibot'
import { type Policy, type PresetName, policySchema, presetOf, presets, strangeField } from '../../protocol/policy.ts'
import { type Run, run } from '../../sim/run.ts'
import { type Scenario, scenarioSchema } from '../../sim/scenario.ts'
import { outcomeNames, verdictOf } from '../../verdict/verdict.ts'
import type { LessonId } from '../index.ts'
import { type MeasuredValue, measured, measureSchema, momentSchema, movesAt } from '../lesson.ts'

const text = v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'))

/** What a card is about, and the lesson that teaches it. */
export const conceptLessons = {
  lostAck: 'lose-the-ack',
  neverRetry: 'lose-the-message',
  tradeOff: 'same-faults',
  slowAck: 'longer-timeout',
  earlyAck: 'ack-too-early',
  doubt: 'last-word',
  dedup: 'dedup',
  memory: 'volatile-keys',
  writeOrder: 'key-first',
  window: 'window-keys',
  newKey: 'new-key',
  setOrAdd: 'set-or-add',
  gaveUp: 'last-word',
  payment: 'payments',
  webhook: 'webhooks',
  consumerAck: 'offsets',
  replay: 'replay',
  counting: 'dedup',
} as const satisfies Record<string, LessonId>
export type Concept = keyof typeof conceptLessons
const concepts = Object.keys(conceptLessons) as Concept[]

/** The designs that design cards choose from. */
export const cardDesigns = {
  ...presets,
  ackEarly: designOf({ receiver: { ackTiming: 'beforeEffect' } }),
  volatileKeys: designOf({ receiver: { dedup: 'volatile' } }),
  keyFirst: designOf({ receiver: { dedup: 'durable', commit: 'keyFirst' } }),
  effectFirst: designOf({ receiver: { dedup: 'durable', commit: 'effectFirst' } }),
  newKeys: designOf({ sender: { keyScope: 'attempt' }, receiver: { dedup: 'durable' } }),
  shortWindow: designOf({ receiver: { dedup: 'durable', window: { ms: 3000 } } }),
} satisfies Record<string, Policy>
export type CardDesignName = keyof typeof cardDesigns
const cardDesignNames = Object.keys(cardDesigns) as CardDesignName[]

function designOf(parts: v.InferInput<typeof policySchema>): Policy {
  return v.parse(policySchema, parts)
}

const about = {
  id: v.pipe(text, v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be words with hyphens')),
  concept: v.picklist(concepts),
  misconceptions: v.optional(v.array(v.pipe(text, v.regex(/^M[1-8]$/))), []),
}

/** Something that a run gives at its end, or the guarantee that it has. */
const askSchema = v.union([measureSchema, v.strictObject({ of: v.literal('guarantee') }, strangeField)])
export type Ask = v.InferOutput<typeof askSchema>

export const cardSchema = v.variant('kind', [
  v.strictObject(
    {
      kind: v.literal('read'),
      ...about,
      scenario: scenarioSchema,
      /** The diagram stops here; at the end of the run when not given. */
      pause: v.optional(momentSchema),
      asks: askSchema,
      choices: v.pipe(v.array(v.union([v.number(), text])), v.minLength(2), v.maxLength(4)),
    },
    strangeField,
  ),
  v.strictObject(
    {
      kind: v.literal('design'),
      ...about,
      /** What the flow's messages live through; the policy is the choice's, but whether effects add or set is the flow's. */
      scenario: scenarioSchema,
      choices: v.pipe(v.array(v.picklist(cardDesignNames)), v.minLength(2), v.maxLength(4)),
      /** What this flow cannot bear; a choice whose run has none of it is acceptable. */
      cannotBear: v.pipe(v.array(v.picklist(outcomeNames)), v.minLength(1)),
    },
    strangeField,
  ),
  v.strictObject(
    {
      kind: v.literal('explain'),
      ...about,
      points: v.pipe(
        v.array(
          v.strictObject(
            {
              scenario: scenarioSchema,
              pause: v.optional(momentSchema),
              /** What the run shows, so that the point is no mere assertion. */
              shows: v.pipe(
                v.array(v.strictObject({ measure: measureSchema, is: v.union([v.number(), text]) }, strangeField)),
                v.minLength(1),
              ),
            },
            strangeField,
          ),
        ),
        v.minLength(3),
        v.maxLength(6),
      ),
    },
    strangeField,
  ),
])
export type Card = v.InferOutput<typeof cardSchema>
export type CardOf<K extends Card['kind']> = Extract<Card, { kind: K }>

/** What a read card's run gives. */
export function answerOf({ scenario, asks }: CardOf<'read'>): MeasuredValue {
  return asks.of === 'guarantee' ? (presetOf(scenario.policy) as PresetName) : measured(run(scenario), asks)
}

/** How many moves of a run a card shows before it asks. */
export function shownMoves({ pause }: Pick<CardOf<'read'>, 'pause'>, played: Run): number {
  return (pause && movesAt(played, pause)) ?? played.frames.length
}

/** What a design makes of a flow and its likely faults: its run, and what the flow counts. */
export interface DesignResult {
  readonly design: CardDesignName
  readonly scenario: Scenario
  readonly lost: number
  readonly duplicated: number
  readonly wrongValue: number
  /** Message packets and ACKs that were put on the wire. */
  readonly packets: number
  readonly absorbed: number
  readonly acceptable: boolean
}

export function designResultOf({ scenario, cannotBear }: CardOf<'design'>, design: CardDesignName): DesignResult {
  const { sender, receiver } = cardDesigns[design]
  const { effect } = scenario.policy.receiver
  const { timeoutMs } = scenario.policy.sender
  const chosen = { ...scenario, policy: { sender: { ...sender, timeoutMs }, receiver: { ...receiver, effect } } }
  const played = run(chosen)
  const { outcomes } = verdictOf(played.world)
  const { lost, duplicated, wrongValue } = outcomes
  return {
    design,
    scenario: chosen,
    lost,
    duplicated,
    wrongValue,
    packets: played.trace.filter(({ kind }) => kind === 'send').length,
    absorbed: played.trace.filter(({ kind }) => kind === 'absorb').length,
    acceptable: cannotBear.every((outcome) => outcomes[outcome] === 0),
  }
}

/** So many points an answer may miss and still count as known. */
export const pointsToMiss = 1

/** Whether the answer to a card is right: the chosen value, the chosen design, or how many points were said. */
export function isRight(card: Card, answer: MeasuredValue): boolean {
  switch (card.kind) {
    case 'read':
      return answerOf(card) === answer
    case 'design':
      return designResultOf(card, answer as CardDesignName).acceptable
    case 'explain':
      return Number(answer) >= card.points.length - pointsToMiss
  }
}
