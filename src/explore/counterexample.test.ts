import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forAll, number, policy, policyOf } from '../protocol/arbitrary.ts'
import { type Run, run } from '../sim/run.ts'
import type { Scenario } from '../sim/scenario.ts'
import { outcomeNames, verdictOf } from '../verdict/verdict.ts'
import { badgeFaults } from './moves.ts'
import { type Query, Search } from './search.ts'

const query: fc.Arbitrary<Query> = fc.record({
  policy,
  messages: number(1, 2),
  faults: fc.record({
    max: number(0, 4),
    loseMessage: fc.boolean(),
    loseAck: fc.boolean(),
    duplicatePacket: fc.boolean(),
    crashSender: fc.boolean(),
    crashReceiver: fc.boolean(),
  }),
  network: fc.record({ reorder: fc.boolean(), slow: fc.boolean() }),
  mostStates: fc.constant(1000),
})

test('every counterexample, to any policy, plays to its outcome with exactly the faults it claims', () => {
  let shown = 0
  forAll(query, 300, (query) => {
    const search = new Search(query)
    while (search.advance(1000));
    const { outcomes } = search.answer()
    for (const name of outcomeNames) {
      const found = outcomes[name]
      if (found === null) continue
      const scenario = search.counterexample(name) as Scenario
      const played = run(scenario)
      const verdict = verdictOf(played.world)
      expect(verdict.outcomes[name]).toBeGreaterThan(0)
      expect(verdict.faults).toBe(found.faults)
      expect(played.applied.every((applied) => applied)).toBe(true)
      expect(scenario.policy).toEqual(query.policy)
      expect(scenario.environment.reorder).toBe(query.network.reorder)
      expect(breaches(played)).toEqual([])
      shown++
    }
  })
  expect(shown).toBeGreaterThan(300)
})

/** What arrives before a hop is over, and every timer that fires at another time than it was set to. */
function breaches({ trace, scenario }: Run): string[] {
  const [hopMs] = scenario.environment.hopMs
  const sentMs = new Map<string, number>()
  const dueMs = new Map<number, number>()
  return trace.flatMap(({ id, kind, packet, message, atMs, expiresMs }) => {
    if (kind === 'send' || kind === 'duplicate') sentMs.set(packet as string, atMs)
    if (expiresMs !== undefined) dueMs.set(message as number, expiresMs)
    const early = kind === 'deliver' && atMs < (sentMs.get(packet as string) ?? Number.NaN) + hopMs
    const astray = kind === 'timeout' && atMs !== dueMs.get(message as number)
    return early || astray ? [`${id} ${kind}`] : []
  })
}

describe('a counterexample', () => {
  const shortest = (parts: Parameters<typeof policyOf>[0], slow: boolean, name: 'lost' | 'duplicated') => {
    const search = new Search({
      policy: policyOf(parts),
      messages: 1,
      faults: { max: 3, ...badgeFaults },
      network: { reorder: true, slow },
      outcomes: [name],
    })
    while (search.advance(1000));
    return search.counterexample(name)
  }

  test('to at least once is a crash before the ACK, one step shorter than the lost ACK, at the usual pace', () => {
    expect(shortest({}, false, 'duplicated')).toMatchObject({
      messages: 1,
      environment: { hopMs: [1000, 1000], lineMs: 100, horizonMs: 120_000 },
      faults: [{ do: 'crash', process: 'receiver', packet: 'm1.1', before: 'ack' }],
    })
  })

  test('keeps a timer that is shorter than the usual round trip, and takes shorter ways', () => {
    const scenario = shortest({ sender: { timeoutMs: 500 } }, false, 'duplicated')
    expect(scenario?.faults).toEqual([{ do: 'crash', process: 'receiver', packet: 'm1.1', before: 'ack' }])
    expect(scenario?.environment.hopMs).toEqual([100, 100])
  })

  test('without any fault delays a packet until the timer fires as configured', () => {
    expect(shortest({}, true, 'duplicated')?.faults.map(({ do: kind }) => kind)).toEqual(['delay'])
  })

  test('that lasts longer than a day has no scenario', () => {
    const sender = { attempts: 12, timeoutMs: 600_000, backoff: 'exponential' as const }
    const search = new Search({
      policy: policyOf({ sender }),
      messages: 1,
      faults: { ...badgeFaults, max: 0 },
      network: { reorder: true, slow: true },
    })
    while (search.advance(1000));
    expect(search.answer().outcomes.gaveUpThoughDone).toMatchObject({ faults: 0 })
    expect(search.counterexample('gaveUpThoughDone')).toBe(null)
  })
})
