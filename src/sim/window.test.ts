import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forAll, number, policyOf } from '../protocol/arbitrary.ts'
import type { Policy } from '../protocol/policy.ts'
import { scenario as anyScenario } from './arbitrary.ts'
import { exchanges, keyOrderOf } from './exchanged.ts'
import { keyName } from './packet.ts'
import { run } from './run.ts'
import { type Environment, type Fault, type Scenario, scenarioOf } from './scenario.ts'

interface Parts extends Partial<Pick<Scenario, 'messages' | 'faults'>> {
  receiver?: Partial<Policy['receiver']>
  sender?: Partial<Policy['sender']>
  environment?: Partial<Environment>
}

/** A run with durable keys, and whatever else is said. */
function play({ receiver, sender = {}, ...rest }: Parts) {
  return run(
    scenarioOf({ messages: 1, ...rest, policy: policyOf({ sender, receiver: { dedup: 'durable', ...receiver } }) }),
  )
}

const effects = (parts: Parts) => exchanges(play(parts).world).map((message) => message.effects)
const drop = (...packets: string[]) => packets.map((packet): Fault => ({ do: 'drop', packet }))
const told = (parts: Parts, kinds: RegExp) =>
  play(parts)
    .trace.filter(({ kind }) => kinds.test(kind))
    .map(({ atMs, kind, packet, message, process }) =>
      [atMs, kind, packet ?? (message === undefined ? process : `m${message}`)].join(' '),
    )

