import type { Measure, Measured } from '../../lessons/lesson.ts'
import { labelOf } from '../../picture/plan.ts'
import course from '../../words/course.en.json'
import lessons from '../../words/lessons.en.json'
import { type WordId, wordsOf } from '../../words/words.ts'

/** The words of the course and of its lessons. */
export const say = wordsOf('en', { ...course, ...lessons })

/** Words whose ids are put together from a lesson's own. */
export const sayOf = (lesson: string, part: string): string => say(`lesson.${lesson}.${part}` as WordId)

/** What a run gives, in words. */
export const inWords = ({ of }: Measure, value: Measured): string => say(`choice.${kinds[of]}`, { value })

const kinds = {
  effects: 'times',
  deliveries: 'times',
  attempts: 'attempts',
  absorbed: 'copies',
  outcome: 'outcome',
  belief: 'belief',
  lost: 'messages',
  duplicated: 'messages',
  gaveUpThoughDone: 'messages',
  ackedWithoutEffect: 'messages',
  dropped: 'packets',
  actual: 'money',
} as const satisfies Record<Measure['of'], string>

/** What is asked of a free run. */
export const freeQuestion = (measure: Measure): string =>
  say('tutor.ask', { message: 'message' in measure ? labelOf(measure.message) : '' })
