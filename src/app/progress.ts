import * as v from 'valibot'
import { keep, keptDocument } from './kept.ts'

/** Which lessons were finished. It is kept where storage is allowed, and is never needed. */
const name = 'progress'
const schema = v.object({ lessons: v.pipe(v.array(v.pipe(v.string(), v.maxLength(60))), v.maxLength(200)) })

/** The lessons that were finished, by id; none where nothing is kept or what is kept makes no sense. */
export function doneLessons(): readonly string[] {
  const read = v.safeParse(schema, keptDocument(name))
  return read.success ? read.output.lessons : []
}

/** Keeps that a lesson was finished, if anything can be kept. */
export function markDone(lesson: string): void {
  const lessons = doneLessons()
  if (!lessons.includes(lesson)) keep(name, { lessons: [...lessons, lesson] })
}

export function clearProgress(): void {
  keep(name, { lessons: [] })
}
