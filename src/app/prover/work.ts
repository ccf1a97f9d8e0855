/**
 * Long work in slices: the same code in a worker and, where workers are refused, on the page's own thread. Between two
 * slices it reports how far it is and asks whether the answer is still wanted.
 */
import { type Ailment, mend, type Remedy } from '../../explore/mend.ts'
import { type Query, Search } from '../../explore/search.ts'
import { type TwinAnswer, type TwinQuestion, TwinSearch } from '../../explore/twin.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { type OutcomeName, outcomeNames } from '../../verdict/verdict.ts'

export type SolverQuestion =
  | { readonly kind: 'search'; readonly query: Query }
  | { readonly kind: 'mend'; readonly ailment: Ailment }
  | { readonly kind: 'twin'; readonly question: TwinQuestion }

/** Fewest faults and steps of an outcome, and a scenario that plays it. */
export interface Counterexample {
  readonly faults: number
  readonly steps: number
  /** Null where no scenario can express the path. */
  readonly scenario: Scenario | null
  /** Whether a key was forgotten on the way, maybe earlier than without delay. */
  readonly forgets: boolean
}

export interface SearchReport {
  readonly kind: 'search'
  readonly messages: number
  readonly states: number
  readonly done: boolean
  /** True only if done, and every state within the bounds was visited or everything asked for was found. */
  readonly complete: boolean
  /** The bound on attempts that was added. */
  readonly attempts: number | null
  /** Whether keys may be forgotten at any moment. */
  readonly forgets: boolean
  /** What was found so far. */
  readonly ways: Readonly<Partial<Record<OutcomeName, Counterexample>>>
}

export interface MendReport {
  readonly kind: 'mend'
  readonly remedies: readonly Remedy[]
  readonly tried: number
  readonly of: number
  readonly done: boolean
}

export interface TwinReport {
  readonly kind: 'twin'
  readonly answer: TwinAnswer
  readonly done: boolean
}

export type SolverReport = SearchReport | MendReport | TwinReport

/**
 * How work shares its thread: the length of a slice, and `rest`, which lets others run. It resolves to false if the answer
 * is not wanted any more.
 */
export interface Slicing {
  readonly sliceMs: number
  readonly rest: () => Promise<boolean>
}

/** The least time between two reports, except before the last one. */
const reportEveryMs = 100

/** Works until it is done or no longer wanted. The last report has `done`, unless it was cancelled. */
export async function work(
  question: SolverQuestion,
  pace: Slicing,
  tell: (report: SolverReport) => void,
): Promise<void> {
  switch (question.kind) {
    case 'search':
      return searched(question.query, pace, tell)
    case 'mend':
      return mended(question.ailment, pace, tell)
    case 'twin':
      return twinned(question.question, pace, tell)
  }
}

function searched(query: Query, pace: Slicing, tell: (report: SearchReport) => void): Promise<void> {
  const search = new Search(query)
  const scenarios = new Map<OutcomeName, Scenario | null>()
  const report = (done: boolean): SearchReport => {
    const { states, complete, attempts, outcomes } = search.answer()
    const ways: Partial<Record<OutcomeName, Counterexample>> = {}
    for (const name of outcomeNames) {
      const found = outcomes[name]
      if (found === null) continue
      if (!scenarios.has(name)) scenarios.set(name, search.counterexample(name))
      const forgets = found.moves.some(({ choices }) => choices.some((choice) => choice.do === 'evict'))
      ways[name] = { faults: found.faults, steps: found.steps, scenario: scenarios.get(name) ?? null, forgets }
    }
    const forgets = search.rules.evict
    return { kind: 'search', messages: query.messages, states, done, complete, attempts, forgets, ways }
  }
  return inSlices(() => search.advance(100), report, pace, tell)
}

function mended(ailment: Ailment, pace: Slicing, tell: (report: MendReport) => void): Promise<void> {
  const steps = mend(ailment, 500)
  const remedies: Remedy[] = []
  let [tried, of] = [0, 0]
  const advance = () => {
    const { done, value } = steps.next()
    if (value) {
      tried = value.tried
      of = value.of
      if (value.remedy !== null) remedies.push(value.remedy)
    }
    return !done
  }
  return inSlices(advance, (done) => ({ kind: 'mend', remedies: [...remedies], tried, of, done }), pace, tell)
}

function twinned(question: TwinQuestion, pace: Slicing, tell: (report: TwinReport) => void): Promise<void> {
  const search = new TwinSearch(question)
  const report = (done: boolean): TwinReport | null => search.answer && { kind: 'twin', answer: search.answer, done }
  return inSlices(() => !search.advance(5), report, pace, tell)
}

/** Calls `advance` as long as it returns true. */
async function inSlices<R extends SolverReport>(
  advance: () => boolean,
  report: (done: boolean) => R | null,
  { sliceMs, rest }: Slicing,
  tell: (report: R) => void,
): Promise<void> {
  const say = (done: boolean) => {
    const said = report(done)
    if (said !== null) tell(said)
  }
  let reportedMs = performance.now()
  for (let more = true; more; ) {
    const start = performance.now()
    while (more && performance.now() - start < sliceMs) more = advance()
    if (more && performance.now() - reportedMs > reportEveryMs) {
      reportedMs = performance.now()
      say(false)
    }
    if (more && !(await rest())) return
  }
  say(true)
}
