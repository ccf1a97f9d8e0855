import { describe, expect, test } from 'vitest'
import { policyOf } from '../protocol/arbitrary.ts'
import type { OutcomeName } from '../verdict/verdict.ts'
import { type Ailment, mend, type Remedy } from './mend.ts'
import { badgeFaults } from './moves.ts'

type Parts = Parameters<typeof policyOf>[0]

function remediesOf(parts: Parts, outcomes: OutcomeName[], more: Partial<Ailment> = {}): Remedy[] {
  const network = { reorder: true, slow: false }
  const faults = { max: 3, ...badgeFaults }
  const ailment = { policy: policyOf(parts), messages: 1, faults, network, outcomes, ...more }
  return [...mend(ailment)].flatMap(({ remedy }) => remedy ?? [])
}

const turnsOf = (remedies: Remedy[]) =>
  remedies.map(({ turns }) => turns.map(({ knob, to }) => `${knob} ${JSON.stringify(to)}`).join(', '))

describe('what can be mended by one knob', () => {
  test('effect first duplicates: an atomic commit mends it, and costs nothing', () => {
    const remedies = remediesOf({ receiver: { dedup: 'durable', commit: 'effectFirst' } }, ['duplicated'])
    expect(turnsOf(remedies)).toContain('receiver.commit "atomic"')
    const atomic = remedies.find(({ policy }) => policy.receiver.commit === 'atomic')
    expect(atomic?.before).toMatchObject({ duplicated: 1, lost: null })
    expect(atomic?.after).toMatchObject({ duplicated: null, lost: null, ackedWithoutEffect: null })
  })

  test('key first rules the duplicate out as well, and the answer says that it can lose instead', () => {
    const remedies = remediesOf({ receiver: { dedup: 'durable', commit: 'effectFirst' } }, ['duplicated'])
    const keyFirst = remedies.find(({ policy }) => policy.receiver.commit === 'keyFirst')
    expect(keyFirst).toMatchObject({
      mends: ['duplicated'],
      after: { duplicated: null, lost: 1, ackedWithoutEffect: 1 },
    })
  })

  test('at least once is mended by durable dedup, or by not trying again', () => {
    expect(turnsOf(remediesOf({}, ['duplicated']))).toEqual(
      expect.arrayContaining(['receiver.dedup "durable"', 'sender.awaitAck false']),
    )
  })

  test('a longer timeout mends duplicates of a slow network, where the environment says what slow is', () => {
    const timeout = { hopMs: [1000, 1000] as [number, number], lineMs: 100 }
    const none = { ...badgeFaults, max: 0 }
    const turns = turnsOf(
      remediesOf({ sender: { timeoutMs: 500 } }, ['duplicated'], { environment: timeout, faults: none }),
    )
    expect(turns).toContain('sender.timeoutMs 3000')
    expect(turns).not.toContain('sender.timeoutMs 1000')
  })
})

test('what no single knob mends, pairs may', () => {
  const parts: Parts = { sender: { attempts: 2 }, receiver: { dedup: 'durable', commit: 'keyFirst' } }
  const remedies = remediesOf(parts, ['lost'])
  expect(remedies.every(({ turns }) => turns.length === 2)).toBe(true)
  const turns = turnsOf(remedies)
  expect(turns).toContain('sender.attempts "unlimited", receiver.commit "atomic"')
  expect(turns).toContain('sender.attempts 4, receiver.dedup "volatile"')
  expect(turns).not.toContain('sender.attempts 1, receiver.commit "atomic"')
})

test('what cannot go wrong needs no remedy, and a search cut short proves none', () => {
  expect(remediesOf({ receiver: { dedup: 'durable' } }, ['duplicated'])).toEqual([])
  expect(remediesOf({}, ['duplicated'], { mostStates: 20 }).every(({ states }) => states <= 20)).toBe(true)
})
