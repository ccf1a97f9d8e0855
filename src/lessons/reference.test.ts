import { describe, expect, test } from 'vitest'
import { presetNames } from '../protocol/policy.ts'
import { run } from '../sim/run.ts'
import { aspects, type ClaimRun, cells, factsOf, sources, theory, theoryRuns, tools } from './reference.ts'
import { mistaken, terms } from './terms.ts'

const holds = ({ scenario, gives }: ClaimRun) => {
  expect(Object.keys(gives).length).toBeGreaterThan(0)
  const done = run(scenario)
  expect(done.stopped).toBe('nothing')
  expect(factsOf(done)).toMatchObject(gives)
}

describe('the run behind every cell of the comparison table gives what the cell claims', () => {
  for (const mode of presetNames) {
    for (const aspect of aspects) {
      if (aspect !== 'tools') test(`${mode}: ${aspect}`, () => holds(cells[mode][aspect]))
    }
  }
})

describe('the run behind every claim of the theory page gives what it claims', () => {
  for (const [name, shown] of Object.entries(theoryRuns)) test(name, () => holds(shown))
})

test('every fault of a run of the table happens in it, but for the ACK that nobody sends at most once', () => {
  for (const mode of presetNames) {
    for (const { scenario } of Object.values(cells[mode])) {
      const idle = scenario.faults.filter((_, i) => !run(scenario).applied[i])
      expect(idle).toEqual(mode === 'atMostOnce' && scenario.faults.length === 2 ? [scenario.faults[0]] : [])
    }
  }
})

test('until its timeout a sender sees the same, whether the message was lost or its ACK', () => {
  const seen = ({ scenario }: ClaimRun) =>
    run(scenario)
      .trace.filter(({ process, atMs }) => process === 'sender' && atMs <= 3000)
      .map(({ kind, packet, atMs }) => [kind, packet, atMs])
  expect(seen(theoryRuns.lostMessage)).toEqual(seen(theoryRuns.lostAck))
})

test('the three promises are told of the same faults', () => {
  const scripts = presetNames.map((mode) => JSON.stringify(cells[mode].promise.scenario.faults))
  expect(new Set(scripts).size).toBe(1)
})

test('every source is used and every link is secure', () => {
  expect(new Set(theory.flatMap((section) => section.sources))).toEqual(new Set(Object.keys(sources)))
  const links = [...Object.values(tools).flat(), ...Object.values(sources)].flatMap(({ url }) => url ?? [])
  for (const url of links) expect(url).toMatch(/^https:\/\//)
  expect(new Set(theory.flatMap(({ runs }) => runs))).toEqual(new Set(Object.keys(theoryRuns)))
})

test('the anchors of the glossary are words, and stay', () => {
  expect(new Set(terms).size).toBe(terms.length)
  for (const term of mistaken) expect(terms).toContain(term)
  expect(terms.join(' ')).toBe(
    `message packet attempt delivery effect ack key dropped undecided lost duplicated absorbed ${presetNames.join(' ')} idempotent window offset fault property bounds counterexample`,
  )
})
