import { describe, expect, test } from 'vitest'
import { scenarioOf } from '../sim/scenario.ts'
import { hasRun, partsOf, readAddress, writeAddress } from './page.ts'

const state = { scenario: scenarioOf({ faults: [{ do: 'drop', packet: 'a1.1' }] }), atMs: 4000 }

test('a page without a run is its name alone', () => {
  expect(writeAddress('lesson/lose-the-ack', state)).toBe('v=1&page=lesson/lose-the-ack')
  expect(readAddress('#v=1&page=lesson/lose-the-ack')).toEqual({ page: 'lesson/lose-the-ack', link: null })
  expect(partsOf('lesson/lose-the-ack/predict')).toEqual({ name: 'lesson', id: 'lose-the-ack', step: 'predict' })
})

test('the comparison and the free lab carry the run', () => {
  for (const page of ['', 'compare']) {
    const text = writeAddress(page, state)
    expect(readAddress(text)).toEqual({ page, link: { ok: true, ...state } })
    expect(hasRun(page)).toBe(true)
  }
})

test('an empty hash is the free lab, and asks for nothing', () => {
  expect(readAddress('')).toEqual({ page: '', link: null })
  expect(readAddress('#somewhere')).toEqual({ page: '', link: null })
})

describe('what is no page is refused by name', () => {
  test.each(['page=nowhere', 'page=lesson/<b>', 'page=', 'page=drill&page=table', 'page=constructor', 'page=a/b/c/d'])(
    '%s',
    (hash) => {
      const { page, link } = readAddress(`v=1&${hash}`)
      expect(page).toBe('')
      expect(link?.ok === false && link.problems[0]?.field).toBe('page')
    },
  )
  test('a bad parameter beside a good page is named, and the page is kept', () => {
    const { page, link } = readAddress('v=1&page=compare&mode=never')
    expect(page).toBe('compare')
    expect(link?.ok === false && link.problems[0]?.field).toBe('mode')
  })
})
