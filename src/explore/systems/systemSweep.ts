/** Many seeded runs of a system: how often each property comes about, and what it costs. */
import { run } from '../../sim/run.ts'
import type { SystemScenario } from '../../sim/systemScenario.ts'
import { judgementOf } from '../../verdict/systemVerdict.ts'
import { seedOfRun } from '../sweep.ts'

/** A mean, and where it lies with 95 % confidence. */
export interface MeanOfRuns {
  readonly mean: number
  readonly ci95: readonly [number, number]
}

export interface SystemSweepAnswer {
  readonly runs: number
  readonly events: number
  /** Runs that were cut because they became too large; they are not counted. */
  readonly cut: number
  /** By property: the share of a run's messages of which it holds. */
  readonly perMessage: Readonly<Record<string, MeanOfRuns>>
  readonly perRun: { readonly packets: MeanOfRuns; readonly faults: MeanOfRuns; readonly endMs: MeanOfRuns }
  /** For each property the first run that shows it. */
  readonly examples: readonly { readonly name: string; readonly run: number; readonly scenario: SystemScenario }[]
}

const mostMoves = 200_000

/** Nothing is computed by making one: `advance` makes so many runs and returns, as often as its caller likes. */
export class SystemSweep {
  private readonly scenario: SystemScenario
  private readonly runs: number
  private readonly sums = new Map<string, { sum: number; squares: number }>()
  private readonly examples = new Map<string, number>()
  private next = 0
  private cut = 0
  private events = 0

  /** `scenario`: what is run; its seed is that of the sweep, and every run has one of its own. */
  constructor(scenario: SystemScenario, runs: number) {
    this.scenario = scenario
    this.runs = runs
  }

  /** Makes so many runs more. True as long as there are runs left. */
  advance(runs: number): boolean {
    for (const end = Math.min(this.runs, this.next + runs); this.next < end; this.next++) this.count(this.next)
    return this.next < this.runs
  }

  answer(): SystemSweepAnswer {
    const properties = Object.keys(this.scenario.document.properties)
    return {
      runs: this.next,
      events: this.events,
      cut: this.cut,
      perMessage: Object.fromEntries(properties.map((name) => [name, this.meanOf(name)])),
      perRun: { packets: this.meanOf(' packets'), faults: this.meanOf(' faults'), endMs: this.meanOf(' endMs') },
      examples: [...this.examples].map(([name, at]) => ({ name, run: at, scenario: this.scenarioOf(at) })),
    }
  }

  private scenarioOf(at: number): SystemScenario {
    return { ...this.scenario, seed: seedOfRun(this.scenario.seed, at) }
  }

  private count(at: number): void {
    const played = run(this.scenarioOf(at), { moves: mostMoves })
    if (played.stopped === 'limit') {
      this.cut++
      return
    }
    this.events += played.trace.length
    const { verdict } = judgementOf(played)
    for (const [name, messages] of Object.entries(verdict.outcomes)) {
      this.add(name, messages / this.scenario.messages)
      if (messages > 0 && !this.examples.has(name)) this.examples.set(name, at)
    }
    this.add(' packets', played.trace.filter(({ kind }) => kind === 'send').length)
    this.add(' faults', verdict.faults)
    this.add(' endMs', played.endMs)
  }

  private add(name: string, value: number): void {
    const { sum, squares } = this.sums.get(name) ?? { sum: 0, squares: 0 }
    this.sums.set(name, { sum: sum + value, squares: squares + value * value })
  }

  /** The mean over runs, by the normal approximation: runs are independent, messages of one run are not. */
  private meanOf(name: string): MeanOfRuns {
    const { sum, squares } = this.sums.get(name) ?? { sum: 0, squares: 0 }
    const count = Math.max(1, this.next - this.cut)
    const mean = sum / count
    const variance = count > 1 ? Math.max(0, squares - sum * mean) / (count - 1) : 0
    const half = 1.959963984540054 * Math.sqrt(variance / count)
    return { mean, ci95: [mean - half, mean + half] }
  }
}
