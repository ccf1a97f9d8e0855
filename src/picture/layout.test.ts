import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { presets } from '../protocol/policy.ts'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { type Scenario, scenarioOf } from '../sim/scenario.ts'
import { wordsOf } from '../words/words.ts'
import { type Box, boxAround, headsAt, type Layout, layoutOf, overlap, pillHeight, type Surface } from './layout.ts'
import { isInFlight, planOf } from './plan.ts'

const say = wordsOf('en')

/** The surface of a diagram so wide, as the page makes it. */
function surfaceOf(width: number): Surface {
  const compact = width < 560
  return {
    width,
    compact,
    lifelines: compact ? { sender: 62, receiver: width - 86 } : { sender: 148, receiver: width - 226 },
    y: (ms) => 26 + (ms * (compact ? 54 : 66)) / 1000,
    text: ({ id, values }) => say(id, values),
    textPx: compact ? 13 : 14,
  }
}

const layoutFor = (any: Scenario, width: number): Layout => {
  const { trace, endMs } = run(any, { moves: 400 })
  return layoutOf(planOf(trace), surfaceOf(width), endMs)
}

const labelBoxes = ({ packets }: Layout): Box[] =>
  packets.flatMap(({ label, labelWidth, lossLabel, lossText }) => [
    ...(label ? [boxAround(label, labelWidth, pillHeight)] : []),
    ...(lossLabel && lossText ? [boxAround(lossLabel, lossText.length * 8, 15)] : []),
  ])

const widths = [320, 390, 690, 820]
const canonical = scenarioOf({
  faults: [
    { do: 'drop', packet: 'a1.1' },
    { do: 'drop', packet: 'm2.1' },
  ],
})

describe('at every width', () => {
  test('no label lies on another, in generated runs', () => {
    fc.assert(
      fc.property(scenario, fc.constantFrom(...widths), (any, width) => {
        const boxes = labelBoxes(layoutFor(any, width))
        const clash = boxes.findIndex((box, i) => boxes.some((other, j) => j > i && overlap(box, other)))
        expect(clash).toBe(-1)
      }),
      { seed: 11, numRuns: 150 },
    )
  })

  test('every label of a packet is between the edges', () => {
    fc.assert(
      fc.property(scenario, fc.constantFrom(...widths), (any, width) => {
        for (const box of labelBoxes(layoutFor(any, width))) {
          expect(box.x).toBeGreaterThanOrEqual(0)
          expect(box.x + box.width).toBeLessThanOrEqual(width)
        }
      }),
      { seed: 12, numRuns: 100 },
    )
  })

  test('notes with words stand below each other at a lifeline, in the order they happened, and near their instant', () => {
    fc.assert(
      fc.property(scenario, fc.constantFrom(...widths), (any, width) => {
        const { notes } = layoutFor(any, width)
        for (const process of ['sender', 'receiver']) {
          const worded = notes.filter(({ mark, text }) => mark.process === process && text !== '')
          for (const { at, shape } of worded) expect(shape.y - at.y).toBeLessThanOrEqual(6 * 23)
          const ys = worded.map(({ textAt }) => textAt.y)
          ys.forEach((y, i) => {
            if (i > 0) expect(y - (ys[i - 1] as number)).toBeGreaterThanOrEqual(16)
          })
        }
      }),
      { seed: 13, numRuns: 100 },
    )
  })

  test('the canonical script has room for every label', () => {
    for (const policy of Object.values(presets)) {
      for (const width of widths) {
        const { packets } = layoutFor({ ...canonical, policy }, width)
        expect(packets.filter(({ label }) => label === null)).toEqual([])
      }
    }
  })
})

test('a run that goes on does not move the labels of its past', () => {
  const short = layoutFor(scenarioOf({ messages: 2 }), 820).packets
  const long = layoutFor(scenarioOf({ messages: 5 }), 820).packets
  expect(long.slice(0, short.length).map(({ label }) => label)).toEqual(short.map(({ label }) => label))
})

test('the lane is at least 140 pixels wide on the narrowest phone', () => {
  const { lifelines } = surfaceOf(320)
  expect(lifelines.receiver - lifelines.sender - 28).toBeGreaterThanOrEqual(140)
})

test('labels of packets in flight lie on no other label at any instant', () => {
  const any = scenarioOf({ messages: 8, environment: { sendEveryMs: 500, hopMs: [600, 1800] }, seed: 3 })
  const { trace, frames, endMs } = run(any)
  const surface = surfaceOf(820)
  const layout = layoutOf(planOf(trace), surface, endMs)
  for (let nowMs = 0; nowMs < endMs; nowMs += 130) {
    const shown = frames.filter(({ atMs }) => atMs <= nowMs).at(-1)?.events ?? 0
    const flying = layout.packets.filter(({ mark }) => isInFlight(mark, shown))
    const y = surface.y(nowMs)
    const heads = headsAt(flying, layout, shown, nowMs, y)
    const boxes = heads.map(({ x, lift, placed }) => boxAround({ x, y: y - lift }, placed.labelWidth, pillHeight))
    expect(boxes.some((box, i) => boxes.some((other, j) => j > i && overlap(box, other)))).toBe(false)
  }
})
