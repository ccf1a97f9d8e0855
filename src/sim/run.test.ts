import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forAll, policyOf } from '../protocol/arbitrary.ts'
import { type Policy, presets } from '../protocol/policy.ts'
import { scenario as anyScenario } from './arbitrary.ts'
import { exchanges, handlingOf } from './exchanged.ts'
import { crashFateOf } from './fates.ts'
import { keyName, type Packet, readPacketId } from './packet.ts'
import { run, worldAt } from './run.ts'
import { type Environment, type Fault, type Scenario, scenarioOf } from './scenario.ts'
import type { TraceEvent } from './trace.ts'

interface Parts {
  policy?: Policy
  messages?: number
  seed?: number
  environment?: Partial<Environment>
  faults?: Fault[]
}

/** One message, at least once, and whatever else is said. */
const scenario = (parts: Parts = {}): Scenario => scenarioOf({ messages: 1, ...parts })

const telling = ({ atMs, kind, packet, process, line }: TraceEvent) =>
  [atMs, kind, packet ?? process, ...(kind === 'crash' && line !== undefined ? [`before ${line}`] : [])].join(' ')

/** A run as a list of lines: the instant, what happened, and the packet or process that it happened to. */
const told = (parts: Parts = {}) => run(scenario(parts)).trace.map(telling)
/** The same from an instant on. */
const toldFrom = (fromMs: number, parts: Parts) => told(parts).filter((line) => Number.parseInt(line, 10) >= fromMs)

const attempts = (most: number) => policyOf({ sender: { attempts: most } })
const crash = (process: 'sender' | 'receiver', rest: object): Fault => ({ do: 'crash', process, ...rest }) as Fault
const dropped = (...packets: string[]) => packets.map((packet): Fault => ({ do: 'drop', packet }))

describe('the default run', () => {
  const ending = ['1200 send a1.1', '2200 deliver a1.1', '2200 acknowledge sender']
  const story = {
    atMostOnce: ['0 send m1.1', '1000 deliver m1.1', '1100 apply m1.1', '1200 finish m1.1'],
    atLeastOnce: ['0 send m1.1', '1000 deliver m1.1', '1100 apply m1.1', ...ending],
    effectivelyOnce: ['0 send m1.1', '1000 deliver m1.1', '1100 miss m1.1', '1200 apply m1.1', '1300 send a1.1'],
  }
  test.each(Object.keys(story) as (keyof typeof story)[])('of %s takes 1 s on the wire and 100 ms a line', (name) => {
    expect(told({ policy: presets[name] }).slice(0, story[name].length)).toEqual(story[name])
  })

  test('sends a message every 4 s, whatever the guarantee', () => {
    for (const policy of Object.values(presets)) {
      expect(told({ policy, messages: 3 }).filter((line) => line.includes('send m'))).toEqual([
        '0 send m1.1',
        '4000 send m2.1',
        '8000 send m3.1',
      ])
    }
  })

  test('ends when nothing can happen any more, and says when', () => {
    expect(run(scenario())).toMatchObject({ stopped: 'nothing', endMs: 2200, applied: [] })
    expect(run(scenario({ policy: presets.effectivelyOnce }))).toMatchObject({ endMs: 2300 })
  })

  test('says when each packet will arrive and each timer expire', () => {
    const [sent] = run(scenario()).trace
    expect(sent).toMatchObject({ arrivesMs: 1000, expiresMs: 3000 })
    expect(run(scenario({ policy: presets.atMostOnce })).trace[0]).not.toHaveProperty('expiresMs')
  })
})

test('a timer of 3 s brings the next attempt, and the last one gives up', () => {
  expect(told({ policy: attempts(2), faults: dropped('m1.1', 'm1.2') })).toEqual([
    '0 send m1.1',
    '500 drop m1.1',
    '3000 timeout sender',
    '3000 send m1.2',
    '3500 drop m1.2',
    '6000 timeout sender',
    '6000 giveUp sender',
  ])
})

