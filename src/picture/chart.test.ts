import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allPolicies, policyOf } from '../protocol/arbitrary.ts'
import {
  type Definition,
  packetMachine,
  receiverMachine,
  senderMachine,
  type Transition,
} from '../protocol/machines.ts'
import { type Policy, presets, relevantPolicy } from '../protocol/policy.ts'
import { scenario } from '../sim/arbitrary.ts'
import { handlingOf } from '../sim/exchanged.ts'
import { type Run, run, worldAt } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { wordsOf } from '../words/words.ts'
import workbench from '../words/workbench.en.json'
import { type Arrow, arrowOf, chartOf, type Fired, firedBy, packetAt, packetStateAt, type Sizes } from './chart.ts'
import { type Box, overlap } from './layout.ts'

const say = wordsOf('en', workbench)
const sizes: Sizes = { text: (word) => say(word), charPx: 7.2, linePx: 15 }

const machinesOf = (policy: Policy): Definition[] => [senderMachine(policy), receiverMachine(policy), packetMachine()]

/** Every machine that any policy makes, once. */
const machines = [
  ...new Map(allPolicies.flatMap(machinesOf).map((machine) => [JSON.stringify(machine), machine])).values(),
]

const transitionsOf = ({ states }: Definition): string[] =>
  Object.entries(states).flatMap(([from, { on = {} }]) =>
    Object.entries(on).flatMap(([event, to]) => {
      const branches: readonly Transition[] = Array.isArray(to) ? to : [to]
      return branches.map(({ target, guard }) => `${from} ${event} ${guard ?? '-'} ${target}`)
    }),
  )

const labelBoxes = ({ texts }: Arrow): Box[] =>
  texts.map(({ word, x, y, anchor }) => {
    const width = say(word).length * sizes.charPx
    return { x: anchor === 'start' ? x : x - width / 2, y: y - sizes.linePx / 2, width, height: sizes.linePx }
  })

function clashOf(boxes: readonly Box[]): Box | undefined {
  return boxes.find((box, i) => boxes.some((other, j) => j > i && overlap(box, other)))
}

describe('the machines of every policy', () => {
  test('there are more than a handful of them', () => {
    expect(machines.length).toBeGreaterThan(14)
  })

  test('every state is a box, once', () => {
    for (const machine of machines) {
      expect(chartOf(machine, sizes).boxes.map(({ state }) => state)).toEqual(Object.keys(machine.states))
    }
  })

  test('every transition is an arrow, once', () => {
    for (const machine of machines) {
      const drawn = chartOf(machine, sizes).arrows.map(
        ({ from, event, guard, to }) => `${from} ${event} ${guard === null || /^not/.test(guard) ? '-' : guard} ${to}`,
      )
      expect(drawn).toEqual(transitionsOf(machine))
    }
  })

  test('every arrow says its event and its guard, and no two from a state say the same', () => {
    for (const machine of machines) {
      const said = chartOf(machine, sizes).arrows.map(({ from, event, guard, texts }) => {
        expect(texts.map(({ word }) => word)).toEqual([
          `chart.event.${event}`,
          ...(guard === null ? [] : [`chart.guard.${guard}`]),
        ])
        return [from, ...texts.map(({ word }) => say(word))].join(' ')
      })
      expect(new Set(said).size).toBe(said.length)
    }
  })

  test('no box and no label lies on another', () => {
    for (const machine of machines) {
      const { boxes, arrows } = chartOf(machine, sizes)
      expect(clashOf([...boxes, ...arrows.flatMap(labelBoxes)]), JSON.stringify(machine)).toBeUndefined()
    }
  })

  test('everything is within the chart, and no chart is wider than the narrowest phone has room for', () => {
    for (const machine of machines) {
      const { boxes, arrows, width, height } = chartOf(machine, sizes)
      expect(width).toBeLessThanOrEqual(284)
      for (const box of [...boxes, ...arrows.flatMap(labelBoxes)]) {
        expect(box.x).toBeGreaterThanOrEqual(0)
        expect(box.y).toBeGreaterThanOrEqual(0)
        expect(box.x + box.width).toBeLessThanOrEqual(width)
        expect(box.y + box.height).toBeLessThanOrEqual(height)
      }
    }
  })

  test('no label is crossed by an arrow', () => {
    for (const machine of machines) {
      const { arrows } = chartOf(machine, sizes)
      const labels = arrows.flatMap(labelBoxes)
      for (const { path } of arrows) {
        for (const point of pointsOf(path)) {
          expect(labels.find((box) => overlap(box, { ...point, width: 0.1, height: 0.1 }))).toBeUndefined()
        }
      }
    }
  })

  test('words of twice the length do not lie on each other either', () => {
    const long: Sizes = { ...sizes, charPx: 2 * sizes.charPx }
    for (const machine of machines) {
      const { boxes, arrows } = chartOf(machine, long)
      const labels = arrows.flatMap(labelBoxes).map((box, i) => {
        const anchor = arrows.flatMap(({ texts }) => texts)[i]?.anchor
        return { ...box, x: anchor === 'middle' ? box.x - box.width / 2 : box.x, width: 2 * box.width }
      })
      expect(clashOf([...boxes, ...labels])).toBeUndefined()
    }
  })
})

