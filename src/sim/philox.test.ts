import { expect, test } from 'vitest'
import { philox } from './philox.ts'

test.each([
  [0, 0, 0, 'ff1dae59 6cd10df2'],
  [0xffffffff, 0xffffffff, 0xffffffff, '2c3f628b ab4fd7ad'],
  [0x13198a2e, 0x243f6a88, 0x85a308d3, 'dd7ce038 f62a4c12'],
])('philox2x32-10 of key %i and counter %i, %i is the published %s', (key, counter0, counter1, words) => {
  const hex = ([0, 1] as const).map((word) => philox(key, counter0, counter1, word).toString(16).padStart(8, '0'))
  expect(hex.join(' ')).toBe(words)
})
