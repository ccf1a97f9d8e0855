import { expect, test } from 'vitest'
import { forAll, policyOf } from '../protocol/arbitrary.ts'
import type { Policy } from '../protocol/policy.ts'
import { walk } from './arbitrary.ts'
import { exchanges, exchangeWorld, keyOrderOf, keysOf } from './exchanged.ts'
import { effectsEquation } from './laws.ts'
import { mostCopies, readPacketId } from './packet.ts'
import { type Choice, choices, step } from './step.ts'
import type { World } from './world.ts'

const names = (world: World) =>
  choices(world).map((choice) => ('packet' in choice ? `${choice.do} ${choice.packet.id}` : choice.do))

/** The world after the first open choices of these kinds, one after the other. */
function after(world: World, ...wanted: Choice['do'][]): World {
  return wanted.reduce((before, kind) => {
    const choice = choices(before).find((open) => open.do === kind)
    if (choice === undefined) throw new Error(`there is no ${kind} among ${names(before).join(', ')}`)
    return step(before, choice).world
  }, world)
}

test('a new world can submit its first message or crash, and nothing else', () => {
  expect(names(exchangeWorld(policyOf({}), 2))).toEqual(['submit', 'crash', 'crash'])
})

test('a packet in flight can be delivered, dropped or copied, and its timer can expire', () => {
  const world = after(exchangeWorld(policyOf({}), 1), 'submit')
  expect(names(world)).toEqual(['deliver m1.1', 'drop m1.1', 'duplicate m1.1', 'expire', 'crash', 'crash'])
})

test('a handler that is busy takes no packet and can run its line', () => {
  const world = after(exchangeWorld(policyOf({}), 1), 'submit', 'duplicate', 'deliver')
  expect(names(world)).toEqual(['drop m1.1+1', 'duplicate m1.1+1', 'expire', 'crash', 'run', 'crash'])
})

test('a process that is down takes nothing, sends nothing and can be restarted', () => {
  const world = after(exchangeWorld(policyOf({}), 2), 'submit', 'crash')
  expect(names(world)).toEqual(['deliver m1.1', 'drop m1.1', 'duplicate m1.1', 'restart', 'crash'])
})

test('a key may be forgotten at any time where the window is a time, and only there', () => {
  const handled = (window: Policy['receiver']['window'], dedup: 'volatile' | 'durable' = 'durable') =>
    after(
      exchangeWorld(policyOf({ receiver: { dedup, window } }), 2),
      'submit',
      'submit',
      'deliver',
      'run',
      'run',
      'run',
    )
  const evictions = (world: World) => choices(world).filter((choice) => choice.do === 'evict')
  const row = { do: 'evict', message: 1, key: 1 } as const
  expect(evictions(handled({ ms: 1 }))).toEqual([{ ...row, process: null, store: 2 }])
  expect(evictions(handled({ ms: 1 }, 'volatile'))).toEqual([{ ...row, process: 1, store: 0 }])
  expect(evictions(after(handled({ ms: 1 }), 'evict'))).toEqual([])
  expect(evictions(handled({ keys: 1 }))).toEqual([])
  expect(evictions(handled('unlimited'))).toEqual([])
  expect(evictions(exchangeWorld(policyOf({ receiver: { dedup: 'none', window: { ms: 1 } } }), 1))).toEqual([])
})

test('a process that is down forgets durable keys too, and a crash leaves no volatile one to forget', () => {
  const down = (dedup: 'volatile' | 'durable') => {
    const world = after(exchangeWorld(policyOf({ receiver: { dedup, window: { ms: 1 } } }), 1), 'submit', 'deliver')
    const stored = after(world, 'run', 'run')
    return step(stored, { do: 'crash', process: 1 }).world
  }
  expect(names(down('durable'))).toEqual(['expire', 'crash', 'evict', 'restart'])
  expect(names(down('volatile'))).toEqual(['expire', 'crash', 'restart'])
})

test('what a store lists where only so many keys fit is what the messages know, in every walk', () => {
  forAll(walk, 300, ({ worlds }) => {
    for (const world of worlds) {
      const seen = exchanges(world).flatMap(({ id, seenKeys }) => seenKeys.map((key) => `${id} ${key}`))
      expect(new Set(seen).size).toBe(seen.length)
      const { processes, stores } = world.system
      const { window = 'unlimited' } = stores[2] ?? processes[1]?.memory[0] ?? {}
      if (keysOf(world) === null || window === 'unlimited' || !('keys' in window)) continue
      expect(
        keyOrderOf(world)
          .map(({ message, key }) => `${message} ${key}`)
          .sort(),
      ).toEqual(seen.sort())
      expect(seen.length).toBeLessThanOrEqual(window.keys)
    }
  })
})

test('a walk of any choices leaves every world behind it unchanged and keeps the effects equation', () => {
  forAll(walk, 300, ({ worlds, moves }) => {
    expect(worlds).toHaveLength(moves.length + 1)
    for (const world of worlds) {
      for (const { id } of world.messages) expect(effectsEquation(world, id)).toBeNull()
    }
  })
})

test('packets neither appear nor vanish: sent and copied is in flight, delivered or dropped', () => {
  forAll(walk, 200, ({ worlds, moves }) => {
    const [start, end] = [worlds[0] as World, worlds.at(-1) as World]
    const count = { in: 0, out: 0 }
    moves.reduce((world, choice) => {
      const stepped = step(world, choice)
      for (const { kind, line, packet } of stepped.happened) {
        if (kind === 'send' || kind === 'duplicate') count.in++
        if ((kind === 'deliver' || kind === 'drop') && line === undefined && packet !== undefined) count.out++
      }
      return stepped.world
    }, start)
    expect(end.packets.flat()).toHaveLength(count.in - count.out)
  })
})

test('a timer runs only while its message waits and its sender is up', () => {
  forAll(walk, 200, ({ worlds }) => {
    for (const world of worlds) {
      for (const { state, timer } of exchanges(world)) {
        expect(timer).toBe(state === 'waiting' && world.processes[0]?.up === true)
      }
    }
  })
})

test('the network copies until the numbers run out, and ACKs of copies still get a number', () => {
  let world = after(exchangeWorld(policyOf({}), 1), 'submit')
  while (names(world).some((name) => name.startsWith('duplicate'))) world = after(world, 'duplicate')
  expect(world.faults.duplicated).toBe(mostCopies)
  for (let i = 0; i <= mostCopies; i++) world = after(world, 'deliver', 'run', 'run')
  const ids = world.packets.flat().map(({ id }) => id)
  expect(new Set(ids).size).toBe(mostCopies + 1)
  expect(ids.filter((id) => readPacketId(id) === null)).toEqual([])
})

test('the ACK of a copy has a name of its own when the network has already copied the ACK', () => {
  const world = after(exchangeWorld(policyOf({}), 1), 'submit', 'duplicate', 'deliver', 'run', 'run')
  const ack = choices(world).find((choice) => choice.do === 'duplicate' && choice.packet.id === 'a1.1') as Choice
  const both = after(step(world, ack).world, 'deliver', 'run', 'run')
  expect(both.packets[1]?.map(({ id }) => id).sort()).toEqual(['a1.1', 'a1.1+1', 'a1.1+2'])
})

test('a task that is not there is a mistake of the caller', () => {
  const expire = { do: 'expire', process: 0, message: 2, task: 1 } as const
  expect(() => step(exchangeWorld(policyOf({}), 1), expire)).toThrow('process "sender" has no task 1')
})
