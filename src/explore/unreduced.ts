import { exchanges, handlingOf, keyOrderOf, valueIn } from '../sim/exchanged.ts'
import type { World } from '../sim/world.ts'
import { type OutcomeName, outcomeNames, verdictOf } from '../verdict/verdict.ts'
import { type Bounds, firstSpot, make, movesOf, rulesOf, type Spot } from './moves.ts'

export interface Unreduced {
  readonly states: number
  readonly transitions: number
  readonly outcomes: Readonly<Record<OutcomeName, { faults: number; steps: number } | null>>
}

/**
 * The plain search that the fast one and SPIN are held to. It shares `choices` and `step` and nothing else with the
 * fast one: a state is the whole world, counters and faults spent included, as text; nothing is sorted or left out.
 * The outcomes are those of `Answer`, by a search in the order of steps alone: the faults spent are in the state, so
 * for each number of faults the first state is the nearest.
 */
export function unreduced(bounds: Bounds): Unreduced {
  const rules = rulesOf(bounds)
  const outcomes = Object.fromEntries(outcomeNames.map((name) => [name, null])) as Record<
    OutcomeName,
    { faults: number; steps: number } | null
  >
  let transitions = 0
  const first = firstSpot(rules)
  const met = new Set([textOf(first)])
  let frontier = [first]
  for (let steps = 0; frontier.length > 0; steps++) {
    const next: Spot[] = []
    for (const spot of frontier) {
      judge(spot.world, steps, outcomes)
      const spent = faultsOf(spot.world)
      for (const move of movesOf(spot, rules)) {
        if (spent + move.faults > bounds.faults.max) continue
        transitions++
        const there = make(spot, move, rules)
        const text = textOf(there)
        if (met.has(text)) continue
        met.add(text)
        next.push(there)
      }
    }
    frontier = next
  }
  return { states: met.size, transitions, outcomes }
}

function judge(
  world: World,
  steps: number,
  outcomes: Record<OutcomeName, { faults: number; steps: number } | null>,
): void {
  const verdict = verdictOf(world)
  for (const name of outcomeNames) {
    const best = outcomes[name]
    if (verdict.outcomes[name] > 0 && (best === null || verdict.faults < best.faults)) {
      outcomes[name] = { faults: verdict.faults, steps }
    }
  }
}

const faultsOf = ({ faults }: World) => faults.dropped + faults.duplicated + faults.crashes

/** The whole world as text. What is a set is written in one order: the order in which it came about is no state. */
function textOf({ world, wire }: Spot): string {
  const handled = handlingOf(world)
  return JSON.stringify([
    exchanges(world).map((message) => ({
      ...message,
      packets: message.packets.map(({ id, key }) => `${id} ${key}`).sort(),
      copies: [...message.copies].sort(),
      seenKeys: [...message.seenKeys].sort(),
    })),
    world.processes.map(({ up }) => up),
    handled && [handled.state, handled.settled, handled.packet.id, handled.packet.key],
    keyOrderOf(world),
    world.faults,
    valueIn(world),
    wire,
  ])
}