/** Points along a path of M, H, V, h, a and Q, close enough to each other to find what they cross; curves by their ends. */
function pointsOf(path: string): { x: number; y: number }[] {
  const found: { x: number; y: number }[] = []
  let [x, y] = [0, 0]
  const to = (nextX: number, nextY: number) => {
    const steps = Math.ceil(Math.hypot(nextX - x, nextY - y) / 2)
    for (let i = 1; i <= steps; i++) found.push({ x: x + ((nextX - x) * i) / steps, y: y + ((nextY - y) * i) / steps })
    ;[x, y] = [nextX, nextY]
  }
  for (const [, command, rest] of path.matchAll(/([MHVQha])([^MHVQha]*)/g)) {
    const numbers = (rest ?? '').trim().split(/[ ,]+/).map(Number)
    const [a, b] = numbers as [number, number]
    if (command === 'M') [x, y] = [a, b]
    if (command === 'H') to(a, y)
    if (command === 'V') to(x, a)
    if (command === 'h') to(x + a, y)
    if (command === 'Q') to(numbers[2] as number, numbers[3] as number)
    if (command === 'a') to(x + (numbers[5] as number), y + (numbers[6] as number))
  }
  return found
}

const canonical = (policy: Policy) =>
  run(
    scenarioOf({
      policy,
      faults: [
        { do: 'drop', packet: 'a1.1' },
        { do: 'drop', packet: 'm2.1' },
      ],
    }),
  )

const said = (fired: Fired | null): string | null =>
  fired && `${fired.from} ${fired.event}${fired.held ? ' [held]' : ''}`

/** What the first event of a kind about a message fires. */
function firedAt({ trace }: Run, kind: string, message = 1) {
  const event = trace.find((e) => e.kind === kind && (e.message === undefined || e.message === message))
  if (event === undefined) throw new Error(`nothing of kind ${kind}`)
  const { sender, receiver, packet } = firedBy(trace, event, message)
  return { sender: said(sender), receiver: said(receiver), packet: said(packet) }
}

