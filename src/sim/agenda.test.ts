import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { forAll } from '../protocol/arbitrary.ts'
import { Agenda } from './agenda.ts'

test('what is due first comes first, and at one instant what was put in first', () => {
  /** An instant to put in, or null to take one out. */
  const moves = fc.array(fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }), { maxLength: 60 })
  forAll(moves, 500, (instants) => {
    const agenda = new Agenda<string>()
    const sorted: { atMs: number; order: number; due: string }[] = []
    for (const [i, atMs] of instants.entries()) {
      if (atMs === null) {
        expect(agenda.take()).toEqual(sorted.shift())
        continue
      }
      sorted.push({ atMs, order: agenda.put(atMs, `thing ${i}`), due: `thing ${i}` })
      sorted.sort((a, b) => a.atMs - b.atMs)
    }
    while (sorted.length > 0) expect(agenda.take()).toEqual(sorted.shift())
    expect(agenda.take()).toBeUndefined()
  })
})
