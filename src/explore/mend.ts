import { type KnobPath, knobLines, namedValues, type Policy, settingOf, withKnob } from '../protocol/knobs.ts'
import { relevantPolicy, samePolicy } from '../protocol/presets.ts'
import { irrelevanceOf } from '../protocol/relevance.ts'
import type { Environment } from '../sim/scenario.ts'
import { byOutcome, type OutcomeName } from '../verdict/outcomes.ts'
import { isSlow } from './moves.ts'
import { type Query, Search, type SearchAnswer } from './search.ts'

/** One knob, turned. */
export interface KnobTurn {
  readonly knob: KnobPath
  readonly from: unknown
  readonly to: unknown
}

/** A design that cannot do, within the same bounds, what the one asked about can. */
export interface Remedy {
  readonly turns: readonly KnobTurn[]
  readonly policy: Policy
  /** The outcomes asked about that it rules out. */
  readonly mends: readonly OutcomeName[]
  /**
   * Fewest faults of every outcome before and after, null where it cannot happen: this shows what else the remedy
   * changes.
   */
  readonly before: Fewest
  readonly after: Fewest
  /** States of the search that proves it. */
  readonly states: number
}

export type Fewest = Readonly<Record<OutcomeName, number | null>>

/** What `mend` yields: how far it is, and a remedy when it found one. */
export interface Mending {
  readonly remedy: Remedy | null
  /** Designs tried so far, and to be tried in all; `of` grows when pairs are needed. */
  readonly tried: number
  readonly of: number
  readonly states: number
}

export interface Ailment extends Query {
  /** The outcomes to rule out. */
  readonly outcomes: readonly OutcomeName[]
  /** If given, each design is asked anew whether the network is slow for it: a longer timeout can mend a design. */
  readonly environment?: Pick<Environment, 'hopMs' | 'lineMs'>
}

/**
 * Every turn of one knob that rules an outcome out within the bounds; for outcomes that no single turn rules out, every
 * pair of turns that does. It yields at least every `slice` states, so that a caller can do other things or stop. A
 * design whose search does not finish is no remedy.
 */
export function* mend(ailment: Ailment, slice = 2000): Generator<Mending, void> {
  let states = 0
  let tried = 0
  const tally = (remedy: Remedy | null, of: number): Mending => ({ remedy, tried, of, states })

  const singles = turned(ailment.policy, ailment, [])
  const before = yield* searched(ailment.policy, singles.length)
  const can = ailment.outcomes.filter((name) => before.outcomes[name] !== null)
  const met = new Set([textOf(ailment.policy)])
  const mended = new Set<OutcomeName>()
  for (const design of singles) yield* attempt(design, can, singles.length)

  const left = can.filter((name) => !mended.has(name))
  if (left.length === 0) return
  const pairs = singles.flatMap((design) => turned(design.policy, ailment, design.turns))
  for (const design of pairs) yield* attempt(design, left, singles.length + pairs.length)

  function* attempt({ policy, turns }: Candidate, aims: readonly OutcomeName[], of: number): Generator<Mending, void> {
    tried++
    if (met.has(textOf(policy))) return
    met.add(textOf(policy))
    const after = yield* searched(policy, of)
    if (!after.complete) return
    const mends = aims.filter((name) => after.outcomes[name] === null)
    if (mends.length === 0) return
    for (const name of mends) mended.add(name)
    const remedy = { turns, policy, mends, before: fewest(before), after: fewest(after), states: after.states }
    yield tally(remedy, of)
  }

  function* searched(policy: Policy, of: number): Generator<Mending, SearchAnswer> {
    const { environment, outcomes, ...query } = ailment
    const slow = environment === undefined ? query.network.slow : isSlow(policy, environment)
    const search = new Search({ ...query, policy, network: { ...query.network, slow } })
    let visited = 0
    for (let more = true; more; ) {
      more = search.advance(slice)
      states += search.progress.states - visited
      visited = search.progress.states
      yield tally(null, of)
    }
    return search.answer()
  }
}

interface Candidate {
  readonly policy: Policy
  readonly turns: readonly KnobTurn[]
}

/** Every design one turn of a knob away from this one, without knobs that do not matter and knobs turned already. */
function turned(policy: Policy, { environment }: Ailment, turns: readonly KnobTurn[]): Candidate[] {
  const relevant = relevantPolicy(policy)
  const timed = environment !== undefined || typeof policy.receiver.window === 'object'
  const designs: Candidate[] = []
  for (const line of knobLines) {
    const { path, knob } = line
    if (irrelevanceOf(relevant, line) !== undefined || turns.some((turn) => turn.knob === path)) continue
    if (knob.timed && !timed) continue
    const from = settingOf(policy, line)
    for (const to of knob.tries ?? namedValues(knob) ?? []) {
      const other = withKnob(policy, path, to)
      if (!samePolicy(policy, other)) designs.push({ policy: other, turns: [...turns, { knob: path, from, to }] })
    }
  }
  return designs
}

const textOf = (policy: Policy) => JSON.stringify(relevantPolicy(policy))

const fewest = ({ outcomes }: SearchAnswer) => byOutcome((name) => outcomes[name]?.faults ?? null)
