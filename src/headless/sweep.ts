import { SystemSweep } from '../explore/systems/systemSweep.ts'
import { whole } from '../protocol/policy.ts'
import { check } from '../sim/scenario.ts'
import { type Command, type CommandAnswer, rounded } from './command.ts'
import { exchangeSweep } from './exchangeSweep.ts'
import { asExchange, isAboutSystem, isExchange } from './namedSystem.ts'
import { namedScenario, readNamedScenario } from './systemScenario.ts'

/** A system's runs are ordinary ones: a minute's work. */
const mostSystemRuns = 100_000

/** Many seeded runs: how often each outcome or property comes about. */
export const sweep: Command = (input, now) => {
  if (isAboutSystem(input) && !isExchange(input)) return systemSweep(input, now)
  return exchangeSweep(isAboutSystem(input) ? asExchange(input) : input, now)
}

function systemSweep(input: Readonly<Record<string, unknown>>, now: () => number): CommandAnswer {
  const { runs: asked = 1000, ...rest } = input
  const runs = check(whole(1, mostSystemRuns), asked, 'runs')
  if (!runs.ok) return runs
  const read = readNamedScenario(rest, '')
  if (!read.ok) return read
  const start = now()
  const sweeping = new SystemSweep(read.value, runs.value)
  while (sweeping.advance(1000));
  const { examples, ...answer } = sweeping.answer()
  const shown = examples.map(({ scenario, ...example }) => ({
    ...example,
    scenario: namedScenario(scenario, read.system),
  }))
  return { ok: true, value: { ...answer, ms: rounded(now() - start), examples: shown } }
}
