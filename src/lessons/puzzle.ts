/**
 * A puzzle is data: a scenario to start from, which faults and knobs may be used, and a goal that code can check. Its
 * solution is nowhere: the par, the fewest faults and turned knobs, is found by trying every script that can happen.
 */
import * as v from 'valibot'
import { type KnobPath, knobLines, knobPaths, type Policy, settingOf, withKnob } from '../protocol/knobs.ts'
import { exactly, strangeField } from '../protocol/policy.ts'
import { readPacketId } from '../sim/packet.ts'
import { type Run, run } from '../sim/run.ts'
import { type Fault, type Scenario, scenarioSchema } from '../sim/scenario.ts'
import { type LedgerRow, ledgerOf } from '../verdict/ledger.ts'
import { outcomeNames, verdictOf } from '../verdict/verdict.ts'

const count = v.pipe(v.number('must be a number'), v.integer('must be a whole number'), v.minValue(0))
const text = v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'))
const flag = v.boolean('must be true or false')

export const faultKinds = ['loseMessage', 'loseAck', 'copy', 'delay', 'crashSender', 'crashReceiver'] as const
export type FaultKind = (typeof faultKinds)[number]

const range = v.strictObject({ least: v.optional(count), most: v.optional(count) }, strangeField)
const row = v.strictObject(
  {
    belief: v.optional(v.picklist(['pending', 'acknowledged', 'gaveUp', 'none'])),
    outcome: v.optional(v.picklist(['lost', 'once', 'duplicated'])),
  },
  strangeField,
)

/** What must hold at the end of the run, all of it; nothing may be undecided then. */
const goalSchema = v.strictObject(
  {
    outcomes: v.optional(
      v.strictObject(
        Object.fromEntries(outcomeNames.map((name) => [name, v.optional(range)])) as Record<
          (typeof outcomeNames)[number],
          v.OptionalSchema<typeof range, undefined>
        >,
        strangeField,
      ),
      {},
    ),
    /** What every row of the ledger must be like. */
    every: v.optional(row, {}),
    balance: v.optional(v.picklist(['right', 'wrong'])),
    /** The same balance, and for every message the same effects and the same belief, as without any fault. */
    noTrace: v.optional(flag, false),
    /** Faults that happened, those that the puzzle came with not counted. */
    faults: v.optional(range, {}),
  },
  strangeField,
)

