import { expect, test } from 'vitest'
import { createLab } from '../../app/lab.ts'
import { createTutor } from '../../app/tutor.ts'
import { lessonOf } from '../../lessons/index.ts'
import { readAddress } from '../../share/page.ts'
import { scenarioOf } from '../../sim/scenario.ts'
import { classHash } from './classHash.ts'

const note = 'How many dollars, & why? 100 % #1'

/** A lab before a class, on a page, with a note and a lock of its author. */
function presenting(page: string) {
  const lab = createLab(scenarioOf({ faults: [{ do: 'drop', packet: 'a1.1' }] }))
  for (const [name, value] of [
    ['present', true],
    ['theme', 'dark'],
    ['note', note],
    ['lock', ['mode']],
  ] as const)
    lab.setOption(name, value)
  lab.setState({ page })
  return lab
}

test('of a run it is the run and its instant, with the note and the lock and without how the room sees it', () => {
  const lab = presenting('')
  lab.seek(3000)
  const { hash, toLesson } = classHash(lab.getState())
  const { page, link, options } = readAddress(hash)
  expect({ page, options, toLesson }).toEqual({ page: '', options: { note, lock: ['mode'] }, toLesson: false })
  expect(link).toMatchObject({ ok: true, atMs: 3000, scenario: lab.getState().scenario })
})

test.each(['', '/predict', '/why', '/done'])('of a lesson at "%s" it is the lesson at its question', (step) => {
  const lab = presenting(`lesson/lose-the-ack${step}`)
  createTutor(lab, lessonOf('lose-the-ack'))
  lab.goTo(lab.getState().run.frames.length)
  const { hash, toLesson } = classHash(lab.getState())
  expect(toLesson).toBe(true)
  expect(readAddress(hash)).toMatchObject({ page: 'lesson/lose-the-ack/predict', link: null, options: { note } })
})

test('of a lesson whose run was changed it is that run', () => {
  const lab = presenting('lesson/lose-the-ack')
  createTutor(lab, lessonOf('lose-the-ack'))
  lab.addFault({ do: 'drop', packet: 'a2.1' })
  const { hash, toLesson } = classHash(lab.getState())
  expect(toLesson).toBe(false)
  expect(readAddress(hash)).toMatchObject({ page: '', link: { ok: true, scenario: lab.getState().scenario } })
})
