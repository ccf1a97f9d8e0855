import { expect, test } from 'vitest'
import { policyOf } from '../protocol/arbitrary.ts'
import { type Policy, presets } from '../protocol/policy.ts'
import { run } from './run.ts'
import { type Fault, scenarioOf } from './scenario.ts'

/** Every event with its cause: "kind of packet ← kind of packet". */
function causes(policy: Policy, messages: number, faults: Fault[]): string[] {
  const { trace } = run(scenarioOf({ policy, messages, faults }))
  const name = (id: number | null) => {
    const event = id === null ? undefined : trace[id - 1]
    return event === undefined ? 'outside' : `${event.kind} ${event.packet ?? event.process}`
  }
  return trace.map(({ id, cause }) => `${name(id)} ← ${name(cause)}`)
}

const duplicate = (...packets: string[]) => packets.map((packet): Fault => ({ do: 'duplicate', packet }))
const drop = (...packets: string[]) => packets.map((packet): Fault => ({ do: 'drop', packet }))

test('the causes of the canonical story', () => {
  expect(causes(presets.effectivelyOnce, 2, drop('a1.1', 'm2.1'))).toEqual([
    'send m1.1 ← outside',
    'deliver m1.1 ← send m1.1',
    'miss m1.1 ← deliver m1.1',
    'apply m1.1 ← miss m1.1',
    'send a1.1 ← apply m1.1',
    'drop a1.1 ← send a1.1',
    'timeout sender ← send m1.1',
    'send m1.2 ← timeout sender',
    'send m2.1 ← outside',
    'deliver m1.2 ← send m1.2',
    'absorb m1.2 ← deliver m1.2',
    'send a1.2 ← absorb m1.2',
    'drop m2.1 ← send m2.1',
    'deliver a1.2 ← send a1.2',
    'acknowledge sender ← deliver a1.2',
    'timeout sender ← send m2.1',
    'send m2.2 ← timeout sender',
    'deliver m2.2 ← send m2.2',
    'miss m2.2 ← deliver m2.2',
    'apply m2.2 ← miss m2.2',
    'send a2.2 ← apply m2.2',
    'deliver a2.2 ← send a2.2',
    'acknowledge sender ← deliver a2.2',
  ])
})

test('what a crash takes is caused by it, and so is the restart with all that it sends', () => {
  const faults: Fault[] = [{ do: 'crash', process: 'sender', atMs: 4100, downMs: 3000 }, ...drop('m1.1')]
  const told = causes(policyOf({ sender: { timeoutMs: 20_000 } }), 2, faults)
  expect(told.slice(3, 10)).toEqual([
    'crash sender ← outside',
    'deliver m2.1 ← send m2.1',
    'apply m2.1 ← deliver m2.1',
    'send a2.1 ← apply m2.1',
    'drop a2.1 ← crash sender',
    'restart sender ← crash sender',
    'send m1.2 ← restart sender',
  ])
  expect(told[10]).toBe('send m2.2 ← restart sender')
})

test('forgotten messages are all caused by the crash that took them', () => {
  const policy = policyOf({ sender: { onRestart: 'forget', timeoutMs: 9000 } })
  const told = causes(policy, 2, [{ do: 'crash', process: 'sender', atMs: 5000 }, ...drop('m1.1', 'm2.1')])
  expect(told.filter((line) => line.startsWith('forget'))).toEqual(Array(2).fill('forget sender ← crash sender'))
})

test('a give-up is caused by its timeout, and a timer that a restart started by that restart', () => {
  const policy = policyOf({ sender: { attempts: 1 } })
  const told = causes(policy, 1, [{ do: 'crash', process: 'sender', atMs: 100 }, ...drop('m1.1')])
  expect(told.slice(-4)).toEqual([
    'restart sender ← crash sender',
    'resume sender ← restart sender',
    'timeout sender ← resume sender',
    'giveUp sender ← timeout sender',
  ])
})

test('a copy comes from the packet that was copied, be it the original, a copy or the ACK of a copy', () => {
  const told = causes(presets.atLeastOnce, 1, [...duplicate('m1.1', 'm1.1+1'), ...drop('m1.1')])
  expect(told.filter((line) => line.startsWith('duplicate'))).toEqual([
    'duplicate m1.1+1 ← send m1.1',
    'duplicate m1.1+2 ← duplicate m1.1+1',
  ])
  const acks = causes(presets.atLeastOnce, 1, [...duplicate('m1.1', 'a1.1+1'), ...drop('m1.1')])
  expect(acks).toContain('duplicate a1.1+2 ← send a1.1+1')
})

test('a key is forgotten because it was stored so long ago, or because a newer one was', () => {
  const forgotten = (receiver: Partial<Policy['receiver']>) =>
    causes(policyOf({ receiver: { dedup: 'durable', ...receiver } }), 2, []).filter((line) => line.startsWith('evict'))
  expect(forgotten({ window: { ms: 2000 } })).toEqual(['evict receiver ← apply m1.1'])
  expect(forgotten({ window: { ms: 2000 }, commit: 'effectFirst' })).toEqual(['evict receiver ← remember m1.1'])
  expect(forgotten({ window: { keys: 1 } })).toEqual(['evict receiver ← apply m2.1'])
  expect(forgotten({ window: { keys: 1 }, dedup: 'volatile' })).toEqual(['evict receiver ← apply m2.1'])
})

test('events are numbered from 1 and instants are virtual milliseconds', () => {
  const { trace } = run(scenarioOf({ messages: 1 }))
  expect(trace.map(({ id, atMs }) => [id, atMs])).toEqual([
    [1, 0],
    [2, 1000],
    [3, 1100],
    [4, 1200],
    [5, 2200],
    [6, 2200],
  ])
})
