import fc from 'fast-check'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Stretch } from '../../picture/overview.ts'
import { type Quiet, quietOf, sentIn } from '../../picture/quiet.ts'
import { scenario } from '../../sim/arbitrary.ts'
import { type Run, run } from '../../sim/run.ts'
import { scenarioOf } from '../../sim/scenario.ts'
import { say } from './exportWords.ts'
import { RunPicture } from './RunPicture.tsx'

const drawn = (run: Run, part?: Stretch, folded: readonly Quiet[] = []) =>
  renderToStaticMarkup(createElement(RunPicture, { run, say, folded, ...(part && { part }) }))
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

test('where quiet stretches are folded, what went wrong is drawn and each stretch says what it hides', () => {
  const faults = ['a15.1', 'm30.1', 'a45.1'].map((packet) => ({ do: 'drop', packet }) as const)
  const played = run(scenarioOf({ messages: 60, environment: { horizonMs: 400_000 }, faults }))
  const quiet = quietOf(played)
  expect(quiet).toHaveLength(4)
  const [whole, folded] = [drawn(played), drawn(played, undefined, quiet)]
  const height = (svg: string) => Number(/height="([\d.]+)"/.exec(svg)?.[1])
  expect(height(folded)).toBeLessThan(height(whole) / 2)
  expect(count(folded, /class="cross"/g)).toBe(3)
  expect(count(folded, /class="fold "/g)).toBe(quiet.length)
  for (const stretch of quiet) expect(folded).toContain(`${sentIn(stretch)} messages, each applied once`)
})

test('a text of any kind is text', () => {
  const odd = () => '<script>alert(1)</script>&"'
  const svg = renderToStaticMarkup(createElement(RunPicture, { run: run(scenarioOf({})), say: odd }))
  expect(svg).not.toContain('<script')
  expect(svg).toContain('&lt;script&gt;')
})
