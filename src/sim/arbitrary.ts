/** Generators of scenarios and walks. Test support: only tests import it. */
import * as fc from 'fast-check'
import { number, policy } from '../protocol/arbitrary.ts'
import { processNames } from '../protocol/exchange.ts'
import { lineWords } from '../protocol/program.ts'
import { exchangeWorld } from './exchanged.ts'
import type { Fault, Scenario } from './scenario.ts'
import type { Choice } from './step.ts'
import { choices, step } from './step.ts'
import type { World } from './world.ts'

/** Names of packets that a short run is likely to have, copies included. */
const packet = fc
  .tuple(fc.constantFrom('m', 'm', 'a'), number(1, 3), number(1, 3), fc.constantFrom('', '', '', '+1', '+2'))
  .map(([kind, message, attempt, copy]) => `${kind}${message}.${attempt}${copy}`)

const process = fc.constantFrom(...processNames)
const atMs = number(0, 15_000)
const downMs = fc.option(number(0, 5000), { nil: undefined })

/** Any fault by hand. */
export const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ do: fc.constant('drop' as const), packet }),
  fc.record({ do: fc.constant('drop' as const), packet, afterMs: number(0, 3000) }),
  fc.record({ do: fc.constant('duplicate' as const), packet, afterMs: fc.option(number(0, 3000), { nil: undefined }) }),
  fc.record({ do: fc.constant('delay' as const), packet, ms: number(0, 6000) }),
  fc.record({ do: fc.constant('crash' as const), process, atMs, downMs }),
  fc.record({ do: fc.constant('crash' as const), process, packet, before: fc.constantFrom(...lineWords), downMs }),
  fc.record({ do: fc.constant('late' as const), timer: packet, ms: number(0, 6000) }),
)

const fairPct = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 50, noNaN: true }))
const anyPct = fc.oneof(fairPct, fc.constant(100))

const environment = (pct: fc.Arbitrary<number>) =>
  fc.record({
    hopMs: fc
      .tuple(number(0, 2000), number(0, 2000))
      .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
    lineMs: number(0, 300),
    downMs: number(0, 3000),
    sendEveryMs: number(0, 4000),
    horizonMs: fc.oneof(number(1, 20_000), fc.constant(60_000)),
    reorder: fc.boolean(),
    loseMessagePct: pct,
    loseAckPct: pct,
    duplicatePct: pct,
    crashSenderPct: pct,
    crashReceiverPct: pct,
  })

function scenarioFrom(pct: fc.Arbitrary<number>): fc.Arbitrary<Scenario> {
  return fc.record({
    v: fc.constant(1 as const),
    policy,
    messages: number(1, 3),
    seed: number(0, 0xffff_ffff),
    environment: environment(pct),
    faults: fc.array(fault, { maxLength: 6 }),
  })
}

/** Any scenario: any policy, any weather, faults by hand. */
export const scenario = scenarioFrom(anyPct)

/** A scenario whose only trouble is its list of faults, and that has all the time it needs. */
export const calmScenario = scenarioFrom(fc.constant(0)).map(
  (any): Scenario => ({ ...any, environment: { ...any.environment, horizonMs: 86_400_000 } }),
)

export interface Walk {
  readonly worlds: readonly World[]
  readonly moves: readonly Choice[]
}

/** A walk through the choices of a world with nothing but luck to guide it. */
export const walk: fc.Arbitrary<Walk> = fc
  .record({ policy, messages: number(1, 3), luck: fc.array(fc.nat(), { minLength: 10, maxLength: 80 }) })
  .map(({ policy, messages, luck }) => {
    const worlds = [frozen(exchangeWorld(policy, messages))]
    const moves: Choice[] = []
    for (const number of luck) {
      const world = worlds[worlds.length - 1] as World
      const open = choices(world)
      const choice = open[number % open.length] as Choice
      moves.push(choice)
      worlds.push(frozen(step(world, choice).world))
    }
    return { worlds, moves }
  })

/** The same world, made unchangeable all the way down; the tables of its system stay as lazy as they are. */
function frozen(world: World): World {
  const freeze = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
    Object.freeze(value)
    Object.values(value).forEach(freeze)
  }
  ;[world.messages, world.stores, world.processes, world.packets, world.faults].forEach(freeze)
  return Object.freeze(world)
}
