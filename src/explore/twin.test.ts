import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forAll, policyOf } from '../protocol/arbitrary.ts'
import { type Policy, presets } from '../protocol/policy.ts'
import { receiverProgram } from '../protocol/program.ts'
import { scenario as anyScenario } from '../sim/arbitrary.ts'
import { exchanges } from '../sim/exchanged.ts'
import { packetId } from '../sim/packet.ts'
import { worldAt } from '../sim/run.ts'
import { type Environment, type Fault, type Scenario, scenarioOf } from '../sim/scenario.ts'
import { verdictOf } from '../verdict/verdict.ts'
import type { FaultBounds } from './moves.ts'
import { runUntil, senderViewOf } from './senderView.ts'
import { type TwinAnswer, type TwinLimits, type TwinQuestion, TwinSearch } from './twin.ts'

const bounds: FaultBounds = {
  max: 2,
  loseMessage: true,
  loseAck: true,
  duplicatePacket: false,
  crashSender: true,
  crashReceiver: true,
}

interface Parts {
  policy?: Policy
  messages?: number
  faults?: Fault[]
  environment?: Partial<Environment>
}

const drop = (...packets: string[]): Fault[] => packets.map((packet) => ({ do: 'drop', packet }))
const crash = (packet: string, before: string): Fault => ({ do: 'crash', process: 'receiver', packet, before }) as Fault

function question(parts: Parts, atMs: number, faults: Partial<FaultBounds> = {}, slow = false): TwinQuestion {
  const scenario = scenarioOf({ messages: 1, ...parts } as Parameters<typeof scenarioOf>[0])
  return { scenario, atMs, faults: { ...bounds, ...faults }, network: { reorder: scenario.environment.reorder, slow } }
}

function answerTo(asked: TwinQuestion, limits: Partial<TwinLimits> = {}): TwinAnswer {
  const search = new TwinSearch(asked, limits)
  while (!search.advance(100)) {
    // in slices
  }
  return search.answer as TwinAnswer
}

/** What a scenario comes to at an instant: what its sender saw, its ledger and its faults, by an ordinary run. */
function told(scenario: Scenario, atMs: number) {
  const whole = runUntil(scenario, atMs)
  const after = whole.frames.findIndex((frame) => frame.atMs > atMs)
  const world = worldAt(whole, after < 0 ? whole.frames.length : after)
  const until = whole.trace.filter((event) => event.atMs <= atMs)
  const count = (kind: string, packet = '') =>
    until.filter((event) => event.kind === kind && (event.packet ?? '').startsWith(packet)).length
  return {
    seen: JSON.stringify(senderViewOf(whole, atMs).map((event) => ({ ...event, id: 0 }))),
    ledger: exchanges(world).map(({ deliveries, effects }) => `${deliveries}/${effects}`),
    effects: exchanges(world)
      .map(({ effects }) => effects)
      .join(),
    faults: verdictOf(world).faults,
    allowed: ({ loseMessage, loseAck, duplicatePacket, crashReceiver }: FaultBounds) =>
      (loseMessage || count('drop', 'm') === 0) &&
      (loseAck || count('drop', 'a') === 0) &&
      (duplicatePacket || count('duplicate') === 0) &&
      (crashReceiver || until.every(({ kind, process }) => kind !== 'crash' || process !== 'receiver')),
  }
}

/** Checks all that an answer promises, by ordinary runs; returns it. */
function checked(asked: TwinQuestion, answer: TwinAnswer): TwinAnswer {
  const { scenario, atMs, faults } = asked
  const truth = told(scenario, atMs)
  const { twin, worlds } = answer
  if (twin !== null) {
    const other = told(twin.scenario, atMs)
    expect(other.seen).toBe(truth.seen)
    expect([other.faults, other.allowed(faults)]).toEqual([twin.faults, true])
    expect(twin.faults).toBeLessThanOrEqual(faults.max)
    expect(other.effects === truth.effects ? 'deliveries' : 'effects').toBe(twin.differs)
    expect(other.ledger).not.toEqual(truth.ledger)
  }
  for (const world of worlds) {
    const other = told(world.scenario, atMs)
    expect(other.seen).toBe(truth.seen)
    expect(world.ledger.map(({ deliveries, effects }) => `${deliveries}/${effects}`)).toEqual(other.ledger)
    expect(world.faults).toBe(other.faults)
  }
  expect(new Set(worlds.map(({ ledger }) => JSON.stringify(ledger))).size).toBe(worlds.length)
  return answer
}

const ask = (...parts: Parameters<typeof question>) => {
  const asked = question(...parts)
  return checked(asked, answerTo(asked))
}

const ledgers = ({ worlds }: TwinAnswer) =>
  worlds.map(({ ledger }) => ledger.map(({ deliveries, effects }) => `${deliveries}/${effects}`).join()).sort()

