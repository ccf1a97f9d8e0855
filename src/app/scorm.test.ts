import { expect, test } from 'vitest'
import { lessonIds } from '../lessons/index.ts'
import { puzzles } from '../lessons/puzzles.ts'
import { completionOf, experimentOf } from './completion.ts'
import {
  adoptProgress,
  followProgress,
  markAnswered,
  markDone,
  markSolved,
  noProgress,
  progressSoFar,
  readProgress,
} from './progress.ts'
import { beginScorm, findApi, type ScormApi, sessionTime, suspendData } from './scorm.ts'

const all = (right: boolean) => Object.fromEntries(lessonIds.map((id) => [id, right]))

/** A system that writes down what it is told. */
function system(values: Record<string, string> = {}) {
  const calls: string[] = []
  const called = (name: string) => {
    calls.push(name)
    return 'true'
  }
  const api: ScormApi = {
    LMSInitialize: () => 'true',
    LMSGetValue: (element) => values[element] ?? '',
    LMSSetValue: (element, value) => {
      values[element] = value
      return 'true'
    },
    LMSCommit: () => called('commit'),
    LMSFinish: () => called('finish'),
  }
  return { api, values, calls }
}

test('what was right once stays right, and a skipped prediction is no answer', () => {
  adoptProgress(noProgress)
  markDone('dedup')
  expect(completionOf(progressSoFar(), 'lesson/dedup')).toEqual({
    experiment: 'lesson/dedup',
    score: 0,
    max: 1,
    complete: false,
  })
  markAnswered('dedup', false)
  expect(completionOf(progressSoFar(), 'lesson/dedup')).toMatchObject({ score: 0, complete: true })
  markAnswered('dedup', true)
  markAnswered('dedup', false)
  expect(completionOf(progressSoFar(), 'lesson/dedup')).toMatchObject({ score: 1, complete: true })
})

test('a page asks for its lesson, any other page for the course', () => {
  expect(experimentOf('lesson/dedup/predict')).toBe('lesson/dedup')
  expect(['', 'course', 'lesson/none', 'drill'].map(experimentOf)).toEqual(['course', 'course', 'course', 'course'])
  expect(completionOf({ ...noProgress, answers: all(true) }, 'course')).toMatchObject({
    score: lessonIds.length,
    max: lessonIds.length,
    complete: true,
  })
})

test('a session reports what is answered and takes up what was suspended', () => {
  const { api, values, calls } = system({
    'cmi.suspend_data': suspendData({ ...noProgress, answers: { dedup: true } }),
  })
  let ms = 0
  const end = beginScorm(api, 'course', () => ms)
  expect(values).toMatchObject({ 'cmi.core.lesson_status': 'incomplete', 'cmi.core.score.raw': '5' })
  for (const id of lessonIds) markAnswered(id, true)
  expect(values).toMatchObject({ 'cmi.core.lesson_status': 'completed', 'cmi.core.score.raw': '100' })
  expect(readProgress(JSON.parse(values['cmi.suspend_data'] ?? ''))?.answers).toEqual(all(true))
  ms = 3_723_000
  end?.()
  expect(values).toMatchObject({ 'cmi.core.session_time': '0001:02:03', 'cmi.core.exit': '' })
  expect(calls.slice(-2)).toEqual(['commit', 'finish'])
  // After its end nothing is reported.
  const told = calls.length
  markDone('other')
  expect(calls.length).toBe(told)
})

test('a session for browsing is not graded, and a status of passed is not taken back', () => {
  const browsing = system({ 'cmi.core.lesson_mode': 'browse' })
  beginScorm(browsing.api, 'course', () => 0)?.()
  expect(browsing.values).toEqual({ 'cmi.core.lesson_mode': 'browse' })
  const passed = system({ 'cmi.core.lesson_status': 'passed' })
  beginScorm(passed.api, 'course', () => 0)
  expect(passed.values['cmi.core.lesson_status']).toBe('passed')
})

