/** Holds what is claimed of a design against the search. Apart from the claims: a lesson that is shown needs no search. */
import { type Query, Search } from '../explore/search.ts'
import type { Policy } from '../protocol/policy.ts'
import { run } from '../sim/run.ts'
import { type OutcomeName, verdictOf } from '../verdict/verdict.ts'
import type { Proof } from './proof.ts'

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
