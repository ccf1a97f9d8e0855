import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { forAll, number } from '../protocol/arbitrary.ts'
import { presets } from '../protocol/policy.ts'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { type Scenario, scenarioOf } from '../sim/scenario.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import folds from '../words/folds.en.json'
import { wordsOf } from '../words/words.ts'
import { weightOf } from './explain.ts'
import { foldingOf } from './folding.ts'
import { type Layout, layoutBetween, layoutOf, type Surface } from './layout.ts'
import { isInFlight, planOf } from './plan.ts'
import { foldedOf, linesOf, overOf, type Quiet, quietOf, sentIn, wordsOfQuiet } from './quiet.ts'

const say = wordsOf('en', folds)
const surface: Surface = {
  width: 800,
  compact: false,
  lifelines: { sender: 148, receiver: 574 },
  y: (ms) => 26 + ms * 0.066,
  text: ({ id, values }) => say(id, values),
  textPx: 14,
}

/** A long run of any design in weather that is mostly fair: long enough for quiet stretches. */
const long: fc.Arbitrary<Scenario> = fc
  .tuple(scenario, number(5, 40), number(0, 6), fc.constantFrom(300, 1000, 4000))
  .map(([any, messages, pct, sendEveryMs]) => ({
    ...any,
    messages,
    environment: {
      ...any.environment,
      sendEveryMs,
      horizonMs: 400_000,
      loseMessagePct: pct,
      loseAckPct: pct,
      duplicatePct: pct / 4,
      crashSenderPct: pct / 8,
      crashReceiverPct: pct / 4,
    },
  }))

const played = (any: Scenario) => {
  const made = run(any, { moves: 2000 })
  return { ...made, plan: planOf(made.trace), quiet: quietOf(made) }
}
const isIn = (quiet: readonly Quiet[], event: number) =>
  quiet.some(({ eventsBefore, lastEvent }) => event > eventsBefore && event <= lastEvent)
const everything = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }
const whole = (layout: Layout, folded: readonly Quiet[]) => {
  const folding = foldingOf(folded, folded, surface)
  return { folding, view: folding.between(layout, everything.from, everything.until) }
}

test('no loss, repeated effect, crash, retry, copy or give-up is in a quiet stretch, and its messages were applied once', () => {
  let found = 0
  forAll(long, 80, (any) => {
    const { trace, quiet, world, endMs } = played(any)
    found += quiet.length
    for (const event of trace) {
      const odd = weightOf(trace, event) >= 2 || ['ignore', 'forget', 'resume'].includes(event.kind)
      if (odd) expect(isIn(quiet, event.id), `${event.kind} ${event.id}`).toBe(false)
    }
    const ledger = ledgerOf(world)
    quiet.forEach((stretch, i) => {
      const { fromMs, untilMs, eventsBefore, lastEvent, messages } = stretch
      expect(untilMs - fromMs).toBeGreaterThanOrEqual(5000)
      expect(fromMs).toBeGreaterThanOrEqual(quiet[i - 1]?.untilMs ?? 0)
      expect(untilMs).toBeLessThanOrEqual(endMs)
      const inside = trace.filter(({ atMs }) => atMs > fromMs && atMs < untilMs).map(({ id }) => id)
      expect([inside[0] ?? eventsBefore + 1, inside.at(-1) ?? lastEvent]).toEqual([eventsBefore + 1, lastEvent])
      if (messages === null) return
      for (let m = messages.first; m <= messages.last; m++) {
        const row = ledger.find(({ message }) => message === m)
        expect([m, row?.outcome, row?.attempts]).toEqual([m, 'once', 1])
      }
      const sent = new Set(
        trace
          .filter(({ kind, id, packet }) => kind === 'send' && packet?.startsWith('m') && isIn([stretch], id))
          .map(({ message }) => message),
      )
      expect(sent.size).toBe(sentIn(stretch))
    })
  })
  expect(found).toBeGreaterThan(25)
})

test('nothing that is on its way, waited for or down is folded, whenever one looks', () => {
  forAll(fc.tuple(long, fc.double({ min: 0, max: 1, noNaN: true })), 100, ([any, part]) => {
    const { trace, plan, quiet } = played(any)
    const shown = Math.round(part * trace.length)
    const folded = foldedOf(quiet, trace, plan, { shown, unfolded: [], selected: null, keepMs: 0 })
    const nowMs = trace[shown - 1]?.atMs ?? 0
    for (const { untilMs } of folded) expect(untilMs).toBeLessThanOrEqual(nowMs)
    const active = [...plan.packets, ...plan.timers, ...plan.downs].filter(
      ({ firstEvent, lastEvent }) => firstEvent <= shown && (lastEvent === null || lastEvent > shown),
    )
    for (const { fromMs } of active) for (const { untilMs } of folded) expect(untilMs).toBeLessThanOrEqual(fromMs)
    // All that moves between here and now is where time says.
    const { folding } = whole(layoutOf(plan, surface, 1), folded)
    const saved = surface.y(nowMs) - folding.y(nowMs)
    for (const { fromMs } of active) expect(surface.y(fromMs) - folding.y(fromMs)).toBeCloseTo(saved, 6)
  })
})

