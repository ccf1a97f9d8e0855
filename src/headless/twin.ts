import * as v from 'valibot'
import { isSlow } from '../explore/moves.ts'
import { TwinSearch } from '../explore/twin.ts'
import { exactly } from '../protocol/policy.ts'
import { check, scenarioSchema } from '../sim/scenario.ts'
import { type Command, exchangeFaultsSchema, flag } from './command.ts'

const twinSchema = exactly({
  scenario: scenarioSchema,
  atMs: v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number of milliseconds'),
    v.minValue(0, 'must be at least 0'),
  ),
  faults: v.optional(exchangeFaultsSchema, {}),
  network: v.optional(exactly({ reorder: v.optional(flag), slow: v.optional(flag) }), {}),
})

/** Another run that the sender could not tell from this one, in which the ledger differs. */
export const twin: Command = (input) => {
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
}
