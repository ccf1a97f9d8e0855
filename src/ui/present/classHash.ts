import { linkOf } from '../../app/address.ts'
import type { LabState } from '../../app/lab.ts'
import { writeOptions } from '../../share/options.ts'
import { partsOf, writeAddress } from '../../share/page.ts'
import { lessonAt } from '../course/lessons.ts'

/**
 * Where a class goes on, as the text behind the # of a link: at the run and instant on the screen, or in the lesson at
 * its question, which everybody answers alone. A lesson with a changed run counts as a run. The options that the author
 * set for readers are included, the options of presenter mode are not.
 */
export function classHash(state: Pick<LabState, 'page' | 'scenario' | 'nowMs' | 'options'>): {
  readonly hash: string
  readonly toLesson: boolean
} {
  const { page, scenario, nowMs, options } = state
  const { name, id } = partsOf(page)
  const lesson = name === 'lesson' ? lessonAt(id) : null
  const toLesson = lesson !== null && linkOf({ scenario, nowMs: 0 }) === linkOf({ scenario: lesson.scenario, nowMs: 0 })
  const place = toLesson ? `lesson/${id}/predict` : name === 'lesson' ? '' : page
  const { note, lock, predict } = options
  const asks = writeOptions({ note, lock, predict })
  return { hash: writeAddress(place, { scenario, atMs: Math.round(nowMs) }, asks), toLesson }
}
