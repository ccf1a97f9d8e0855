// Data flows down the table: a folder of src imports only from itself and from folders above it, and only the packages
// on its line. What a pure layer may not touch of the page (timers, dates, storage) is in biome.json.
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

const page = ['react', 'react-dom', 'zustand', 'd3', 'valibot', 'use-intl', 'comlink', 'tinykeys', 'uqr']

/** @type {[layer: string, packages: string[]][]} */
const layers = [
  ['protocol', ['valibot']],
  ['sim', ['valibot']],
  ['verdict', []],
  ['explore', []],
  ['lessons', ['valibot']],
  ['words', ['use-intl/core']],
  ['picture', []],
  ['share', ['valibot']],
  ['headless', ['valibot']],
  ['lab.ts', []],
  ['app', page],
  ['ui', page],
  ['main.tsx', page],
  ['element', page],
  ['single.ts', []],
]

/** Tests, and the generators that only tests import. */
const ofTests = /(\.test|\/arbitrary)\.tsx?$/

/** What single files may import besides. XState has one caller; everyone else reads its table. */
const exceptions = [
  { file: /^src\/protocol\/tabulate(\.test)?\.ts$/, packages: ['xstate'] },
  { file: /^src\/words\/words\.test\.ts$/, packages: ['use-intl', 'icu-minify'] },
  { file: ofTests, packages: ['vitest', 'fast-check', '@fast-check/vitest', 'node:*'] },
]

/**
 * One sentence for every import of a source file that breaks the rule.
 * @param {string} file its path from the root of the project, with forward slashes
 * @param {string} source
 * @returns {string[]}
 */
export function complaints(file, source) {
  const layer = layerOf(file)
  const rank = rankOf(layer)
  if (rank < 0) return [`${file} is in no layer: put it in a folder listed in lint/layers.mjs, or add its folder there`]
  const packages = [
    ...(layers[rank]?.[1] ?? []),
    ...exceptions.filter((exception) => exception.file.test(file)).flatMap((exception) => exception.packages),
  ]
  return importsOf(file, source).flatMap((request) => {
    if (!request.startsWith('.')) {
      return allows(packages, request) ? [] : [`${file} imports "${request}": ${layer} may use ${list(packages)}`]
    }
    const target = posix.join(posix.dirname(file), request)
    if (!target.startsWith('src/')) return [`${file} imports "${request}", which is outside src`]
    if (ofTests.test(target) && !ofTests.test(file)) return [`${file} imports "${request}", which is for tests only`]
    const targetRank = rankOf(layerOf(target))
    if (targetRank < 0) return [`${file} imports "${request}", which is in no layer`]
    return targetRank <= rank ? [] : [`${file} imports "${request}": ${layer} comes before ${layerOf(target)}`]
  })
}

/** @param {string} file */
const layerOf = (file) => (file.split('/')[1] ?? '').replace('.test.', '.')

/** @param {string} layer */
const rankOf = (layer) => layers.findIndex(([name]) => name === layer)

/** @param {string[]} packages @param {string} request */
function allows(packages, request) {
  return packages.some((name) =>
    name.endsWith('*') ? request.startsWith(name.slice(0, -1)) : request === name || request.startsWith(`${name}/`),
  )
}

/** @param {string[]} packages */
const list = (packages) => (packages.length > 0 ? `only ${packages.join(', ')}` : 'no package')

/**
 * Every module that a file names: imports, re-exports, `import()` in code and in types. Types count: a layer that
 * knows the types of a later one depends on it.
 * @param {string} file
 * @param {string} source
 * @returns {string[]}
 */
export function importsOf(file, source) {
  const { module, errors } = parseSync(file, source)
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`)
  return [
    ...module.staticImports.map((statement) => statement.moduleRequest.value),
    ...module.staticExports.flatMap((statement) =>
      statement.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ),
    ...[...source.matchAll(/\bimport\(\s*['"`]([^'"`]+)/g)].flatMap((match) => match[1] ?? []),
  ]
}

/** Every source file, by its path from the root of the project, with forward slashes. */
export const sourceFiles = () =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = sourceFiles()
  const found = files.flatMap((file) => complaints(file, readFileSync(file, 'utf8')))
  for (const complaint of found) console.error(complaint)
  console.log(`${files.length} files, ${found.length} imports against the layers`)
  if (found.length > 0) process.exitCode = 1
}
