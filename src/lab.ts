import * as v from 'valibot'
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
