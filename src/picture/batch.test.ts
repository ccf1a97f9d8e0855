import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { forAll, number } from '../protocol/arbitrary.ts'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { wordsOf } from '../words/words.ts'
import { type Batch, batchesOf } from './batch.ts'
import { layoutOf, type Surface } from './layout.ts'
import { isInFlight, planOf } from './plan.ts'

const say = wordsOf('en')
const surface: Surface = {
  width: 800,
  compact: false,
  lifelines: { sender: 148, receiver: 574 },
  y: (ms) => 26 + ms * 0.066,
  text: ({ id, values }) => say(id, values),
  textPx: 14,
}

const starts = (path: string): number => path.split('M').length - 1
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const labelsOf = ({ pills, crosses, notes }: Batch) => [
  ...pills.m.labels,
  ...pills.a.labels,
  ...crosses.labels,
  ...notes.flatMap(({ labels }) => labels),
]

/** A scenario, how much of it is shown, whom the viewer follows, and for how many words there is room. */
const view = fc.tuple(scenario, fc.double({ min: 0, max: 1, noNaN: true }), number(0, 3), number(0, 60))

test('of generated runs a batch has every line, cross and shape of its layout, whatever room there is for words', () => {
  forAll(view, 150, ([any, part, followed, mostWords]) => {
    const { trace, endMs } = run(any, { moves: 300 })
    const layout = layoutOf(planOf(trace), surface, endMs)
    const shown = Math.round(part * trace.length)
    const batches = batchesOf(layout, shown, (message) => message === followed, mostWords)
    const packets = layout.packets.filter(({ mark }) => mark.firstEvent <= shown && !isInFlight(mark, shown))
    const notes = layout.notes.filter(({ mark }) => mark.event <= shown)
    const ended = (end: string) => packets.filter(({ mark }) => mark.end === end).length
    expect(sum(batches.map(({ wires }) => starts(wires.m) + starts(wires.a)))).toBe(packets.length)
    expect(sum(batches.map(({ arrows }) => starts(arrows)))).toBe(ended('arrived'))
    const dropped = notes.filter(({ mark }) => mark.shape === 'lost').length
    expect(sum(batches.map(({ crosses }) => starts(crosses.frames)))).toBe(ended('lost') + ended('down') + dropped)
    for (const shape of ['again', 'crash', 'absorbed', 'gaveUp', 'effect', 'timeout', 'restart', 'key'] as const) {
      const drawn = batches.flatMap((batch) => batch.notes.filter((each) => each.shape === shape))
      const shapes = drawn.map(({ solid, hollow, stroke }) => Math.max(starts(solid), starts(hollow), starts(stroke)))
      expect(sum(shapes), shape).toBe(notes.filter(({ mark }) => mark.shape === shape).length)
    }
    // A lost packet may have two labels: its name and what became of it.
    expect(sum(batches.map((batch) => labelsOf(batch).length))).toBeLessThanOrEqual(2 * mostWords)
  })
})

test('words of surprises go last', () => {
  forAll(view, 100, ([any, , , mostWords]) => {
    const { trace, endMs } = run(any, { moves: 300 })
    const layout = layoutOf(planOf(trace), surface, endMs)
    const [batch] = batchesOf(layout, trace.length, () => false, mostWords)
    if (batch === undefined) return
    const plain = batch.notes.filter(({ shape }) => shape === 'effect' || shape === 'key')
    const again = batch.notes.find(({ shape }) => shape === 'again')
    const worded = layout.notes.filter(({ mark, text }) => mark.shape === 'again' && text !== '').length
    if (plain.some(({ labels }) => labels.length > 0)) expect(again?.labels.length ?? 0).toBe(worded)
  })
})
