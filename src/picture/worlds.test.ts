import { expect, test } from 'vitest'
import { TwinSearch } from '../explore/twin.ts'
import { forAll } from '../protocol/arbitrary.ts'
import { presets } from '../protocol/policy.ts'
import { calmScenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { type Fault, scenarioOf } from '../sim/scenario.ts'
import { worldsOf } from './worlds.ts'

const runWith = (...faults: Fault[]) => run(scenarioOf({ messages: 1, faults }))
const messageLost = runWith({ do: 'drop', packet: 'm1.1' })
const ackLost = runWith({ do: 'drop', packet: 'a1.1' })

test('a lost message and a lost ACK: the sender once, and two truths', () => {
  const { seen, worlds, untilMs } = worldsOf([messageLost, ackLost], 1, 2999)
  expect(seen.map(({ atMs, kind }) => `${atMs} ${kind}`)).toEqual(['0 sent', '3000 timeout'])
  expect(untilMs).toBe(3000)
  expect(worlds.map(({ what, effects, deliveries }) => ({ what, effects, deliveries }))).toEqual([
    { what: 'messageLost', effects: 0, deliveries: 0 },
    { what: 'ackLost', effects: 1, deliveries: 1 },
  ])
  expect(worlds[0].notes).toEqual([])
  expect(worlds[1].notes.map(({ shape }) => shape)).toEqual(['effect'])
})

test('before the decision no timeout is drawn', () => {
  const { seen, untilMs } = worldsOf([messageLost, ackLost], 1, 2500)
  expect([seen.map(({ kind }) => kind), untilMs]).toEqual([['sent'], 2500])
})

test('what became of an attempt', () => {
  const fate = (atMs: number, ...faults: Fault[]) => {
    const one = runWith(...faults)
    return worldsOf([one, one], 1, atMs).worlds[0].what
  }
  expect(fate(500)).toBe('messageOnWay')
  expect(fate(1050)).toBe('handling')
  expect(fate(1500)).toBe('ackOnWay')
  expect(fate(2500)).toBe('answered')
  const crash = (before: 'apply' | 'ack'): Fault => ({ do: 'crash', process: 'receiver', packet: 'm1.1', before })
  expect(fate(2500, crash('apply'))).toBe('crashedBeforeEffect')
  expect(fate(2500, crash('ack'))).toBe('crashedAfterEffect')
  expect(fate(2500, { do: 'crash', process: 'receiver', atMs: 900 })).toBe('messageDown')
  const silent = run(scenarioOf({ policy: presets.atMostOnce, messages: 1 }))
  expect(worldsOf([silent, silent], 1, 2000).worlds[0].what).toBe('silent')
})

test('two senders that saw different things are refused', () => {
  expect(() => worldsOf([messageLost, runWith()], 1, 2999)).toThrow('differ')
})

test('of generated scenarios every twin can be drawn beside its run', () => {
  let pairs = 0
  forAll(calmScenario, 60, (scenario) => {
    const atMs = scenario.environment.hopMs[1] + 500
    const faults = {
      max: 2,
      loseMessage: true,
      loseAck: true,
      duplicatePacket: false,
      crashSender: true,
      crashReceiver: true,
    }
    const search = new TwinSearch({ scenario, atMs, faults, network: { reorder: true, slow: false } }, { states: 2000 })
    search.advance(3000)
    const twin = search.answer?.twin
    if (!twin) return
    pairs++
    const truth = run(scenario, { moves: 2000 })
    const other = run(twin.scenario, { moves: 2000 })
    for (let message = 1; message <= scenario.messages; message++) worldsOf([truth, other], message, atMs)
  })
  expect(pairs).toBeGreaterThan(10)
})