describe('by time', () => {
  /** The key is stored at 1200; the retry's is checked at 4100, when it is 2900 old. */
  const retried = drop('a1.1')

  test('a key is remembered while its age is below the window: one millisecond decides', () => {
    expect(told({ receiver: { window: { ms: 2901 } }, faults: retried }, /miss|absorb|apply|evict/)).toEqual([
      '1100 miss m1.1',
      '1200 apply m1.1',
      '4100 absorb m1.2',
      '4101 evict m1',
    ])
    expect(told({ receiver: { window: { ms: 2900 } }, faults: retried }, /miss|absorb|apply|evict/)).toEqual([
      '1100 miss m1.1',
      '1200 apply m1.1',
      '4100 evict m1',
      '4100 miss m1.2',
      '4200 apply m1.2',
    ])
  })

  test('a hit does not refresh it: the second retry finds it gone', () => {
    const faults = drop('a1.1', 'a1.2')
    expect(effects({ receiver: { window: { ms: 5900 } }, faults })).toEqual([2])
    expect(effects({ receiver: { window: { ms: 5901 } }, faults })).toEqual([1])
  })

  test('with backoff the same window is too short', () => {
    const faults = drop('a1.1', 'a1.2')
    const parts = { receiver: { window: { ms: 6000 } }, faults }
    expect(effects(parts)).toEqual([1])
    expect(effects({ ...parts, sender: { backoff: 'exponential' } })).toEqual([2])
  })

  test('a delayed copy older than the window is processed again though nothing is sent again (C29)', () => {
    const faults: Fault[] = [
      { do: 'duplicate', packet: 'm1.1' },
      { do: 'delay', packet: 'm1.1+1', ms: 5000 },
    ]
    const once = { sender: { attempts: 1, timeoutMs: 60_000 }, faults }
    const { world } = play({ ...once, receiver: { window: { ms: 5000 } } })
    expect(world.faults).toEqual({ dropped: 0, duplicated: 1, crashes: 0 })
    expect(exchanges(world)).toMatchObject([{ attempts: 1, effects: 2 }])
    expect(effects({ ...once, receiver: { window: { ms: 6000 } } })).toEqual([1])
  })

  test('a forgotten key that comes again is stored again, for the whole time', () => {
    const parts = { receiver: { window: { ms: 2900 } }, faults: drop('a1.1', 'a1.2') }
    expect(told(parts, /apply|absorb|evict/)).toEqual([
      '1200 apply m1.1',
      '4100 evict m1',
      '4200 apply m1.2',
      '7100 evict m1',
      '7200 apply m1.3',
    ])
    expect(told({ ...parts, sender: { timeoutMs: 2800 } }, /apply|absorb|evict/)).toEqual([
      '1200 apply m1.1',
      '3900 absorb m1.2',
      '4100 evict m1',
      '6800 apply m1.3',
    ])
  })

  test('a crash wipes volatile keys with their time: a key stored anew is not forgotten at the old instant', () => {
    const faults: Fault[] = [{ do: 'crash', process: 'receiver', packet: 'm1.1', before: 'ack' }, ...drop('a1.2')]
    const parts = { receiver: { dedup: 'volatile' as const, window: { ms: 5000 } }, faults }
    expect(told(parts, /apply|absorb|evict|crash/)).toEqual([
      '1200 apply m1.1',
      '1200 crash m1.1',
      '4200 apply m1.2',
      '7100 absorb m1.3',
    ])
  })

  test('durable keys grow old while the process is down; at one instant a crash by the clock comes first', () => {
    const faults: Fault[] = [{ do: 'crash', process: 'receiver', atMs: 3200 }]
    const parts = { receiver: { window: { ms: 2000 } }, faults }
    expect(told(parts, /evict|crash|restart/)).toEqual([
      '3200 crash receiver',
      '3200 evict m1',
      '4200 restart receiver',
    ])
    const volatile = { receiver: { ...parts.receiver, dedup: 'volatile' as const }, faults }
    expect(told(volatile, /evict|crash|restart/)).toEqual(['3200 crash receiver', '4200 restart receiver'])
  })

  test('forgetting alone neither prolongs a run nor is cut off by its horizon', () => {
    for (const ms of [500, 1100, 1101, 1500, 2500, 80_000_000]) {
      const { stopped, endMs, trace } = play({ receiver: { window: { ms } } })
      const forgot = trace.some(({ kind }) => kind === 'evict')
      expect([ms, stopped, endMs, forgot]).toEqual([ms, 'nothing', 2300, ms <= 1100])
    }
  })

  test('what is forgotten before the horizon is told, though the next thing is after it', () => {
    const cut = (horizonMs: number) => play({ receiver: { window: { ms: 500 } }, environment: { horizonMs } })
    expect(cut(1700)).toMatchObject({ stopped: 'horizon', endMs: 1700 })
    expect(exchanges(cut(1700).world)).toMatchObject([{ seenKeys: [] }])
    expect(cut(1699)).toMatchObject({ stopped: 'horizon', endMs: 1300 })
    expect(exchanges(cut(1699).world)).toMatchObject([{ seenKeys: [1] }])
  })

  test('a run that is cut after so many moves is cut between two forgettings as anywhere', () => {
    const policy = policyOf({ sender: { awaitAck: false }, receiver: { dedup: 'durable', window: { ms: 1000 } } })
    const faults: Fault[] = [{ do: 'crash', process: 'receiver', atMs: 30_000 }]
    const parts = { policy, messages: 20, faults, environment: { sendEveryMs: 0 } }
    const whole = run(scenarioOf(parts))
    expect(whole.frames.filter(({ choice }) => choice?.do === 'evict')).toHaveLength(20)
    const most = whole.frames.length - 6
    expect(run(scenarioOf(parts), { moves: most })).toMatchObject({
      stopped: 'limit',
      frames: whole.frames.slice(0, most),
    })
  })
})

