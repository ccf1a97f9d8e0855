import { isLessonId, type LessonId, lessonIds, lessonOf } from '../../lessons/index.ts'
import type { Lesson } from '../../lessons/lesson.ts'

/** The lesson that an address names; null when there is none. */
export const lessonAt = (id: string): Lesson | null => (isLessonId(id) ? lessonOf(id) : null)

/** The lesson after this one; null after the last. */
export function nextLesson(id: string): LessonId | null {
  return lessonIds[lessonIds.indexOf(id as LessonId) + 1] ?? null
}
