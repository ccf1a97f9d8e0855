import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { circles } from './circles.mjs'
import { sourceFiles } from './layers.mjs'

test('no file of src imports itself by way of others, values or types', () => {
  const sources = Object.fromEntries(sourceFiles().map((file) => [file, readFileSync(file, 'utf8')]))
  expect(circles(sources)).toEqual([])
})

const back = {
  'a value': "import { a } from './a.ts'",
  'a type': "import type { A } from './a.ts'",
  'a type in place': "export type B = import('./a.ts').A",
  'a re-export': "export { a } from './a.ts'",
  'a lazy import': "export const later = () => import('./a.ts')",
  'a worker': "import A from './a.ts?worker'",
}
test.each(Object.entries(back))('a circle is found that is closed by %s', (_, source) => {
  const sources = { 'src/a.ts': "import { b } from './deep/b.ts'", 'src/deep/b.ts': source.replace('./a', '../a') }
  expect(circles(sources)).toEqual([['src/a.ts', 'src/deep/b.ts', 'src/a.ts']])
})

test('a circle is found behind files that are on none, and a file that imports itself', () => {
  const sources = {
    'src/start.ts': "import './one.ts'",
    'src/one.ts': "import './two.ts'",
    'src/two.ts': "import './three.ts'\nimport './end.ts'",
    'src/three.ts': "import './one.ts'",
    'src/end.ts': "import './end.ts'",
  }
  expect(circles(sources)).toEqual([
    ['src/one.ts', 'src/two.ts', 'src/three.ts', 'src/one.ts'],
    ['src/end.ts', 'src/end.ts'],
  ])
})

test('two ways to the same file are no circle', () => {
  const sources = {
    'src/top.ts': "import './left.ts'\nimport './right.ts'",
    'src/left.ts': "import './bottom.ts'",
    'src/right.ts': "import './bottom.ts'\nimport 'react'",
    'src/bottom.ts': '',
  }
  expect(circles(sources)).toEqual([])
})
