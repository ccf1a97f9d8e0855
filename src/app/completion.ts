import { isLessonId, lessonIds } from '../lessons/index.ts'
import { type Page, partsOf } from '../share/page.ts'
import type { Progress } from './progress.ts'

/** How far a learner is with what was asked: `score` of `max` predictions were right, and `complete` when all are answered. */
export interface Completion {
  /** The page of one lesson, such as `lesson/lose-the-ack`, or `course` for all of them. */
  readonly experiment: string
  readonly score: number
  readonly max: number
  readonly complete: boolean
}

/** What is asked where a page is handed out: the page of a lesson asks for that lesson, any other for the whole course. */
export function experimentOf(page: Page): string {
  const { name, id } = partsOf(page)
  return name === 'lesson' && isLessonId(id) ? `lesson/${id}` : 'course'
}

/** How much of an experiment is done. Predictions count that were answered, not those that were skipped. */
export function completionOf({ answers }: Progress, experiment: string): Completion {
  const asked = lessonIds.filter((id) => experiment === 'course' || experiment === `lesson/${id}`)
  return {
    experiment,
    score: asked.filter((id) => answers[id] === true).length,
    max: asked.length,
    complete: asked.length > 0 && asked.every((id) => answers[id] !== undefined),
  }
}
