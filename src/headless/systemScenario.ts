/** Scenarios of systems as JSON: what names the system in place of its document, where it has a name. */
import { kindOf } from '../protocol/systems/builtIn.ts'
import type { FieldProblem } from '../sim/scenario.ts'
import { readSystemScenario, type SystemScenario } from '../sim/systemScenario.ts'
import { isObject } from './command.ts'
import { type NamedSystem, namedSystem } from './namedSystem.ts'

/** A scenario from outside, with the system it names. */
export function readNamedScenario(
  input: Readonly<Record<string, unknown>>,
  under: string,
): { ok: true; value: SystemScenario; system: NamedSystem } | { ok: false; problems: FieldProblem[] } {
  const system = namedSystem(input, under)
  if (!system.ok) return system
  const { system: _, knobs: __, environment, ...rest } = input
  const scenario = readSystemScenario(
    { ...rest, environment: withUsualPace(system.value, environment), document: system.value.document },
    under,
  )
  return scenario.ok ? { ...scenario, system: system.value } : scenario
}

/** A system that keeps its processes longer than usual submits less often, unless the environment says. */
function withUsualPace({ named }: NamedSystem, environment: unknown = {}): unknown {
  const sendEveryMs = named && kindOf(named.system).sendEveryMs
  return sendEveryMs && isObject(environment) ? { sendEveryMs, ...environment } : environment
}

/** The scenario as it is handed on: by the name of its system, or with the document. */
export function namedScenario({ document, ...rest }: SystemScenario, { named }: NamedSystem): unknown {
  const { v, ...more } = rest
  return named === null ? { v, document, ...more } : { v, ...named, ...more }
}
