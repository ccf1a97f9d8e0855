import { describe, expect, test } from 'vitest'
import { forAll, policyOf } from '../protocol/arbitrary.ts'
import { type Policy, presets } from '../protocol/policy.ts'
import { scenario as anyScenario } from '../sim/arbitrary.ts'
import { type Run, run, worldAt } from '../sim/run.ts'
import { type Environment, type Fault, scenarioOf } from '../sim/scenario.ts'
import { ledgerOf } from './ledger.ts'
import { byOutcome } from './outcomes.ts'
import { type OutcomeName, verdictOf } from './verdict.ts'

const drop = (...packets: string[]) => packets.map((packet): Fault => ({ do: 'drop', packet }))
const none = byOutcome(() => 0)

describe('the canonical script: ACK a1.1 dropped, message packet m2.1 dropped', () => {
  const consequence = {
    atMostOnce: { outcomes: { ...none, lost: 1 }, undecided: 0, faults: 1, expected: 30, actual: 20 },
    atLeastOnce: { outcomes: { ...none, duplicated: 1 }, undecided: 0, faults: 2, expected: 30, actual: 40 },
    effectivelyOnce: { outcomes: none, undecided: 0, faults: 2, expected: 30, actual: 30 },
  }
  const rows: Record<keyof typeof consequence, unknown[]> = {
    atMostOnce: [
      { message: 1, attempts: 1, deliveries: 1, effects: 1, absorbed: 0, belief: 'none', outcome: 'once', final: true },
      { message: 2, attempts: 1, deliveries: 0, effects: 0, absorbed: 0, belief: 'none', outcome: 'lost', final: true },
    ],
    atLeastOnce: [
      { message: 1, attempts: 2, deliveries: 2, effects: 2, absorbed: 0, outcome: 'duplicated' },
      { message: 2, attempts: 2, deliveries: 1, effects: 1, absorbed: 0, outcome: 'once' },
    ],
    effectivelyOnce: [
      { message: 1, attempts: 2, deliveries: 2, effects: 1, absorbed: 1, outcome: 'once' },
      { message: 2, attempts: 2, deliveries: 1, effects: 1, absorbed: 0, outcome: 'once' },
    ],
  }
  test.each(Object.keys(consequence) as (keyof typeof consequence)[])('%s', (name) => {
    const { world } = run(scenarioOf({ policy: presets[name], faults: drop('a1.1', 'm2.1') }))
    expect(verdictOf(world)).toEqual(consequence[name])
    const insists = name === 'atMostOnce' ? {} : { belief: 'acknowledged', final: true }
    expect(ledgerOf(world).slice(0, 2)).toMatchObject(rows[name].map((row) => ({ ...(row as object), ...insists })))
  })
})

test('a message that was never submitted is not expected', () => {
  const { world } = run(scenarioOf({ messages: 3, environment: { horizonMs: 5000 } }))
  expect(verdictOf(world)).toEqual({ outcomes: none, undecided: 2, faults: 0, expected: 20, actual: 10 })
})

test('a packet dropped at a process that is down is a fault besides the crash', () => {
  const faults: Fault[] = [{ do: 'crash', process: 'receiver', atMs: 500 }]
  expect(verdictOf(run(scenarioOf({ messages: 1, faults })).world)).toMatchObject({ faults: 2, outcomes: none })
})

/** What theory.md claims and one script can show: with so many faults that happened, exactly these outcomes. */
interface Claim {
  claim: string
  policy: Policy
  faults: Fault[]
  outcomes: Partial<Record<OutcomeName, number>>
  /** How many faults it takes. */
  count: number
}

const crash = (process: 'sender' | 'receiver', packet: string, before: string, downMs?: number): Fault[] => [
  { do: 'crash', process, packet, before, ...(downMs === undefined ? {} : { downMs }) } as Fault,
]
const receiver = (parts: Partial<Policy['receiver']>, sender: Partial<Policy['sender']> = {}) =>
  policyOf({ sender, receiver: { dedup: 'durable', ...parts } })
const fourAttempts = { attempts: 4 } as const
const messages = ['m1.1', 'm1.2', 'm1.3', 'm1.4']
const acks = ['a1.1', 'a1.2', 'a1.3', 'a1.4']
const early = { timeoutMs: 2000 } as const

