// How fast a run is computed, in one thread, beside the same protocol by hand.
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

/** @typedef {{ preset: string, events: number, cold: number, warm: number, byHand: number }} Speed  events a second */

/** @param {typeof import('./core.ts')} core @param {string} file  its bundle @returns {Speed[]} */
export function measureSim(core, file) {
  return core.presetNames.map((preset) => {
    const scenario = core.scenarioOf(rough(core.presets[preset]))
    const { trace, world } = core.run(scenario)
    const byHand = core.floor(scenario)
    const told = core.ledgerOf(world).map(({ attempts, deliveries, effects }) => [attempts, deliveries, effects])
    const counted = byHand.messages.map(({ attempts, deliveries, effects }) => [attempts, deliveries, effects])
    if (byHand.events !== trace.length || JSON.stringify(told) !== JSON.stringify(counted)) {
      throw new Error(`floor.ts no longer does what ${preset} does: ${byHand.events} events, not ${trace.length}`)
    }
    const events = trace.length
    return {
      preset,
      events,
      cold: events / median(Array.from({ length: 5 }, () => coldSeconds(file, preset))),
      warm: events / secondsEach(() => core.run(scenario)),
      byHand: events / secondsEach(() => core.floor(scenario)),
    }
  })
}

/**
 * A hundred messages, a tenth of the packets lost; long enough for the last of them.
 * @template P @param {P} policy
 */
const rough = (policy) => ({
  policy,
  messages: 100,
  seed: 1,
  environment: { loseMessagePct: 10, loseAckPct: 10, horizonMs: 3_600_000 },
})

/** The first run of a fresh process: nothing compiled, no machine tabulated. @param {string} file @param {string} preset */
function coldSeconds(file, preset) {
  const code = `
    const { run, scenarioOf, presets } = await import(${JSON.stringify(pathToFileURL(file).href)})
    const scenario = scenarioOf((${rough.toString()})(presets.${preset}))
    const start = process.hrtime.bigint()
    run(scenario)
    console.log(Number(process.hrtime.bigint() - start) / 1e9)`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
  if (stderr !== '') throw new Error(stderr)
  return Number(stdout)
}

/** Median seconds of a call, once it is warm. @param {() => unknown} call */
function secondsEach(call) {
  const until = performance.now() + 2500
  /** @type {number[]} */
  const all = []
  while (performance.now() < until) {
    const start = performance.now()
    call()
    all.push(performance.now() - start)
  }
  return median(all.slice(all.length >> 1)) / 1000
}

/** @param {number[]} all */
export function median(all) {
  return all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN
}
