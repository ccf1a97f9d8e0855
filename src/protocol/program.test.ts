import { expect, test } from 'vitest'
import { policyOf } from './arbitrary.ts'
import { receiverProgram, senderProgram } from './program.ts'

const afterEffect = 'afterEffect'
const beforeEffect = 'beforeEffect'

test.each([
  [{ dedup: 'none' }, afterEffect, 'apply · ack'],
  [{ dedup: 'none' }, beforeEffect, 'ack · apply'],
  [{ dedup: 'volatile' }, afterEffect, 'check key · apply · ack'],
  [{ dedup: 'volatile' }, beforeEffect, 'check key · ack · apply'],
  [{ dedup: 'durable', commit: 'atomic' }, afterEffect, 'check key · commit · ack'],
  [{ dedup: 'durable', commit: 'atomic' }, beforeEffect, 'check key · ack · commit'],
  [{ dedup: 'durable', commit: 'effectFirst' }, afterEffect, 'check key · apply · record key · ack'],
  [{ dedup: 'durable', commit: 'effectFirst' }, beforeEffect, 'check key · ack · apply · record key'],
  [{ dedup: 'durable', commit: 'keyFirst' }, afterEffect, 'check key · record key · apply · ack'],
  [{ dedup: 'durable', commit: 'keyFirst' }, beforeEffect, 'check key · ack · record key · apply'],
] as const)('%o, ack %s: %s', (receiver, ackTiming, lines) => {
  const program = receiverProgram(policyOf({ receiver: { ...receiver, ackTiming } }))
  expect(program.map(({ word }) => word).join(' · ')).toBe(lines)
})

test('fire and forget has no line that waits, and its receiver answers nothing', () => {
  const policy = policyOf({ sender: { awaitAck: false } })
  expect(senderProgram(policy).map(({ word }) => word)).toEqual(['send'])
  expect(receiverProgram(policy).flatMap(({ does }) => does)).toEqual(['apply', 'finish'])
})

test('the volatile store learns the key in the line of the effect, and only it forgets in a crash', () => {
  const lines = receiverProgram(policyOf({ receiver: { dedup: 'volatile' } }))
  expect(lines.find(({ word }) => word === 'apply')?.does).toEqual(['apply', 'remember'])
})