const claims: Claim[] = [
  {
    claim: 'fire and forget loses with one dropped message',
    policy: presets.atMostOnce,
    faults: drop('m1.1'),
    outcomes: { lost: 1 },
    count: 1,
  },
  {
    claim: 'fire and forget loses with one crash before the effect',
    policy: presets.atMostOnce,
    faults: crash('receiver', 'm1.1', 'apply'),
    outcomes: { lost: 1 },
    count: 1,
  },
  {
    claim: 'fire and forget duplicates only if the network does',
    policy: presets.atMostOnce,
    faults: [{ do: 'duplicate', packet: 'm1.1' }],
    outcomes: { duplicated: 1 },
    count: 1,
  },
  {
    claim: 'ack before effect: one crash loses, and the sender believes otherwise',
    policy: receiver({ dedup: 'none', ackTiming: 'beforeEffect' }),
    faults: crash('receiver', 'm1.1', 'apply'),
    outcomes: { lost: 1, ackedWithoutEffect: 1 },
    count: 1,
  },
  {
    claim: 'ack before effect: one lost ACK duplicates (C8)',
    policy: receiver({ dedup: 'none', ackTiming: 'beforeEffect' }),
    faults: drop('a1.1'),
    outcomes: { duplicated: 1 },
    count: 1,
  },
  {
    claim: 'ack after effect: one lost ACK duplicates',
    policy: presets.atLeastOnce,
    faults: drop('a1.1'),
    outcomes: { duplicated: 1 },
    count: 1,
  },
  {
    claim: 'ack after effect: a crash between effect and ACK duplicates, like a lost ACK (C7)',
    policy: presets.atLeastOnce,
    faults: crash('receiver', 'm1.1', 'ack'),
    outcomes: { duplicated: 1 },
    count: 1,
  },
  {
    claim: 'four attempts: four lost messages lose (C3)',
    policy: policyOf({ sender: fourAttempts }),
    faults: drop(...messages),
    outcomes: { lost: 1 },
    count: 4,
  },
  {
    claim: 'four attempts: three lost messages do not lose',
    policy: policyOf({ sender: fourAttempts }),
    faults: drop(...messages.slice(1)),
    outcomes: {},
    count: 0,
  },
  {
    claim: 'four attempts: four lost ACKs and the sender gives up though it is done, four times over',
    policy: policyOf({ sender: fourAttempts }),
    faults: drop(...acks),
    outcomes: { duplicated: 1, gaveUpThoughDone: 1 },
    count: 4,
  },
  {
    claim: 'a timeout below the round trip duplicates with no fault at all (C2)',
    policy: policyOf({ sender: early }),
    faults: [],
    outcomes: { duplicated: 1 },
    count: 0,
  },
  {
    claim: 'a timeout below the round trip gives up though done with no fault at all',
    policy: policyOf({ sender: { ...early, attempts: 1 } }),
    faults: [],
    outcomes: { gaveUpThoughDone: 1 },
    count: 0,
  },
  {
    claim: 'volatile keys absorb what a lost ACK repeats',
    policy: receiver({ dedup: 'volatile' }),
    faults: drop('a1.1'),
    outcomes: {},
    count: 1,
  },
  {
    claim: 'volatile keys: one crash between effect and ACK duplicates (C6)',
    policy: receiver({ dedup: 'volatile' }),
    faults: crash('receiver', 'm1.1', 'ack'),
    outcomes: { duplicated: 1 },
    count: 1,
  },
  {
    claim: 'key first: one crash between key and effect loses, acknowledged all the same (C5)',
    policy: receiver({ commit: 'keyFirst' }),
    faults: crash('receiver', 'm1.1', 'apply'),
    outcomes: { lost: 1, ackedWithoutEffect: 1 },
    count: 1,
  },
  {
    claim: 'effect first: one crash between effect and key duplicates (C5)',
    policy: receiver({ commit: 'effectFirst' }),
    faults: crash('receiver', 'm1.1', 'record key'),
    outcomes: { duplicated: 1 },
    count: 1,
  },
  ...['check key', 'commit', 'ack'].map((line) => ({
    claim: `atomic: a crash before ${line} does neither (C4)`,
    policy: receiver({ commit: 'atomic' }),
    faults: crash('receiver', 'm1.1', line),
    outcomes: {},
    count: 1,
  })),
  {
    claim: 'atomic: four attempts, four lost messages lose: dedup does not reduce loss (C4)',
    policy: receiver({}, fourAttempts),
    faults: drop(...messages),
    outcomes: { lost: 1 },
    count: 4,
  },
  {
    claim: 'atomic: four lost ACKs and the sender gives up though done, once',
    policy: receiver({}, fourAttempts),
    faults: drop(...acks),
    outcomes: { gaveUpThoughDone: 1 },
    count: 4,
  },
  {
    claim: 'atomic: early timeouts do no harm',
    policy: receiver({}, early),
    faults: [],
    outcomes: {},
    count: 0,
  },
  {
    claim: 'atomic: early timeouts give up though done with no fault',
    policy: receiver({}, { timeoutMs: 500, ...fourAttempts }),
    faults: [],
    outcomes: { gaveUpThoughDone: 1 },
    count: 0,
  },
  {
    claim: 'atomic: a sender that forgets loses with a dropped message and a crash',
    policy: receiver({}, { onRestart: 'forget' }),
    faults: [...drop('m1.1'), { do: 'crash', process: 'sender', atMs: 2000 }],
    outcomes: { lost: 1 },
    count: 2,
  },
  {
    claim: 'atomic: a sender that restarts with a new key duplicates with one crash (C9)',
    policy: receiver({}, { onRestart: 'resumeNewKey' }),
    faults: crash('sender', 'm1.1', 'wait for ACK'),
    outcomes: { duplicated: 1 },
    count: 1,
  },
  {
    claim: 'atomic: a sender that restarts with the same key does not',
    policy: receiver({}, { onRestart: 'resume' }),
    faults: crash('sender', 'm1.1', 'wait for ACK'),
    outcomes: {},
    count: 1,
  },
  {
    claim: 'atomic: a key for every attempt bypasses dedup with one lost ACK',
    policy: receiver({}, { keyScope: 'attempt' }),
    faults: drop('a1.1'),
    outcomes: { duplicated: 1 },
    count: 1,
  },
  {
    claim: 'atomic, ack before effect: one crash loses, acknowledged',
    policy: receiver({ ackTiming: 'beforeEffect' }),
    faults: crash('receiver', 'm1.1', 'commit'),
    outcomes: { lost: 1, ackedWithoutEffect: 1 },
    count: 1,
  },
  {
    claim: 'atomic, ack before effect: a lost ACK does no harm',
    policy: receiver({ ackTiming: 'beforeEffect' }),
    faults: drop('a1.1'),
    outcomes: {},
    count: 1,
  },
  {
    claim: 'atomic: one lost ACK duplicates if the window ends before the retry (C10)',
    policy: receiver({ window: { ms: 2900 } }),
    faults: drop('a1.1'),
    outcomes: { duplicated: 1 },
    count: 1,
  },
  {
    claim: 'atomic: one lost ACK does no harm if the window outlasts the retry',
    policy: receiver({ window: { ms: 2901 } }),
    faults: drop('a1.1'),
    outcomes: {},
    count: 1,
  },
  {
    claim: 'atomic: a copy by the network is absorbed',
    policy: receiver({}),
    faults: [{ do: 'duplicate', packet: 'm1.1' }],
    outcomes: {},
    count: 1,
  },
]

