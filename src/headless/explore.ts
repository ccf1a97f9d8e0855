import * as v from 'valibot'
import { mostStates } from '../explore/layers.ts'
import { isSlow } from '../explore/moves.ts'
import { Search } from '../explore/search.ts'
import { systemCounterexample } from '../explore/systems/counterexample.ts'
import { mostAwaits } from '../explore/systems/rules.ts'
import { SystemSearch } from '../explore/systems/systemSearch.ts'
import { exchangeOf, exchangePackets, processNames } from '../protocol/exchange.ts'
import { exactly, policySchema, whole } from '../protocol/policy.ts'
import { kindsOf, rolesOf, type System } from '../protocol/system.ts'
import { systemOfDocument } from '../sim/documents.ts'
import { check, type FieldProblem, scenarioOf } from '../sim/scenario.ts'
import { outcomeNames } from '../verdict/verdict.ts'
import { type Command, type CommandAnswer, exchangeFaults, flag, rounded } from './command.ts'
import { asExchange, isAboutSystem, isExchange, namedSystem } from './namedSystem.ts'
import { namedScenario } from './systemScenario.ts'

const names = v.array(v.string('must be text'), 'must be a list of names')
const kinds = v.union([flag, v.array(v.string())], 'must be true, false, or a list of kinds of packets')

/** Faults by kinds of packets and by roles, as every system has them. */
const byKindsAndRoles = {
  lose: v.optional(kinds),
  duplicate: v.optional(kinds),
  crash: v.optional(names),
  stop: v.optional(names),
}

/** Left out, the network is slow if the timeout can be below the round trip. */
const exchangeSchema = exactly({
  policy: v.optional(policySchema, {}),
  messages: v.optional(whole(1, 8), 1),
  faults: v.optional(exactly({ ...exchangeFaults, ...byKindsAndRoles }), {}),
  network: v.optional(
    exactly({ reorder: v.optional(flag, true), slow: v.optional(flag), attempts: v.optional(whole(1, 1000)) }),
    {},
  ),
  /** Transmissions of a message at most, where the policy allows more. */
  attempts: v.optional(whole(1, 1000)),
  mostStates: v.optional(whole(1, mostStates)),
})

const systemSchema = exactly({
  system: v.optional(v.unknown()),
  knobs: v.optional(v.unknown()),
  document: v.optional(v.unknown()),
  messages: v.optional(whole(1, 8), 1),
  faults: v.optional(exactly({ max: v.optional(whole(0, 20), 2), ...byKindsAndRoles }), {}),
  network: v.optional(
    exactly({
      reorder: v.optional(flag, true),
      slow: v.optional(flag, false),
      attempts: v.optional(whole(1, 1000)),
      awaits: v.optional(whole(1, 1000)),
    }),
    {},
  ),
  mostStates: v.optional(whole(1, mostStates)),
})

/** Every run within bounds: for each outcome or property the fewest faults, and a run that shows it. */
export const explore: Command = (input, now) => {
  if (isAboutSystem(input) && !isExchange(input)) return systemExplore(input, now)
  return exchangeExplore(isAboutSystem(input) ? asExchange(input) : input, now)
}