export const puzzleSchema = exactly({
  id: v.pipe(text, v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be words with hyphens')),
  /** The lesson that teaches what it takes. */
  lesson: text,
  /** Its faults stay where they are. */
  start: scenarioSchema,
  faults: v.optional(v.array(v.picklist(faultKinds)), []),
  /** The knobs that may be turned, and the values that the search for the par tries. */
  knobs: v.optional(
    v.array(v.strictObject({ knob: v.picklist(knobPaths), values: v.array(v.unknown()) }, strangeField)),
    [],
  ),
  goal: goalSchema,
})
export type Puzzle = v.InferOutput<typeof puzzleSchema>

/** What a scenario spends on a puzzle. */
export interface Spent {
  /** Faults that happened, beyond those that the puzzle came with. One that did not apply costs nothing. */
  readonly faults: number
  readonly turns: number
}

/** How a scenario leaves the rules of a puzzle: what it may not use, or has taken away. */
export type Foul = FaultKind | 'timer' | 'knob' | 'world' | 'given'

/** Whether the run of a scenario solves a puzzle by its rules. */
export function isSolved(puzzle: Puzzle, scenario: Scenario, played: Run): boolean {
  return foulsOf(puzzle, scenario).length === 0 && reaches(puzzle, scenario, played)
}

export function spentOf({ start }: Puzzle, scenario: Scenario, { applied }: Pick<Run, 'applied'>): Spent {
  const given = start.faults.map(asText)
  return {
    faults: scenario.faults.filter((fault, i) => applied[i] && !given.includes(asText(fault))).length,
    turns: turned(start.policy, scenario.policy).length,
  }
}

/** The rules that a scenario breaks; none when it is an attempt at the puzzle. */
export function foulsOf({ start, faults, knobs }: Puzzle, scenario: Scenario): Foul[] {
  const fouls = new Set<Foul>()
  const [given, there] = [start.faults.map(asText), scenario.faults.map(asText)]
  if (given.some((fault) => !there.includes(fault))) fouls.add('given')
  for (const fault of scenario.faults) {
    const kind = kindOf(fault)
    if (!given.includes(asText(fault)) && !faults.some((allowed) => allowed === kind)) fouls.add(kind)
  }
  const allowed = knobs.map(({ knob }) => knob)
  if (turned(start.policy, scenario.policy).some((knob) => !allowed.includes(knob))) fouls.add('knob')
  const world = ({ messages, seed, environment }: Scenario) => JSON.stringify([messages, seed, inOrder(environment)])
  if (world(start) !== world(scenario)) fouls.add('world')
  return [...fouls]
}

function reaches(puzzle: Puzzle, scenario: Scenario, played: Run): boolean {
  const { outcomes, every, balance, noTrace, faults } = puzzle.goal
  const ledger = ledgerOf(played.world)
  const verdict = verdictOf(played.world, ledger)
  return (
    verdict.undecided === 0 &&
    ledger.every(({ attempts }) => attempts > 0) &&
    outcomeNames.every((name) => within(verdict.outcomes[name], outcomes[name])) &&
    ledger.every((entry) => isLike(entry, every)) &&
    (balance === undefined || (balance === 'right') === (verdict.actual === verdict.expected)) &&
    within(spentOf(puzzle, scenario, played).faults, faults) &&
    (!noTrace || visible(played) === visible(run({ ...scenario, faults: [] })))
  )
}

const within = (value: number, { least = 0, most = Number.POSITIVE_INFINITY }: v.InferOutput<typeof range> = {}) =>
  value >= least && value <= most

const isLike = (entry: LedgerRow, wanted: v.InferOutput<typeof row>): boolean =>
  (wanted.belief === undefined || entry.belief === wanted.belief) &&
  (wanted.outcome === undefined || entry.outcome === wanted.outcome)

/** What of a run's end can be seen without looking at the wire. */
function visible({ world }: Run): string {
  const ledger = ledgerOf(world)
  return JSON.stringify([
    verdictOf(world, ledger).actual,
    ledger.map(({ effects, belief, outcome }) => [effects, belief, outcome]),
  ])
}

/** The fewest faults and turned knobs together that solve a puzzle, and a scenario that does it with them. */
export interface Par extends Spent {
  readonly scenario: Scenario
}

const mostSpent = 3
const delaysMs = [1000, 2000, 4000, 8000]

/**
 * The par of a puzzle, found by trying every script of up to three allowed faults and turned knobs that can happen:
 * each next one is taken from what the run with the ones before it offers, so that no fault is tried that would not
 * apply. Yields how many runs were made, as often as a caller on a page may want to do something else; null when there
 * is no solution that small.
 */
export function* searchPar(puzzle: Puzzle): Generator<number, Par | null> {
  const tried = new Set<string>()
  let layer: readonly Scenario[] = [puzzle.start]
  for (let spent = 0; spent <= mostSpent; spent++) {
    const next: Scenario[] = []
    for (const scenario of layer) {
      yield tried.size
      const played = run(scenario, { moves: 4000 })
      if (isSolved(puzzle, scenario, played)) return { ...spentOf(puzzle, scenario, played), scenario }
      if (spent === mostSpent) continue
      for (const more of oneMore(puzzle, scenario, played)) {
        const key = keyOf(more)
        if (tried.has(key)) continue
        tried.add(key)
        next.push(more)
      }
    }
    layer = next
  }
  return null
}

/** Every scenario with one fault or one turned knob more. Knobs are turned before faults are added: they change the run. */
function oneMore(puzzle: Puzzle, scenario: Scenario, played: Run): Scenario[] {
  const added = scenario.faults.length - puzzle.start.faults.length
  const more: Scenario[] = []
  if (added === 0) {
    const done = turned(puzzle.start.policy, scenario.policy)
    for (const { knob, values } of puzzle.knobs) {
      if (done.includes(knob)) continue
      for (const value of values) {
        const policy = withKnob(scenario.policy, knob, value)
        if (turned(scenario.policy, policy).length > 0) more.push({ ...scenario, policy })
      }
    }
  }
  for (const fault of faultsIn(puzzle.faults, played)) more.push({ ...scenario, faults: [...scenario.faults, fault] })
  return more
}

/** Every fault of the allowed kinds that the run of a scenario leaves room for. A crash is tried around every move. */
function faultsIn(kinds: readonly FaultKind[], { trace, frames, scenario }: Run): Fault[] {
  const may = (kind: FaultKind) => kinds.includes(kind)
  const touched = new Set(scenario.faults.flatMap((fault) => ('packet' in fault && fault.packet ? [fault.packet] : [])))
  const faults: Fault[] = []
  for (const { kind, packet, link } of trace) {
    if ((kind !== 'send' && kind !== 'duplicate') || packet === undefined || touched.has(packet)) continue
    if (may(link?.kind === 'a' ? 'loseAck' : 'loseMessage')) faults.push({ do: 'drop', packet })
    if (may('copy') && !packet.includes('+')) faults.push({ do: 'duplicate', packet })
    if (may('delay')) for (const ms of delaysMs) faults.push({ do: 'delay', packet, ms })
  }
  const instants = new Set(frames.flatMap(({ atMs }) => [Math.max(0, atMs - 1), atMs + 1]))
  for (const process of ['sender', 'receiver'] as const) {
    if (!may(process === 'sender' ? 'crashSender' : 'crashReceiver')) continue
    for (const atMs of instants) faults.push({ do: 'crash', process, atMs })
  }
  return faults
}

function kindOf(fault: Fault): FaultKind | 'timer' {
  switch (fault.do) {
    case 'drop':
      return readPacketId(fault.packet)?.kind === 'a' ? 'loseAck' : 'loseMessage'
    case 'duplicate':
      return 'copy'
    case 'delay':
      return 'delay'
    case 'late':
      return 'timer'
    case 'crash':
      return fault.process === 'sender' ? 'crashSender' : 'crashReceiver'
  }
}

/** The paths of the knobs at which two policies differ. */
function turned(from: Policy, to: Policy): KnobPath[] {
  return knobLines
    .filter((line) => asText(settingOf(from, line)) !== asText(settingOf(to, line)))
    .map(({ path }) => path)
}

const inOrder = (value: object) => Object.entries(value).sort(([a], [b]) => a.localeCompare(b))
/** A value as text, the same whatever order its fields are in. */
const asText = (value: unknown): string =>
  JSON.stringify(typeof value === 'object' && value !== null ? inOrder(value) : value)
const keyOf = ({ policy, faults }: Scenario): string => JSON.stringify([policy, faults.map(asText).sort()])