test('an exponential backoff doubles what every attempt waits, and a late timer is late besides', () => {
  const policy = policyOf({ sender: { attempts: 4, backoff: 'exponential' } })
  const faults: Fault[] = [...dropped('m1.1', 'm1.2', 'm1.3', 'm1.4'), { do: 'late', timer: 'm1.2', ms: 500 }]
  const timeouts = told({ policy, faults }).filter((line) => line.includes('timeout'))
  expect(timeouts).toEqual([
    '3000 timeout sender',
    '9500 timeout sender',
    '21500 timeout sender',
    '45500 timeout sender',
  ])
})

test('a restart goes on with the backoff where it was', () => {
  const policy = policyOf({ sender: { attempts: 2, backoff: 'exponential' } })
  const faults = [...dropped('m1.1', 'm1.2'), crash('sender', { atMs: 1000 }), crash('sender', { atMs: 3000 })]
  expect(toldFrom(2000, { policy, faults })).toEqual([
    '2000 restart sender',
    '2000 send m1.2',
    '2500 drop m1.2',
    '3000 crash sender',
    '4000 restart sender',
    '4000 resume sender',
    '10000 timeout sender',
    '10000 giveUp sender',
  ])
})

test('gave up is final: an ACK that comes later is ignored', () => {
  expect(toldFrom(3000, { policy: attempts(1), faults: [{ do: 'delay', packet: 'a1.1', ms: 5000 }] })).toEqual([
    '3000 timeout sender',
    '3000 giveUp sender',
    '7200 deliver a1.1',
    '7200 ignore a1.1',
  ])
})

test('a slow ACK causes a duplicate without any loss', () => {
  const slow = run(scenario({ faults: [{ do: 'delay', packet: 'a1.1', ms: 1000 }] }))
  expect(exchanges(slow.world)).toMatchObject([{ effects: 2, attempts: 2 }])
  expect(slow.world.faults).toMatchObject({ dropped: 0 })
  expect(slow.applied).toEqual([true])
})

