import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { systemOf } from '../../protocol/makeSystem.ts'
import { readDocument } from '../../protocol/readDocument.ts'
import { messagesWith } from '../../verdict/properties.ts'
import cases from '../fixtures/cases.json'
import { searchBounds, systemDocument } from './arbitrary.ts'
import { type PlainAnswer, plainSearch } from './plain.ts'
import { firstWorld, make, movesIn, type SystemBounds } from './rules.ts'
import { differentMoves } from './sameMoves.ts'
import { exploreSystem, type SystemAnswer, SystemSearch } from './systemSearch.ts'

const known = cases.map((known, i) => [`${i} ${known.system} ${JSON.stringify(known.knobs)}`, known] as const)

function boundsOf(known: (typeof cases)[number], reorder = true): SystemBounds {
  const read = readDocument(known.document)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const { messages, faults, network } = known
  return { system: systemOf(read.value), messages, faults, network: { ...network, reorder } }
}

/** What an answer says, less the moves; it must be finished. */
const costs = ({ outcomes, neverEnds, complete }: PlainAnswer | SystemAnswer) => ({
  complete,
  neverEnds,
  outcomes: Object.fromEntries(
    Object.entries(outcomes).map(([name, found]) => [name, found && [found.faults, found.steps]]),
  ),
})

describe('of documents whose answers are known', () => {
  test.each(known)('%s', (_, known) => {
    for (const reorder of [true, false]) {
      const bounds = boundsOf(known, reorder)
      const [plain, answer] = [plainSearch(bounds), exploreSystem(bounds)]
      expect(costs(answer)).toEqual(costs(plain))
      if (!reorder) continue
      const faults = Object.entries(answer.outcomes).map(([name, found]) => [name, found?.faults ?? null])
      expect(Object.fromEntries(faults)).toEqual(known.outcomes)
      expect(answer.neverEnds).toBe(known.neverEnds)
    }
  })

  test.each(known)('%s: the moves lead there', (_, known) => {
    const bounds = boundsOf(known)
    const { outcomes } = exploreSystem(bounds)
    for (const property of bounds.system.properties) {
      const found = outcomes[property.name] ?? null
      if (found === null) continue
      const world = found.moves.reduce(make, firstWorld(bounds))
      expect(found.moves.reduce((sum, { faults }) => sum + faults, 0)).toBe(found.faults)
      expect(found.moves).toHaveLength(found.steps)
      expect(messagesWith(world, property)).not.toEqual([])
      if (property.at === 'end') expect(movesIn(world, bounds).atEnd).toBe(true)
    }
  })
})

describe('a search', () => {
  const outbox = boundsOf(cases[5] as (typeof cases)[number])

  test('goes on where it stopped, in slices of any size', () => {
    const search = new SystemSearch(outbox)
    let slices = 0
    while (search.advance(100)) slices++
    expect(slices).toBeGreaterThan(10)
    expect(search.answer()).toEqual(exploreSystem(outbox))
  })

  test('that met too many states claims nothing', () => {
    const answer = exploreSystem({ ...outbox, mostStates: 50 })
    expect(answer).toMatchObject({ complete: false, ended: 'limit', limit: 'states', neverEnds: null })
    const search = new SystemSearch(outbox)
    search.advance(50)
    expect(search.answer()).toMatchObject({ complete: false, ended: null, limit: null, neverEnds: null })
  })

  test('for some properties only ends when it has them', () => {
    const answer = exploreSystem({ ...outbox, properties: ['duplicated'], neverEnds: false })
    expect(answer).toMatchObject({ complete: true, ended: 'found', outcomes: { lost: null, phantom: null } })
    expect(answer.outcomes.duplicated?.faults).toBe(1)
    expect(answer.states).toBeLessThan(exploreSystem(outbox).states)
  })

  test('that has every property goes on until it knows whether the run goes round', () => {
    const poison = boundsOf(cases[8] as (typeof cases)[number])
    expect(exploreSystem({ ...poison, properties: ['lost'] })).toMatchObject({ ended: 'found', neverEnds: 0 })
    expect(exploreSystem({ ...outbox, properties: ['duplicated'] })).toMatchObject({
      ended: 'everything',
      neverEnds: null,
    })
  })
})

describe('fewer states than there are worlds', () => {
  const poison = cases[8] as (typeof cases)[number]

  test('a poison job gets a new key with every lease, and goes round all the same', () => {
    const text = JSON.stringify(poison.document)
    const fenced = text.replace('{"word":"lease again",', '{"word":"lease again","do":[["new key"]],')
    expect(fenced).not.toBe(text)
    const bounds = boundsOf({ ...poison, document: JSON.parse(fenced) })
    expect(plainSearch(bounds, 2000).complete).toBe(false)
    const answer = exploreSystem(bounds)
    expect(answer).toMatchObject({ complete: true, neverEnds: 0, outcomes: { duplicated: null, lost: { faults: 2 } } })
  })

  test('two workers are not told apart', () => {
    const bounds = boundsOf(poison)
    expect(exploreSystem(bounds).states).toBeLessThan(0.7 * plainSearch(bounds).states)
  })
})

describe('any document that is honest', () => {
  const any = fc.tuple(systemDocument, searchBounds)
  const systems = fc.sample(any, { seed: 1, numRuns: 60 }).map(([document, bounds]) => ({
    ...bounds,
    system: systemOf(document),
  }))

  test('has the moves of the rules in every state', () => {
    for (const bounds of systems) expect(differentMoves(bounds, 40)).toBe(null)
  })

  test('has the answers of the plain search', () => {
    let compared = 0
    for (const bounds of systems) {
      const plain = plainSearch(bounds, 400)
      if (!plain.complete) continue
      compared++
      const answer = exploreSystem(bounds)
      expect(costs(answer)).toEqual(costs(plain))
      expect(answer.states).toBeLessThanOrEqual(plain.states)
    }
    expect(compared).toBeGreaterThan(40)
  })
})
