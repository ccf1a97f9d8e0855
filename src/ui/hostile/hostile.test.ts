import { readdirSync, readFileSync } from 'node:fs'
import { fc, test as law } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { doors, harm } from './arbitrary.ts'

for (const [i, door] of doors.entries()) {
  const numRuns = Math.ceil(2000 / doors.length)
  law.prop([door.input], { numRuns, seed: 60 + i })(`hostile ${door.name} do no harm`, async (input) => {
    expect(await harm(door, input)).toBeNull()
  })
}

test('the harm that is looked for would be found', async () => {
  const door = (take: () => unknown) => ({ name: 'open', input: fc.constant(null), take })
  const of = (take: () => unknown, input: unknown = null) => harm(door(take), input)
  expect(await of(() => JSON.parse('{'))).toMatch(/^it threw SyntaxError/)
  expect(await of(() => Promise.reject(new Error('later')))).toMatch(/^it threw Error: later/)
  expect(await of(() => 'x'.repeat(50_000), 'x')).toBe('3 characters in gave 50002 out')
  const polluting = door(() => Object.assign(Object.prototype, { polluted: true }))
  expect(await harm(polluting, null)).toBe('a prototype was changed')
  Reflect.deleteProperty(Object.prototype, 'polluted')
})

test('no text becomes markup or code: nothing in the page is made of strings', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    // What only a build runs may put its own style sheet into a page.
    (path) => /\.tsx?$/.test(path) && !/\.test\.ts$/.test(path) && path !== 'ui/pages.tsx',
  )
  const made =
    /dangerouslySetInnerHTML|(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc/
  expect(sources.filter((path) => made.test(readFileSync(`src/${path}`, 'utf8')))).toEqual([])
})