describe('faults of the network', () => {
  test('a packet is lost half way, or when the fault says, but never later than it would arrive', () => {
    const lostAt = (afterMs?: number) =>
      told({ faults: [{ do: 'drop', packet: 'm1.1', ...(afterMs === undefined ? {} : { afterMs }) }] })[1]
    expect([lostAt(), lostAt(0), lostAt(800), lostAt(5000)]).toEqual([
      '500 drop m1.1',
      '0 drop m1.1',
      '800 drop m1.1',
      '1000 drop m1.1',
    ])
  })

  test('a delay adds to the time on the wire, and delays add up', () => {
    const delay: Fault = { do: 'delay', packet: 'm1.1', ms: 300 }
    expect(told({ faults: [delay, delay] })[1]).toBe('1600 deliver m1.1')
  })

  test('a copy is made half way, has the next number and takes its own time', () => {
    expect(told({ faults: [{ do: 'duplicate', packet: 'm1.1' }] })).toEqual([
      '0 send m1.1',
      '500 duplicate m1.1+1',
      '1000 deliver m1.1',
      '1100 apply m1.1',
      '1200 send a1.1',
      '1500 deliver m1.1+1',
      '1600 apply m1.1+1',
      '1700 send a1.1+1',
      '2200 deliver a1.1',
      '2200 acknowledge sender',
      '2700 deliver a1.1+1',
      '2700 ignore a1.1+1',
    ])
  })

  test('a copy by hand may be made at another moment, but no later than the original arrives', () => {
    const at = (afterMs: number) => told({ faults: [{ do: 'duplicate', packet: 'm1.1', afterMs }] })
    expect(at(900)[1]).toBe('900 duplicate m1.1+1')
    expect(at(5000).find((line) => line.includes('duplicate'))).toBe('1000 duplicate m1.1+1')
  })

  test('when message and ACK are both copied, three ACKs have three names', () => {
    const both: Fault[] = ['m1.1', 'a1.1'].map((packet) => ({ do: 'duplicate', packet }))
    const lines = told({ faults: both }).filter((line) => /(send|duplicate) a/.test(line))
    expect(lines).toEqual(['1200 send a1.1', '1700 duplicate a1.1+1', '1700 send a1.1+2'])
  })

  test('a copy can be named by a fault', () => {
    const faults: Fault[] = [{ do: 'duplicate', packet: 'm1.1' }, ...dropped('m1.1', 'm1.1+1')]
    expect(told({ faults }).slice(0, 4)).toEqual([
      '0 send m1.1',
      '500 duplicate m1.1+1',
      '500 drop m1.1',
      '1000 drop m1.1+1',
    ])
  })

  test('a late timer waits so much longer, once', () => {
    const faults: Fault[] = [{ do: 'late', timer: 'm1.1', ms: 700 }, ...dropped('m1.1', 'm1.2')]
    const timeouts = told({ faults }).filter((line) => line.includes('timeout'))
    expect(timeouts).toEqual(['3700 timeout sender', '6700 timeout sender'])
  })

  test('a fault that names what never happens did not apply', () => {
    const faults: Fault[] = [
      ...dropped('m1.1', 'a1.1', 'm2.1'),
      { do: 'late', timer: 'm1.1', ms: 5 },
      crash('receiver', { packet: 'm1.1', before: 'ack' }),
      crash('sender', { packet: 'm1.1', before: 'wait for ACK' }),
    ]
    expect(run(scenario({ policy: presets.atMostOnce, faults })).applied).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
    expect(run(scenario({ faults: [crash('receiver', { packet: 'm1.1', before: 'check key' })] })).applied).toEqual([
      false,
    ])
  })

  test('a fault that the horizon cuts off did not apply, nor the second of its kind', () => {
    const faults = dropped('m1.1', 'm1.1', 'a1.1')
    expect(run(scenario({ faults, environment: { horizonMs: 400 } })).applied).toEqual([false, false, false])
    expect(run(scenario({ faults, environment: { horizonMs: 500 } })).applied).toEqual([true, false, false])
  })

  test('more copies than there are numbers are not made, and their faults did not apply', () => {
    const faults: Fault[] = Array(17).fill({ do: 'duplicate', packet: 'm1.1' })
    const { applied, world } = run(scenario({ faults }))
    expect(applied.filter((happened) => happened)).toHaveLength(15)
    expect(world.faults.duplicated).toBe(15)
  })

  test('a packet that arrives at a busy receiver waits its turn', () => {
    const environment = { hopMs: [100, 100] as [number, number], sendEveryMs: 50 }
    expect(told({ messages: 3, environment, policy: presets.atMostOnce })).toEqual([
      '0 send m1.1',
      '50 send m2.1',
      '100 send m3.1',
      '100 deliver m1.1',
      '150 wait m2.1',
      '200 wait m3.1',
      '200 apply m1.1',
      '300 finish m1.1',
      '300 deliver m2.1',
      '400 apply m2.1',
      '500 finish m2.1',
      '500 deliver m3.1',
      '600 apply m3.1',
      '700 finish m3.1',
    ])
  })
})