describe('what an event was in each machine', () => {
  const once = canonical(presets.effectivelyOnce)

  test.each([
    ['send', 1, { sender: 'new submit', receiver: null, packet: null }],
    ['deliver', 1, { sender: null, receiver: 'idle take', packet: 'inFlight deliver' }],
    ['miss', 1, { sender: null, receiver: 'check key run', packet: null }],
    ['apply', 1, { sender: null, receiver: 'commit run', packet: null }],
    ['drop', 2, { sender: null, receiver: null, packet: 'inFlight drop' }],
    ['timeout', 1, { sender: 'waiting timer', receiver: null, packet: null }],
    ['absorb', 1, { sender: null, receiver: 'check key run [held]', packet: null }],
    ['acknowledge', 1, { sender: 'waiting ack [held]', receiver: null, packet: 'inFlight deliver' }],
  ])('%s of m%i', (kind, message, fired) => {
    expect(firedAt(once, kind, message)).toEqual(fired)
  })

  test('giving up is the timer on the last attempt, and so is the timeout just before', () => {
    const all = run(
      scenarioOf({ policy: policyOf({ sender: { attempts: 1 } }), faults: [{ do: 'drop', packet: 'm1.1' }] }),
    )
    expect(firedAt(all, 'giveUp').sender).toBe('waiting timer [held]')
    expect(firedAt(all, 'timeout').sender).toBe('waiting timer [held]')
  })

  test('a crash at a line leaves that line, and a restart of the receiver leaves no state', () => {
    const crashed = run(
      scenarioOf({
        policy: presets.effectivelyOnce,
        faults: [{ do: 'crash', process: 'receiver', packet: 'm1.1', before: 'commit' }],
      }),
    )
    expect(firedAt(crashed, 'crash').receiver).toBe('commit crash')
    expect(firedAt(crashed, 'restart')).toEqual({ sender: null, receiver: null, packet: null })
  })

  test('a crash of the sender fires in the machines of the messages that wait, and the restart after it too', () => {
    const crashed = run(
      scenarioOf({ faults: [{ do: 'crash', process: 'sender', packet: 'm1.1', before: 'wait for ACK' }] }),
    )
    expect(firedAt(crashed, 'crash', 1).sender).toBe('waiting crash')
    expect(firedAt(crashed, 'crash', 2).sender).toBeNull()
    expect(firedAt(crashed, 'restart', 1).sender).toBe('waiting restart')
  })

  test('a copy is made by the machine of the packet that is copied', () => {
    const { trace } = run(scenarioOf({ faults: [{ do: 'duplicate', packet: 'm1.1' }] }))
    const copied = trace.find(({ kind }) => kind === 'duplicate')?.id ?? 0
    expect(packetAt(trace, copied)).toBe('m1.1')
    expect(packetStateAt(trace, copied, 'm1.1')).toBe('inFlight')
    expect(packetStateAt(trace, trace.length, 'm1.1')).toBe('delivered')
  })

  test('the chart says where the world went, in generated runs', () => {
    fc.assert(
      fc.property(scenario, (any) => {
        const ran = run(any, { moves: 60 })
        const policy = relevantPolicy(any.policy)
        const sender = chartOf(senderMachine(policy), sizes)
        const receiver = chartOf(receiverMachine(policy), sizes)
        ran.frames.forEach((frame, i) => {
          const [before, after] = [worldAt(ran, i), worldAt(ran, i + 1)]
          const events = ran.trace.slice(ran.frames[i - 1]?.events ?? 0, frame.events)
          before.messages.forEach((message, at) => {
            const now = after.messages[at]
            const states = [message.origin ?? 'new', now === undefined ? '' : (now.origin ?? 'new')]
            const arrows = events.flatMap((e) => arrowOf(sender, firedBy(ran.trace, e, message.id).sender) ?? [])
            for (const { from, to } of arrows) expect([from, to]).toEqual(states)
            if (states[0] !== states[1]) expect(arrows.length).toBeGreaterThan(0)
          })
          const lines = [handlingOf(before)?.line ?? 'idle', handlingOf(after)?.line ?? 'idle']
          const arrows = events.flatMap((e) => arrowOf(receiver, firedBy(ran.trace, e, 1).receiver) ?? [])
          for (const { from, to } of arrows) expect([from, to]).toEqual(lines)
          if (lines[0] !== lines[1]) expect(arrows.length).toBeGreaterThan(0)
        })
      }),
      { seed: 3, numRuns: 120 },
    )
  })
})
