import type { Command } from './headless/command.ts'
import { eachOf } from './headless/command.ts'
import { explore } from './headless/explore.ts'
import { machine } from './headless/machine.ts'
import { run } from './headless/run.ts'
import { sweep } from './headless/sweep.ts'
import { twin } from './headless/twin.ts'

/** What a command leaves behind: a document for standard output, or what to say on standard error. */
export interface CommandOutput {
  code: 0 | 2
  out: string
  err: string
}

const commands: Record<string, Command> = { run: eachOf(run), explore: eachOf(explore), sweep, twin, machine }

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