describe('by count', () => {
  /** The keys of m1, m2 and m3 are stored at 1200, 5200 and 9200; the third attempt of m1 is checked at 7100. */
  const retriedAfterOne = { messages: 3, faults: drop('a1.1', 'm1.2') }

  test('n keys outlast n − 1 newer ones, and not n', () => {
    expect(effects({ ...retriedAfterOne, receiver: { window: { keys: 2 } } })).toEqual([1, 1, 1])
    expect(effects({ ...retriedAfterOne, receiver: { window: { keys: 1 } } })).toEqual([2, 1, 1])
  })

  test('keys leave first in, first out by their first record, whatever was hit since', () => {
    const parts = { ...retriedAfterOne, faults: [...retriedAfterOne.faults, ...drop('a1.3')] }
    expect(told({ ...parts, receiver: { window: { keys: 2 } } }, /apply|absorb|evict/)).toEqual([
      '1200 apply m1.1',
      '5200 apply m2.1',
      '7100 absorb m1.3',
      '9200 apply m3.1',
      '9200 evict m1',
      '10200 apply m1.4',
      '10200 evict m2',
    ])
  })

  test('there is one window for all messages, and a key of every attempt takes a place in it', () => {
    const parts = { messages: 2, sender: { keyScope: 'attempt' as const }, receiver: { window: { keys: 2 } } }
    expect(told({ ...parts, faults: drop('a1.1') }, /apply|evict/)).toEqual([
      '1200 apply m1.1',
      '4200 apply m1.2',
      '5200 apply m2.1',
      '5200 evict m1',
    ])
  })

  test('a delayed copy is processed again when its key has been pushed out, though nothing is sent again (C29)', () => {
    const faults: Fault[] = [
      { do: 'duplicate', packet: 'm1.1' },
      { do: 'delay', packet: 'm1.1+1', ms: 5000 },
    ]
    expect(effects({ messages: 2, faults, receiver: { window: { keys: 1 } } })).toEqual([2, 1])
    expect(effects({ messages: 2, faults, receiver: { window: { keys: 2 } } })).toEqual([1, 1])
  })

  test('a crash wipes a volatile store with its order, and leaves a durable one', () => {
    const store = (dedup: 'volatile' | 'durable', messages: number) => {
      const faults: Fault[] = [{ do: 'crash', process: 'receiver', atMs: 7000 }]
      const { world } = play({ messages, faults, receiver: { dedup, window: { keys: 2 } } })
      const order = keyOrderOf(world).map(({ message, key }) => keyName(message, key))
      return [order, exchanges(world).map(({ seenKeys }) => seenKeys.length)]
    }
    expect(store('durable', 2)).toEqual([
      ['k1', 'k2'],
      [1, 1],
    ])
    expect(store('durable', 3)).toEqual([
      ['k2', 'k3'],
      [0, 1, 1],
    ])
    expect(store('volatile', 2)).toEqual([[], [0, 0]])
    expect(store('volatile', 4)).toEqual([
      ['k3', 'k4'],
      [0, 0, 1, 1],
    ])
  })
})

describe('a window wide enough by the knobs alone never lets a duplicate through', () => {
  const kept = { awaitAck: true, keyScope: 'message', onRestart: 'resume' } as const
  const stored = fc.constantFrom('volatile' as const, 'durable' as const)
  const calmProcesses = { crashSenderPct: 0, crashReceiverPct: 0, lineMs: 0 }

  test('by time: the longest retry span and the longest delay of a packet, where no process crashes', () => {
    forAll(fc.tuple(anyScenario, stored, number(1, 5)), 300, ([any, dedup, attempts]) => {
      const faults = any.faults.filter((fault) => fault.do !== 'crash')
      const sum = (ms: (fault: Fault) => number) => faults.reduce((total, fault) => total + ms(fault), 0)
      const { timeoutMs, backoff, jitterPct } = any.policy.sender
      const longest = [...Array(attempts - 1).keys()].map(
        (i) => timeoutMs * (backoff === 'exponential' ? 2 ** i : 1) * (1 + jitterPct / 100) + 1,
      )
      const span = longest.reduce((total, ms) => total + ms, 0) + sum((fault) => (fault.do === 'late' ? fault.ms : 0))
      const hops = 2 + faults.filter((fault) => fault.do === 'duplicate').length
      const delay = hops * any.environment.hopMs[1] + sum((fault) => (fault.do === 'delay' ? fault.ms : 0))
      const policy = policyOf({
        sender: { ...any.policy.sender, ...kept, attempts },
        receiver: { ...any.policy.receiver, dedup, window: { ms: Math.ceil(span + delay) + 1 } },
      })
      const { world } = run(
        { ...any, policy, faults, environment: { ...any.environment, ...calmProcesses } },
        { moves: 400 },
      )
      for (const message of exchanges(world)) expect(message.effects).toBeLessThanOrEqual(1)
    })
  })

  test('by count: a place for every message, whatever crashes', () => {
    forAll(anyScenario, 300, (any) => {
      const policy = policyOf({
        sender: { ...any.policy.sender, ...kept },
        receiver: { ...any.policy.receiver, dedup: 'durable', commit: 'atomic', window: { keys: any.messages } },
      })
      for (const message of exchanges(run({ ...any, policy }, { moves: 400 }).world))
        expect(message.effects).toBeLessThanOrEqual(1)
    })
  })
})