/** All scripts of up to two faults, tried one by one with ordinary runs. */
function bruteForce({ scenario, atMs, faults }: TwinQuestion, attempts: number) {
  const truth = told(scenario, atMs)
  const program = receiverProgram(scenario.policy)
  const alphabet: Fault[] = []
  for (let message = 1; message <= scenario.messages; message++) {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      for (const copy of faults.duplicatePacket ? [0, 1, 2] : [0]) {
        for (const kind of ['m', 'a'] as const) {
          const packet = packetId(kind, message, attempt, copy)
          alphabet.push({ do: 'drop', packet }, { do: 'duplicate', packet })
          if (kind === 'm') alphabet.push(...program.map(({ word }) => crash(packet, word)))
        }
      }
    }
  }
  const scripts: Fault[][] = [[]]
  alphabet.forEach((one, i) => {
    scripts.push([one])
    for (const other of alphabet.slice(i)) scripts.push([one, other])
  })
  const calm = { loseMessagePct: 0, loseAckPct: 0, duplicatePct: 0, crashSenderPct: 0, crashReceiverPct: 0 }
  const found = new Map<string, number>([[truth.ledger.join(), truth.faults]])
  const fewest = { effects: Number.POSITIVE_INFINITY, deliveries: Number.POSITIVE_INFINITY }
  for (const script of scripts) {
    const own = scenario.faults.filter((fault) => fault.do === 'late')
    const other = told(
      { ...scenario, environment: { ...scenario.environment, ...calm }, faults: [...own, ...script] },
      atMs,
    )
    if (other.seen !== truth.seen || other.faults > faults.max || !other.allowed(faults)) continue
    if (other.ledger.join() === truth.ledger.join()) continue
    found.set(other.ledger.join(), other.faults)
    const differs = other.effects === truth.effects ? 'deliveries' : 'effects'
    fewest[differs] = Math.min(fewest[differs], other.faults)
  }
  const differs = fewest.effects < Number.POSITIVE_INFINITY ? 'effects' : 'deliveries'
  return {
    twin: fewest[differs] < Number.POSITIVE_INFINITY ? { differs, faults: fewest[differs] } : null,
    ledgers: [...found.keys()].sort(),
  }
}

