/** What the commands of the headless lab have in common. */
import * as v from 'valibot'
import { badgeFaults } from '../explore/moves.ts'
import { exactly, whole } from '../protocol/policy.ts'
import type { FieldProblem } from '../sim/scenario.ts'

export type CommandAnswer = { ok: true; value: unknown } | { ok: false; problems: FieldProblem[] }

/** Answers one document. `now` is a clock in milliseconds, for the commands that say how long they took. */
export type Command = (input: unknown, now: () => number) => CommandAnswer

export const refused = (field: string, problem: string): CommandAnswer => ({
  ok: false,
  problems: [{ field, problem }],
})

/** A flag of a question. */
export const flag = v.boolean('must be true or false')

/** Which faults a search of the first lab may use, and how many of them in all; left out, those of the badges. */
export const exchangeFaults = {
  max: v.optional(whole(0, 20), 3),
  loseMessage: v.optional(flag, badgeFaults.loseMessage),
  loseAck: v.optional(flag, badgeFaults.loseAck),
  duplicatePacket: v.optional(flag, badgeFaults.duplicatePacket),
  crashSender: v.optional(flag, badgeFaults.crashSender),
  crashReceiver: v.optional(flag, badgeFaults.crashReceiver),
}

export const exchangeFaultsSchema = exactly(exchangeFaults)

/** Whether an input is an object of its own fields. */
export const isObject = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === 'object' && input !== null && !Array.isArray(input)

/** A time in milliseconds, to a tenth. */
export const rounded = (ms: number): number => Math.round(ms * 10) / 10

/** The same command for one document, or for an array of them, which it answers with an array. */
export const eachOf =
  (one: Command): Command =>
  (input, now) => {
    if (!Array.isArray(input)) return one(input, now)
    const answers = input.map((each) => one(each, now))
    const problems = answers.flatMap((answer, i) =>
      answer.ok ? [] : answer.problems.map(({ field, problem }) => ({ field: `${i}.${field}`, problem })),
    )
    if (problems.length > 0) return { ok: false, problems }
    return { ok: true, value: answers.map((answer) => (answer.ok ? answer.value : null)) }
  }
