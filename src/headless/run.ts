import { exactly } from '../protocol/policy.ts'
import { run as play } from '../sim/run.ts'
import { check, scenarioSchema } from '../sim/scenario.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { judgementOf } from '../verdict/systemVerdict.ts'
import { verdictOf } from '../verdict/verdict.ts'
import { type Command, type CommandAnswer, isObject, refused } from './command.ts'
import { asExchange, isAboutSystem, isExchange } from './namedSystem.ts'
import { readNamedScenario } from './systemScenario.ts'

/** Plays a scenario: its trace, its ledger, its verdict, and the faults that did not apply. */
export const run: Command = (input) => {
  if (isObject(input) && isAboutSystem(input.scenario)) {
    if (!isExchange(input.scenario)) return systemRun(input.scenario)
    return exchangeRun({ ...input, scenario: asExchange(input.scenario) })
  }
  return exchangeRun(input)
}

function exchangeRun(input: unknown): CommandAnswer {
  const read = check(exactly({ scenario: scenarioSchema }), input)
  if (!read.ok) return read
  const { scenario } = read.value
  const { trace, world, frames, stopped, applied } = play(scenario)
  if (stopped === 'limit') return tooLarge(frames.length)
  const ledger = ledgerOf(world)
  const didNotApply = scenario.faults.filter((_, i) => !applied[i])
  return { ok: true, value: { trace, ledger, verdict: verdictOf(world, ledger), didNotApply } }
}

function systemRun(input: Readonly<Record<string, unknown>>): CommandAnswer {
  const read = readNamedScenario(input, 'scenario')
  if (!read.ok) return read
  const scenario = read.value
  const played = play(scenario)
  if (played.stopped === 'limit') return tooLarge(played.frames.length)
  const { ledger, verdict } = judgementOf(played)
  const didNotApply = scenario.faults.filter((_, i) => !played.applied[i])
  return { ok: true, value: { trace: played.trace, ledger, verdict, didNotApply } }
}

const tooLarge = (moves: number): CommandAnswer =>
  refused('scenario', `is too large after ${moves} moves: lower horizonMs, or raise timeoutMs`)