test('unfolded it is the picture as it was; a stretch that is opened or followed is not folded', () => {
  forAll(long, 80, (any) => {
    const { trace, plan, quiet, endMs } = played(any)
    const layout = layoutOf(plan, surface, endMs)
    expect(whole(layout, []).view).toEqual(layoutBetween(layout, everything.from, everything.until))
    const viewing = { shown: trace.length, unfolded: [], selected: null, keepMs: 0 }
    const over = overOf(quiet, trace, plan, trace.length)
    expect(foldedOf(quiet, trace, plan, { ...viewing, unfolded: over.map(({ fromMs }) => fromMs) })).toEqual([])
    const first = over.find(({ messages }) => messages !== null)
    if (first?.messages) {
      const followed = foldedOf(quiet, trace, plan, { ...viewing, selected: first.messages.last })
      expect(followed).toEqual(over.filter((stretch) => stretch !== first))
    }
    // The future is no more folded than it is shown.
    expect(foldedOf(quiet, trace, plan, { ...viewing, shown: 0 })).toEqual([])
  })
})

test('folded, every mark outside of the bands is there, clear of them, and as far from its neighbours as before', () => {
  forAll(long, 70, (any) => {
    const { trace, plan, quiet, endMs } = played(any)
    const layout = layoutOf(plan, surface, endMs)
    const folded = overOf(quiet, trace, plan, trace.length)
    const { folding, view } = whole(layout, folded)
    const bands = folding.folds(everything.from, everything.until)
    expect(bands.length).toBe(folded.length)
    for (const { top, bottom } of bands) expect(bottom - top).toBeCloseTo(44, 6)
    const under = (y: number) => bands.some(({ top, bottom }) => y > top + 0.001 && y < bottom - 0.001)
    const notes = layout.notes.filter(({ mark }) => !isIn(folded, mark.event))
    expect(view.notes.map(({ mark }) => mark.event)).toEqual(notes.map(({ mark }) => mark.event))
    for (const { at, shape, text } of view.notes) {
      expect(under(at.y)).toBe(false)
      if (text !== '') expect(under(shape.y)).toBe(false)
    }
    const there = new Map(view.packets.map((placed) => [placed.mark.packet, placed]))
    for (const { mark, end, start } of layout.packets) {
      const placed = there.get(mark.packet)
      const hidden = isIn(folded, mark.firstEvent) && mark.lastEvent !== null && isIn(folded, mark.lastEvent)
      if (placed === undefined) expect(hidden, mark.packet).toBe(true)
      if (mark.end !== 'arrived') {
        expect([placed?.end.x, placed?.end.y]).toEqual([end.x, folding.fold(end.y)])
        expect(under(placed?.end.y ?? 0)).toBe(false)
      }
      // A line that leads under a band keeps its slope.
      if (
        placed &&
        placed.end.x !== placed.start.x &&
        !bands.some(({ top, bottom }) => placed.start.y < top && placed.end.y > bottom)
      ) {
        const slope = (a: typeof start, b: typeof start) => (b.y - a.y) / (b.x - a.x)
        expect(slope(placed.start, placed.end)).toBeCloseTo(slope(start, end), 4)
      }
      if (placed?.label) expect(under(placed.label.y)).toBe(false)
    }
    for (const { y } of view.ticks) expect(under(y)).toBe(false)
  })
})

test('folding keeps the order of heights, and unfolding is its inverse outside of bands', () => {
  forAll(fc.tuple(long, fc.array(number(0, 26_000), { minLength: 2, maxLength: 40 })), 100, ([any, heights]) => {
    const { trace, plan, quiet } = played(any)
    const folded = overOf(quiet, trace, plan, trace.length)
    const folding = foldingOf(folded, folded, surface)
    const sorted = heights.toSorted((a, b) => a - b)
    sorted.forEach((y, i) => {
      if (i > 0) expect(folding.fold(y)).toBeGreaterThanOrEqual(folding.fold(sorted[i - 1] as number))
      const inBand = folded.some(({ fromMs, untilMs }) => y > surface.y(fromMs) && y < surface.y(untilMs))
      if (!inBand) expect(folding.unfold(folding.fold(y))).toBeCloseTo(y, 6)
      expect(folding.fold(folding.unfold(y))).toBeCloseTo(y, 6)
    })
  })
})

test('the table has a line for each event that is not folded and one for each stretch, in the order of time', () => {
  forAll(fc.tuple(long, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), 150, ([any, part, folds]) => {
    const { trace, plan, quiet } = played(any)
    const shown = Math.round(part * trace.length)
    const over = overOf(quiet, trace, plan, shown)
    const lines = linesOf(shown, over, folds ? over : [])
    const events = lines.filter((line) => typeof line === 'number')
    const hidden = folds ? over : []
    const expected = trace.map(({ id }) => id).filter((id) => id <= shown && !isIn(hidden, id))
    expect(events).toEqual(expected)
    expect(lines.filter((line) => typeof line !== 'number')).toEqual(over)
    const places = lines.map((line) => (typeof line === 'number' ? line : line.eventsBefore + 0.5))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })
})

test('a run with one lost ACK in the middle folds into two stretches around it', () => {
  const any = scenarioOf({
    policy: presets.atLeastOnce,
    messages: 60,
    environment: { horizonMs: 400_000 },
    faults: [{ do: 'drop', packet: 'a30.1' }],
  })
  const { quiet, plan, trace } = played(any)
  expect(quiet.map(({ messages }) => messages)).toEqual([
    { first: 2, last: 29 },
    { first: 32, last: 59 },
  ])
  const [first] = quiet as [Quiet]
  const words = wordsOfQuiet(first)
  expect(say(words.id, words.values)).toBe('m2 – m29: 28 messages, each applied once · 112.2 s')
  const flying = plan.packets.filter((mark) => isInFlight(mark, trace.length))
  expect(flying).toEqual([])
})
