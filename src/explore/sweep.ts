import type { Policy } from '../protocol/policy.ts'
import { lightRunnerOf, type Runner } from '../sim/light/lightRun.ts'
import { ordinaryRunnerOf } from '../sim/light/ordinaryRun.ts'
import { philox } from '../sim/philox.ts'
import type { Environment, Scenario } from '../sim/scenario.ts'
import { Tally, type TallyData } from './tally.ts'

/** Many seeded runs of one design in one weather. */
export interface SweepQuestion {
  readonly policy: Policy
  readonly messages: number
  readonly environment: Environment
  readonly runs: number
  readonly seed: number
}

/** Which runs to make, by number: from the first up to, and not with, the last. */
export interface RunRange {
  readonly from: number
  readonly to: number
}

/**
 * The seed of the first run of a sweep. Runs have seeds one after another from there, modulo 2^32, so that no two of a
 * sweep are alike, and two sweeps have none in common unless they meet by chance.
 */
export const firstSeedOf = (seed: number): number => philox(seed, 0x5e_ed0f, 0xface)

/** The seed of one run of a sweep. */
export const seedOfRun = (seed: number, run: number): number => (firstSeedOf(seed) + run) >>> 0

/** That very run, for the player: an ordinary scenario, and `run` ends it as the sweep counted it. */
export function scenarioOfRun({ policy, messages, environment, seed }: SweepQuestion, run: number): Scenario {
  return { v: 1, policy, messages, seed: seedOfRun(seed, run), environment, faults: [] }
}

/**
 * Makes the runs of a question, or some of them, and counts how they end. Nothing is done by making one: `advance` does
 * some of the work and returns, as often as its caller likes. The tallies of any split of a question add up to the same.
 */
export class Sweep {
  private readonly runner: Runner
  private readonly tally: Tally
  private readonly to: number
  private readonly firstSeed: number
  /** The next run to begin; the one before it may not have ended. */
  private next: number
  private running = false

  constructor(
    question: SweepQuestion,
    { from, to }: RunRange = { from: 0, to: question.runs },
    runner = runnerOf(question),
  ) {
    this.runner = runner
    this.tally = new Tally(question.policy, question.environment.sendEveryMs)
    this.next = from
    this.to = to
    this.firstSeed = firstSeedOf(question.seed)
  }

  /** Makes about so many moves, and counts the runs that end. True as long as there are runs left. */
  advance(moves: number): boolean {
    const { runner, tally, to, firstSeed } = this
    let left = moves
    while (left > 0) {
      if (!this.running) {
        if (this.next >= to) return false
        runner.start((firstSeed + this.next++) >>> 0)
        this.running = true
      }
      const before = runner.end.moves
      this.running = runner.advance(left)
      left -= Math.max(1, runner.end.moves - before)
      if (!this.running) tally.count(this.next - 1, runner.end)
    }
    return this.running || this.next < to
  }

  /** The runs that have ended so far. */
  data(): TallyData {
    return this.tally.data()
  }
}

/** The fast runner, or the ordinary one where a machine asks for what the fast one cannot do. */
const runnerOf = (question: SweepQuestion): Runner => lightRunnerOf(question) ?? ordinaryRunnerOf(question)

/** The tallies of the parts of a question as one, in whatever order they come. */
export function summedTally({ policy, environment }: SweepQuestion, parts: readonly TallyData[]): TallyData {
  const tally = new Tally(policy, environment.sendEveryMs)
  for (const part of parts) tally.add(part)
  return tally.data()
}
