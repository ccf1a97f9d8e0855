// The byte budgets, as gzip would send it: what index.html makes a browser load before it can show anything, the worker,
// and what is handed out as one file. Lazy chunks are listed but not counted.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import process from 'node:process'
import { gzipSync } from 'node:zlib'
import { parseSync } from 'vite'

/**
 * The goal is 140: the core that runs every system is in it since 2026-12, and what only documents need of it has still to
 * be loaded with them (docs/decisions.md).
 */
const firstLoadKb = 144
/** The general core and the tables of knobs are in it, too. */
const workerKb = 35
/** Files that are whole by themselves; the ones that are not built are not counted. */
const wholeKb = { 'dist-single/index.html': 340, 'dist-element/exactly-once-lab.js': 300 }

const html = readFileSync('dist/index.html', 'utf8')
const first = new Set()
for (const [tag] of html.matchAll(/<(?:script|link)\b[^>]*>/g)) {
  const target = /\b(?:src|href)="\.\/([^"]+\.js)"/.exec(tag)?.[1]
  if (target) addWithImports(target)
}
if (first.size === 0) throw new Error('dist/index.html loads no JavaScript: is this the build of vite.config.ts?')

const chunks = readdirSync('dist', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.js'))
  .map((path) => ({
    path,
    first: first.has(path),
    kb: gzipSync(readFileSync(`dist/${path}`), { level: 9 }).length / 1000,
  }))
  .sort((a, b) => Number(b.first) - Number(a.first) || b.kb - a.kb)
const total = chunks.filter((chunk) => chunk.first).reduce((sum, chunk) => sum + chunk.kb, 0)

for (const { path, first, kb } of chunks) {
  console.log(`${kb.toFixed(1).padStart(8)} kB  ${(first ? 'first' : 'later').padEnd(6)} ${path}`)
}
const workers = chunks.filter(({ path }) => /\.worker-[\w-]+\.js$/.test(path))
if (workers.length === 0) throw new Error('dist holds no worker: is this the build of vite.config.ts?')
within('JavaScript on first load', total, firstLoadKb)
for (const { path, kb } of workers) within(path, kb, workerKb)
for (const [path, mostKb] of Object.entries(wholeKb)) {
  if (existsSync(path)) within(path, gzipSync(readFileSync(path), { level: 9 }).length / 1000, mostKb)
}

/** @param {string} what @param {number} kb @param {number} mostKb */
function within(what, kb, mostKb) {
  console.log(`${kb.toFixed(1).padStart(8)} kB  of ${mostKb} kB, gzip: ${what}`)
  if (kb <= mostKb) return
  console.error(`Over the budget by ${(kb - mostKb).toFixed(1)} kB: load something later, or drop it.`)
  process.exitCode = 1
}

/** @param {string} path */
function addWithImports(path) {
  if (first.has(path)) return
  first.add(path)
  const { module } = parseSync(path, readFileSync(`dist/${path}`, 'utf8'))
  const requests = [...module.staticImports, ...module.staticExports.flatMap((statement) => statement.entries)]
  for (const { moduleRequest } of requests) {
    if (moduleRequest) addWithImports(posix.join(posix.dirname(path), moduleRequest.value))
  }
}
