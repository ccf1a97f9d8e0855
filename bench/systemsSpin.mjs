// SPIN on two systems written by hand, bench/outbox.pml and bench/twoPhaseCommit.pml: for every value of their knobs, the
// fewest faults after which each property holds. Prints one JSON document; `--help` says what can be asked.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { haveSpin, numberIn, run } from './spin.mjs'
import { outbox, twoPhaseCommit } from './systemsDocuments.mjs'

/** @typedef {'outbox' | 'two-phase-commit'} SystemId */
/** @typedef {Record<string, string | boolean>} Knobs */
/** @typedef {{ max: number, lose: boolean | string[], duplicate: boolean, crash: string[], stop: string[] }} Faults */
/** What waits at a busy process: holds up no timer (then a packet has at most `cap` copies in flight), or holds it up unless that process awaits. */
/** @typedef {{ hold: true } | { hold: false, cap: number }} Timers */
/** @typedef {{ system: SystemId, knobs: Knobs, messages: number, faults: Faults, timers: Timers }} Question */
/** @typedef {{ fewest: number | null, states: number, seconds: number }} Found  fewest: null if none within the bound; states: of the last search; seconds: of all searches until then, processor time */
/** @typedef {Omit<Question, 'timers'> & { timers?: Timers, property: string, fewestFaults: number | null, states: number, seconds: number, expected?: number | null | undefined, agrees?: boolean, lab?: number | string | null | undefined, labAgrees?: boolean, labMs?: number }} Row */
/** @typedef {{ system: string, knobs: Knobs, document: object, messages: number, faults: Faults, network: { slow: boolean }, outcomes: Record<string, number | null>, neverEnds: number | null }} Case */

/** In the order of the models' numbers. */
const marks = ['afterConfirm', 'afterPublish', 'beforePublish']
const inboxes = ['none', 'effectFirst', 'keyFirst', 'atomic']
const doubts = ['wait', 'abortAlone', 'commitAlone']

/**
 * How a system is said to SPIN: `names` are those of the model's assertions, `kinds` of packets and `processes` are
 * in the order of the model's bits.
 * @type {Record<SystemId, { file: string, knobs: Record<string, Knobs[string][]>, defaults: Knobs, stop: string[], processes: string[], kinds: string[], names: Record<string, string>, definitions: (knobs: any) => Record<string, number>, document: (knobs: any) => object }>}
 */
const systems = {
  outbox: {
    file: 'outbox.pml',
    knobs: {
      mark: marks,
      brokerDedup: [false, true],
      relayKey: ['event', 'session'],
      inbox: inboxes,
    },
    defaults: { mark: 'afterConfirm', brokerDedup: false, relayKey: 'event', inbox: 'none' },
    stop: [],
    processes: ['service', 'relay', 'broker', 'worker'],
    kinds: ['publish', 'confirm'],
    names: { lost: 'lost', phantom: 'phantom', duplicated: 'duplicated' },
    definitions: ({ mark, brokerDedup, relayKey, inbox }) => ({
      MARK: marks.indexOf(mark),
      BROKERDEDUP: Number(brokerDedup),
      SESSION: Number(relayKey === 'session'),
      INBOX: inboxes.indexOf(inbox),
    }),
    document: outbox,
  },
  'two-phase-commit': {
    file: 'twoPhaseCommit.pml',
    knobs: { decision: ['durable', 'memory'], inDoubt: doubts },
    defaults: { decision: 'durable', inDoubt: 'wait' },
    stop: ['coordinator'],
    processes: ['coordinator', 'a', 'b'],
    kinds: ['a', 'b'].flatMap((id) => ['prepare', 'vote', 'commit', 'abort', 'done'].map((kind) => `${kind} ${id}`)),
    names: {
      mixed: 'mixed',
      mixedTheOtherWay: 'mixed the other way',
      inDoubtForEver: 'in doubt for ever',
      halfDone: 'half done',
      appliedTwice: 'applied twice',
    },
    definitions: ({ decision, inDoubt }) => ({
      DURABLE: Number(decision === 'durable'),
      INDOUBT: doubts.indexOf(inDoubt),
    }),
    document: twoPhaseCommit,
  },
}
const ids = /** @type {SystemId[]} */ (Object.keys(systems))
const root = fileURLToPath(new URL('..', import.meta.url))

const help = `node bench/systemsSpin.mjs [${ids.join('] [')}]
  --messages 1    1 or 2
  --faults 2      at most so many
  --stop a,b      processes that may stop for good (else: none in outbox, the coordinator in two-phase-commit)
  --timers hold   with 2 messages, what waits at a busy process: hold (its message's timers, unless that process awaits)
                  or a number: holds up none, and a packet has at most so many copies in flight
  --defaults      only the first value of every knob, and one search of all states with --faults
  --cases <file>  answers to compare with: instead of every knob value, the cases of these systems as they are asked there
  --lab           asks the lab the same and compares`
