// How fast thousands of runs are counted, in one thread, beside the same loop by hand and the same model in SimPy; how
// long two workers take; and whether the memory grows.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

/** @typedef {{ preset: string, swept: number, byHand: number, simpy: number | null }} Swept  microseconds of CPU a run */

const weather = { loseMessagePct: 10, loseAckPct: 10, horizonMs: 3_600_000 }

/** @param {typeof import('./core.ts')} core @param {string} file  its bundle @param {string} root */
export async function measureSweep(core, file, root) {
  const python = pythonWithSimpy()
  const rows = core.presetNames.map((preset) => measurePreset(core, root, preset, python))
  const workers = []
  for (let i = 0; i < 3; i++) workers.push(await inTwoWorkers(core, file))
  return { rows, workersMs: workers.toSorted((a, b) => a - b)[1] ?? Number.NaN, memory: memoryOf(file) }
}

/** @param {typeof import('./core.ts')} core @param {import('./core.ts').PresetName} preset @param {number} runs */
function questionOf(core, preset, runs) {
  const { policy, environment } = core.scenarioOf({ policy: core.presets[preset], environment: weather })
  return { policy, messages: 3, environment, runs, seed: 1 }
}

/**
 * CPU time, because other work on the machine should not count; in turns, because it also slows down what does.
 * @param {typeof import('./core.ts')} core @param {string} root @param {import('./core.ts').PresetName} preset
 * @param {string | null} python @returns {Swept}
 */
function measurePreset(core, root, preset, python) {
  const question = questionOf(core, preset, 50_000)
  const tally = core.swept(question)
  const byHand = core.sweepFloor(question)
  const { measures, submitted } = core.estimatesOf(tally)
  for (const name of /** @type {const} */ ([
    'lost',
    'duplicated',
    'attempts',
    'deliveries',
    'duplicates',
    'absorbed',
    'packets',
  ])) {
    if (Math.round(measures[name].mean * submitted) !== byHand[name]) {
      throw new Error(`sweepFloor.ts no longer does what ${preset} does: ${name} ${byHand[name]}`)
    }
  }
  if (JSON.stringify(tally.latencies) !== JSON.stringify(byHand.latencies)) {
    throw new Error(`sweepFloor.ts no longer takes the time that ${preset} takes`)
  }
  /** @type {number[]} */
  const swept = []
  /** @type {number[]} */
  const hand = []
  for (let i = 0; i < 15; i++) {
    swept.push(cpuOf(() => core.swept(question)))
    hand.push(cpuOf(() => core.sweepFloor(question)))
  }
  const each = 1e6 / question.runs
  const simpy = python === null ? null : inSimpy(python, root, question, measures)
  return { preset, swept: median(swept) * each, byHand: median(hand) * each, simpy }
}

