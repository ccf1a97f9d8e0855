import { expect, test } from 'vitest'
import { senderViewOf } from '../explore/senderView.ts'
import { presets } from '../protocol/policy.ts'
import { run } from '../sim/run.ts'
import { type Fault, type Scenario, scenarioOf } from '../sim/scenario.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { wordsOf } from '../words/words.ts'
import { beliefsOf, explainSeen, lastSeen, summarySeen } from './eye.ts'

const say = wordsOf('en')

/** All that is told of a run up to an instant to somebody who sees what its sender sees, event by event. */
function toldOf(scenario: Scenario, atMs: number): string[] {
  const { trace } = run(scenario)
  return trace
    .filter((event) => event.atMs <= atMs)
    .flatMap((event) => {
      const told = explainSeen(trace, event, scenario.policy)
      return told === null ? [] : [[told.what, ...told.why].map(({ id, values }) => say(id, values)).join(' ')]
    })
}

const drop = (packet: string): Fault => ({ do: 'drop', packet })
const crash = (before: 'apply' | 'ack'): Fault => ({ do: 'crash', process: 'receiver', packet: 'm1.1', before })

test('worlds that look the same to the sender are told in the same words', () => {
  const faults: Fault[] = [
    ...['m1.1', 'a1.1', 'm1.2', 'a1.2', 'm2.1', 'a2.1'].map(drop),
    { do: 'duplicate', packet: 'm1.1' },
    { do: 'crash', process: 'sender', atMs: 1500 },
    { do: 'crash', process: 'receiver', atMs: 900 },
    crash('apply'),
    crash('ack'),
  ]
  const some = faults.flatMap((one, i) => [[one], ...faults.slice(0, i).map((other) => [other, one])])
  const { atMostOnce, atLeastOnce, effectivelyOnce } = presets
  const twice = { ...atLeastOnce, sender: { ...atLeastOnce.sender, attempts: 2 } }
  const forgets = { ...atLeastOnce, sender: { ...atLeastOnce.sender, onRestart: 'forget' } } as const
  const hasty = { ...atLeastOnce, receiver: { ...atLeastOnce.receiver, ackTiming: 'beforeEffect' } } as const
  let twins = 0
  for (const policy of [atMostOnce, atLeastOnce, effectivelyOnce, twice, forgets, hasty]) {
    const told = new Map<string, string[]>()
    for (const faults of [[], ...some]) {
      const scenario = scenarioOf({ messages: 2, policy, faults })
      for (const atMs of [2500, 4500, 20_000]) {
        const view = senderViewOf(run(scenario), atMs).map((event) => ({ ...event, id: 0 }))
        const key = JSON.stringify([atMs, view])
        const before = told.get(key)
        if (before !== undefined) twins++
        expect(toldOf(scenario, atMs)).toEqual(before ?? toldOf(scenario, atMs))
        told.set(key, before ?? toldOf(scenario, atMs))
      }
    }
  }
  expect(twins).toBeGreaterThan(500)
})

test('of a lost ACK the sender knows the silence, and of its error nothing', () => {
  const once = { ...presets.atLeastOnce, sender: { ...presets.atLeastOnce.sender, attempts: 1 } } as const
  const scenario = scenarioOf({ messages: 1, policy: once, faults: [drop('a1.1')] })
  const told = toldOf(scenario, 60_000)
  expect(told).toHaveLength(3)
  expect(told[1]).toBe('No ACK of m1 in time. The sender cannot tell a lost ACK from a lost message.')
  expect(told[2]).toBe('The sender gives up on m1. The only attempt stayed without an ACK.')
  const { trace, world, endMs } = run(scenario)
  expect(lastSeen(trace, trace.length)?.kind).toBe('giveUp')
  expect(beliefsOf(ledgerOf(world))).toEqual({ sent: 1, acknowledged: 0, pending: 0, gaveUp: 1 })
  const { what } = summarySeen(ledgerOf(world), endMs)
  expect(say(what.id, what.values)).toBe(
    'The end, as far as the sender knows: of 1 message sent, 0 acknowledged, 1 given up.',
  )
})

test('before its first event the sender has seen nothing', () => {
  const { trace } = run(scenarioOf({ messages: 1 }))
  expect(lastSeen(trace, 0)).toBeUndefined()
})
