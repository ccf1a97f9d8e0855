import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { forAll } from '../protocol/arbitrary.ts'
import { mostAttempts, mostCopies, packetId, readPacketId } from './packet.ts'

test('a name that is written can be read', () => {
  const identity = fc.record({
    kind: fc.constantFrom('m' as const, 'a' as const),
    message: fc.integer({ min: 1, max: 10_000 }),
    attempt: fc.integer({ min: 1, max: mostAttempts }),
    copy: fc.integer({ min: 0, max: mostCopies }),
  })
  forAll(identity, 200, (packet) => {
    expect(readPacketId(packetId(packet.kind, packet.message, packet.attempt, packet.copy))).toEqual(packet)
  })
})

test.each(['', 'm1', 'm0.1', 'm1.0', 'm01.1', 'x1.1', 'm1.1+0', 'm1.1+16', 'm1.1 ', 'M1.1', 'm1.16777216', 'm1.1\n'])(
  '%j names no packet',
  (text) => {
    expect(readPacketId(text)).toBeNull()
  },
)