const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    messages: { type: 'string', default: '1' },
    faults: { type: 'string', default: '2' },
    stop: { type: 'string' },
    timers: { type: 'string', default: 'hold' },
    defaults: { type: 'boolean', default: false },
    cases: { type: 'string' },
    lab: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (asked.help) {
  console.log(help)
  process.exit()
}
if (!haveSpin()) throw new Error('needs spin and gcc: apt-get install spin gcc')
const folder = mkdtempSync(join(tmpdir(), 'systemsSpin-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const chosen = positionals.length > 0 ? ids.filter((id) => positionals.includes(id)) : ids
const rows = asked.cases === undefined ? chosen.flatMap(ofEveryKnob) : readCases(asked.cases).flatMap(ofCase)
console.log(JSON.stringify({ version: run('spin', ['-V'], root).trim(), rows }, null, 1))
if (rows.some((row) => row.agrees === false || row.labAgrees === false)) process.exitCode = 1

/** @param {SystemId} system @returns {Row[]} */
function ofEveryKnob(system) {
  const { knobs, defaults, stop, processes } = systems[system]
  const faults = {
    max: Number(asked.faults),
    lose: true,
    duplicate: false,
    crash: processes,
    stop: asked.stop === undefined ? stop : asked.stop.split(',').filter((name) => name !== ''),
  }
  return (asked.defaults ? [defaults] : everyChoice(Object.entries(knobs))).flatMap((knobs) => {
    const question = { system, knobs, messages: Number(asked.messages), faults, timers: timersAsked() }
    return [...tell(question, answer(question)), ...(asked.defaults ? [wholeSearch(question)] : [])]
  })
}

/** @param {Case} expected @returns {Row[]} */
function ofCase({ system, knobs, document, messages, faults, outcomes, neverEnds }) {
  const question = { system: /** @type {SystemId} */ (system), knobs, messages, faults, timers: timersAsked() }
  const mine = systems[question.system].document(knobs)
  if (!isDeepStrictEqual(mine, document)) throw new Error(`another document: ${system} ${JSON.stringify(knobs)}`)
  return tell(question, answer(question), { ...outcomes, neverEnds })
}

/** The cases that a model can be asked about. @param {string} file */
function readCases(file) {
  /** @type {Case[]} */
  const cases = JSON.parse(readFileSync(file, 'utf8'))
  return cases.filter(({ system, network }) => chosen.some((id) => id === system) && !network.slow)
}

/** One row for every property, beside what was expected and, if it is asked, what the lab says. @param {Question} question @param {Record<string, Found>} found @param {Record<string, number | null>} [expected] @returns {Row[]} */
function tell(question, found, expected) {
  const lab = asked.lab ? askLab(question) : null
  return Object.entries(found).map(([property, { fewest, states, seconds }]) => {
    const labSays = lab?.outcomes?.[property]
    return {
      ...briefly(question),
      property,
      fewestFaults: fewest,
      states,
      seconds,
      ...(expected && { expected: expected[property], agrees: expected[property] === fewest }),
      ...(lab &&
        (lab.outcomes ? { lab: labSays, labAgrees: labSays === fewest, labMs: lab.ms } : { lab: lab.refused })),
    }
  })
}

/** @param {Question} question @returns {Omit<Question, 'timers'> & { timers?: Timers }} */
function briefly({ system, knobs, messages, faults, timers }) {
  return { system, knobs, messages, faults, ...(messages > 1 && { timers }) }
}

/**
 * The lab's own answer: fewest faults by property, `neverEnds` among them. A lab that does not know documents yet refuses.
 * @param {Question} question
 * @returns {{ outcomes: Record<string, number | null>, ms: number, refused?: undefined } | { outcomes?: undefined, refused: string }}
 */
function askLab({ system, knobs, messages, faults }) {
  const input = JSON.stringify({
    document: systems[system].document(knobs),
    messages,
    faults,
    network: { slow: false },
  })
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', 'lab', '--', 'explore'], {
    cwd: root,
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (status !== 0) return { refused: stderr.trim() }
  const { complete, outcomes, neverEnds, ms } = JSON.parse(stdout)
  if (!complete) return { refused: 'not complete' }
  const fewest = Object.entries(outcomes).map(([property, worst]) => [property, worst?.faults ?? null])
  return { outcomes: { ...Object.fromEntries(fewest), neverEnds }, ms }
}

/**
 * Searches with no fault, then with one, then with two: an end is judged where no fault is left, and stops when every
 * property has its answer. Whether a run can go round for ever is asked with all faults first, then from none up.
 * @param {Question} question
 * @returns {Record<string, Found>}
 */
function answer(question) {
  const { names } = systems[question.system]
  /** @type {Record<string, Found>} */
  const found = {}
  let states = 0
  let seconds = 0
  for (let max = 0; max <= question.faults.max && Object.keys(found).length < Object.keys(names).length; max++) {
    const searched = search(question, max, { cycles: false })
    states = searched.states
    seconds += searched.seconds
    for (const [assertion, property] of Object.entries(names)) {
      if (searched.violated.includes(assertion)) found[property] ??= { fewest: max, states, seconds }
    }
  }
  const outcomes = Object.values(names).map((name) => [name, found[name] ?? { fewest: null, states, seconds }])
  return { ...Object.fromEntries(outcomes), neverEnds: neverEnds(question) }
}

/** @param {Question} question @returns {Found} */
function neverEnds(question) {
  const whole = search(question, question.faults.max, { cycles: true })
  if (!whole.cycle) return { fewest: null, states: whole.states, seconds: whole.seconds }
  let seconds = whole.seconds
  for (let max = 0; max < question.faults.max; max++) {
    const searched = search(question, max, { cycles: true })
    seconds += searched.seconds
    if (searched.cycle) return { fewest: max, states: searched.states, seconds }
  }
  return { fewest: question.faults.max, states: whole.states, seconds }
}

/** Every state with at most the faults of the question, once. @param {Question} question @returns {Row} */
function wholeSearch(question) {
  const { states, seconds } = search(question, question.faults.max, { cycles: false })
  return { ...briefly(question), property: 'every state, in one search', fewestFaults: null, states, seconds }
}

/**
 * One complete search with at most `max` faults, which goes on behind what it finds; or, for `cycles`, until it finds one.
 * @param {Question} question @param {number} max @param {{ cycles: boolean }} how
 */
function search(question, max, { cycles }) {
  const { file } = systems[question.system]
  cpSync(join(root, 'bench', file), join(folder, file))
  run('spin', [...definitions(question, max, cycles), '-a', file], folder)
  run('gcc', ['-O2', '-w', cycles ? '-DNP' : '-DSAFETY', '-o', 'pan', 'pan.c'], folder)
  // -E: an end is no error. -c0: what is found stops nothing. -A: asserts nothing. `times` is right on a busy machine too.
  const size = question.messages > 1 ? '-w26' : '-w18'
  const told = run('sh', ['-c', `./pan -E -m1000000 ${size} ${cycles ? '-A -l' : '-c0'}; times`], folder)
  if (/max search depth|out of memory|MEMLIM/.test(told)) throw new Error(`SPIN did not finish:\n${told}`)
  const violated = [...told.matchAll(/assertion violated +(.*) \(at depth/g)].map(([, text]) => text ?? '')
  const { names } = systems[question.system]
  const properties = Object.keys(names).filter((name) => violated.includes(`!(${name})`))
  const others = violated.filter((text) => !properties.some((name) => text === `!(${name})`))
  if (others.length > 0) throw new Error(`the model is wrong: ${others[0]}`)
  const cycle = /^pan:1: non-progress cycle/m.test(told)
  return {
    states: numberIn(told, /([\d.e+]+) states, stored/),
    seconds: processorTime(told),
    violated: properties,
    cycle,
  }
}

/** What `times` says of the programs that its shell has run: user and system. @param {string} told */
function processorTime(told) {
  const last = told.trim().split('\n').at(-1) ?? ''
  const parts = [...last.matchAll(/(\d+)m([\d.]+)s/g)]
  return Number(parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0).toFixed(2))
}

/** @param {Question} question @param {number} max @param {boolean} cycles */
function definitions({ system, knobs, messages, faults, timers }, max, cycles) {
  const { definitions, processes, kinds } = systems[system]
  const lose = faults.lose === true ? kinds : faults.lose === false ? [] : faults.lose
  const values = {
    ...definitions(knobs),
    N: messages,
    MAXF: max,
    LOSE: bits(kinds, lose),
    DUPLICATE: Number(faults.duplicate),
    CRASH: bits(processes, faults.crash),
    STOP: bits(processes, faults.stop),
    HOLD: Number(timers.hold),
    CAP: timers.hold ? 1 : timers.cap,
    CYCLES: Number(cycles),
  }
  return Object.entries(values).map(([name, value]) => `-D${name}=${value}`)
}

/** @param {string[]} all @param {string[]} some */
function bits(all, some) {
  const unknown = some.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new Error(`no such process or kind: ${unknown}`)
  return some.reduce((sum, name) => sum | (1 << all.indexOf(name)), 0)
}

/** @returns {Timers} */
function timersAsked() {
  return asked.timers === 'hold' ? { hold: true } : { hold: false, cap: Number(asked.timers) }
}

/** @param {[string, Knobs[string][]][]} knobs @returns {Knobs[]} */
function everyChoice([first, ...others]) {
  if (first === undefined) return [{}]
  const [name, values] = first
  return values.flatMap((value) => everyChoice(others).map((rest) => ({ [name]: value, ...rest })))
}