test.each(claims)('$claim', ({ policy, faults, outcomes, count }) => {
  const { world, stopped } = run(scenarioOf({ policy, messages: 1, faults }))
  expect(stopped).toBe('nothing')
  expect(verdictOf(world)).toMatchObject({ outcomes: { ...none, ...outcomes }, undecided: 0, faults: count })
})

test('a crash between effect and ACK looks to the sender like a lost ACK (C7)', () => {
  const seen = (faults: Fault[]) =>
    run(scenarioOf({ messages: 1, faults }))
      .trace.filter(({ process }) => process === 'sender')
      .map(({ atMs, kind, packet }) => ({ atMs, kind, packet }))
  expect(seen(crash('receiver', 'm1.1', 'ack'))).toEqual(seen(drop('a1.1')))
})

describe('where effects set the value', () => {
  const set = (receiverParts: Partial<Policy['receiver']> = {}, sender: Partial<Policy['sender']> = {}) =>
    policyOf({ sender, receiver: { effect: 'set', ...receiverParts } })
  const patient = { timeoutMs: 20_000 }
  const late: Fault[] = [{ do: 'delay', packet: 'm1.1', ms: 5000 }]
  const told = (policy: Policy, faults: Fault[] = [], environment: Partial<Environment> = {}, messages = 2) =>
    run(scenarioOf({ policy, messages, faults, environment }))
  const values = ({ trace }: Run) =>
    trace.flatMap(({ kind, packet, value }) => (kind === 'apply' ? [`${packet} ${value}`] : []))

  test('message i sets it to 100·i, and each effect says to what', () => {
    const calm = told(set(), [], {}, 3)
    expect(values(calm)).toEqual(['m1.1 100', 'm2.1 200', 'm3.1 300'])
    expect(verdictOf(calm.world)).toEqual({ outcomes: none, undecided: 0, faults: 0, expected: 300, actual: 300 })
  })

  test('where they add there is no value, and none is wrong', () => {
    const added = told(policyOf({ sender: patient }), late)
    expect(values(added)).toEqual(['m2.1 undefined', 'm1.1 undefined'])
    expect(verdictOf(added.world)).toEqual({ outcomes: none, undecided: 0, faults: 0, expected: 20, actual: 20 })
  })

  test.each(['none', 'durable'] as const)(
    'a late one overwrites a newer one though each is delivered once and nothing failed; dedup: %s',
    (dedup) => {
      const overtaken = told(set({ dedup }, patient), late)
      expect(values(overtaken)).toEqual(['m2.1 200', 'm1.1 100'])
      expect(ledgerOf(overtaken.world)).toMatchObject([
        { deliveries: 1, effects: 1, outcome: 'once' },
        { deliveries: 1, effects: 1, outcome: 'once' },
      ])
      expect(verdictOf(overtaken.world)).toEqual({
        outcomes: { ...none, wrongValue: 1 },
        undecided: 0,
        faults: 0,
        expected: 200,
        actual: 100,
      })
    },
  )

  test('where packets may not overtake it cannot', () => {
    const inOrder = told(set({}, patient), late, { reorder: false })
    expect(values(inOrder)).toEqual(['m1.1 100', 'm2.1 200'])
    expect(verdictOf(inOrder.world)).toMatchObject({ outcomes: none, expected: 200, actual: 200 })
  })

  test('but a retry can, whatever the order of packets: lost, it comes after the newer one', () => {
    const retried = told(set({ dedup: 'durable' }), drop('m1.1', 'm1.2'), { reorder: false })
    expect(values(retried)).toEqual(['m2.1 200', 'm1.3 100'])
    expect(verdictOf(retried.world).outcomes).toEqual({ ...none, wrongValue: 1 })
  })

  test('to set the same twice is harmless, unless a newer one came between (C28)', () => {
    const twice = told(set(), drop('a1.1'))
    expect(values(twice)).toEqual(['m1.1 100', 'm1.2 100', 'm2.1 200'])
    expect(verdictOf(twice.world)).toMatchObject({ outcomes: { ...none, duplicated: 1 }, expected: 200, actual: 200 })
    const between = told(set(), drop('a1.1', 'm1.2'))
    expect(values(between)).toEqual(['m1.1 100', 'm2.1 200', 'm1.3 100'])
    expect(verdictOf(between.world)).toMatchObject({ outcomes: { ...none, duplicated: 1, wrongValue: 1 }, actual: 100 })
    const absorbed = told(set({ dedup: 'durable' }), drop('a1.1', 'm1.2'))
    expect(verdictOf(absorbed.world)).toMatchObject({ outcomes: none, actual: 200 })
  })

  test('the value is judged when all is final, not before', () => {
    const whole = told(set({}, patient), late)
    const wrong = whole.frames.map((_, i) => verdictOf(worldAt(whole, i + 1)).outcomes.wrongValue)
    expect(wrong.slice(0, -1)).not.toContain(1)
    expect(wrong.at(-1)).toBe(1)
    expect(verdictOf(told(set({}, patient), late, { horizonMs: 7000 }).world)).toMatchObject({
      outcomes: none,
      expected: 200,
      actual: 100,
    })
    expect(verdictOf(told(set({}, patient), late, {}, 3).world).outcomes.wrongValue).toBe(0)
  })

  test('a newer one that was lost leaves the older value, which is not wrong but not what was expected', () => {
    const policy = { ...presets.atMostOnce, receiver: set().receiver }
    expect(verdictOf(told(policy, drop('m2.1')).world)).toEqual({
      outcomes: { ...none, lost: 1 },
      undecided: 0,
      faults: 1,
      expected: 200,
      actual: 100,
    })
    expect(verdictOf(told(policy, drop('m1.1', 'm2.1')).world)).toMatchObject({
      outcomes: { ...none, lost: 2 },
      expected: 200,
      actual: 0,
    })
  })

  test('of generated scenarios the value is wrong exactly if the last effect was not the highest message', () => {
    forAll(anyScenario, 200, (any) => {
      const { policy } = any
      const whole = run(
        { ...any, policy: { ...policy, receiver: { ...policy.receiver, effect: 'set' } } },
        { moves: 200 },
      )
      const applied = whole.trace.filter(({ kind }) => kind === 'apply').map(({ message = 0 }) => message)
      const rows = ledgerOf(whole.world)
      const wrong = rows.every(({ final }) => final) && applied.at(-1) !== applied.toSorted((a, b) => a - b).at(-1)
      expect(verdictOf(whole.world).outcomes.wrongValue).toBe(wrong ? 1 : 0)
    })
  })
})
