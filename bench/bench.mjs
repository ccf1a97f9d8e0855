// `npm run bench`: builds, measures and writes docs/measures.md; `npm run bench lessons` prints its part on the course. Figures, not tests: a busy machine makes them worse
// and fails nothing. Byte and request budgets, which no machine changes, are held by the tests.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { bundle } from './bundle.mjs'
import { tellLessons } from './lessons.mjs'
import { measureCourse, measureLongRun, measurePage } from './page.mjs'
import { measureSearch, tellSearch } from './search.mjs'
import { measureSim } from './sim.mjs'
import { tellStress } from './stress.mjs'
import { measureSweep, sweepHeading, tellSweep } from './sweep.mjs'
import { measureVitals, tellVitals, vitalsHeading } from './vitals.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'node_modules/.cache/bench')
const outDir = join(folder, 'dist') // not dist/, where the browser tests may be serving theirs
process.chdir(root)
const busy = (loadavg()[0] ?? 0).toFixed(1)

/** @type {Record<string, string>} */
const names = { atMostOnce: 'at most once', atLeastOnce: 'at least once', effectivelyOnce: 'effectively once' }

// `npm run bench -- sweep` measures the sweeps alone, which takes half a minute, and writes that section anew.
if (process.argv[2] === 'sweep') {
  const { core, file } = await bundle(root, folder)
  const section = writeSection(sweepHeading, tellSweep(await measureSweep(core, file, root), names))
  console.log(section)
  process.exit()
}

await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } })
// `npm run bench page` measures visits alone and writes that section anew; with the names of parts after it, it prints them.
if (process.argv[2] === 'page') {
  const only = process.argv.slice(3)
  const told = tellVitals(await measureVitals(outDir, { only, log: only.length > 0 ? console.log : undefined }))
  console.log(only.length > 0 ? told : writeSection(vitalsHeading, told))
  process.exit()
}
for (const mode of ['single', 'element']) await build({ root, mode, logLevel: 'error' })
/** @param {string} path */
const kb = (path) => gzipSync(readFileSync(path), { level: 9 }).length / 1000
const whole = {
  worker: Math.max(
    ...readdirSync(join(outDir, 'assets'))
      .filter((name) => name.includes('.worker-'))
      .map((name) => kb(join(outDir, 'assets', name))),
  ),
  single: kb(join(root, 'dist-single/index.html')),
  element: kb(join(root, 'dist-element/exactly-once-lab.js')),
}
const { core, file } = await bundle(root, folder)
if (process.argv[2] === 'stress') {
  console.log(tellStress(await measureLongRun(root, relative(root, outDir))))
  process.exit()
}
if (process.argv[2] === 'lessons') {
  console.log(tellLessons(await measureCourse(root, relative(root, outDir), core.lessonIds)))
  process.exit()
}
const sim = measureSim(core, file)
const sweep = await measureSweep(core, file, root)
const search = await measureSearch(core, file, root, folder)
const page = await measurePage(root, relative(root, outDir), core.lessonIds)
const vitals = await measureVitals(outDir)

/** @param {number} perSecond */
const thousands = (perSecond) => `${Math.round(perSecond / 1000)} 000`
/** @param {number} ms */
const ms = (ms) => `${ms.toFixed(1)} ms`
/** @param {boolean} met */
const met = (met) => (met ? 'yes' : '**no**')
const { load, back, backSlow, backCrowd, knob, frames, empty } = page
const { spent } = frames