describe('what the sender cannot know', () => {
  const lost = drop('m1.1')
  const lostAck = drop('a1.1')
  const noLines = { lineMs: 0 }

  test('at the timeout a lost message has a twin with a lost ACK, and the other way round: one fault, other effects', () => {
    expect(ask({ faults: lost }, 3000).twin).toMatchObject({
      faults: 1,
      scenario: { faults: lostAck },
      differs: 'effects',
    })
    expect(ask({ faults: lostAck }, 3000).twin).toMatchObject({
      faults: 1,
      scenario: { faults: lost },
      differs: 'effects',
    })
  })

  test('a crash between effect and ACK looks like either (C7)', () => {
    const answer = ask({ faults: [crash('m1.1', 'ack')] }, 3000)
    expect(answer.twin).toMatchObject({ faults: 1, scenario: { faults: lost }, differs: 'effects' })
    expect(ledgers(answer)).toEqual(['0/0', '1/0', '1/1'])
  })

  test('three worlds are possible: never delivered, delivered and interrupted, applied; one fault each', () => {
    const { possibleWorlds, worlds, complete } = ask({ faults: lost }, 3000)
    expect([possibleWorlds, complete]).toEqual([3, true])
    expect(worlds.map(({ ledger, faults }) => [ledger[0]?.deliveries, ledger[0]?.effects, faults])).toEqual([
      [0, 0, 1],
      [1, 1, 1],
      [1, 0, 1],
    ])
  })

  test('an ACK after the effect, with no retry, ends the doubt; the event is its delivery', () => {
    expect(ask({}, 4000)).toMatchObject({
      twin: null,
      complete: true,
      possibleWorlds: 1,
      couldKnow: { event: 5, atMs: 2200, kind: 'deliver', message: 1, excludes: 'effects' },
    })
  })

  test('an ACK after a retry tells that there was an effect, and not how many', () => {
    const answer = ask({ faults: lostAck }, 8000)
    expect(answer.twin).toMatchObject({ faults: 1, scenario: { faults: lost }, differs: 'effects' })
    expect(ledgers(answer)).toEqual(['1/1', '2/1', '2/2'])
  })

  test('an ACK before the effect tells nothing about the effect', () => {
    const policy = policyOf({ receiver: { ackTiming: 'beforeEffect' } })
    expect(ask({ policy }, 6000).twin).toMatchObject({
      faults: 1,
      scenario: { faults: [crash('m1.1', 'apply')] },
      differs: 'effects',
    })
  })

  test('effectively once: before the retry is answered the effects can differ, afterwards only the deliveries', () => {
    const parts = { policy: presets.effectivelyOnce, faults: lostAck, environment: noLines }
    expect(ask(parts, 3000).twin).toMatchObject({ faults: 1, differs: 'effects' })
    const after = ask(parts, 8000)
    expect(after.twin).toMatchObject({ faults: 1, scenario: { faults: lost }, differs: 'deliveries' })
    expect(ledgers(after)).toEqual(['1/1', '2/1'])
    expect(after.couldKnow).toMatchObject({ kind: 'deliver', atMs: 5000, excludes: 'effects' })
  })

  test('effectively once, with lines that take time: a delivery that is absorbed is answered one line sooner', () => {
    const parts = { policy: presets.effectivelyOnce, faults: lostAck }
    expect(ask(parts, 8000)).toMatchObject({ twin: null, complete: true, couldKnow: { atMs: 5200 } })
    expect(ask(parts, 8000, {}, true).twin).toMatchObject({ faults: 0, differs: 'deliveries' })
  })

  test('fire and forget never knows', () => {
    for (const atMs of [1100, 10_000, 120_000]) {
      expect(ask({ policy: presets.atMostOnce }, atMs).twin).toMatchObject({ faults: 1, differs: 'effects' })
    }
  })

  test('on a slow network it takes no fault: the packet may just be late', () => {
    const { twin, worlds } = ask({ faults: lost }, 3000, { max: 0 }, true)
    expect(twin).toMatchObject({ faults: 0, differs: 'effects' })
    expect(worlds.map(({ faults }) => faults)).toEqual([1, 0, 0])
    expect(ask({ faults: [{ do: 'delay', packet: 'a1.1', ms: 2000 }] }, 5000, { max: 0 }, true).twin).toMatchObject({
      faults: 0,
      differs: 'effects',
    })
  })

  test('two messages: the canonical script, where each message could be the other case', () => {
    const faults = drop('a1.1', 'm2.1')
    const answer = ask({ messages: 2, faults }, 15_000, { max: 3 })
    expect(answer.twin).toMatchObject({ faults: 2, scenario: { faults: drop('m1.1', 'm2.1') }, differs: 'effects' })
    expect(answer.possibleWorlds).toBe(9)
  })

  test('attempts without end: with as many faults as attempts, nothing is known', () => {
    const faults = drop('m1.1', 'm1.2', 'm1.3')
    const answer = ask({ faults }, 9000, { max: 3, crashReceiver: false })
    expect(ledgers(answer)).toEqual(['0/0', '1/1', '2/2', '3/3'])
    expect(answer.twin).toMatchObject({ faults: 3 })
  })

  test('a budget below the faults there were: nothing else is possible within it, not even the truth', () => {
    const answer = ask({ faults: drop('m1.1', 'm1.2', 'm1.3') }, 9000)
    expect(answer).toMatchObject({ twin: null, complete: true, truthWithinBounds: false, possibleWorlds: 1 })
    expect(answer.couldKnow).toBeUndefined()
  })

  test('a crash of the sender is in its view, so a twin has it too', () => {
    const faults: Fault[] = [...lost, { do: 'crash', process: 'sender', atMs: 2500 }]
    const { twin } = ask({ faults }, 6000)
    expect(twin).toMatchObject({ faults: 2, differs: 'effects' })
    expect(twin?.scenario.faults).toEqual([{ do: 'crash', process: 'sender', atMs: 2500 }, ...lostAck])
    expect(ask({ faults }, 6000, { crashSender: false })).toMatchObject({ twin: null, complete: true })
  })

  test('keys in memory are wiped by a crash while the receiver is idle', () => {
    const policy = policyOf({ receiver: { dedup: 'volatile' } })
    const { twin } = ask({ policy, environment: { hopMs: [2000, 2000], lineMs: 0 } }, 8000)
    expect(twin).toMatchObject({
      faults: 1,
      scenario: { faults: [{ do: 'crash', process: 'receiver', atMs: 2001 }] },
      differs: 'effects',
    })
  })

  test('the weather is written out as faults, and a twin has none of its own', () => {
    const environment = { loseAckPct: 100, crashSenderPct: 20 }
    const { twin } = ask({ environment }, 3500, { max: 4 })
    expect(twin?.scenario.environment).toMatchObject({ loseAckPct: 0, crashSenderPct: 0 })
  })

  test('an instant before anything, and one after the horizon', () => {
    expect(ask({}, 0)).toMatchObject({ twin: null, complete: true })
    expect(ask({ faults: lost, environment: { horizonMs: 3500 } }, 9000).twin).toMatchObject({ faults: 1 })
  })
})

