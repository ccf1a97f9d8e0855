import { describe, expect, test } from 'vitest'
import { forAll, policyOf } from '../protocol/arbitrary.ts'
import { scenario as anyScenario } from './arbitrary.ts'
import { check, scenarioSchema } from './scenario.ts'

/** The problems of a document, one line each. */
function problems(input: unknown): string[] {
  const read = check(scenarioSchema, input)
  return read.ok ? [] : read.problems.map(({ field, problem }) => `${field}: ${problem}`)
}

test('an empty document is the default scenario', () => {
  expect(check(scenarioSchema, {})).toEqual({
    ok: true,
    value: {
      v: 1,
      policy: policyOf({}),
      messages: 3,
      seed: 0,
      environment: {
        hopMs: [1000, 1000],
        lineMs: 100,
        downMs: 1000,
        sendEveryMs: 4000,
        horizonMs: 120_000,
        reorder: true,
        loseMessagePct: 0,
        loseAckPct: 0,
        duplicatePct: 0,
        crashSenderPct: 0,
        crashReceiverPct: 0,
      },
      faults: [],
    },
  })
})

test('a scenario that is written as JSON reads the same', () => {
  forAll(anyScenario, 200, (any) => {
    const text = JSON.stringify(any)
    const read = check(scenarioSchema, JSON.parse(text))
    expect(read.ok && JSON.parse(JSON.stringify(read.value))).toEqual(JSON.parse(text))
  })
})

describe('every value of every knob is read and written as it is', () => {
  test.each([
    { policy: { sender: { backoff: 'exponential' } } },
    { policy: { sender: { jitterPct: 12.5 } } },
    { policy: { receiver: { window: 'unlimited' } } },
    { policy: { receiver: { window: { keys: 1_000_000 } } } },
    { policy: { receiver: { window: { ms: 1 } } } },
    { policy: { receiver: { effect: 'set' } } },
    { environment: { reorder: false } },
  ])('%j', (input) => {
    const read = check(scenarioSchema, input)
    expect(read).toMatchObject({ ok: true, value: input })
    expect(read.ok && check(scenarioSchema, JSON.parse(JSON.stringify(read.value)))).toEqual(read)
  })
})

describe('an unknown field is refused by name', () => {
  const drop = { do: 'drop', packet: 'm1.1' }
  const deep = (name: string) => [
    [{ [name]: 1 }, name],
    [{ policy: { [name]: 1 } }, `policy.${name}`],
    [{ policy: { sender: { [name]: 1 } } }, `policy.sender.${name}`],
    [{ policy: { receiver: { [name]: 1 } } }, `policy.receiver.${name}`],
    [{ environment: { [name]: 1 } }, `environment.${name}`],
    [{ faults: [{ ...drop, [name]: 1 }] }, `faults.0.${name}`],
  ]
  test.each(['colour', 'constructor', 'toString', 'hasOwnProperty', '__proto__'])('%s', (name) => {
    for (const [input, field] of deep('PLACE')) {
      const text = JSON.stringify(input).replace('PLACE', name)
      const path = (field as string).replace('PLACE', name)
      expect(problems(JSON.parse(text))).toEqual([`${path}: is not a field of this document`])
    }
  })
})

