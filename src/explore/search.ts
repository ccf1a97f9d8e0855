import type { Policy } from '../protocol/policy.ts'
import { presets, relevantPolicy } from '../protocol/presets.ts'
import { irrelevant } from '../protocol/relevance.ts'
import type { Scenario } from '../sim/scenario.ts'
import { type OutcomeName, outcomeNames } from '../verdict/verdict.ts'
import { ColumnSpace } from './columnSpace.ts'
import { markOf } from './columns.ts'
import { counterexample } from './counterexample.ts'
import { Layers, type Space } from './layers.ts'
import { type Bounds, firstSpot, type Move, make, movesOf, type Rules, rulesOf, type Spot } from './moves.ts'
import { WorldSpace } from './worldSpace.ts'

export interface Query extends Bounds {
  /** The outcomes to look for; once each was found the search ends. All of them when not given. */
  readonly outcomes?: readonly OutcomeName[]
  /** So many states are held at most; a search that meets more is not finished, and proves nothing. */
  readonly mostStates?: number
}

/** How one outcome comes about: with the fewest faults, and with those in the fewest steps. */
export interface Found {
  readonly faults: number
  readonly steps: number
  readonly moves: readonly Move[]
}

export interface SearchAnswer {
  /** Every state within the bounds was visited, or every outcome asked for was found. Only then is null a proof. */
  readonly complete: boolean
  /** Why the search ended: as `complete`, or at the limit of states; null where it was not let go on. */
  readonly ended: 'everything' | 'found' | 'limit' | null
  readonly states: number
  readonly transitions: number
  /** The bound on attempts that was added, because without one there would be no end; null where there is none. */
  readonly attempts: number | null
  readonly outcomes: Readonly<Record<OutcomeName, Found | null>>
}

export interface SearchProgress {
  readonly states: number
  readonly transitions: number
  /** The number of faults of the states now being visited, and the steps they are away from the start. */
  readonly faults: number
  readonly steps: number
}

/** Thirty-odd bytes each. */
const defaultMostStates = 12_000_000

interface Packing extends Space {
  pack(spot: Spot, into: Int32Array): boolean
}

/**
 * Every run within bounds. Nothing is computed by making one: `advance` visits so many states and returns, as often as
 * its caller likes; to cancel is not to call it again.
 */
export class Search {
  readonly rules: Rules
  private readonly policy: Policy
  private readonly asked: readonly OutcomeName[]
  private readonly space: Packing
  private readonly layers: Layers

  constructor(query: Query, { sorted = true } = {}) {
    const { outcomes, mostStates, ...bounds } = query
    this.policy = bounds.policy
    this.rules = rulesOf({ ...bounds, policy: leastPolicy(bounds.policy) })
    this.asked = outcomes ?? outcomeNames
    const { window } = this.rules.bounds.policy.receiver
    const meets = !bounds.network.reorder || (window !== 'unlimited' && 'keys' in window)
    this.space = meets && bounds.messages > 1 ? new WorldSpace(this.rules) : new ColumnSpace(this.rules, sorted)
    const wanted = this.asked.reduce((marks, name) => marks | markOf(name), 0)
    this.layers = new Layers(this.space, bounds.faults.max, wanted, mostStates ?? defaultMostStates)
  }

  /** Visits up to so many states more. True as long as there is anything left to do. */
  advance(states: number): boolean {
    return this.layers.advance(states)
  }

  get progress(): SearchProgress {
    return this.layers.progress
  }

  /** Bytes held for the states, and for finding them again. */
  get bytes(): number {
    return this.layers.bytes
  }

  /** What is known so far. */
  answer(): SearchAnswer {
    const { end } = this.layers
    const { states, transitions } = this.layers.progress
    return {
      complete: end === 'everything' || end === 'found',
      ended: end,
      states,
      transitions,
      attempts: this.rules.attempts,
      outcomes: Object.fromEntries(outcomeNames.map((name) => [name, this.found(name)])) as SearchAnswer['outcomes'],
    }
  }

  /**
   * A scenario that plays to this outcome with the fewest faults, or null: the outcome was not found, or no scenario can
   * hold the path to it (see `counterexample`).
   */
  counterexample(outcome: OutcomeName): Scenario | null {
    const found = this.found(outcome)
    return found && counterexample(this.policy, this.rules, found.moves, outcome)
  }

  private found(outcome: OutcomeName): Found | null {
    const find = this.asked.includes(outcome) ? this.layers.found(markOf(outcome)) : null
    return find && { faults: find.faults, steps: find.steps, moves: this.movesTo(find.state) }
  }

  /**
   * The moves that lead to a state. The search keeps states and not moves: from each world on the way, the move is taken
   * that leads to the next state at the price that was paid.
   */
  private movesTo(state: number): Move[] {
    const [, ...path] = this.layers.pathTo(state)
    const moves: Move[] = []
    const words = new Int32Array(this.space.words)
    let spot = firstSpot(this.rules)
    let spent = 0
    for (const { words: wanted, faults } of path) {
      const here = spot
      const price = faults - spent
      let next: Spot | null = null
      for (const move of movesOf(here, this.rules)) {
        if (move.faults !== price) continue
        const there = make(here, move, this.rules)
        if (!this.space.pack(there, words) || words.some((word, i) => word !== wanted[i])) continue
        moves.push(move)
        next = there
        break
      }
      if (next === null) throw new Error('a state of the search is not what the moves of its world lead to')
      spot = next
      spent = faults
    }
    return moves
  }
}

/** Searches to the end at once. */
export function explore(query: Query): SearchAnswer {
  const search = new Search(query)
  while (search.advance(1 << 16));
  return search.answer()
}

/** The policy without what cannot matter: fewer states to tell apart, the same verdicts. */
function leastPolicy(policy: Policy): Policy {
  const least = relevantPolicy(policy)
  const { sender, receiver } = presets.atLeastOnce
  const knobs = Object.keys(irrelevant(least))
  const put = <T extends object>(side: string, into: T, standard: T): T =>
    Object.fromEntries(
      Object.entries(into).map(([name, value]) => [
        name,
        name !== 'attempts' && knobs.includes(`${side}.${name}`) ? standard[name as keyof T] : value,
      ]),
    ) as T
  return { sender: put('sender', least.sender, sender), receiver: put('receiver', least.receiver, receiver) }
}
