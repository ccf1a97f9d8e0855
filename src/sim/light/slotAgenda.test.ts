import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { forAll } from '../../protocol/arbitrary.ts'
import { SlotAgenda } from './slotAgenda.ts'

test('whatever is put in comes out earliest first, in any mixture of putting and taking', () => {
  const put = { arbitrary: fc.integer({ min: 0, max: 5000 }), weight: 3 }
  const take = { arbitrary: fc.constant('take' as const), weight: 2 }
  const moves = fc.array(fc.oneof(put, take), { minLength: 1, maxLength: 600, size: 'max' })
  forAll(moves, 100, (all) => {
    const agenda = new SlotAgenda()
    const within: [number, number][] = []
    const take = () => {
      const earliest = within.reduce((a, b) => (b[0] < a[0] ? b : a))
      within.splice(within.indexOf(earliest), 1)
      expect(agenda.firstKey).toBe(earliest[0])
      expect(agenda.take()).toBe(earliest[1])
    }
    all.forEach((move, i) => {
      if (move === 'take') {
        if (within.length > 0) take()
      } else {
        // Orders make every key another one.
        const key = move + i / 1000
        agenda.put(key, i)
        within.push([key, i])
      }
    })
    while (within.length > 0) take()
    expect(agenda.firstKey).toBe(Number.POSITIVE_INFINITY)
  })
})
