// How fast every run of a system within bounds is searched: `node bench/systems.mjs` prints it as JSON. Seconds are those
// of the processor, so that a machine that is busy with other things changes them less.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { file } = await bundle(root, join(root, 'node_modules/.cache/bench'))
/** @type {{ system: string, knobs: object, document: object, faults: object, network: object }[]} */
const cases = JSON.parse(readFileSync(join(root, 'src/explore/fixtures/cases.json'), 'utf8'))

/** One of each system, the one with the most that can happen. */
const documents = [0, 5, 11, 15, 19, 23, 25, 29, 32, 36].map((i) => /** @type {(typeof cases)[number]} */ (cases[i]))
const slow = [5, 9, 11, 36, 37].map((i) => /** @type {(typeof cases)[number]} */ (cases[i]))
const mostStates = 3_000_000

const measures = {
  /** Targets: 300,000 states a second, at most 120 bytes for each that is held. */
  throughput: slow.map((known) => search(known, { messages: 2, max: 2, awaits: 2, mostStates })),
  /** Target: 3 s where the search finishes. */
  twoMessages: documents.map((known) => search(known, { messages: 2, max: 2, awaits: 1, mostStates })),
  /** Target: 300 ms for up to three faults, 50 ms for the first answer. */
  cold: documents.map((known) => ({
    threeFaults: search(known, { messages: 1, max: 3, mostStates }),
    first: search(known, { messages: 1, max: 1, mostStates }),
  })),
}
process.stdout.write(`${JSON.stringify(measures, null, 2)}\n`)

/**
 * The first search of a fresh process: nothing compiled, no table filled.
 * @param {(typeof cases)[number]} known
 * @param {{ messages: number, max: number, awaits?: number, mostStates: number }} bounds  `awaits`: without a bound on
 *   awaits, packets for a process that is busy with another message pile up for ever
 */
function search({ system, knobs, document, faults, network }, { messages, max, awaits, mostStates }) {
  const query = {
    messages,
    faults: { ...faults, max, duplicate: false },
    network: { ...network, reorder: true, ...(awaits === undefined ? {} : { awaits }) },
    mostStates,
  }
  const code = `
    const { SystemSearch, systemOf } = await import(${JSON.stringify(pathToFileURL(file).href)})
    const start = process.cpuUsage()
    const search = new SystemSearch({ system: systemOf(${JSON.stringify(document)}), ...${JSON.stringify(query)} })
    while (search.advance(5000));
    const { ended, states, transitions, neverEnds } = search.answer()
    const { user, system } = process.cpuUsage(start)
    const ms = (user + system) / 1000
    const { held } = search.progress
    console.log(JSON.stringify({
      ended, states, transitions, neverEnds, ms: Math.round(ms),
      statesASecond: Math.round((1000 * states) / ms), bytesAState: Math.round(search.bytes / held),
    }))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
  if (stderr !== '') throw new Error(stderr)
  return {
    system,
    knobs,
    messages,
    faults: max,
    ...(awaits === undefined ? {} : { awaits }),
    ...JSON.parse(stdout),
  }
}
