import { describe, expect, test } from 'vitest'
import { estimatesOf } from '../../explore/estimates.ts'
import { Sweep } from '../../explore/sweep.ts'
import { designsOf, questionsOf } from '../../picture/costs.ts'
import type { Environment, Scenario } from '../../sim/scenario.ts'
import { answerTo } from './answers.ts'
import type { Known } from './Curves.tsx'
import { say } from './costsOf.ts'
import { leftOutBy } from './place.ts'
import { type CostPresetName, costPresetNames, costPresets } from './questions.ts'

/** The answer in words, in the weather of the question but for what is changed; counted where theory is not enough. */
function answer(asked: CostPresetName, change: Partial<Environment> = {}, counts = false): string | null {
  const { scenario: preset, axis, set } = costPresets[asked]
  const scenario: Scenario = { ...preset, environment: { ...preset.environment, ...change } }
  const designs = designsOf(scenario, set).filter(({ name }) => !leftOutBy(asked).includes(name))
  const known = new Map<string, Known>()
  if (counts) {
    for (const { key, question } of questionsOf(scenario, designs, axis)) {
      const sweep = new Sweep({ ...question, runs: 1500 })
      while (sweep.advance(1e6));
      known.set(key, { runs: 1500, estimates: estimatesOf(sweep.data()) })
    }
  }
  const said = answerTo(asked, { scenario, designs, known: counts ? known : null })
  return said === null ? null : said.map(({ id, values }) => say(id, values)).join(' ')
}

describe('lost messages', () => {
  test('make no duplicates where timeouts are patient', () => {
    expect(answer('lostAcks')).toMatch(
      /^No: whether 0.% or 60.% of the messages are lost, at least once duplicates 10.%/,
    )
    expect(answer('lostAcks')).toContain('here 10\u202f% of them')
  })
  test('are not said to need a lost ACK where something else makes duplicates', () => {
    const copied = answer('lostAcks', { duplicatePct: 20 }, true)
    expect(copied).toMatch(/^Here the duplicates of at least once go from/)
    expect(copied).not.toContain('an ACK must be lost')
  })
})

describe('ten retries', () => {
  test('trade loss for duplicates, and the numbers are those of theory §6.3', () => {
    // p = q = 0.3: one attempt loses 30 %, ten lose 0.3^10 and duplicate 0.3 (1 − 0.3^10 − 10 · 0.7 · 0.3^9).
    expect(answer('retries')?.replaceAll('\u202f', '')).toBe(
      'Because further attempts trade loss for duplicates. One attempt: 30% lost and 0% duplicated, together 30% of ' +
        'the messages. 10 attempts: 0.00059% and 30%, together 30%.',
    )
  })
  test('are told for what they are in other weather', () => {
    expect(answer('retries', { loseMessagePct: 0, loseAckPct: 0 })).toMatch(/^Here it makes no difference\./)
    expect(answer('retries', { loseAckPct: 0 })).toMatch(/^Here further attempts only help/)
    expect(answer('retries', { loseMessagePct: 0 })).toMatch(/^Here further attempts lose no less, and duplicate\./)
  })
})

test('of what is given up it says how much was done, and at which loss of ACKs it is more than half', () => {
  // p = q = 0.3, R = 3: (0.51^3 − 0.3^3) / 0.51^3.
  expect(answer('gaveUp')).toMatch(/^Mostly not\. 30.% of the ACKs .* after 3 attempts 79\.6.% had had their effect\./)
  expect(answer('gaveUp')).toMatch(/At 10.% of lost ACKs it is less than half of them, from 15.% on more\.$/)
  // At 5 %: 1 − 0.3^3 / 0.335^3 = 28.2 %.
  expect(answer('gaveUp', { loseAckPct: 5 })).toMatch(/^Mostly it is\. 5.% .* 28\.2.% had had their effect/)
  expect(answer('gaveUp', { loseAckPct: 0 })).toMatch(/^Here it is\. .* 0.% had had/)
  expect(answer('gaveUp', { loseAckPct: 0, loseMessagePct: 0 })).toMatch(/^In this weather nobody gives up\./)
})

test('a window is long enough from where nothing is duplicated, and never where retries go on', () => {
  const said = answer('window', {}, true)
  expect(said).toMatch(
    /Your design sends its last of 5 attempts 12.s after the first, and duplicates nothing from a window of 13.s on\./,
  )
  expect(said).toMatch(/Effectively once retries without an end, and still duplicates [\d.]+.% with a window of 16.s\./)
})

test('doubling sends fewer copies where the timeout is short, at a price, and what is not modelled is said', () => {
  const said = answer('storm', {}, true) ?? ''
  const [fixed, doubling, jitter] = (/makes (.*?)\. At/.exec(said)?.[1]?.match(/\d+(\.\d+)?/g) ?? []).map(Number)
  expect(said).toMatch(/^Yes, where the timeout is short: at 1.s/)
  expect(fixed).toBeGreaterThan(1.5 * (doubling ?? Number.NaN))
  expect(Math.abs((doubling ?? Number.NaN) - (jitter ?? Number.NaN))).toBeLessThan(0.2)
  const [, quick, slow] = /within ([\d.]+).s, ([\d.]+).s and/.exec(said) ?? []
  expect(Number(slow)).toBeGreaterThan(Number(quick))
  expect(said).toContain('Load does not slow this network')
})

test('a hasty timeout duplicates without a fault only where there is none', () => {
  expect(answer('impatient')).toMatch(
    /^It duplicates without a single fault.* at least once duplicates 100.%, at 6.s 0.%/,
  )
  expect(answer('impatient', { loseAckPct: 20 }, true)).toMatch(/^It duplicates more, because/)
})

test('what theory does not say is not answered before it was counted', () => {
  expect(answer('storm')).toBe(null)
  for (const asked of costPresetNames) expect(answer(asked, {}, true)).not.toBe(null)
})
