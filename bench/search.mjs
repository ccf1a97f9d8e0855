// How fast every run within bounds is searched, beside SPIN on the same semantics and the same search by hand; and
// whether SPIN still counts the states that the unit tests pin.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { haveSpin, spin } from './spin.mjs'

/** @typedef {{ name: string, states: number, bytes: number, cold: number, warm: number, byHand: number, spin: import('./spin.mjs').Counted | null }} Searched  seconds */
/** @typedef {{ name: string, messages: number, slow: boolean, cold: number, states: number }} Badge  milliseconds */
/** @typedef {{ name: string, states: number, same: boolean | null }} Counted */

/** @param {typeof import('./core.ts')} core @param {string} file  its bundle @param {string} root @param {string} folder */
export async function measureSearch(core, file, root, folder) {
  const spinIsHere = haveSpin()
  const spinFolder = join(folder, 'spin')
  const complete = /** @type {const} */ ([
    [4, 3],
    [3, 4],
    [4, 2],
  ]).map(([messages, attempts]) => {
    const bounds = slowAndAtomic(core, messages, attempts)
    const search = new core.Search(bounds)
    while (search.advance(5000));
    const { states, complete } = search.answer()
    const byHand = core.searchFloor(messages, attempts, bounds.faults.max)
    if (!complete || byHand.states !== states) {
      throw new Error(`searchFloor.ts no longer visits what the search does: ${byHand.states} states, not ${states}`)
    }
    return {
      name: `${messages} messages × ${attempts} attempts`,
      states,
      bytes: search.bytes / states,
      cold: coldMs(file, bounds) / 1000,
      warm: median(() => explore(core, bounds)),
      byHand: median(() => core.searchFloor(messages, attempts, bounds.faults.max)),
      spin: spinIsHere ? spin(root, spinFolder, bounds, { reduced: true }) : null,
    }
  })
  const badges = core.presetNames.flatMap((preset) =>
    /** @type {const} */ ([
      [1, false],
      [3, false],
      [1, true],
    ]).map(([messages, slow]) => {
      const faults = { ...core.badgeFaults, max: 3 }
      const bounds = { policy: core.presets[preset], messages, faults, network: { reorder: true, slow } }
      return { name: preset, messages, slow, cold: coldMs(file, bounds), states: core.explore(bounds).states }
    }),
  )
  const counted = core.pinned.map(({ name, bounds, states, transitions }) => {
    const found = spinIsHere ? spin(root, spinFolder, bounds, { reduced: false }) : null
    return { name, states, same: found && found.states === states && found.transitions === transitions + 1 }
  })
  return { complete, badges, counted }
}

/**
 * Receiver crashes and losses, at most three, on a slow network that reorders.
 * @param {typeof import('./core.ts')} core @param {number} messages @param {number} attempts
 */
function slowAndAtomic(core, messages, attempts) {
  const { sender, receiver } = core.presets.effectivelyOnce
  return {
    policy: { sender: { ...sender, attempts }, receiver },
    messages,
    faults: { ...core.badgeFaults, max: 3, crashSender: false },
    network: { reorder: true, slow: true },
  }
}

/** @param {typeof import('./core.ts')} core @param {import('../src/explore/moves.ts').Bounds} bounds */
function explore(core, bounds) {
  const search = new core.Search(bounds)
  while (search.advance(5000));
}

/** The first search of a fresh process: nothing compiled, no table filled. @param {string} file @param {object} bounds */
function coldMs(file, bounds) {
  const code = `
    const { Search } = await import(${JSON.stringify(pathToFileURL(file).href)})
    const start = performance.now()
    const search = new Search(${JSON.stringify(bounds)})
    while (search.advance(5000));
    search.answer()
    console.log(performance.now() - start)`
  const times = Array.from({ length: 3 }, () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
    if (stderr !== '') throw new Error(stderr)
    return Number(stdout)
  })
  return times.toSorted((a, b) => a - b)[1] ?? Number.NaN
}

/** Median seconds of five calls, once warm. @param {() => unknown} call */
function median(call) {
  call()
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now()
    call()
    return (performance.now() - start) / 1000
  })
  return times.toSorted((a, b) => a - b)[2] ?? Number.NaN
}

/**
 * The section of docs/measures.md.
 * @param {Awaited<ReturnType<typeof measureSearch>>} search @param {Record<string, string>} names  of the guarantees
 */
export function tellSearch({ complete, badges, counted }, names) {
  /** @param {number} s */
  const seconds = (s) => `${s.toFixed(2)} s`
  /** @param {number} ms */
  const ms = (ms) => `${ms.toFixed(1)} ms`
  /** @param {boolean} met */
  const met = (met) => (met ? 'yes' : '**no**')
  return `## Every run within bounds

A complete search: a slow network that reorders, durable atomic dedup, losses and receiver crashes, at most 3 faults.

| bounds | states | bytes a state | warm | cold | by hand | of its speed | target ≥ 60 % | SPIN -O2 | its states | of its time, cold |
|---|--:|--:|--:|--:|--:|--:|---|--:|--:|--:|
${complete.map((row) => `| ${row.name} | ${row.states} | ${row.bytes.toFixed(0)} | ${seconds(row.warm)} | ${seconds(row.cold)} | ${seconds(row.byHand)} | ${((100 * row.byHand) / row.warm).toFixed(0)} % | ${met(row.byHand / row.warm >= 0.6)} | ${row.spin ? `${seconds(row.spin.seconds)} | ${row.spin.states} | 1/${(row.spin.seconds / row.cold).toFixed(0)}` : 'skipped: no spin | | '} |`).join('\n')}

*By hand* is \`bench/searchFloor.ts\`: the same states in the same order of faults, for this one policy, with no machine and
no table. SPIN searches the lean variant of \`bench/delivery.pml\` with its own reductions on; its time is without compiling.
Targets: 1/25 of SPIN's time for 4 × 3, 1/10 for 3 × 4; at most 64 bytes a state.

The badges, cold: the first search of a fresh process, at most 3 faults.

| guarantee | messages | slow | states | time | target |
|---|--:|---|--:|--:|---|
${badges.map(({ name, messages, slow, states, cold }) => `| ${names[name]} | ${messages} | ${slow ? 'yes' : 'no'} | ${states} | ${ms(cold)} | ≤ ${messages === 1 ? 100 : 500} ms: ${met(cold <= (messages === 1 ? 100 : 500))} |`).join('\n')}

The states that SPIN reaches without any reduction, beside those that the unit tests pin:

| configuration | states | SPIN counts |
|---|--:|---|
${counted.map(({ name, states, same }) => `| ${name} | ${states} | ${same === null ? 'skipped: no spin' : same ? 'the same' : '**other**'} |`).join('\n')}`
}