describe('where packets may not overtake', () => {
  const inOrder = { reorder: false, sendEveryMs: 100 }
  const arrivals = (parts: Parts) =>
    run(scenario({ policy: presets.atMostOnce, messages: 3, ...parts })).trace.flatMap(({ kind, packet, arrivesMs }) =>
      kind === 'send' || kind === 'duplicate' ? [`${packet} ${arrivesMs}`] : [],
    )
  const delay: Fault = { do: 'delay', packet: 'm1.1', ms: 500 }

  test('a late packet holds up those sent after it until it is there, and then they arrive in their order', () => {
    expect(arrivals({ faults: [delay], environment: { sendEveryMs: 100 } })).toEqual([
      'm1.1 1500',
      'm2.1 1100',
      'm3.1 1200',
    ])
    expect(arrivals({ faults: [delay], environment: inOrder })).toEqual(['m1.1 1500', 'm2.1 1500', 'm3.1 1500'])
    const lines = told({ policy: presets.atMostOnce, messages: 3, faults: [delay], environment: inOrder })
    expect(lines.filter((line) => /deliver|wait/.test(line))).toEqual([
      '1500 deliver m1.1',
      '1500 wait m2.1',
      '1500 wait m3.1',
      '1700 deliver m2.1',
      '1900 deliver m3.1',
    ])
  })

  test('a packet that is lost keeps its place, so that losing it changes no other arrival', () => {
    expect(arrivals({ faults: [delay, ...dropped('m1.1')], environment: inOrder })).toEqual(
      arrivals({ faults: [delay], environment: inOrder }),
    )
  })

  test('a copy queues up where it was made', () => {
    const faults: Fault[] = [
      { do: 'duplicate', packet: 'm1.1' },
      { do: 'delay', packet: 'm3.1', ms: 5000 },
    ]
    expect(arrivals({ faults, environment: inOrder })).toEqual(['m1.1 1000', 'm2.1 1100', 'm3.1 6200', 'm1.1+1 6200'])
  })

  test('each link has an order of its own', () => {
    const faults: Fault[] = [{ do: 'delay', packet: 'a1.1', ms: 5000 }]
    const policy = policyOf({ sender: { timeoutMs: 20_000 } })
    const of = arrivals({ policy, faults, environment: { reorder: false, sendEveryMs: 2000 } })
    expect(of).toEqual(['m1.1 1000', 'a1.1 7200', 'm2.1 3000', 'a2.1 7200', 'm3.1 5000', 'a3.1 7200'])
  })
})

describe('a crash of the receiver', () => {
  const crashedBefore = (line: string, more: object = {}) =>
    crash('receiver', { packet: 'm1.1', before: line, ...more })

  test.each([
    ['check key', 1000, 0, 1],
    ['commit', 1100, 0, 1],
    ['ack', 1200, 1, 0],
  ])(
    'before %s of effectively once is at %i, and so many effects have happened: %i',
    (line, atMs, effects, interrupted) => {
      const crashed = run(scenario({ policy: presets.effectivelyOnce, faults: [crashedBefore(line)] }))
      const i = crashed.trace.findIndex(({ kind }) => kind === 'crash')
      expect(crashed.trace[i]).toMatchObject({ atMs, process: 'receiver', packet: 'm1.1', line })
      const moves = crashed.frames.findIndex(({ events }) => events > i) + 1
      const world = worldAt(crashed, moves)
      expect(exchanges(world)).toMatchObject([{ effects, interrupted }])
      expect(world.processes.map(({ up }) => up)).toEqual([true, false])
      expect(handlingOf(world)).toBeNull()
      expect(crashed.applied).toEqual([true])
    },
  )

  test('ends its delivery, and a packet that arrives while it is down is dropped', () => {
    expect(
      told({ faults: [crashedBefore('apply', { downMs: 2500 })], environment: { sendEveryMs: 500 }, messages: 2 }),
    ).toEqual([
      '0 send m1.1',
      '500 send m2.1',
      '1000 deliver m1.1',
      '1000 crash m1.1 before apply',
      '1500 drop m2.1',
      '3000 timeout sender',
      '3000 send m1.2',
      '3500 timeout sender',
      '3500 send m2.2',
      '3500 restart receiver',
      '4000 deliver m1.2',
      '4100 apply m1.2',
      '4200 send a1.2',
      '4500 deliver m2.2',
      '4600 apply m2.2',
      '4700 send a2.2',
      '5200 deliver a1.2',
      '5200 acknowledge sender',
      '5700 deliver a2.2',
      '5700 acknowledge sender',
    ])
  })

  test('drops what waits there, at the receiver and by that crash', () => {
    const faults = [crashedBefore('ack')]
    const { trace, world } = run(scenario({ messages: 2, environment: { sendEveryMs: 50 }, faults }))
    const fall = trace.find(({ kind }) => kind === 'crash')
    expect(trace.find(({ kind }) => kind === 'drop')).toMatchObject({
      atMs: 1100,
      packet: 'm2.1',
      process: 'receiver',
      cause: fall?.id,
    })
    expect(world.faults).toEqual({ dropped: 1, duplicated: 0, crashes: 1 })
  })

  test('wipes volatile keys of all messages and keeps durable ones', () => {
    const keys = (dedup: 'volatile' | 'durable') => {
      const { world } = run(
        scenario({
          messages: 2,
          policy: policyOf({ receiver: { dedup } }),
          faults: [crash('receiver', { atMs: 9000 })],
        }),
      )
      return exchanges(world).map(({ id, seenKeys }) => seenKeys.map((key) => keyName(id, key)))
    }
    expect(keys('volatile')).toEqual([[], []])
    expect(keys('durable')).toEqual([['k1'], ['k2']])
  })

  test('lasts a second, or as long as it says', () => {
    const up = (downMs?: number) => told({ faults: [crash('receiver', { atMs: 5000, downMs })] }).at(-1)
    expect([up(), up(0), up(2500)]).toEqual(['6000 restart receiver', '5000 restart receiver', '7500 restart receiver'])
  })

  test('of a process that is down already does not happen', () => {
    const faults = [crash('receiver', { atMs: 5000 }), crash('receiver', { atMs: 5500 })]
    expect(run(scenario({ faults }))).toMatchObject({ applied: [true, false], world: { faults: { crashes: 1 } } })
  })
})

