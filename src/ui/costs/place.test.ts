import { expect, test } from 'vitest'
import { axes, type DesignName, subjects } from '../../picture/costs.ts'
import { presetNames } from '../../protocol/presets.ts'
import { readAddress, writeAddress } from '../../share/page.ts'
import { scenarioOf } from '../../sim/scenario.ts'
import { leftOutBy, readPlace, writePlace } from './place.ts'
import { costPresetNames } from './questions.ts'

const names: readonly DesignName[] = [...presetNames, 'fixed', 'doubling', 'jitter', 'yours']

test('a picture, its question and what is hidden are in its address, which is one of the lab', () => {
  const state = { scenario: scenarioOf({}), atMs: 0 }
  for (const asked of [null, ...costPresetNames]) {
    for (const hidden of [leftOutBy(asked), [], names.slice(1), ['yours' as const]]) {
      for (const [i, axis] of (Object.keys(axes) as (keyof typeof axes)[]).entries()) {
        for (const subject of [(Object.keys(subjects) as (keyof typeof subjects)[])[i] ?? 'outcomes']) {
          const place = { axis, subject, asked, hidden }
          const page = writePlace(place)
          expect(readPlace(page)).toEqual({ ...place, hidden: names.filter((name) => hidden.includes(name)) })
          expect(readAddress(writeAddress(page, state))).toMatchObject({ page, problems: [], ignored: [] })
        }
      }
    }
  }
})

test('what a question leaves out need not be said, and old addresses mean what they meant', () => {
  expect(readPlace('costs/timeout/packets')).toEqual({ axis: 'timeout', subject: 'packets', asked: null, hidden: [] })
  expect(readPlace('costs/attempts/outcomes/retries').hidden).not.toContain('atLeastOnce')
  expect(readPlace('costs/attempts/outcomes/retries').hidden).toContain('atMostOnce')
  expect(readPlace('costs/attempts/outcomes/nonsense-no-such')).toMatchObject({ asked: null, hidden: [] })
  expect(readPlace('costs')).toEqual({ axis: 'ackLoss', subject: 'outcomes', asked: null, hidden: [] })
})
