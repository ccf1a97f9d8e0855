import { exchangePackets } from '../protocol/exchange.ts'
import type { Choice } from '../sim/step.ts'
import { type Distinctions, distinctionsOf, textOf } from './column.ts'
import { firstSpot, type Move, make, movesOf, type Rules, type Spot } from './moves.ts'

/** Whether a move that stands right before another would better come after it. */
export type Prefers = (before: Choice, after: Choice) => boolean

/**
 * A handler that takes a packet and runs its lines without delay, as in play: lines come early, deliveries late. A
 * path of the search may have anything between them, for it goes by steps and not by time.
 */
export const handledAtOnce: Prefers = (before, after) =>
  (after.do === 'run' && before.do !== 'run') || (takes(before) && after.do !== 'run' && !takes(after))

/** Keys are forgotten as early as can be: for windows by time that are over soon. */
export const forgottenEarly: Prefers = (before, after) => after.do === 'evict' && before.do !== 'evict'

/**
 * The same path with neighbours exchanged where one prefers it, the rules allow it and the two lead to the same world
 * either way. Which moves there are, and where they lead, does not change.
 */
export function reordered(moves: readonly Move[], rules: Rules, prefers: Prefers): Move[] {
  const distinctions = distinctionsOf(rules)
  const path = [...moves]
  const spots: Spot[] = [firstSpot(rules)]
  for (const move of path) spots.push(make(spots[spots.length - 1] as Spot, move, rules))
  for (let i = 1; i < path.length; i++) {
    for (let k = i; k > 0; k--) {
      const [a, b] = [path[k - 1] as Move, path[k] as Move]
      if (!prefers(a.choices[0] as Choice, b.choices[0] as Choice)) break
      const between = exchange(spots[k - 1] as Spot, a, b, spots[k + 1] as Spot, rules, distinctions)
      if (between === null) break
      path[k - 1] = b
      path[k] = a
      spots[k] = between.first
      spots[k + 1] = between.second
      // Worlds further on differ in names and counters only as far as these two moves do, which is not at all.
      for (let j = k + 1; j < path.length; j++) spots[j + 1] = make(spots[j] as Spot, path[j] as Move, rules)
    }
  }
  return path
}

function exchange(from: Spot, a: Move, b: Move, to: Spot, rules: Rules, distinctions: Distinctions) {
  const first = movesOf(from, rules).some((move) => sameMove(move, b)) ? make(from, b, rules) : null
  if (first === null || !movesOf(first, rules).some((move) => sameMove(move, a))) return null
  const second = make(first, a, rules)
  return textOf(second, distinctions) === textOf(to, distinctions) ? { first, second } : null
}

function sameMove(a: Move, b: Move): boolean {
  return textOfMove(a) === textOfMove(b)
}

function textOfMove({ choices }: Move): string {
  return JSON.stringify(
    choices.map((choice) => ('packet' in choice ? { ...choice, packet: choice.packet.id } : choice)),
  )
}

const takes = (choice: Choice) => choice.do === 'deliver' && choice.packet.kind === exchangePackets.message
