import { expect, test } from 'vitest'
import { originOf } from './frame.ts'

test('a message goes to the origin of the referrer, where it has one', () => {
  expect(originOf('https://course.example/unit/3?page=1')).toBe('https://course.example')
  expect(originOf('http://127.0.0.1:8000/')).toBe('http://127.0.0.1:8000')
  // As a target of postMessage, 'null' is an error.
  expect(['', 'app://course/index.html', 'file:///course.html'].map(originOf)).toEqual([null, null, null])
})
