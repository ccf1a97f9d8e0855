import * as v from 'valibot'
import { packetMachine, receiverMachine, senderMachine } from '../protocol/machines.ts'
import { exactly, policySchema, relevantPolicy } from '../protocol/policy.ts'
import { systemOfDocument } from '../sim/documents.ts'
import { check } from '../sim/scenario.ts'
import { type Command, type CommandAnswer, refused } from './command.ts'
import { asExchange, isAboutSystem, isExchange, namedSystem } from './namedSystem.ts'

const machines = { sender: senderMachine, receiver: receiverMachine, packet: packetMachine }

/** The machine of a process as a configuration of XState; of a process with several programs, one for each by name. */
export const machine: Command = (input) => {
  if (isAboutSystem(input) && !isExchange(input)) return systemMachine(input)
  return exchangeMachine(isAboutSystem(input) ? asExchange(input) : input)
}

function exchangeMachine(input: unknown): CommandAnswer {
  const process = v.picklist(['sender', 'receiver', 'packet'], 'must be "sender", "receiver" or "packet"')
  const read = check(exactly({ policy: v.optional(policySchema, {}), process }), input)
  if (!read.ok) return read
  return { ok: true, value: machines[read.value.process](relevantPolicy(read.value.policy)) }
}

function systemMachine(input: Readonly<Record<string, unknown>>): CommandAnswer {
  const named = namedSystem(input)
  if (!named.ok) return named
  const { processes } = systemOfDocument(named.value.document)
  const found = processes.find(({ name, role }) => name === input.process || role === input.process)
  if (found === undefined) {
    return refused('process', `must be one of ${processes.map(({ name }) => `"${name}"`).join(', ')}`)
  }
  const { programs } = found
  if (input.program === undefined) {
    const [only] = programs
    const all = Object.fromEntries(programs.map(({ name, definition }) => [name, definition]))
    return { ok: true, value: programs.length === 1 && only ? only.definition : all }
  }
  const program = programs.find(({ name }) => name === input.program)
  if (program === undefined) {
    return refused('program', `must be one of ${programs.map(({ name }) => `"${name}"`).join(', ')}`)
  }
  return { ok: true, value: program.definition }
}
