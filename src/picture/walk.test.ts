import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { isSurprise } from './explain.ts'
import { layoutOf, type Surface } from './layout.ts'
import { planOf } from './plan.ts'
import { eventPoints, type WalkDirection, walk } from './walk.ts'

const lostAck = run(scenarioOf({ messages: 1, faults: [{ do: 'drop', packet: 'a1.1' }] })).trace
const kinds = (way: WalkDirection, from: number, steps: number) => {
  const found: string[] = []
  for (let at: number | null = from; at !== null && found.length <= steps; at = walk(lostAck, lostAck.length, at, way))
    found.push(`${lostAck[at - 1]?.kind} ${lostAck[at - 1]?.packet ?? ''}`.trim())
  return found
}

test('along effects the story of a lost ACK tells itself', () => {
  const story = kinds('effect', 1, 100)
  const marks = ['send m1.1', 'deliver m1.1', 'send a1.1', 'drop a1.1', 'timeout', 'send m1.2', 'deliver m1.2']
  expect(story.filter((step) => marks.includes(step))).toEqual(marks)
  expect(new Set(story).size).toBe(story.length)
})

test('along causes one comes from the second effect to the first sending', () => {
  const again = lostAck.findLast(({ kind }) => kind === 'apply')?.id as number
  const back = kinds('cause', again, 100)
  expect(back[0]).toMatch(/^apply/)
  expect(back).toContain('send m1.2')
  const reasons = ['timeout', 'drop a1.1', 'send a1.1', 'deliver m1.1']
  expect(back.filter((step) => reasons.includes(step))).toEqual(reasons)
  expect(back.at(-1)).toBe('send m1.1')
})

test('surprises are the loss and the second effect, and nothing that is still to come', () => {
  const loss = lostAck.find(({ kind }) => kind === 'drop')?.id as number
  const again = lostAck.findLast(({ kind }) => kind === 'apply')?.id as number
  expect(walk(lostAck, lostAck.length, 1, 'surpriseAfter')).toBe(loss)
  expect(walk(lostAck, lostAck.length, loss, 'surpriseAfter')).toBe(again)
  expect(walk(lostAck, loss, loss, 'surpriseAfter')).toBeNull()
  expect(walk(lostAck, lostAck.length, again, 'surpriseBefore')).toBe(loss)
  expect(walk(lostAck, lostAck.length, loss, 'surpriseBefore')).toBeNull()
})

const surface: Surface = {
  width: 800,
  compact: false,
  lifelines: { sender: 148, receiver: 574 },
  y: (ms) => 26 + ms * 0.066,
  text: ({ id }) => id,
  textPx: 14,
}

test('in any run each way ends, keeps to what has happened, and later and earlier visit everything in the order of time', () => {
  fc.assert(
    fc.property(scenario, fc.double({ min: 0, max: 1, noNaN: true }), (generated, share) => {
      const { trace, endMs } = run(generated, { moves: 150 })
      if (trace.length === 0) return
      const shown = Math.max(1, Math.ceil(trace.length * share))
      const visited = [1]
      for (let at = walk(trace, shown, 1, 'later'); at !== null; at = walk(trace, shown, at, 'later')) visited.push(at)
      expect(visited).toEqual(Array.from({ length: shown }, (_, i) => i + 1))
      for (const at of visited) {
        const cause = walk(trace, shown, at, 'cause')
        const effect = walk(trace, shown, at, 'effect')
        if (cause !== null) expect(cause).toBeLessThan(at)
        if (effect !== null) expect(effect).toBeLessThanOrEqual(shown)
        const next = walk(trace, shown, at, 'surpriseAfter')
        if (next !== null) expect(isSurprise(trace, trace[next - 1] as never)).toBe(true)
        if (at > 1) expect(walk(trace, shown, at, 'earlier')).toBe(at - 1)
      }
      // No chain goes round.
      const seen = new Set<number>()
      for (let at: number | null = 1; at !== null; at = walk(trace, shown, at, 'effect')) {
        expect(seen.has(at)).toBe(false)
        seen.add(at)
      }
      const pointOf = eventPoints(layoutOf(planOf(trace), surface, endMs), trace, surface)
      for (const { id } of trace) {
        const { x, y } = pointOf(id)
        expect(x).toBeGreaterThan(0)
        expect(x).toBeLessThan(surface.width)
        expect(y).toBeGreaterThanOrEqual(surface.y(0))
      }
    }),
    { numRuns: 60 },
  )
})