describe('a crash of the sender', () => {
  const waiting = (attempt = 1) => crash('sender', { packet: `m1.${attempt}`, before: 'wait for ACK' })
  const restarting = (onRestart: Policy['sender']['onRestart'], most: number | 'unlimited' = 'unlimited') =>
    policyOf({ sender: { onRestart, attempts: most }, receiver: { dedup: 'durable' } })

  test('resume sends again at once, with the same key, and the old ACK counts', () => {
    expect(told({ policy: restarting('resume'), faults: [waiting()] })).toEqual([
      '0 send m1.1',
      '0 crash sender',
      '1000 deliver m1.1',
      '1000 restart sender',
      '1000 send m1.2',
      '1100 miss m1.1',
      '1200 apply m1.1',
      '1300 send a1.1',
      '2000 deliver m1.2',
      '2100 absorb m1.2',
      '2200 send a1.2',
      '2300 deliver a1.1',
      '2300 acknowledge sender',
      '3200 deliver a1.2',
      '3200 ignore a1.2',
    ])
  })

  test('resumeNewKey sends with a new key: the receiver applies twice and the ACK of the old key is ignored', () => {
    const lines = told({ policy: restarting('resumeNewKey'), faults: [waiting()] })
    expect(lines.filter((line) => /apply|ignore|acknowledge/.test(line))).toEqual([
      '1200 apply m1.1',
      '2200 apply m1.2',
      '2300 ignore a1.1',
      '3300 acknowledge sender',
    ])
  })

  test('forget drops what waited, and its ACK is ignored', () => {
    const lines = told({ policy: restarting('forget'), faults: [waiting()] })
    expect(lines.filter((line) => line.includes('sender'))).toEqual([
      '0 crash sender',
      '0 forget sender',
      '1000 restart sender',
    ])
    expect(lines.slice(-2)).toEqual(['2300 deliver a1.1', '2300 ignore a1.1'])
  })

  test('an ACK that arrives while the sender is down is dropped there', () => {
    const { trace } = run(scenario({ faults: [crash('sender', { atMs: 2000 })] }))
    expect(trace.find(({ kind }) => kind === 'drop')).toMatchObject({ atMs: 2200, packet: 'a1.1', process: 'sender' })
  })

  test('the retransmission is an attempt; with none left nothing is sent and the timer decides', () => {
    const faults = [crash('sender', { atMs: 500 }), ...dropped('a1.1')]
    expect(told({ policy: restarting('resume', 1), faults })).toEqual([
      '0 send m1.1',
      '500 crash sender',
      '1000 deliver m1.1',
      '1100 miss m1.1',
      '1200 apply m1.1',
      '1300 send a1.1',
      '1500 restart sender',
      '1500 resume sender',
      '1800 drop a1.1',
      '4500 timeout sender',
      '4500 giveUp sender',
    ])
    expect(run(scenario({ policy: restarting('resume', 2), faults })).world.messages[0]?.sent.m).toBe(2)
  })

  test('messages acknowledged or given up are untouched', () => {
    expect(toldFrom(2200, { faults: [crash('sender', { atMs: 3000 })] })).toEqual([
      '2200 deliver a1.1',
      '2200 acknowledge sender',
      '3000 crash sender',
      '4000 restart sender',
    ])
    const gone = { policy: attempts(1), faults: [...dropped('m1.1'), crash('sender', { atMs: 5000 })] }
    expect(toldFrom(5000, gone)).toEqual(['5000 crash sender', '6000 restart sender'])
  })

  test('messages due while it is down leave when it is up again, in order', () => {
    const faults = [crash('sender', { atMs: 3000, downMs: 6000 })]
    const sent = told({ messages: 4, policy: presets.atMostOnce, faults }).filter((line) => line.includes('send m'))
    expect(sent).toEqual(['0 send m1.1', '9000 send m2.1', '9000 send m3.1', '12000 send m4.1'])
  })

  test('a retransmission may crash it again, and what is overdue stays so', () => {
    const faults = [crash('sender', { packet: 'm1.1', before: 'wait for ACK', downMs: 5000 }), waiting(2)]
    const sent = told({ messages: 2, faults }).filter((line) => /sender|send m/.test(line))
    expect(sent.slice(0, 8)).toEqual([
      '0 send m1.1',
      '0 crash sender',
      '5000 restart sender',
      '5000 send m1.2',
      '5000 crash sender',
      '6000 restart sender',
      '6000 send m1.3',
      '6000 send m2.1',
    ])
  })
})

