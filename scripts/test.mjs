// `npm test` runs every stage below in this order; `npm run check` the fast ones; `node scripts/test.mjs unit e2e` any.
// A failed stage does not hide the later ones, except those that need what it should have made.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { summary } from './summary.mjs'

/** @type {{ name: string, command: string, needs?: string[], report?: 'unit' | 'e2e' }[]} */
const stages = [
  { name: 'lock', command: 'node scripts/checkLock.mjs' },
  { name: 'licences', command: 'node scripts/notices.mjs' },
  { name: 'lint', command: 'biome ci --colors=off --error-on-warnings .' },
  { name: 'types', command: 'tsc --noEmit' },
  { name: 'layers', command: 'node lint/layers.mjs' },
  { name: 'deadcode', command: 'knip --no-progress --no-config-hints' },
  {
    name: 'unit',
    command: 'vitest run --reporter=default --reporter=json --outputFile.json=reports/unit.json',
    report: 'unit',
  },
  { name: 'build', command: 'vite build' },
  { name: 'single', command: 'vite build --mode single' },
  { name: 'element', command: 'vite build --mode element' },
  { name: 'package', command: 'node scripts/package.mjs', needs: ['build', 'single', 'element'] },
  { name: 'bytes', command: 'node scripts/bytes.mjs', needs: ['package', 'element'] },
  { name: 'chromium', command: 'node scripts/ensureChromium.mjs' },
  { name: 'e2e', command: 'playwright test', needs: ['package', 'element', 'chromium'], report: 'e2e' },
]

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
process.env.PATH = [resolve('node_modules/.bin'), process.env.PATH].join(delimiter)
rmSync('reports', { recursive: true, force: true }) // last time's results are not this run's

const chosen = stages.filter((stage) => process.argv.length === 2 || process.argv.includes(stage.name, 2))
const unknown = process.argv.slice(2).filter((name) => !stages.some((stage) => stage.name === name))
if (unknown.length > 0) {
  console.error(`No stage ${unknown.join(', ')}. The stages: ${stages.map((stage) => stage.name).join(' ')}`)
  process.exit(1)
}

/** @type {Map<string, 'ok' | 'FAILED' | 'not run'>} */
const outcomes = new Map()
const lines = chosen.map((stage) => {
  const blocked = stage.needs?.some((name) => outcomes.has(name) && outcomes.get(name) !== 'ok')
  const start = Date.now()
  if (!blocked) console.log(`\n=== ${stage.name}: ${stage.command}`)
  outcomes.set(stage.name, blocked ? 'not run' : run(stage.command) ? 'ok' : 'FAILED')
  const seconds = ((Date.now() - start) / 1000).toFixed(1)
  return `${stage.name.padEnd(10)} ${seconds.padStart(6)} s  ${outcomes.get(stage.name)}`
})

const reports = chosen.flatMap((stage) => stage.report ?? [])
console.log(`\n${lines.join('\n')}\n`)
const { passed, failed, skipped } = summary(reports)
const allOk = [...outcomes.values()].every((outcome) => outcome === 'ok')
if (!allOk || failed > 0 || (reports.length > 0 && passed === 0)) process.exitCode = 1
if (reports.length > 0) console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)

/** @param {string} command */
function run(command) {
  // Through a shell, because on Windows the tools in node_modules/.bin are command files.
  return spawnSync(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}