/** Seconds of CPU. @param {() => unknown} call */
function cpuOf(call) {
  const before = process.cpuUsage()
  call()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** @param {number[]} all */
const median = (all) => all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN

/** The Python that has SimPy, or null. Installs the Debian package where that is possible. */
function pythonWithSimpy() {
  const find = () =>
    ['python3', '/usr/bin/python3'].find(
      (python) => spawnSync(python, ['-c', 'import SimPy.Simulation'], { stdio: 'ignore' }).status === 0,
    ) ?? null
  if (find() === null && process.platform === 'linux' && process.getuid?.() === 0) {
    spawnSync('apt-get', ['install', '-y', 'python3-simpy'], { stdio: 'ignore' })
  }
  return find()
}

/**
 * Microseconds of CPU a run; the model must measure the same, within what chance allows.
 * @param {string} python @param {string} root @param {ReturnType<typeof questionOf>} question
 * @param {import('./core.ts').Estimates['measures']} measures
 */
function inSimpy(python, root, { policy, environment, messages }, measures) {
  const runs = 5000
  const knobs = {
    runs,
    messages,
    awaitAck: policy.sender.awaitAck,
    dedup: policy.receiver.dedup !== 'none',
    p: environment.loseMessagePct / 100,
    q: environment.loseAckPct / 100,
    hop: environment.hopMs[0],
    line: environment.lineMs,
    timeout: policy.sender.timeoutMs,
    every: environment.sendEveryMs,
  }
  const { stdout, stderr } = spawnSync(python, [join(root, 'bench/delivery.py')], {
    input: JSON.stringify(knobs),
    encoding: 'utf8',
  })
  if (stderr !== '') throw new Error(stderr)
  const told = JSON.parse(stdout)
  for (const name of /** @type {const} */ (['lost', 'duplicated', 'attempts', 'deliveries'])) {
    const off = Math.abs(told[name] / (runs * messages) - measures[name].mean)
    if (off > 0.015) throw new Error(`delivery.py measures other ${name} than the lab: off by ${off}`)
  }
  return (1e6 * told.seconds) / runs
}

/** Milliseconds from nothing to the answer: two workers started, half the runs each, added up. @param {typeof import('./core.ts')} core @param {string} file */
async function inTwoWorkers(core, file) {
  const question = questionOf(core, 'effectivelyOnce', 100_000)
  const half = question.runs / 2
  const start = performance.now()
  const parts = await Promise.all(
    [0, half].map((from) => {
      const code = `
        const { swept } = await import(${JSON.stringify(pathToFileURL(file).href)})
        const { parentPort } = await import('node:worker_threads')
        parentPort.postMessage(swept(${JSON.stringify(question)}, ${JSON.stringify({ from, to: from + half })}))`
      const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`))
      return new Promise((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      })
    }),
  )
  const { runs } = core.together(question, parts)
  if (runs !== question.runs) throw new Error(`${runs} runs were counted, not ${question.runs}`)
  return performance.now() - start
}

/** Bytes in use after so many runs, garbage collected. @param {string} file */
function memoryOf(file) {
  const code = `
    const core = await import(${JSON.stringify(pathToFileURL(file).href)})
    const { policy, environment } = core.scenarioOf({ policy: core.presets.atLeastOnce, environment: ${JSON.stringify(weather)} })
    const sweep = new core.Sweep({ policy, messages: 3, environment, runs: 1_010_000, seed: 1 })
    const bytes = () => { gc(); const { heapUsed, arrayBuffers } = process.memoryUsage(); return heapUsed + arrayBuffers }
    const upTo = (runs) => { while (sweep.data().runs < runs && sweep.advance(20_000)); return bytes() }
    upTo(2000)
    console.log(JSON.stringify([upTo(10_000), upTo(1_000_000)]))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', code], {
    encoding: 'utf8',
  })
  if (stderr !== '') throw new Error(stderr)
  const [few, many] = JSON.parse(stdout)
  return { few, many }
}

export const sweepHeading = '## Thousands of runs'

/**
 * The section of docs/measures.md.
 * @param {Awaited<ReturnType<typeof measureSweep>>} sweep @param {Record<string, string>} names  of the guarantees
 */
export function tellSweep({ rows, workersMs, memory }, names) {
  /** @param {number} us */
  const us = (us) => `${us.toFixed(2)} µs`
  /** @param {boolean} met */
  const met = (met) => (met ? 'yes' : '**no**')
  /** @param {number} bytes */
  const mb = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`
  return `${sweepHeading}

A run of 3 messages, a tenth of the packets lost, counted with all its measures; CPU time of one thread.

| guarantee | a run | by hand | of its speed | target ≥ 60 % | SimPy | faster than it | target ≥ 20 × |
|---|--:|--:|--:|---|--:|--:|---|
${rows.map(({ preset, swept, byHand, simpy }) => `| ${names[preset]} | ${us(swept)} | ${us(byHand)} | ${((100 * byHand) / swept).toFixed(0)} % | ${met(byHand / swept >= 0.6)} | ${simpy === null ? 'not installed | | ' : `${us(simpy)} | ${(simpy / swept).toFixed(0)} × | ${met(simpy / swept >= 20)}`} |`).join('\n')}

*By hand* is \`bench/sweepFloor.ts\`: one loop for these three policies and this weather, with the sweep's own fates and
the same sums and latencies at the end, but no machine, no policy, no crash, no window, no judge and no examples. SimPy is
\`bench/delivery.py\` in SimPy 2, as Debian has it.

100 000 runs of effectively once in two workers, from starting them to the sum: ${workersMs.toFixed(0)} ms (target ≤ 2 s: ${met(workersMs <= 2000)}).
Memory in use after 10 000 runs ${mb(memory.few)}, after 1 000 000 ${mb(memory.many)} (flat: ${met(memory.many - memory.few < 2 ** 20)}).`
}
