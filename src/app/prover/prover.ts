/**
 * What the design on the page can do: searched anew whenever a knob that could matter is turned, first for one message,
 * then for more. Plays counterexamples in the ordinary player, and leads back to the run that was there before.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Remedy } from '../../explore/mend.ts'
import { badgeFaults, type FaultBounds, isSlow } from '../../explore/moves.ts'
import type { Query } from '../../explore/search.ts'
import type { TwinAnswer } from '../../explore/twin.ts'
import { knobLines, type Policy, settingOf } from '../../protocol/knobs.ts'
import { guarantees, type PresetName, presetNames, relevantPolicy, samePolicy } from '../../protocol/presets.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { type ClaimName, claims, type OutcomeName, outcomeNames, outcomes } from '../../verdict/outcomes.ts'
import type { Lab, LabState } from '../lab.ts'
import { judgedAt } from '../score.ts'
import { createSolver, type Solver } from './solver.ts'
import type { Counterexample, SearchReport } from './work.ts'

/** The bounds of a proof. `slow` and `reorder` follow the scenario unless they are set. */
export interface ProofBounds {
  readonly messages: number
  readonly faults: FaultBounds
  readonly reorder: boolean | null
  readonly slow: boolean | null
}

/** What is known of one claim: a counterexample with the fewest faults, a proof that there is none, or nothing yet. */
export type ClaimResult =
  | { readonly is: 'can'; readonly way: Counterexample; readonly outcome: OutcomeName }
  | { readonly is: 'cannot'; readonly messages: number; readonly states: number }
  | { readonly is: 'open'; readonly states: number }

export interface ProverState {
  readonly bounds: ProofBounds
  readonly policy: Policy
  /** Whether time may pass slower than the timers: as set, or as the scenario has it. */
  readonly slow: boolean
  /** The latest report of each number of messages, from one up. */
  readonly reports: readonly SearchReport[]
  readonly status: 'searching' | 'done' | 'stopped' | 'limit'
  readonly mending: {
    readonly remedies: readonly Remedy[]
    readonly tried: number
    readonly of: number
    readonly done: boolean
  } | null
  /** The designs without keys that were tried, and how the network broke them; null while the challenge is closed. */
  readonly challenge: readonly Tried[] | null
  /** The worlds that the sender considers possible at an instant of a run. */
  readonly doubt: {
    readonly scenario: Scenario
    readonly atMs: number
    readonly answer: TwinAnswer | null
    readonly done: boolean
  } | null
  /** The run that was there before a counterexample was played. */
  readonly home: { readonly scenario: Scenario; readonly atMs: number } | null
}

/** A design without keys, and how the network broke it, if it did. */
export interface Tried {
  readonly policy: Policy
  readonly loses: ClaimResult
  readonly duplicates: ClaimResult
}

export type Prover = ReturnType<typeof createProver>

const standardBounds: ProofBounds = { messages: 3, faults: { max: 3, ...badgeFaults }, reorder: null, slow: null }
/** The most states that a search of the page holds; a state takes 25 to 35 bytes. */
const mostStates = 4_000_000

