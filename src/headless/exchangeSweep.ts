import * as v from 'valibot'
import { closedForms } from '../explore/closedForms.ts'
import { type Estimate, estimatesOf } from '../explore/estimates.ts'
import { Sweep, scenarioOfRun, seedOfRun } from '../explore/sweep.ts'
import { type Measure, messageMeasures, runMeasures } from '../explore/tally.ts'
import { exactly, policySchema, whole } from '../protocol/policy.ts'
import { check, environmentKnobs, scenarioSchema } from '../sim/scenario.ts'
import type { Command } from './command.ts'

const mostRuns = 10_000_000
/** A minute's work, if the runs are ordinary ones. */
const mostMessagesSwept = 100_000_000
/** If these are all too large, so will be the others. */
const firstRuns = 4

const { messages, seed } = scenarioSchema.pipe[1].entries

const sweepSchema = exactly({
  policy: v.optional(policySchema, {}),
  messages,
  environment: v.optional(exactly(environmentKnobs), {}),
  runs: v.optional(whole(1, mostRuns), 10_000),
  seed,
})

function areAllTooLarge(sweep: Sweep): boolean {
  const { runs, cut } = sweep.data()
  return cut === runs && cut >= firstRuns
}

/** Thousands of runs of the first lab, beside the closed forms. */
export const exchangeSweep: Command = (input, now) => {
  const read = check(sweepSchema, input)
  if (!read.ok) return read
  const { policy, messages, environment } = read.value
  if (read.value.runs * messages > mostMessagesSwept) {
    const problem = `times messages must be at most ${mostMessagesSwept}`
    return { ok: false, problems: [{ field: 'runs', problem }] }
  }
  const start = now()
  const sweep = new Sweep(read.value)
  while (sweep.advance(2_000_000) && !areAllTooLarge(sweep));
  const { runs, cut, events, submitted, measures, mostKeys, latency, examples } = estimatesOf(sweep.data())
  const ms = Math.round((now() - start) * 10) / 10
  if (cut === runs) {
    const problem = 'makes every run too large: lower horizonMs, or raise timeoutMs'
    return { ok: false, problems: [{ field: 'environment', problem }] }
  }
  const forms = closedForms(policy, messages, environment)
  const beside = (names: readonly Measure[]) =>
    Object.fromEntries(
      names.map((name) => {
        const { mean, ci95 }: Estimate = measures[name]
        return [name, { mean, ci95, ...forms.measures[name] }]
      }),
    )
  return {
    ok: true,
    value: {
      runs,
      events,
      ms,
      cut,
      submitted,
      perMessage: beside(messageMeasures),
      perRun: beside(runMeasures),
      mostKeys,
      latencyMs: latency,
      assumptions: forms.assumptions,
      examples: examples.map(({ name, run, value }) => {
        const scenario = scenarioOfRun(read.value, run)
        return { name, run, value, seed: seedOfRun(read.value.seed, run), scenario }
      }),
    },
  }
}