const text = `# Measures

Written by \`npm run bench\`; do not edit. Figures of one machine on one day: they fail no test.

${new Date().toISOString().slice(0, 10)} · ${cpus().length} cores (${cpus()[0]?.model.trim()}) · ${Math.round(totalmem() / 2 ** 30)} GB · Node ${process.versions.node} · Chromium ${page.chromium}, headless, no GPU · load average at the start ${busy}${Number(busy) > cpus().length / 2 ? ' (**busy with other work: read the worst cases with care, and measure again**)' : ''}

## A run of 100 messages, a tenth of the packets lost, one thread

| guarantee | events | warm, events/s | target ≥ 200 000 | cold, events/s | by hand, events/s | by hand is faster |
|---|--:|--:|---|--:|--:|--:|
${sim.map(({ preset, events, warm, cold, byHand }) => `| ${names[preset]} | ${events} | ${thousands(warm)} | ${met(warm >= 200_000)} | ${thousands(cold)} | ${thousands(byHand)} | ${(byHand / warm).toFixed(0)} × |`).join('\n')}

*Cold* is the first run of a fresh process: nothing is compiled, and XState is asked for every transition once. *By
hand* is \`bench/floor.ts\`: the same protocol, ending in the same ledger, with no machine, no trace and no history.

${tellSearch(search, names)}

${tellSweep(sweep, names)}

${tellStress(page.stress)}

## The page

| what | measured | target | met |
|---|--:|--:|---|
| first load, JavaScript, gzip | ${load.script.toFixed(1)} kB | ≤ 140 kB | ${met(load.script <= 140)} |
| first load, everything, gzip | ${load.total.toFixed(1)} kB | | |
| the larger of the workers, gzip | ${whole.worker.toFixed(1)} kB | ≤ 25 kB | ${met(whole.worker <= 25)} |
| the single file, gzip | ${whole.single.toFixed(1)} kB | ≤ 260 kB | ${met(whole.single <= 260)} |
| the custom element, gzip | ${whole.element.toFixed(1)} kB | ≤ 240 kB | ${met(whole.element <= 240)} |
| requests, of which to another host | ${load.requests}, ${load.elsewhere} | ≤ 8, 0 | ${met(load.requests <= 8 && load.elsewhere === 0)} |
| step back, canonical script, work (median of ${back.work.steps}, worst) | ${ms(back.work.median)}, ${ms(back.work.worst)} | ≤ 16 ms | ${met(back.work.worst <= 16)} |
| the same until shown, beyond two empty frames | ${ms(back.shown.median)}, ${ms(back.shown.worst)} | ≤ 16 ms | ${met(back.shown.worst <= 16)} |
| step back at 4× CPU throttling, work | ${ms(backSlow.work.median)}, ${ms(backSlow.work.worst)} | | |
| step back in a crowd of 60 messages, work (${backCrowd.work.steps} steps) | ${ms(backCrowd.work.median)}, ${ms(backCrowd.work.worst)} | | |
| a knob turned at 8 messages, mechanism open, until painted (median of ${knob.shown.steps}, worst) | ${ms(knob.shown.median)}, ${ms(knob.shown.worst)} | ≤ 50 ms | ${met(knob.shown.median <= 50)} |
| the same, work | ${ms(knob.work.median)}, ${ms(knob.work.worst)} | | |
| the timeout turned again and again: longest task (tasks over 50 ms) | ${knob.long === 0 ? 'none over 50 ms' : `${ms(knob.longestMs)} (${knob.long})`} | ≤ 50 ms | ${met(knob.long === 0)} |
| playing the crowd at 4× CPU throttling: marks in view | ${frames.marks} | ≥ 60 | ${met(frames.marks >= 60)} |
| … longest task in ${frames.seconds} s (tasks over 50 ms) | ${frames.long === 0 ? 'none over 50 ms' : `${ms(frames.longestMs)} (${frames.long})`} | ≤ 50 ms | ${met(frames.long === 0)} |
| … frames a second, beside those of an empty page | ${frames.fps.toFixed(1)}, ${empty.toFixed(1)} | | |
| … main thread: script, style, layout, the rest (mostly paint) | ${[spent.script, spent.style, spent.layout, spent.other].map((percent) => `${percent.toFixed(0)} %`).join(', ')} | | |

${tellLessons(page.course)}

${tellVitals(vitals)}

*Work* is the click, React and a forced layout. *Until shown* adds two animation frames and takes two empty ones off.
The crowd sends a message every 400 ms and loses a tenth of its packets.
${hostileInput()}`
writeFileSync('docs/measures.md', text)
console.log(readFileSync('docs/measures.md', 'utf8'))

/** Puts one section in the place of what it said before, or before the last. @param {string} heading @param {string} section */
function writeSection(heading, section) {
  const sections = readFileSync('docs/measures.md', 'utf8').split(/\n\n(?=## )/)
  const at = sections.findIndex((text) => text.startsWith(heading))
  if (at >= 0) sections[at] = section
  else sections.splice(-1, 0, section)
  writeFileSync('docs/measures.md', sections.join('\n\n'))
  return section
}

/** What `npm run fuzz` was written down to have found, which takes too long to be measured every time. */
function hostileInput() {
  const sections = readFileSync('docs/measures.md', 'utf8').split(/\n(?=## )/)
  const section = sections.find((text) => text.startsWith('## Hostile input'))
  return section === undefined ? '' : `\n${section.trimEnd()}\n`
}
