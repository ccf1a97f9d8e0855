import * as v from 'valibot'
import { closedForms } from './explore/closedForms.ts'
import { type Estimate, estimatesOf } from './explore/estimates.ts'
import { mostStates } from './explore/layers.ts'
import { badgeFaults, isSlow } from './explore/moves.ts'
import { Search } from './explore/search.ts'
import { Sweep, scenarioOfRun, seedOfRun } from './explore/sweep.ts'
import { type Measure, messageMeasures, runMeasures } from './explore/tally.ts'
import { TwinSearch } from './explore/twin.ts'
import { packetMachine, receiverMachine, senderMachine } from './protocol/machines.ts'
import { exactly, policySchema, relevantPolicy, whole } from './protocol/policy.ts'
import { run } from './sim/run.ts'
import { check, environmentKnobs, type FieldProblem, scenarioOf, scenarioSchema } from './sim/scenario.ts'
import { ledgerOf } from './verdict/ledger.ts'
import { outcomeNames, verdictOf } from './verdict/verdict.ts'

/** What a command leaves behind: a document for standard output, or what to say on standard error. */
export interface CommandOutput {
  code: 0 | 2
  out: string
  err: string
}

type CommandAnswer = { ok: true; value: unknown } | { ok: false; problems: FieldProblem[] }

const machines = { sender: senderMachine, receiver: receiverMachine, packet: packetMachine }

const flag = v.boolean('must be true or false')

/** Which faults a search may use, and how many of them in all; left out, those of the badges. */
const faultsSchema = exactly({
  max: v.optional(whole(0, 20), 3),
  loseMessage: v.optional(flag, badgeFaults.loseMessage),
  loseAck: v.optional(flag, badgeFaults.loseAck),
  duplicatePacket: v.optional(flag, badgeFaults.duplicatePacket),
  crashSender: v.optional(flag, badgeFaults.crashSender),
  crashReceiver: v.optional(flag, badgeFaults.crashReceiver),
})

/** Left out, the network is slow if the timeout can be below the round trip. */
const exploreSchema = exactly({
  policy: v.optional(policySchema, {}),
  messages: v.optional(whole(1, 8), 1),
  faults: v.optional(faultsSchema, {}),
  network: v.optional(exactly({ reorder: v.optional(flag, true), slow: v.optional(flag) }), {}),
  /** Transmissions of a message at most, where the policy allows more. */
  attempts: v.optional(whole(1, 20)),
  mostStates: v.optional(whole(1, mostStates)),
})

const twinSchema = exactly({
  scenario: scenarioSchema,
  atMs: v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number of milliseconds'),
    v.minValue(0, 'must be at least 0'),
  ),
  faults: v.optional(faultsSchema, {}),
  network: v.optional(exactly({ reorder: v.optional(flag), slow: v.optional(flag) }), {}),
})

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

const commands: Record<string, (input: unknown, now: () => number) => CommandAnswer> = {
  run(input) {
    const read = check(exactly({ scenario: scenarioSchema }), input)
    if (!read.ok) return read
    const { trace, world, frames, stopped } = run(read.value.scenario)
    if (stopped === 'limit') {
      const problem = `is too large after ${frames.length} moves: lower horizonMs, or raise timeoutMs`
      return { ok: false, problems: [{ field: 'scenario', problem }] }
    }
    const ledger = ledgerOf(world)
    return { ok: true, value: { trace, ledger, verdict: verdictOf(world, ledger) } }
  },
  explore(input, now) {
    const read = check(exploreSchema, input)
    if (!read.ok) return read
    const { network, attempts, mostStates, ...rest } = read.value
    const start = now()
    const search = new Search({
      ...rest,
      network: { reorder: network.reorder, slow: network.slow ?? isSlow(rest.policy, scenarioOf({}).environment) },
      ...(attempts === undefined ? {} : { attempts }),
      ...(mostStates === undefined ? {} : { mostStates }),
    })
    while (search.advance(100_000));
    const { outcomes, complete, states, transitions, attempts: bound } = search.answer()
    const found = outcomeNames.map((name) => {
      const { faults, steps } = outcomes[name] ?? {}
      return [name, outcomes[name] && { faults, steps, scenario: search.counterexample(name) }]
    })
    const ms = Math.round((now() - start) * 10) / 10
    return {
      ok: true,
      value: { complete, states, transitions, ms, attempts: bound, outcomes: Object.fromEntries(found) },
    }
  },
  sweep(input, now) {
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
  },
  twin(input) {
    const read = check(twinSchema, input)
    if (!read.ok) return read
    const { scenario, atMs, faults, network } = read.value
    const { policy, environment, faults: byHand } = scenario
    const { reorder = environment.reorder, slow = isSlow(policy, environment, byHand) } = network
    const search = new TwinSearch({ scenario, atMs, faults, network: { reorder, slow } })
    search.advance(Number.POSITIVE_INFINITY)
    const { answer } = search
    if (answer === null || (answer.states === 0 && !answer.complete)) {
      const problem = 'has too many moves up to atMs: ask about an earlier instant, or fewer messages'
      return { ok: false, problems: [{ field: 'scenario', problem }] }
    }
    return { ok: true, value: answer }
  },
  machine(input) {
    const process = v.picklist(['sender', 'receiver', 'packet'], 'must be "sender", "receiver" or "packet"')
    const read = check(exactly({ policy: v.optional(policySchema, {}), process }), input)
    if (!read.ok) return read
    return { ok: true, value: machines[read.value.process](relevantPolicy(read.value.policy)) }
  },
}

/**
 * The headless lab: one JSON document in, one out. Code 2 and a line per problem, each naming its field, when the
 * command or the document cannot be used. `now` is a clock in milliseconds, for the commands that say how long they took.
 */
export function main(command: string, input: string, now: () => number = () => 0): CommandOutput {
  const perform = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (perform === undefined) {
    const known = Object.keys(commands).join(', ')
    return refuse(command === '' ? `name a command: ${known}` : `there is no command "${command}"; there are: ${known}`)
  }
  let document: unknown
  try {
    document = JSON.parse(input)
  } catch (error) {
    return refuse(`document: is not JSON (${(error as Error).message})`)
  }
  const answer = perform(document, now)
  if (!answer.ok) return refuse(answer.problems.map(({ field, problem }) => `${field}: ${problem}`).join('\n'))
  return { code: 0, out: `${JSON.stringify(answer.value)}\n`, err: '' }
}

function refuse(why: string): CommandOutput {
  return { code: 2, out: '', err: `${why}\n` }
}