function exchangeExplore(input: unknown, now: () => number): CommandAnswer {
  const read = check(exchangeSchema, input)
  if (!read.ok) return read
  const { network, attempts = network.attempts, mostStates: most, faults: given, ...rest } = read.value
  const { lose, duplicate, crash, stop = [], ...faults } = given
  const problems = [
    ...unknownIn('faults.lose', lose, Object.values(exchangePackets)),
    ...unknownIn('faults.duplicate', duplicate, Object.values(exchangePackets)),
    ...unknownIn('faults.crash', crash, processNames),
    ...stop.map(() => ({ field: 'faults.stop', problem: 'must be empty: in this system nobody stops for good' })),
  ]
  if (problems.length > 0) return { ok: false, problems }
  const start = now()
  const search = new Search({
    ...rest,
    faults: {
      ...faults,
      ...(lose === undefined ? {} : { loseMessage: has(lose, 'm'), loseAck: has(lose, 'a') }),
      ...(duplicate === undefined ? {} : { duplicatePacket: has(duplicate, 'm') || has(duplicate, 'a') }),
      ...(crash === undefined
        ? {}
        : { crashSender: crash.includes('sender'), crashReceiver: crash.includes('receiver') }),
    },
    network: { reorder: network.reorder, slow: network.slow ?? isSlow(rest.policy, scenarioOf({}).environment) },
    ...(attempts === undefined ? {} : { attempts }),
    ...(most === undefined ? {} : { mostStates: most }),
  })
  while (search.advance(100_000));
  const { outcomes, complete, ended, states, transitions, attempts: bound } = search.answer()
  const found = outcomeNames.map((name) => {
    const { faults, steps } = outcomes[name] ?? {}
    return [name, outcomes[name] && { faults, steps, scenario: search.counterexample(name) }]
  })
  const ms = rounded(now() - start)
  const limit = ended === 'limit' ? 'states' : null
  return {
    ok: true,
    value: {
      complete,
      ended,
      limit,
      states,
      transitions,
      ms,
      attempts: bound,
      assumes: search.rules.evict ? assumptionsOf(exchangeOf(rest.policy)) : [],
      outcomes: Object.fromEntries(found),
    },
  }
}

function systemExplore(input: Readonly<Record<string, unknown>>, now: () => number): CommandAnswer {
  const read = check(systemSchema, input)
  if (!read.ok) return read
  const named = namedSystem(input)
  if (!named.ok) return named
  const { document } = named.value
  const system = systemOfDocument(document)
  const { messages, network, faults, mostStates: most } = read.value
  const { max, lose = true, duplicate = false, crash = rolesOf(system), stop = [] } = faults
  const problems = [
    ...unknownIn('faults.lose', lose, kindsOf(system)),
    ...unknownIn('faults.duplicate', duplicate, kindsOf(system)),
    ...unknownIn('faults.crash', crash, rolesOf(system)),
    ...unknownIn('faults.stop', stop, rolesOf(system)),
  ]
  if (problems.length > 0) return { ok: false, problems }
  const { attempts, awaits, ...rest } = network
  const bounds = {
    system,
    messages,
    faults: { max, lose, duplicate, crash, stop },
    network: {
      ...rest,
      ...(attempts === undefined ? {} : { attempts }),
      ...(awaits === undefined ? {} : { awaits }),
    },
  }
  const start = now()
  const search = new SystemSearch({ ...bounds, ...(most === undefined ? {} : { mostStates: most }) })
  while (search.advance(100_000));
  const { complete, ended, limit, states, transitions, outcomes, neverEnds } = search.answer()
  const found = Object.entries(outcomes).map(([property, path]) => {
    if (path === null) return [property, null]
    const scenario = systemCounterexample({ document, messages, reorder: network.reorder, property }, path.moves)
    return [
      property,
      { faults: path.faults, steps: path.steps, scenario: scenario && namedScenario(scenario, named.value) },
    ]
  })
  return {
    ok: true,
    value: {
      complete,
      ended,
      limit,
      states,
      transitions,
      ms: rounded(now() - start),
      attempts: mostAwaits(bounds),
      assumes: assumptionsOf(system),
      neverEnds,
      outcomes: Object.fromEntries(found),
    },
  }
}

const has = (which: boolean | readonly string[], name: string) =>
  typeof which === 'boolean' ? which : which.includes(name)

/** What the search takes for possible at any moment, though the clock would not. */
const assumptionsOf = ({ stores, processes }: System): string[] =>
  [...stores, ...processes.flatMap(({ memory }) => memory)]
    .filter(({ window }) => window !== 'unlimited')
    .map(({ name }) => `${name} may forget at any moment`)

function unknownIn(
  field: string,
  which: boolean | readonly string[] | undefined,
  known: readonly string[],
): FieldProblem[] {
  if (!Array.isArray(which)) return []
  return which
    .filter((name) => !known.includes(name))
    .map((name) => ({ field, problem: `there is no "${name}"; there are: ${known.join(', ')}` }))
}
