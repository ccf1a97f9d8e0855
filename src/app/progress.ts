/**
 * What a learner has done: which lessons were finished, how their predictions came out, and which puzzles were solved.
 * It is kept where storage is allowed, otherwise only for this visit. Nothing depends on it.
 */
import * as v from 'valibot'
import { keep, keptDocument } from './kept.ts'

const name = 'progress'
const id = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,60}$/))
const schema = v.object({
  lessons: v.pipe(v.array(id), v.maxLength(200)),
  /** Lessons whose prediction was answered, and whether an answer was right. */
  answers: v.optional(
    v.pipe(
      v.record(id, v.boolean()),
      v.check((answers) => Object.keys(answers).length <= 200),
    ),
    {},
  ),
  puzzles: v.optional(v.pipe(v.array(id), v.maxLength(200)), []),
})
export type Progress = v.InferOutput<typeof schema>

export const noProgress: Progress = { lessons: [], answers: {}, puzzles: [] }
/** The progress of this visit, where the browser keeps none or a course keeps it. */
let here: Progress | null = null
let adopted = false
const listeners = new Set<(progress: Progress) => void>()

/** The progress so far; empty where none is kept or what is kept is not valid. */
export function progressSoFar(): Progress {
  return here ?? readProgress(keptDocument(name)) ?? noProgress
}

/** Progress from a document of any origin; null if it is none. */
export function readProgress(document: unknown): Progress | null {
  const read = v.safeParse(schema, document)
  return read.success ? read.output : null
}

/** Takes over progress that is kept elsewhere, such as by a course. From then on the browser keeps none. */
export function adoptProgress(progress: Progress): void {
  adopted = true
  change(progress)
}

/** The lessons that were finished, by id. */
export const doneLessons = (): readonly string[] => progressSoFar().lessons

/** Notes that a lesson was finished. */
export function markDone(lesson: string): void {
  const progress = progressSoFar()
  const { lessons } = progress
  if (!lessons.includes(lesson)) change({ ...progress, lessons: [...lessons, lesson] })
}

/** Notes that a puzzle was solved. */
export function markSolved(puzzle: string): void {
  const progress = progressSoFar()
  const { puzzles } = progress
  if (!puzzles.includes(puzzle)) change({ ...progress, puzzles: [...puzzles, puzzle] })
}

/** Notes that the prediction of a lesson was answered. What was right once stays right. */
export function markAnswered(lesson: string, right: boolean): void {
  const progress = progressSoFar()
  const { answers } = progress
  const best = right || answers[lesson] === true
  if (answers[lesson] !== best) change({ ...progress, answers: { ...answers, [lesson]: best } })
}

export function clearProgress(): void {
  change(noProgress)
}

/** Calls the listener with every change. Returns what stops it. */
export function followProgress(listener: (progress: Progress) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function change(progress: Progress): void {
  here = !adopted && keep(name, progress) ? null : progress
  for (const listener of listeners) listener(progress)
}
