import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { scenarioOf } from '../sim/scenario.ts'
import words from '../words/settings.en.json'
import { wordsOf } from '../words/words.ts'
import { createLab, type Lab } from './lab.ts'
import { narrate } from './narrator.ts'

let lab: Lab
let said: string[]
let stop: () => void
beforeEach(() => {
  vi.useFakeTimers()
  lab = createLab(scenarioOf({}))
  said = []
  stop = narrate(
    lab,
    wordsOf('en', words),
    (text) => said.push(text),
    () => false,
  )
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

test('a step is said at once, and the next one when the first was heard', () => {
  lab.stepForward()
  vi.advanceTimersByTime(0)
  expect(said).toHaveLength(1)
  lab.stepForward()
  vi.advanceTimersByTime(900)
  expect(said).toHaveLength(1)
  vi.advanceTimersByTime(100)
  expect(said).toHaveLength(2)
})

test('what still waits when narration is switched off is not said, nor anything after it', () => {
  lab.stepForward()
  vi.advanceTimersByTime(0)
  lab.stepForward()
  lab.setOption('narration', 'off')
  lab.stepForward()
  vi.advanceTimersByTime(5000)
  expect(said).toHaveLength(1)
})

test('back at the beginning, it is said where it stands, and nothing is left of what was said of the end', () => {
  lab.seek(60_000)
  vi.advanceTimersByTime(2000)
  expect(said.at(-1)).toMatch(/^The end/)
  lab.stepBack()
  lab.reset()
  vi.advanceTimersByTime(2000)
  expect(said.at(-1)).toBe('At the beginning. Nothing has happened yet.')
  expect(said).toHaveLength(2)
})
