import { fc, test as law } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import {
  defaultOptions,
  mostNote,
  type Options,
  optionNames,
  optionTable,
  readOptions,
  writeOptions,
} from './options.ts'
import { parametersIn } from './parameters.ts'

const some: Partial<Options> = {
  embed: true,
  ui: 'compact',
  hide: ['score', 'why'],
  lock: ['mode'],
  theme: 'dark',
  predict: 'required',
  speed: 0.5,
  note: 'What happens & why? 1+1=2 #',
  links: false,
  api: true,
  origin: 'https://course.example:8443',
}

test('what is written is read', () => {
  const text = writeOptions(some)
  expect(text).toContain('origin=https://course.example:8443')
  expect(text).toContain('hide=score,why')
  expect(readOptions(parametersIn(text))).toEqual({ options: some, problems: [] })
})

test('defaults are not written', () => expect(writeOptions(defaultOptions)).toBe(''))

test.each([
  ['embed', 'yes'],
  ['note', 'x'.repeat(mostNote + 1)],
  ['origin', 'course.example'],
  ['origin', 'https://course.example/path'],
  ['origin', 'javascript:alert(1)'],
  ['speed', '3'],
  ['lock', ''],
])('%s=%s is refused by name', (name, value) => {
  const { options, problems } = readOptions(parametersIn(`${name}=${encodeURIComponent(value)}`))
  expect(options).toEqual({})
  expect(problems.map(({ field }) => field)).toEqual([name])
})

law.prop([fc.constantFrom(...optionNames), fc.string()])('any text is a value or a problem', (name, text) => {
  const { options, problems } = readOptions({
    given: new Map([[name.toLowerCase(), text]]),
    spelled: new Map(),
    problems: [],
  })
  expect(Object.keys(options).length + problems.length).toBe(1)
  for (const problem of problems) expect(problem.problem).toContain(optionTable[name].form)
})