describe('a bad value is refused by the name of its field', () => {
  const crash = { do: 'crash', process: 'sender' }
  const sender = (part: object) => ({ policy: { sender: part } })
  const receiver = (part: object) => ({ policy: { receiver: part } })
  const environment = (part: object) => ({ environment: part })
  const faults = (...list: unknown[]) => ({ faults: list })
  test.each<[object, string]>([
    [{ v: 2 }, 'v'],
    [{ policy: 7 }, 'policy'],
    [{ policy: [] }, 'policy'],
    [{ messages: 0 }, 'messages'],
    [{ messages: 10_001 }, 'messages'],
    [{ messages: 1.5 }, 'messages'],
    [{ messages: '3' }, 'messages'],
    [{ seed: -1 }, 'seed'],
    [{ seed: 2 ** 32 }, 'seed'],
    [{ environment: null }, 'environment'],
    [{ environment: [] }, 'environment'],
    [{ faults: {} }, 'faults'],
    [sender({ awaitAck: 'yes' }), 'policy.sender.awaitAck'],
    [sender({ attempts: 0 }), 'policy.sender.attempts'],
    [sender({ attempts: 21 }), 'policy.sender.attempts'],
    [sender({ attempts: 'many' }), 'policy.sender.attempts'],
    [sender({ timeoutMs: 0 }), 'policy.sender.timeoutMs'],
    [sender({ backoff: 'linear' }), 'policy.sender.backoff'],
    [sender({ jitterPct: -1 }), 'policy.sender.jitterPct'],
    [sender({ jitterPct: 101 }), 'policy.sender.jitterPct'],
    [sender({ jitterPct: Number.NaN }), 'policy.sender.jitterPct'],
    [sender({ keyScope: 'day' }), 'policy.sender.keyScope'],
    [sender({ onRestart: 'panic' }), 'policy.sender.onRestart'],
    [receiver({ ackTiming: 'never' }), 'policy.receiver.ackTiming'],
    [receiver({ dedup: true }), 'policy.receiver.dedup'],
    [receiver({ commit: 'maybe' }), 'policy.receiver.commit'],
    [receiver({ window: { hours: 1 } }), 'policy.receiver.window'],
    [receiver({ window: 'forever' }), 'policy.receiver.window'],
    [receiver({ window: {} }), 'policy.receiver.window'],
    [receiver({ window: 3 }), 'policy.receiver.window'],
    [receiver({ window: { keys: 1, ms: 1 } }), 'policy.receiver.window'],
    [receiver({ window: { keys: 0 } }), 'policy.receiver.window.keys'],
    [receiver({ window: { keys: 1.5 } }), 'policy.receiver.window.keys'],
    [receiver({ window: { keys: 1_000_001 } }), 'policy.receiver.window.keys'],
    [receiver({ window: { ms: 0 } }), 'policy.receiver.window.ms'],
    [receiver({ window: { ms: '5' } }), 'policy.receiver.window'],
    [receiver({ window: { ms: 86_400_001 } }), 'policy.receiver.window.ms'],
    [receiver({ effect: 'multiply' }), 'policy.receiver.effect'],
    [environment({ hopMs: 5 }), 'environment.hopMs'],
    [environment({ hopMs: [2, 1] }), 'environment.hopMs'],
    [environment({ hopMs: [-1, 1] }), 'environment.hopMs.0'],
    [environment({ hopMs: [1] }), 'environment.hopMs.1'],
    [environment({ lineMs: -1 }), 'environment.lineMs'],
    [environment({ downMs: 0.5 }), 'environment.downMs'],
    [environment({ sendEveryMs: null }), 'environment.sendEveryMs'],
    [environment({ horizonMs: 0 }), 'environment.horizonMs'],
    [environment({ reorder: 1 }), 'environment.reorder'],
    [environment({ loseMessagePct: 101 }), 'environment.loseMessagePct'],
    [environment({ loseAckPct: -0.1 }), 'environment.loseAckPct'],
    [environment({ duplicatePct: '5' }), 'environment.duplicatePct'],
    [environment({ crashSenderPct: Number.NaN }), 'environment.crashSenderPct'],
    [environment({ crashReceiverPct: 1000 }), 'environment.crashReceiverPct'],
    [faults(null), 'faults.0'],
    [faults({ do: 'explode' }), 'faults.0.do'],
    [faults({ do: 'drop', packet: 'm1.1' }, { do: 'drop', packet: 'p1' }), 'faults.1.packet'],
    [faults({ do: 'drop', packet: 'm1.1', afterMs: -1 }), 'faults.0.afterMs'],
    [faults({ do: 'duplicate', packet: 3 }), 'faults.0.packet'],
    [faults({ do: 'delay', packet: 'm1.1', ms: 'long' }), 'faults.0.ms'],
    [faults({ do: 'late', timer: '1', ms: 1 }), 'faults.0.timer'],
    [faults({ ...crash, process: 'broker', atMs: 1 }), 'faults.0.process'],
    [faults({ ...crash, atMs: -1 }), 'faults.0.atMs'],
    [faults({ ...crash, packet: 'm1.1', before: 'lunch' }), 'faults.0.before'],
    [faults({ ...crash, packet: 'm1.1', before: 'constructor' }), 'faults.0.before'],
    [faults({ ...crash, atMs: 1, downMs: -1 }), 'faults.0.downMs'],
    [faults(crash), 'faults.0'],
    [faults({ ...crash, packet: 'm1.1' }), 'faults.0'],
    [faults({ ...crash, before: 'ack' }), 'faults.0'],
    [faults({ ...crash, atMs: 1, packet: 'm1.1', before: 'ack' }), 'faults.0'],
  ])('%j', (input, field) => {
    const read = check(scenarioSchema, input)
    const named = read.ok ? [] : read.problems.map((problem) => problem.field)
    expect(named).toContain(field)
    expect(named.filter((name) => !`${name}.`.startsWith(`${field}.`))).toEqual([])
  })

  test('too many faults', () => {
    const many = Array(1001).fill({ do: 'drop', packet: 'm1.1' })
    expect(problems({ faults: many })).toEqual(['faults: has more than 1000 entries'])
    expect(problems({ faults: many.slice(1) })).toEqual([])
  })
})

test('a crash without an instant or a place says what it needs', () => {
  expect(problems({ faults: [{ do: 'crash', process: 'sender' }] })).toEqual([
    'faults.0: needs either atMs, or packet and before',
  ])
})

test('a field that is missing is said to be missing', () => {
  expect(problems({ faults: [{ do: 'delay' }] })).toEqual(['faults.0.packet: is missing', 'faults.0.ms: is missing'])
})

test('a document that is no object is refused as a whole', () => {
  for (const input of [null, 5, 'text', []]) expect(problems(input)).toEqual(['document: must be an object'])
})

test('a line may be named without a space', () => {
  const before = ['checkKey', 'recordKey', 'waitForAck', 'apply and remember', 'ack']
  const read = check(scenarioSchema, {
    faults: before.map((line) => ({ do: 'crash', process: 'receiver', packet: 'm1.1', before: line })),
  })
  expect(read.ok && read.value.faults.map((fault) => fault.do === 'crash' && fault.before)).toEqual([
    'check key',
    'record key',
    'wait for ACK',
    'apply',
    'ack',
  ])
})