describe('the weather', () => {
  const all = { policy: attempts(3), messages: 1 }
  test('100 % loss loses every packet, half way', () => {
    const lines = told({ ...all, environment: { loseMessagePct: 100 } })
    expect(lines.filter((line) => line.includes('drop'))).toEqual(['500 drop m1.1', '3500 drop m1.2', '6500 drop m1.3'])
    const acks = told({ ...all, environment: { loseAckPct: 100 } })
    expect(acks.filter((line) => line.includes('drop'))).toEqual(['1700 drop a1.1', '4700 drop a1.2', '7700 drop a1.3'])
  })

  test('100 % duplication copies what leaves a process and no copy again', () => {
    const lines = told({ environment: { duplicatePct: 100 } })
    expect(lines.filter((line) => line.includes('duplicate'))).toEqual([
      '500 duplicate m1.1+1',
      '1700 duplicate a1.1+1',
    ])
  })

  test('a receiver that always crashes does so before the effect, at every delivery', () => {
    const lines = told({ ...all, environment: { crashReceiverPct: 100 } })
    expect(lines.filter((line) => line.includes('crash'))).toEqual([
      '1000 crash m1.1 before apply',
      '4000 crash m1.2 before apply',
      '7000 crash m1.3 before apply',
    ])
  })

  test.each([
    ['none', 'atomic', 'apply', 'ack'],
    ['volatile', 'atomic', 'apply', 'ack'],
    ['durable', 'atomic', 'commit', 'ack'],
    ['durable', 'keyFirst', 'apply', 'ack'],
    ['durable', 'effectFirst', 'apply', 'record key'],
  ] as const)(
    'crashes a receiver with %s %s keys before %s or, failing that, before %s',
    (dedup, commit, first, next) => {
      const policy = policyOf({ sender: { attempts: 2 }, receiver: { dedup, commit } })
      const environment = { horizonMs: 86_400_000, crashReceiverPct: 30 }
      const { trace } = run(scenario({ policy, messages: 100, environment: { ...environment, loseAckPct: 50 } }))
      for (const { kind, packet = '' } of trace) {
        if (kind !== 'deliver' || packet.startsWith('a')) continue
        const its = trace.filter((event) => event.packet === packet)
        const absorbed = its.some((event) => event.kind === 'absorb')
        const fate = crashFateOf(0, scenario({ environment }).environment, readPacketId(packet) as Packet)
        const line = fate.beforeEffect
          ? absorbed
            ? 'ack'
            : first
          : fate.afterEffect
            ? absorbed
              ? 'ack'
              : next
            : undefined
        expect([packet, its.find((event) => event.kind === 'crash')?.line]).toEqual([packet, line])
      }
    },
  )

  test('a sender that always crashes does so after every transmission', () => {
    const lines = told({ ...all, environment: { crashSenderPct: 100 } })
    expect(lines.filter((line) => line.includes('crash'))).toEqual([
      '0 crash sender',
      '1000 crash sender',
      '2000 crash sender',
    ])
  })

  test('fire and forget has nothing to lose by a sender crash', () => {
    expect(told({ policy: presets.atMostOnce, environment: { crashSenderPct: 100 } })).toEqual(
      told({ policy: presets.atMostOnce }),
    )
  })

  test('of 2000 messages about as many are lost as it says', () => {
    const { world } = run(
      scenario({
        policy: presets.atMostOnce,
        messages: 2000,
        environment: { sendEveryMs: 1, horizonMs: 86_400_000, loseMessagePct: 20 },
      }),
    )
    const lost = exchanges(world).filter(({ effects }) => effects === 0).length / 2000
    expect(Math.abs(lost - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / 2000))
  })
})

