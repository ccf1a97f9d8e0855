import type { LessonId } from '../../lessons/index.ts'
import type { LessonMeasure, MeasuredValue } from '../../lessons/lesson.ts'
import { type LessonPart, measuredSentence, wordsOfLesson } from '../../picture/lessonWords.ts'
import { labelOf } from '../../picture/plan.ts'
import course from '../../words/course.en.json'
import { term as ofGuarantees } from '../../words/guarantees.en.json'
import lessons from '../../words/lessons.en.json'
import { term } from '../../words/reference.en.json'
import { wordsOf } from '../../words/words.ts'

/** The words of the course and of its lessons, and those of the glossary. */
export const say = wordsOf('en', { ...course, ...lessons, term: { ...term, ...ofGuarantees } })

/** One of the texts of a lesson. */
export const lessonText = (lesson: string, part: LessonPart): string => say(wordsOfLesson(lesson as LessonId)[part])

/** What a run gives, in words. */
export function measuredWords(measure: LessonMeasure, value: MeasuredValue): string {
  const { id, values } = measuredSentence(measure, value)
  return say(id, values)
}

/** What is asked of a free run. */
export const freeQuestion = (measure: LessonMeasure): string =>
  say('tutor.ask', { message: 'message' in measure ? labelOf(measure.message) : '' })
