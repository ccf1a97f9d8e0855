import fc from 'fast-check'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { scenario } from '../../sim/arbitrary.ts'
import { type Run, run } from '../../sim/run.ts'
import { scenarioOf } from '../../sim/scenario.ts'
import exported from '../../words/export.en.json'
import { wordsOf } from '../../words/words.ts'
import { RunPicture, type Stretch } from './RunPicture.tsx'

const say = wordsOf('en', exported)
const drawn = (run: Run, part?: Stretch) =>
  renderToStaticMarkup(createElement(RunPicture, { run, say, ...(part && { part }) }))
const count = (text: string, shape: RegExp) => [...text.matchAll(shape)].length

test('every packet, loss, effect, crash, timer and key of the trace is in the picture, in generated runs', () => {
  fc.assert(
    fc.property(scenario, (any) => {
      const played = run(any, { moves: 150 })
      const { trace } = played
      const svg = drawn(played)
      const of = (...kinds: string[]) => trace.filter(({ kind }) => kinds.includes(kind))
      const drawnEvents = new Set([...svg.matchAll(/data-events="(\d+)/g)].map(([, id]) => Number(id)))
      const marked = (events: typeof trace) =>
        expect(events.map(({ id }) => id).filter((id) => !drawnEvents.has(id))).toEqual([])
      marked(of('send', 'duplicate', 'apply', 'absorb', 'remember', 'crash', 'restart', 'timeout', 'giveUp', 'resume'))
      marked(trace.filter(({ expiresMs }) => expiresMs !== undefined))
      expect(count(svg, /class="cross"/g)).toBe(of('drop').length)
      expect(count(svg, /class="down"/g)).toBe(of('crash').length)
      expect(count(svg, /class="(note note-(effect|again) )"/g)).toBe(of('apply').length)
      expect(count(svg, /class="timer /g)).toBe(trace.filter(({ expiresMs }) => expiresMs !== undefined).length)
      // Nothing is left to be placed by a now-line, and no number is missing.
      expect(svg).not.toMatch(/NaN|undefined|height="-/)
      expect(count(svg, /<rect(?![^>]* height=)/g)).toBe(0)
      expect(count(svg, /<line(?![^>]* x2=)/g)).toBe(0)
    }),
    { seed: 91, numRuns: 80 },
  )
})

test('a packet that is still on its way is drawn as far as it came', () => {
  const played = run(
    scenarioOf({
      messages: 1,
      environment: { hopMs: [2000, 2000], horizonMs: 1000 },
      faults: [{ do: 'crash', process: 'receiver', atMs: 500, downMs: 9000 }],
    }),
  )
  const svg = drawn(played)
  expect(played.endMs).toBe(500)
  // A quarter of the way between the lifelines at 148 and 674.
  expect(svg).toMatch(/<line class="wire m" x1="148" y1="26" x2="279\.5" y2="59"/)
})

test('the stretches of a long run hold all of it', () => {
  const played = run(scenarioOf({ messages: 8 }))
  const parts = [0, 10_000, 20_000, 30_000].map((fromMs) => drawn(played, { fromMs, untilMs: fromMs + 10_000 }))
  for (const { id, kind } of played.trace) {
    if (['send', 'apply'].includes(kind))
      expect(parts.some((svg) => new RegExp(`data-events="${id}[ "]`).test(svg))).toBe(true)
  }
  expect(parts[0]).toContain('goes on until')
})

test('a text of any kind is text', () => {
  const odd = () => '<script>alert(1)</script>&"'
  const svg = renderToStaticMarkup(createElement(RunPicture, { run: run(scenarioOf({})), say: odd }))
  expect(svg).not.toContain('<script')
  expect(svg).toContain('&lt;script&gt;')
})
