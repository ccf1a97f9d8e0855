import * as v from 'valibot'
import { isSlow, TwinSearch } from './explore/twin.ts'
import { packetMachine, receiverMachine, senderMachine } from './protocol/machines.ts'
import { exactly, policySchema, relevantPolicy } from './protocol/policy.ts'
import { run } from './sim/run.ts'
import { check, type FieldProblem, scenarioSchema } from './sim/scenario.ts'
import { ledgerOf } from './verdict/ledger.ts'
import { verdictOf } from './verdict/verdict.ts'

/** What a command leaves behind: a document for standard output, or what to say on standard error. */
export interface Outcome {
  code: 0 | 2
  out: string
  err: string
}

type Answer = { ok: true; value: unknown } | { ok: false; problems: FieldProblem[] }

const flag = (standard: boolean) => v.optional(v.boolean('must be true or false'), standard)

/** Which faults a search may use, and how many of them in all. */
const faultBounds = exactly({
  max: v.optional(
    v.pipe(
      v.number('must be a number'),
      v.integer('must be a whole number'),
      v.minValue(0, 'must be at least 0'),
      v.maxValue(20, 'must be at most 20'),
    ),
    3,
  ),
  loseMessage: flag(true),
  loseAck: flag(true),
  duplicatePacket: flag(false),
  crashSender: flag(true),
  crashReceiver: flag(true),
})

const twinInput = exactly({
  scenario: scenarioSchema,
  atMs: v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number of milliseconds'),
    v.minValue(0, 'must be at least 0'),
  ),
  faults: v.optional(faultBounds, {}),
  network: v.optional(
    exactly({
      reorder: v.optional(v.boolean('must be true or false')),
      slow: v.optional(v.boolean('must be true or false')),
    }),
    {},
  ),
})

const machines = { sender: senderMachine, receiver: receiverMachine, packet: packetMachine }

const commands: Record<string, (input: unknown) => Answer> = {
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
  twin(input) {
    const read = check(twinInput, input)
    if (!read.ok) return read
    const { scenario, atMs, faults, network } = read.value
    const { reorder = scenario.environment.reorder, slow = isSlow(scenario) } = network
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
 * command or the document cannot be used.
 */
export function main(command: string, input: string): Outcome {
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
  const answer = perform(document)
  if (!answer.ok) return refuse(answer.problems.map(({ field, problem }) => `${field}: ${problem}`).join('\n'))
  return { code: 0, out: `${JSON.stringify(answer.value)}\n`, err: '' }
}

function refuse(why: string): Outcome {
  return { code: 2, out: '', err: `${why}\n` }
}
