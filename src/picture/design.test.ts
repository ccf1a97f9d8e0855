import { describe, expect, test } from 'vitest'
import type { Card } from '../lessons/drill/card.ts'
import { cards } from '../lessons/drill/cards.ts'
import { type Policy, presets, samePolicy } from '../protocol/policy.ts'
import words from '../words/drill.en.json'
import { wordsOf } from '../words/words.ts'
import { mainDecisions, wholeDesign } from './design.ts'

const say = wordsOf('en', words)
/** The runs whose pictures a card shows with their design beside them. */
const scenariosOf = (card: Card) => {
  if (card.kind === 'read') return [card.scenario]
  return card.kind === 'explain' ? card.points.map(({ scenario }) => scenario) : []
}
const printed = (policy: Policy, messages: number) =>
  wholeDesign(policy, messages)
    .map(({ id, values }) => say(id, values))
    .join('. ')
const main = (policy: Policy) => mainDecisions(policy).map(({ holds, says }) => [holds, say(says.id, says.values)])

test('each guarantee follows from three decisions', () => {
  expect(main(presets.atMostOnce)).toEqual([
    [false, 'Sender never retries'],
    [false, 'No ACK at all'],
    [false, 'Receiver keeps no keys'],
  ])
  expect(main(presets.effectivelyOnce)).toEqual([
    [true, 'Sender retries after 3.0 s'],
    [true, 'ACK after the effect'],
    [true, 'Receiver keeps keys, durably'],
  ])
})

test('a sender with one attempt does not retry', () => {
  const { sender, receiver } = presets.atLeastOnce
  const once = main({ sender: { ...sender, attempts: 1 }, receiver })
  expect(once[0]).toEqual([false, 'Sender never retries: it gives up after 3.0 s without an ACK'])
  expect(main({ sender: { ...sender, attempts: 2 }, receiver })[0]).toEqual([
    true,
    'Sender retries after 3.0 s, 2 attempts in all',
  ])
})

describe('what a card of the drill prints', () => {
  const scenarios = cards.flatMap(scenariosOf)

  test('leaves nothing of the design open', () => {
    for (const a of scenarios)
      for (const b of scenarios)
        if (printed(a.policy, a.messages) === printed(b.policy, b.messages)) {
          expect(a.messages).toBe(b.messages)
          expect(samePolicy(a.policy, b.policy)).toBe(true)
        }
    for (const { policy } of scenarios) expect(policy.sender.jitterPct).toBe(0)
  })

  test('is the design with its messages', () => {
    const window = cards.find(({ id }) => id === 'window-over')
    const said = window ? scenariosOf(window).map(({ policy, messages }) => printed(policy, messages)) : []
    expect(said).toEqual([
      '1 message adds 10 $. Sender retries after 3.0 s. ACK after the effect. Receiver keeps keys, durably. ' +
        'Key and effect are written together. A key is forgotten after 2.0 s',
    ])
  })
})
