import { isLessonId, lessonIds } from '../lessons/index.ts'
import { puzzles } from '../lessons/puzzles.ts'
import { type Page, partsOf } from '../share/page.ts'
import type { Progress } from './progress.ts'

/**
 * How far a learner is with an experiment: `score` of `max` predictions were right, or puzzles solved. It is `complete`
 * when all are answered, or solved.
 */
export interface Completion {
  /** The page of one lesson or puzzle, such as `lesson/lose-the-ack`, `puzzles` for all of them, or `course`. */
  readonly experiment: string
  readonly score: number
  readonly max: number
  readonly complete: boolean
}

/** The experiment of a page that is handed out: a lesson, a puzzle or all puzzles; for any other page the course. */
export function experimentOf(page: Page): string {
  const { name, id } = partsOf(page)
  if (name === 'lesson' && isLessonId(id)) return `lesson/${id}`
  if (name === 'puzzles') return 'puzzles'
  return name === 'puzzle' && puzzles.some((puzzle) => puzzle.id === id) ? `puzzle/${id}` : 'course'
}

/** How much of an experiment is done. Skipped predictions do not count. */
export function completionOf({ answers, puzzles: solved }: Progress, experiment: string): Completion {
  if (experiment.startsWith('puzzle')) {
    const asked = puzzles.filter(({ id }) => experiment === 'puzzles' || experiment === `puzzle/${id}`)
    const score = asked.filter(({ id }) => solved.includes(id)).length
    return { experiment, score, max: asked.length, complete: asked.length > 0 && score === asked.length }
  }
  const asked = lessonIds.filter((id) => experiment === 'course' || experiment === `lesson/${id}`)
  return {
    experiment,
    score: asked.filter((id) => answers[id] === true).length,
    max: asked.length,
    complete: asked.length > 0 && asked.every((id) => answers[id] !== undefined),
  }
}
