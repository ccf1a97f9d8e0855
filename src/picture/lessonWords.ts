/** Which sentences of the catalogue belong to a lesson, to its choices and to causes. */
import type { GroupName, LessonId } from '../lessons/index.ts'
import type { Cause, LessonMeasure, MeasuredValue, Prediction } from '../lessons/lesson.ts'
import { type MessageOutcome, messageOutcomes } from '../verdict/outcomes.ts'
import type { Sentence, WordId } from '../words/words.ts'

export const lessonParts = [
  /** What the lesson is called. */
  'title',
  /** The question that drives it, known from the start. */
  'question',
  /** What is asked where it stops. */
  'predict',
  /** Revealed after the answer: 60 words at most. */
  'explain',
  /** What there is to break. */
  'break',
  /** What "show me" did. */
  'did',
  /** The teacher's note: what to ask, the usual wrong answer, what to click. */
  'teachAsk',
  'teachWrong',
  'teachClick',
] as const
export type LessonPart = (typeof lessonParts)[number]

export function wordsOfLesson(id: LessonId): Readonly<Record<LessonPart, WordId>> {
  return {
    title: `lesson.${id}.title`,
    question: `lesson.${id}.question`,
    predict: `lesson.${id}.predict`,
    explain: `lesson.${id}.explain`,
    break: `lesson.${id}.break`,
    did: `lesson.${id}.did`,
    teachAsk: `lesson.${id}.teachAsk`,
    teachWrong: `lesson.${id}.teachWrong`,
    teachClick: `lesson.${id}.teachClick`,
  }
}

export function groupWord(group: GroupName): WordId {
  return `syllabus.group.${group}`
}

export function causeWord(cause: Cause): WordId {
  return `cause.${cause}`
}

const units = {
  effects: 'choice.times',
  deliveries: 'choice.times',
  attempts: 'choice.attempts',
  absorbed: 'choice.copies',
  outcome: 'choice.outcome',
  belief: 'choice.belief',
  actual: 'choice.money',
  dropped: 'choice.packets',
} as const satisfies Record<Exclude<LessonMeasure['of'], MessageOutcome>, WordId>

const isOutcome = (of: LessonMeasure['of']): of is MessageOutcome => (messageOutcomes as readonly string[]).includes(of)

/** A value of a measure as a choice to make, or as what happened. */
export function measuredSentence({ of }: LessonMeasure, value: MeasuredValue): Sentence {
  return { id: isOutcome(of) ? 'choice.messages' : units[of], values: { value } }
}

/** What there is to choose from, in the order of the lesson. */
export function choiceSentences({ measure, choices }: Prediction): Sentence[] {
  return choices.map((choice) => measuredSentence(measure, choice))
}
