import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forAll, number, policy } from '../protocol/arbitrary.ts'
import { outcomeNames } from '../verdict/verdict.ts'
import type { Bounds } from './moves.ts'
import { pinned } from './pinned.ts'
import { explore, Search, type SearchAnswer } from './search.ts'
import { unreduced } from './unreduced.ts'

const fewest = ({ outcomes }: Pick<SearchAnswer, 'outcomes'>) =>
  outcomeNames.map((name) => outcomes[name] && [outcomes[name].faults, outcomes[name].steps])

const few = ({ outcomes }: ReturnType<typeof unreduced>) =>
  outcomeNames.map((name) => outcomes[name] && [outcomes[name].faults, outcomes[name].steps])

describe('SPIN counts the same states and transitions', () => {
  test.each(pinned)('$name', ({ bounds, states, transitions }) => {
    const plain = unreduced(bounds)
    expect([plain.states, plain.transitions]).toEqual([states, transitions])
    expect(fewest(explore(bounds))).toEqual(few(plain))
  })
})

const small: fc.Arbitrary<Bounds> = fc.record({
  policy: fc.tuple(policy, number(1, 3)).map(([policy, attempts]) => ({
    ...policy,
    sender: { ...policy.sender, attempts: policy.sender.attempts === 'unlimited' ? 'unlimited' : attempts },
  })),
  messages: number(1, 2),
  faults: fc.record({
    max: number(0, 2),
    loseMessage: fc.boolean(),
    loseAck: fc.boolean(),
    duplicatePacket: fc.boolean(),
    crashSender: fc.boolean(),
    crashReceiver: fc.boolean(),
  }),
  network: fc.record({ reorder: fc.boolean(), slow: fc.boolean() }),
  attempts: number(1, 2),
}) as fc.Arbitrary<Bounds>

/** Configurations that the plain search gets through in no time. */
const isSmall = (bounds: Bounds) => {
  const search = new Search(bounds, { sorted: false })
  return !search.advance(400)
}

describe('the search', () => {
  test('finds the outcomes of the plain one, with as few faults and steps', () => {
    let compared = 0
    forAll(small, 250, (bounds) => {
      if (!isSmall(bounds)) return
      expect(fewest(explore(bounds))).toEqual(few(unreduced(bounds)))
      compared++
    })
    expect(compared).toBeGreaterThan(100)
  })

  test('finds the same with columns in the order of messages as with sorted ones', () => {
    forAll(small, 60, (some) => {
      const bounds = { ...some, messages: 3, network: { ...some.network, reorder: true } }
      const search = new Search({ ...bounds, mostStates: 20_000 }, { sorted: false })
      while (search.advance(1000));
      if (search.answer().complete) expect(fewest(explore(bounds))).toEqual(fewest(search.answer()))
    })
  })
})