export function createProver(lab: Lab, solver: Solver = createSolver()) {
  const store: StoreApi<ProverState> = createStore(() => ({
    bounds: standardBounds,
    policy: lab.getState().scenario.policy,
    slow: false,
    reports: [],
    status: 'searching' as const,
    mending: null,
    challenge: null,
    doubt: null,
    home: null,
  }))
  const { getState: get, setState: set } = store
  let asked = ''
  /** What was compared last: the lab changes with every frame, its scenario seldom. */
  let seen: readonly unknown[] = []

  /** The query of the page for so many messages. */
  function queryOf(messages: number): Query {
    const { bounds, policy, slow } = get()
    const reorder = bounds.reorder ?? lab.getState().scenario.environment.reorder
    return { policy, messages, faults: bounds.faults, network: { reorder, slow }, mostStates }
  }

  /** Searches from one message on, if anything that could matter to the answer has changed. */
  function follow({ scenario }: Pick<LabState, 'scenario'>): void {
    const { bounds } = get()
    if (seen[0] === scenario && seen[1] === bounds) return
    seen = [scenario, bounds]
    const { policy, environment } = scenario
    const slow = bounds.slow ?? isSlow(policy, environment)
    const text = textOf(policy, environment, slow, bounds)
    if (text === asked) return
    asked = text
    solver.cancel('mend')
    set({ policy, slow, reports: [], status: 'searching', mending: null })
    searchFrom(1)
  }

  function searchFrom(messages: number): void {
    solver.ask({ kind: 'search', query: queryOf(messages) }, (report) => {
      set({ reports: [...get().reports.slice(0, messages - 1), report] })
      if (!report.done) return
      if (!report.complete) set({ status: 'limit' })
      else if (messages < get().bounds.messages) searchFrom(messages + 1)
      else {
        set({ status: 'done' })
        noteTry()
      }
    })
  }

  /** Records how the network broke this design, if the challenge is open. */
  function noteTry(): void {
    const { challenge, policy, status } = get()
    if (challenge === null || status !== 'done' || policy.receiver.dedup !== 'none') return
    const tried = { policy, loses: claimResultOf(get(), 'lose'), duplicates: claimResultOf(get(), 'duplicate') }
    const others = challenge.filter((other) => !samePolicy(other.policy, policy))
    set({ challenge: [...others, tried] })
  }

  const stop = lab.subscribe(follow)
  follow(lab.getState())

  return {
    ...store,
    setBounds(next: Partial<ProofBounds>): void {
      set({ bounds: { ...get().bounds, ...next } })
      follow(lab.getState())
    },
    stop(): void {
      solver.cancel('search')
      set({ status: 'stopped' })
    },
    /** Plays a scenario in the ordinary player, and remembers the run that was there. */
    play(scenario: Scenario): void {
      if (lab.isRefused('faults')) return
      const { scenario: left, nowMs } = lab.getState()
      const home = get().home ?? { scenario: left, atMs: nowMs }
      lab.load(scenario, 0)
      set({ home })
      lab.play()
    },
    /** Goes back to the run that was there before, with its own knobs. */
    goHome(): void {
      const { home } = get()
      if (home === null) return
      set({ home: null })
      lab.load(home.scenario, home.atMs)
    },
    /** Looks for the turns of a knob that rule out what the design can do. */
    mend(): void {
      const { reports, bounds } = get()
      const can = outcomeNames.filter((name) => reports.some((report) => report.ways[name]))
      set({ mending: { remedies: [], tried: 0, of: 0, done: false } })
      const { environment } = lab.getState().scenario
      const ailment = { ...queryOf(Math.min(bounds.messages, mendMessages)), outcomes: can }
      solver.ask(
        { kind: 'mend', ailment: bounds.slow === null ? { ...ailment, environment } : ailment },
        ({ remedies, tried, of, done }) => set({ mending: { remedies, tried, of, done } }),
      )
    },
    /** Asks which worlds look the same to the sender of the run on the page, at the instant that is shown. */
    askDoubt(): void {
      const { scenario, nowMs, run, moves } = lab.getState()
      // At a timeout the question is what the sender knew when it had to decide.
      const now = Math.floor(nowMs)
      const atMs = run.trace.some(({ kind, atMs }) => kind === 'timeout' && atMs === now) ? now - 1 : now
      const { bounds, doubt } = get()
      if (doubt?.scenario === scenario && doubt.atMs === atMs) return
      set({ doubt: { scenario, atMs, answer: null, done: false } })
      const { policy, environment, faults } = scenario
      const slow = bounds.slow ?? isSlow(policy, environment, faults)
      const network = { reorder: bounds.reorder ?? environment.reorder, slow }
      // The faults that have happened must be possible, whatever the bounds of a proof are.
      const max = Math.max(bounds.faults.max, judgedAt(run, moves).verdict.faults)
      const question = { scenario, atMs, faults: { ...bounds.faults, max }, network }
      solver.ask({ kind: 'twin', question }, ({ answer, done }) => set({ doubt: { scenario, atMs, answer, done } }))
    },
    forgetDoubt(): void {
      solver.cancel('twin')
      set({ doubt: null })
    },
    /** Opens the challenge, with a receiver that keeps no keys, or closes it. Earlier tries stay. */
    setChallenge(open: boolean): void {
      if (open && lab.isRefused('mode')) return
      set({ challenge: open ? (get().challenge ?? []) : null })
      if (!open) return
      if (lab.getState().scenario.policy.receiver.dedup !== 'none') lab.turn({ receiver: { dedup: 'none' } })
      noteTry()
    },
    closeMending(): void {
      solver.cancel('mend')
      set({ mending: null })
    },
    /** Puts the design of a remedy in; the run keeps its faults. */
    take({ policy }: Remedy): void {
      lab.edit({ policy })
    },
    solver,
    dispose(): void {
      stop()
      solver.dispose()
    },
  }
}

/** Remedies are proved for so many messages only, because there are many designs to search. */
const mendMessages = 2

/**
 * What is known of a claim from the reports so far: the counterexample with the fewest faults, else the widest proof.
 */
export function claimResultOf(
  { reports, status }: Pick<ProverState, 'reports' | 'status'>,
  claim: ClaimName,
): ClaimResult {
  let best: Extract<ClaimResult, { is: 'can' }> | null = null
  for (const report of reports) {
    for (const outcome of claims[claim]) {
      const way = report.ways[outcome]
      if (way && (best === null || way.faults < best.way.faults)) best = { is: 'can', way, outcome }
    }
  }
  if (best !== null) return best
  const proof = reports.findLast(({ done, complete }) => done && complete)
  const latest = reports.at(-1)
  // A proof for fewer messages is shown until a wider one is there, but not once a search has hit its limit of states.
  if (proof !== undefined && (status !== 'limit' || proof === latest)) {
    return { is: 'cannot', messages: proof.messages, states: proof.states }
  }
  return { is: 'open', states: latest?.states ?? 0 }
}

/** The guarantee that a design behaves as within the bounds; null as long as the search has not said. */
export function behavesAs(state: Pick<ProverState, 'reports' | 'status'>): PresetName | 'none' | null {
  const found = new Map(decisive.map((outcome) => [outcome, claimResultOf(state, outcomes[outcome].claim).is]))
  if ([...found.values()].includes('open')) return null
  const holds = (name: PresetName) => guarantees[name].rulesOut.every((outcome) => found.get(outcome) === 'cannot')
  const most = (a: PresetName, b: PresetName) => guarantees[b].rulesOut.length - guarantees[a].rulesOut.length
  return presetNames.filter(holds).sort(most)[0] ?? 'none'
}

/** The outcomes by which guarantees differ. */
const decisive = [...new Set(presetNames.flatMap((name) => guarantees[name].rulesOut))]

/** What an answer depends on, as text. Times do where keys are remembered for a time, and else only by `slow`. */
function textOf(policy: Policy, { reorder }: Scenario['environment'], slow: boolean, bounds: ProofBounds): string {
  const relevant = relevantPolicy(policy)
  const { window } = relevant.receiver
  const timed = typeof window === 'object' && 'ms' in window
  const asked = knobLines.filter(({ knob }) => timed || !knob.timed).map((line) => settingOf(relevant, line))
  return JSON.stringify([asked, bounds.reorder ?? reorder, slow, bounds])
}