describe('a run is cut', () => {
  test('at its horizon: what is due at that instant still happens, and nothing after it', () => {
    const cut = (horizonMs: number) => run(scenario({ environment: { horizonMs } }))
    expect(cut(2200)).toMatchObject({ stopped: 'nothing', endMs: 2200 })
    expect(cut(2199)).toMatchObject({
      stopped: 'horizon',
      endMs: 1200,
      world: { packets: [[], [{ id: 'a1.1' }]] },
    })
  })

  test('after so many moves, though it would never end in time', () => {
    const endless = scenario({ environment: { hopMs: [0, 0], downMs: 0, crashSenderPct: 100 } })
    const { stopped, frames } = run(endless, { moves: 500 })
    expect(stopped).toBe('limit')
    expect(frames.length).toBeGreaterThanOrEqual(500)
    expect(frames.length).toBeLessThan(510)
  })
})

test('two runs of a scenario are equal to the byte', () => {
  forAll(anyScenario, 50, (any) => {
    expect(JSON.stringify(run(any, { moves: 300 }))).toBe(JSON.stringify(run(any, { moves: 300 })))
  })
})

test('the world after any number of moves is the same whichever way one came', () => {
  const moves = fc.array(fc.nat({ max: 250 }), { minLength: 2, maxLength: 6 })
  forAll(fc.tuple(anyScenario, moves), 60, ([any, visits]) => {
    const whole = run(any, { moves: 250 })
    for (const visit of visits) {
      const at = Math.min(visit, whole.frames.length)
      expect(worldAt(whole, at)).toEqual(worldAt({ ...whole, kept: whole.kept.slice(0, 1) }, at))
    }
    expect(worldAt(whole, whole.frames.length)).toEqual(whole.world)
  })
})
