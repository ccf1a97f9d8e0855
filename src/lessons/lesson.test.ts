import { describe, expect, test } from 'vitest'
import { type Run, run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { type Cause, causeNames, causesOf, isOpenAt, measured, movesAt, readLesson } from './lesson.ts'

type Parts = Parameters<typeof scenarioOf>[0]
const play = (parts: Parts): Run => run(scenarioOf({ messages: 1, ...parts }))
const durable = { dedup: 'durable' } as const
const drop = (packet: string) => ({ do: 'drop', packet }) as const
const crash = (atMs: number) => ({ do: 'crash', process: 'receiver', atMs, downMs: 100 }) as const

describe('the causes of a run', () => {
  const cases: [what: string, parts: Parts, causes: Cause[]][] = [
    ['nothing happened', {}, []],
    ['a message packet is dropped and sent again', { faults: [drop('m1.1')] }, ['messageLost', 'retried']],
    ['an ACK is lost', { faults: [drop('a1.1')] }, ['ackLost']],
    ['an ACK is late', { faults: [{ do: 'delay', packet: 'a1.1', ms: 2000 }] }, ['ackLate']],
    ['a copy', { faults: [{ do: 'duplicate', packet: 'm1.1' }] }, ['copied']],
    ['keys, and a lost ACK', { policy: { receiver: durable }, faults: [drop('a1.1')] }, ['ackLost', 'absorbed']],
    ['fire and forget', { policy: { sender: { awaitAck: false } } }, ['noRetry']],
    [
      'the receiver crashes by the clock before the effect',
      { faults: [crash(1050)] },
      ['crashBeforeEffect', 'retried'],
    ],
    ['the receiver crashes by the clock after the effect', { faults: [crash(1150)] }, ['crashAfterEffect']],
    ['the receiver crashes when it has nothing to do', { faults: [crash(500)] }, []],
    [
      'keys in memory are wiped after the effect',
      { policy: { receiver: { dedup: 'volatile' } }, faults: [crash(1250)] },
      ['crashAfterEffect', 'keysWiped'],
    ],
    [
      'keys in memory are wiped where none of them is missed',
      { policy: { receiver: { dedup: 'volatile' } }, faults: [crash(500), drop('a1.1')] },
      ['ackLost', 'absorbed'],
    ],
    [
      'a key leaves its window and nobody misses it',
      { policy: { receiver: { ...durable, window: { keys: 1 } } }, messages: 2 },
      [],
    ],
    [
      'a key leaves its window too early',
      { policy: { receiver: { ...durable, window: { ms: 1000 } } }, faults: [drop('a1.1')] },
      ['ackLost', 'keyForgotten'],
    ],
    ['a new key', { policy: { sender: { keyScope: 'attempt' } }, faults: [drop('a1.1')] }, ['ackLost', 'newKey']],
    [
      'a sender that crashes, and sends again with a new key',
      {
        policy: { sender: { onRestart: 'resumeNewKey' }, receiver: durable },
        faults: [{ do: 'crash', process: 'sender', atMs: 1500 }],
      },
      ['senderCrash', 'newKey'],
    ],
    [
      'the same value set again',
      { policy: { receiver: { effect: 'set' } }, faults: [drop('a1.1')] },
      ['ackLost', 'setAgain'],
    ],
    [
      'an older value set last',
      {
        policy: { receiver: { effect: 'set' } },
        messages: 2,
        environment: { sendEveryMs: 2000 },
        faults: [drop('m1.1')],
      },
      ['messageLost', 'retried', 'overtaken'],
    ],
  ]
  test.each(cases)('%s', (_, parts, causes) => {
    expect([...causesOf(play(parts))].sort()).toEqual([...causes].sort())
  })

  test('each of them has a run', () => {
    const shown = new Set(cases.flatMap(([, , causes]) => causes))
    expect(causeNames.filter((cause) => !shown.has(cause))).toEqual([])
  })
})

describe('a moment', () => {
  const whole = play({ faults: [drop('a1.1')] })

  test('is the first event like it, and shows the move it belongs to', () => {
    const moves = movesAt(whole, { kind: 'drop', before: false }) as number
    expect(whole.frames[moves - 1]).toMatchObject({ atMs: 1700, choice: { do: 'drop' } })
    expect(movesAt(whole, { kind: 'drop', before: true })).toBe(moves - 1)
  })

  test('that never comes is none', () => {
    expect(movesAt(whole, { kind: 'drop', packet: 'm9.9', before: false })).toBeNull()
    expect(movesAt(whole, { kind: 'giveUp', before: false })).toBeNull()
  })
})

test('an outcome is open until nothing can come that would change it', () => {
  const whole = play({ policy: { receiver: durable }, faults: [drop('a1.1')] })
  const measure = { of: 'effects', message: 1 } as const
  const at = (kind: string, packet: string) =>
    isOpenAt(whole, movesAt(whole, { kind, packet, before: false }) as number, measure)
  expect(measured(whole, measure)).toBe(1)
  expect(at('apply', 'm1.1')).toBe(true)
  expect(at('send', 'm1.2')).toBe(true)
  expect(at('deliver', 'm1.2')).toBe(true)
  expect(at('absorb', 'm1.2')).toBe(false)
})

test('what a run gives is measured', () => {
  const whole = play({ messages: 2, faults: [drop('a1.1')] })
  expect(measured(whole, { of: 'effects', message: 1 })).toBe(2)
  expect(measured(whole, { of: 'outcome', message: 2 })).toBe('once')
  expect(measured(whole, { of: 'belief', message: 1 })).toBe('acknowledged')
  expect(measured(whole, { of: 'actual' })).toBe(30)
  expect(measured(whole, { of: 'duplicated' })).toBe(1)
  expect(measured(whole, { of: 'dropped' })).toBe(1)
})

describe('a lesson', () => {
  const least = {
    id: 'least',
    minutes: 1,
    rows: [],
    misconceptions: [],
    claims: [],
    fading: 2,
    scenario: {},
    pause: { kind: 'apply' },
    predict: { measure: { of: 'lost' }, choices: [0, 1] },
    why: ['ackLost', 'copied'],
    break: { gives: { lost: 1 } },
    proofs: [{ cannot: ['lost'] }],
    references: [],
  }

  test('has defaults for what it does not say', () => {
    const read = readLesson(least)
    expect(read).toMatchObject({ ok: true, value: { expect: {}, doubts: [], break: { faults: [] } } })
    const proof = read.ok ? read.value.proofs[0] : undefined
    expect(proof).toMatchObject({ messages: 1, faults: { max: 3, duplicatePacket: false }, network: { slow: false } })
  })

  test.each([
    [{ id: 'A lesson' }, 'id'],
    [{ scenario: { messages: 0 } }, 'scenario.messages'],
    [{ predict: { measure: { of: 'lost' }, choices: [0] } }, 'predict.choices'],
    [{ predict: { measure: { of: 'effects' }, choices: [0, 1] } }, 'predict.measure.message'],
    [{ why: ['ackLost', 'luck'] }, 'why.1'],
    [{ minutes: 'two' }, 'minutes'],
    [{ pause: undefined }, 'pause'],
    [{ colour: 'red' }, 'colour'],
    [{ references: [{ title: 'A page', url: 'http://example.org' }] }, 'references.0.url'],
  ])('with %j is refused, and the field is named', (part, field) => {
    const read = readLesson({ ...least, ...part })
    expect(read.ok ? [] : read.problems.map((problem) => problem.field)).toEqual([field])
  })
})
