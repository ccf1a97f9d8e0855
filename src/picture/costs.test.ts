import { expect, test } from 'vitest'
import { presetNames, presets } from '../protocol/policy.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { type AxisName, axes, designsOf, placesOf, questionsOf } from './costs.ts'

const weather = scenarioOf({ environment: { loseMessagePct: 30, loseAckPct: 20 }, messages: 3, seed: 1 })

test('the guarantees, and the design of the page where it is another', () => {
  expect(designsOf(weather).map(({ name }) => name)).toEqual(presetNames)
  const policy = { ...presets.atLeastOnce, sender: { ...presets.atLeastOnce.sender, attempts: 5 } }
  expect(designsOf({ policy }).at(-1)).toEqual({ name: 'yours', policy })
})

test('a knob that means nothing to a design is not asked of it', () => {
  expect(placesOf(presets.atMostOnce, 'attempts')).toEqual([])
  expect(placesOf(presets.atLeastOnce, 'window')).toEqual([])
  expect(placesOf(presets.effectivelyOnce, 'window')).toEqual(axes.window.at)
  expect(placesOf(presets.atMostOnce, 'messageLoss')).toEqual(axes.messageLoss.at)
})

test.each(Object.keys(axes) as AxisName[])('questions along %s have keys of their own and change one thing', (axis) => {
  const designs = designsOf(weather)
  const questions = questionsOf(weather, designs, axis)
  expect(new Set(questions.map(({ key }) => key)).size).toBe(questions.length)
  for (const { design, x, question } of questions) {
    const { policy } = designs.find(({ name }) => name === design) as (typeof designs)[number]
    const expected =
      x === null
        ? { policy, environment: weather.environment }
        : axes[axis].put({ policy, environment: weather.environment }, x)
    expect(question).toEqual({ ...expected, messages: 3, seed: 1 })
  }
})
