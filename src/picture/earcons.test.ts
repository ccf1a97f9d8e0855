import { expect, test } from 'vitest'
import { run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { earconOf, earcons } from './earcons.ts'

test('there are six sounds at most, each shorter than a quarter of a second and unlike the others', () => {
  const all = Object.values(earcons)
  expect(all.length).toBeLessThanOrEqual(6)
  for (const { tones } of all) expect(tones.reduce((sum, { ms }) => sum + ms, 0)).toBeLessThan(250)
  expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(all.length)
})

test('a lost ACK sounds like a loss and then like the same effect again', () => {
  const { trace } = run(
    scenarioOf({
      messages: 1,
      faults: [
        { do: 'drop', packet: 'a1.1' },
        { do: 'crash', process: 'receiver', atMs: 6000 },
      ],
    }),
  )
  const heard = trace.flatMap((event) => earconOf(trace, event) ?? [])
  expect(heard).toEqual([
    'send',
    'deliver',
    'applied',
    'send',
    'lost',
    'send',
    'deliver',
    'again',
    'send',
    'deliver',
    'crash',
  ])
})
