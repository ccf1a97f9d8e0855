/** What is claimed of a design, as questions to the search. */
import * as v from 'valibot'
import { type Query, Search } from '../explore/search.ts'
import { type Policy, policySchema, strangeField } from '../protocol/policy.ts'
import { run } from '../sim/run.ts'
import { type OutcomeName, outcomeNames, verdictOf } from '../verdict/verdict.ts'

const count = v.pipe(v.number('must be a number'), v.integer('must be a whole number'), v.minValue(0))
const flag = v.boolean('must be true or false')

/** Which faults a search may use, and how many in all. */
export const faultBounds = v.strictObject(
  {
    max: v.optional(count, 3),
    loseMessage: v.optional(flag, true),
    loseAck: v.optional(flag, true),
    duplicatePacket: v.optional(flag, false),
    crashSender: v.optional(flag, true),
    crashReceiver: v.optional(flag, true),
  },
  strangeField,
)

/** How many of each outcome; those not named, none. */
export const outcomes = v.strictObject(
  Object.fromEntries(outcomeNames.map((name) => [name, v.optional(count)])) as Record<
    OutcomeName,
    v.OptionalSchema<typeof count, undefined>
  >,
  strangeField,
)

/** What the search is to find, and what it is to prove impossible, within these bounds. */
export const proofSchema = v.strictObject(
  {
    /** That of the lesson, or of the real system, when not given. */
    policy: v.optional(policySchema),
    messages: v.optional(v.pipe(count, v.minValue(1), v.maxValue(4)), 1),
    faults: v.optional(faultBounds, {}),
    network: v.optional(
      v.strictObject({ reorder: v.optional(flag, true), slow: v.optional(flag, false) }, strangeField),
      {},
    ),
    /** Outcomes that a run can have, with their fewest faults. */
    can: v.optional(outcomes, {}),
    /** Outcomes that no run within the bounds has. */
    cannot: v.optional(v.array(v.picklist(outcomeNames)), []),
  },
  strangeField,
)
export type Proof = v.InferOutput<typeof proofSchema>

/**
 * In what a proof about a policy is wrong, line by line; nothing when it holds. What it says can happen has its fewest
 * faults and a run that shows it; what it says cannot was looked for everywhere within the bounds.
 */
export function refuted(standard: Policy, { policy, messages, faults, network, can, cannot }: Proof): string[] {
  const query = { policy: policy ?? standard, messages, faults, network }
  const wrong: string[] = []
  const named = Object.keys(can) as OutcomeName[]
  if (named.length > 0) {
    const search = searched({ ...query, outcomes: named })
    const answer = search.answer()
    for (const name of named) {
      const found = answer.outcomes[name]?.faults
      if (found !== can[name]) wrong.push(`${name} takes ${found ?? 'more than there may be'} faults, not ${can[name]}`)
      const scenario = search.counterexample(name)
      if (scenario === null || verdictOf(run(scenario).world).outcomes[name] === 0) wrong.push(`no run shows ${name}`)
    }
  }
  if (cannot.length > 0) {
    const answer = searched({ ...query, outcomes: cannot }).answer()
    const did = cannot.filter((name) => answer.outcomes[name] !== null)
    wrong.push(...did.map((name) => `${name} can happen, with ${answer.outcomes[name]?.faults} faults`))
    if (did.length === 0 && answer.ended !== 'everything') wrong.push('the search did not come to its end')
  }
  return wrong
}

function searched(query: Query): Search {
  const search = new Search(query)
  while (search.advance(1 << 16));
  return search
}
