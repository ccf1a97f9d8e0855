/**
 * Every run of a system within bounds: for each property the fewest faults that bring it about, and the fewest after
 * which the run can go round for ever. It answers what `plainSearch` answers, and is held to it by tests.
 */
import { type Find, Layers } from '../layers.ts'
import { firstWorld, make, movesIn, type SystemBounds, type SystemMove } from './rules.ts'
import { SystemSpace } from './systemSpace.ts'

export interface SystemQuery extends SystemBounds {
  /** The properties to look for, by name. All of them when not given. */
  readonly properties?: readonly string[]
  /** false: whether the run can go round is not asked, which lets a search end as soon as it has the properties. */
  readonly neverEnds?: boolean
  /** So many states are held at most; a search that meets more is not finished, and proves nothing. */
  readonly mostStates?: number
}

/** How a property comes about: with the fewest faults, and with those in the fewest steps. */
export interface SystemFound {
  readonly faults: number
  readonly steps: number
  readonly moves: readonly SystemMove[]
}

export interface SystemAnswer {
  /** Every state within the bounds was visited, or everything asked for was found. Only then is null a proof. */
  readonly complete: boolean
  /** Why the search ended: as `complete`, or at a limit; null where it was not let go on. */
  readonly ended: 'everything' | 'found' | 'limit' | null
  /** Which limit: of states, or of what one process, store or link can be told apart in. */
  readonly limit: 'states' | 'parts' | null
  readonly states: number
  readonly transitions: number
  /** By property; null where none was found, or it was not asked for. */
  readonly outcomes: Readonly<Record<string, SystemFound | null>>
  /** The fewest faults after which the run can go round for ever; null where it cannot, or it was not asked. */
  readonly neverEnds: number | null
}

/** A hundred bytes each. */
const defaultMostStates = 8_000_000

/**
 * Nothing is computed by making one: `advance` visits so many states and returns, as often as its caller likes; to
 * cancel is not to call it again.
 */
export class SystemSearch {
  private readonly query: SystemQuery
  private readonly space: SystemSpace
  private readonly layers: Layers
  private readonly told = new Map<Find, SystemFound>()

  constructor(query: SystemQuery) {
    const { system, faults, properties, neverEnds = true, mostStates = defaultMostStates } = query
    this.query = query
    this.space = new SystemSpace(query, properties ?? system.properties.map(({ name }) => name))
    this.layers = new Layers(this.space, faults.max, 0, mostStates, neverEnds)
  }

  /** Visits up to so many states more. True as long as there is anything left to do. */
  advance(states: number): boolean {
    return this.layers.advance(states)
  }

  get progress() {
    return this.layers.progress
  }

  /** Bytes held for the states, and for finding them again. */
  get bytes(): number {
    return this.layers.bytes
  }

  /** What is known so far. */
  answer(): SystemAnswer {
    const { end, goesRound } = this.layers
    const { states, transitions } = this.layers.progress
    return {
      complete: end === 'everything' || end === 'found',
      ended: end,
      limit: end !== 'limit' ? null : this.layers.isFull ? 'states' : 'parts',
      states,
      transitions,
      outcomes: Object.fromEntries(
        this.query.system.properties.map(({ name }, i) => [name, this.tell(this.space.found[i] ?? null)]),
      ),
      neverEnds: goesRound,
    }
  }

  private tell(find: Find | null): SystemFound | null {
    if (find === null) return null
    const known = this.told.get(find)
    if (known !== undefined) return known
    const made = { faults: find.faults, steps: find.steps, moves: this.movesTo(find.state) }
    this.told.set(find, made)
    return made
  }

  /**
   * The moves that lead to a state. The search keeps states and not moves: from each world on the way, the move is taken
   * that leads to the next state at the price that was paid.
   */
  private movesTo(state: number): SystemMove[] {
    const [, ...path] = this.layers.pathTo(state)
    const { space, query } = this
    const moves: SystemMove[] = []
    const words = new Int32Array(space.words)
    let world = firstWorld(query)
    let spent = 0
    for (const { words: wanted, faults } of path) {
      const price = faults - spent
      const here = world
      const taken = movesIn(here, query).moves.find((move) => {
        if (move.faults !== price) return false
        world = make(here, move)
        space.pack(world, words)
        return words.every((word, i) => word === wanted[i])
      })
      if (taken === undefined) throw new Error('a state of the search is not what the moves of its world lead to')
      moves.push(taken)
      spent = faults
    }
    return moves
  }
}

/** Searches to the end at once. */
export function exploreSystem(query: SystemQuery): SystemAnswer {
  const search = new SystemSearch(query)
  while (search.advance(1 << 14));
  return search.answer()
}
