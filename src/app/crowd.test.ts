import { expect, test } from 'vitest'
import { run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { withMessages } from './crowd.ts'

test('few messages change nothing else', () => {
  const { environment } = scenarioOf({})
  for (const messages of [1, 3, 8, 15])
    expect(withMessages({ environment }, messages)).toEqual({ messages, environment })
})

test('a run of many lasts until all of them have had their time', () => {
  const scenario = scenarioOf({ environment: { loseMessagePct: 10, loseAckPct: 10 } })
  const many = { ...scenario, ...withMessages(scenario, 400) }
  expect(many.environment).toEqual({ ...scenario.environment, horizonMs: 1_660_000 })
  expect(run(many).stopped).toBe('nothing')
  expect(run({ ...scenario, messages: 400 }).stopped).toBe('horizon')
})

test('where a day is too short they are sent more often, and the scenario stays one', () => {
  const scenario = scenarioOf({ environment: { sendEveryMs: 60_000 } })
  const many = { ...scenario, ...withMessages(scenario, 10_000) }
  expect(many.environment).toMatchObject({ sendEveryMs: 8634, horizonMs: 86_400_000 })
  expect(scenarioOf(many)).toEqual(many)
})