test('a system that refuses, or none, is no error', () => {
  const refusing = { ...system().api, LMSInitialize: () => 'false' }
  expect(beginScorm(refusing, 'course', () => 0)).toBeNull()
  const top = {} as { parent?: unknown; top?: unknown; opener?: unknown }
  Object.assign(top, { parent: top, top, opener: null })
  expect(findApi(top as Window)).toBeNull()
})

test('the API is found ten windows up, past one that is closed to us, or around the opener, and no further', () => {
  const { api } = system()
  const windows = (depth: number, opener: unknown = null) => {
    let at: Record<string, unknown> = { API: opener === null ? api : undefined, opener }
    at.parent = at
    const top = at
    for (let i = 1; i < depth; i++) {
      at = { parent: at, top, opener: null }
      if (i === 2)
        Object.defineProperty(at, 'API', {
          get: () => {
            throw new Error('another origin')
          },
        })
    }
    at.top = top
    return at as unknown as Window
  }
  expect(findApi(windows(1))).toBe(api)
  expect(findApi(windows(10))).toBe(api)
  expect(findApi(windows(11))).toBeNull()
  expect(findApi(windows(2, windows(1)))).toBe(api)
})

test('progress that does not fit keeps the answers', () => {
  const lessons = Array.from({ length: 200 }, (_, i) => `lesson-with-a-long-name-${i}`)
  expect(suspendData({ lessons, answers: { dedup: true }, puzzles: ['mend-it'] })).toBe(
    '{"lessons":[],"answers":{"dedup":true},"puzzles":["mend-it"]}',
  )
  expect(sessionTime(0)).toBe('0000:00:00')
  const heard: number[] = []
  const stop = followProgress((progress) => heard.push(progress.lessons.length))
  adoptProgress({ ...noProgress, lessons: ['a'] })
  stop()
  expect(heard).toEqual([1])
})

test('a document that is no progress is none', () => {
  for (const bad of [null, 1, [], { lessons: 'x' }, { lessons: ['<b>'] }, { lessons: [], answers: { a: 1 } }]) {
    expect(readProgress(bad)).toBeNull()
  }
  expect(readProgress({ lessons: ['a'] })).toEqual({ ...noProgress, lessons: ['a'] })
})

test('a puzzle, or all of them, is complete when it is solved', () => {
  expect(experimentOf('puzzle/mend-it')).toBe('puzzle/mend-it')
  expect(experimentOf('puzzle/unheard-of')).toBe('course')
  expect(experimentOf('puzzles')).toBe('puzzles')
  const { api, values } = system()
  const end = beginScorm(api, 'puzzles', () => 0)
  expect(values['cmi.core.lesson_status']).toBe('incomplete')
  for (const { id } of puzzles) {
    expect(completionOf(progressSoFar(), `puzzle/${id}`)).toMatchObject({ score: 0, max: 1, complete: false })
    expect(values['cmi.core.lesson_status']).toBe('incomplete')
    markSolved(id)
    expect(completionOf(progressSoFar(), `puzzle/${id}`)).toMatchObject({ score: 1, max: 1, complete: true })
  }
  expect(values).toMatchObject({ 'cmi.core.lesson_status': 'completed', 'cmi.core.score.raw': '100' })
  end?.()
  expect(readProgress(JSON.parse(values['cmi.suspend_data'] ?? ''))?.puzzles).toHaveLength(puzzles.length)
})

test('a system that fails on the way takes nothing with it', () => {
  const { api, values } = system()
  const end = beginScorm(api, 'course', () => 0)
  api.LMSSetValue = () => {
    throw new Error('the window is gone')
  }
  markDone('dedup')
  expect(progressSoFar().lessons).toEqual(['dedup'])
  expect(values['cmi.suspend_data']).not.toContain('dedup')
  api.LMSSetValue = () => 'true'
  end?.()
})