describe('the search', () => {
  test('with too few states it says that it is not complete, and proves nothing', () => {
    const answer = answerTo(question({ faults: drop('m1.1', 'm1.2') }, 9000, { max: 3 }), { states: 3 })
    expect(answer).toMatchObject({ twin: null, complete: false, states: 3 })
    expect(answer.couldKnow).toBeUndefined()
  })

  test('can be asked how far it is, and what it has so far', () => {
    const search = new TwinSearch(question({ messages: 2, faults: drop('a1.1', 'm2.1') }, 15_000, { max: 3 }))
    expect(search.answer).toBeNull()
    expect(search.advance(200)).toBe(false)
    expect(search.progress.states).toBeGreaterThan(10)
    expect(search.answer).toMatchObject({ complete: false, states: search.progress.states })
    while (!search.advance(200)) {
      // goes on
    }
    expect(search.answer).toMatchObject({ complete: true, possibleWorlds: search.progress.possibleWorlds })
  })

  test('of a run that is too large it says nothing', () => {
    expect(answerTo(question({ messages: 1000 }, 120_000), { moves: 100 })).toMatchObject({
      twin: null,
      complete: false,
      states: 0,
    })
  })
})

describe('brute force', () => {
  const short = { sendEveryMs: 300, lineMs: 100 }
  const policies: [string, Policy][] = [
    ['at most once', presets.atMostOnce],
    ['at least once', presets.atLeastOnce],
    ['effectively once', presets.effectivelyOnce],
    ['ACK before the effect', policyOf({ receiver: { ackTiming: 'beforeEffect' } })],
    ['key first', policyOf({ receiver: { dedup: 'durable', commit: 'keyFirst' } })],
    [
      'a key for every attempt',
      policyOf({ sender: { keyScope: 'attempt', attempts: 2 }, receiver: { dedup: 'durable' } }),
    ],
    ['a window of one key', policyOf({ receiver: { dedup: 'durable', window: { keys: 1 } } })],
    ['a window by time', policyOf({ receiver: { dedup: 'durable', window: { ms: 2950 } } })],
  ]
  test.each(policies)('of all scripts of up to two faults finds the same: %s', (_, policy) => {
    for (const [messages, environment, atMs, scripts] of [
      [1, {}, 1150, [[]]],
      [1, {}, 3000, [drop('a1.1'), [crash('m1.1', 'ack')]]],
      [1, {}, 5500, [[], drop('m1.1'), drop('a1.1')]],
      [2, short, 5200, [drop('m1.1'), drop('a1.1', 'm2.1')]],
      [2, { ...short, reorder: false, hopMs: [500, 1100] }, 4300, [[], drop('a1.1')]],
      [2, { ...short, lineMs: 0, sendEveryMs: 0 }, 5000, [drop('a1.1', 'm2.1')]],
    ] as [number, Partial<Environment>, number, Fault[][]][]) {
      for (const faults of scripts) {
        for (const duplicatePacket of messages === 1 ? [false, true] : [false]) {
          const asked = question({ policy, messages, faults, environment }, atMs, { duplicatePacket })
          const answer = checked(asked, answerTo(asked))
          const brute = bruteForce(asked, 2)
          const name = JSON.stringify([messages, environment, atMs, duplicatePacket, faults])
          const twin = answer.twin && { differs: answer.twin.differs, faults: answer.twin.faults }
          expect([name, twin, ledgers(answer)]).toEqual([name, brute.twin, brute.ledgers])
          expect([answer.complete, answer.possibleWorlds]).toEqual([true, brute.ledgers.length])
        }
      }
    }
  })
})

describe('of generated scenarios', () => {
  const asked = fc.record({
    scenario: anyScenario,
    atMs: fc.integer({ min: 0, max: 12_000 }),
    max: fc.integer({ min: 0, max: 3 }),
    flags: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
    slow: fc.boolean(),
  })
  test('every world found is a run with the same view, the faults claimed and another ledger', () => {
    const twins = { effects: 0, deliveries: 0, none: 0 }
    forAll(asked, 400, ({ scenario, atMs, max, flags, slow }) => {
      if (runUntil(scenario, atMs, 500).stopped === 'limit') return
      const [loseMessage, loseAck, duplicatePacket, crashSender, crashReceiver] = flags
      const faults = { max, loseMessage, loseAck, duplicatePacket, crashSender, crashReceiver }
      const question = { scenario, atMs, faults, network: { reorder: scenario.environment.reorder, slow } }
      const answer = checked(question, answerTo(question, { states: 300, moves: 500 }))
      twins[answer.twin?.differs ?? 'none']++
    })
    expect(Object.values(twins).every((count) => count > 5)).toBe(true)
  })
})
