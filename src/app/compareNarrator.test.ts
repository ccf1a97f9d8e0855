import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { scenarioOf } from '../sim/scenario.ts'
import compareWords from '../words/compare.en.json'
import { wordsOf } from '../words/words.ts'
import { createComparison } from './compare.ts'
import { narrateComparison } from './compareNarrator.ts'
import { createLab, type Lab } from './lab.ts'

const canonical = scenarioOf({
  faults: [
    { do: 'drop', packet: 'a1.1' },
    { do: 'drop', packet: 'm2.1' },
  ],
})

let page: Lab
let comparison: ReturnType<typeof createComparison>
let said: string[]
let stops: (() => void)[]
beforeEach(() => {
  vi.useFakeTimers()
  page = createLab(canonical)
  comparison = createComparison(page)
  said = []
  const speak = (text: string) => said.push(text)
  stops = [
    comparison.start(),
    narrateComparison(
      page,
      comparison,
      wordsOf('en', compareWords),
      (name) => name,
      speak,
      () => false,
    ),
  ]
})
afterEach(() => {
  for (const stop of stops) stop()
  vi.useRealTimers()
})

/** What is said of something that is done, once what was said before could be heard. */
async function saidOf(act: () => void): Promise<string[]> {
  await vi.advanceTimersByTimeAsync(2000)
  said = []
  act()
  await vi.advanceTimersByTimeAsync(2000)
  return said
}

test('what is the same in all columns is said once, what is not by the names of its designs', async () => {
  expect(await saidOf(() => page.stepForward())).toEqual(['m1 is on its way.'])
  await saidOf(() => page.seek(3900))
  expect(await saidOf(() => page.nextSurprise())).toEqual([
    'atLeastOnce: m1 was applied a second time. effectivelyOnce: m1 came again and was ignored.',
  ])
})

test('at the end each design is said with what came of it, and at the beginning nothing of that is left', async () => {
  expect(await saidOf(() => page.seek(600_000))).toEqual([
    expect.stringMatching(
      /The end\. atMostOnce: m2 lost\. atLeastOnce: m1 duplicated\. effectivelyOnce: each applied once\.$/,
    ),
  ])
  expect(await saidOf(() => page.reset())).toEqual(['At the beginning. Nothing has happened yet.'])
})

test('an edit is told by what each design makes of it; a pause by where it stands', async () => {
  await saidOf(() => page.seek(9000))
  expect(await saidOf(() => page.removeFault(1))).toEqual([
    'So far: atMostOnce, effectivelyOnce: 1 undecided. atLeastOnce: m1 duplicated.',
  ])
  page.seek(500)
  expect(await saidOf(() => comparison.losePacket('m1.1' as never))).toEqual([
    'The packet of m1 was dropped on the way. So far: atMostOnce: m1 lost. atLeastOnce, effectivelyOnce: 1 undecided.',
  ])
  page.play()
  expect(await saidOf(() => page.pause())).toEqual([
    'Paused at 0.5 seconds. atMostOnce: m1 lost. atLeastOnce, effectivelyOnce: 1 undecided.',
  ])
})

test('while it plays only outcomes and effects are said, and nothing once narration is off', async () => {
  await saidOf(() => page.play())
  expect(await saidOf(() => page.tick(900))).toEqual([])
  expect(await saidOf(() => page.tick(300))).toEqual(['m1 was applied.'])
  page.setOption('narration', 'off')
  expect(await saidOf(() => page.tick(3000))).toEqual([])
})
