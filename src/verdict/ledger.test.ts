import { expect, test } from 'vitest'
import { policyOf } from '../protocol/arbitrary.ts'
import { type Policy, presets } from '../protocol/policy.ts'
import { run, worldAt } from '../sim/run.ts'
import { type Fault, scenarioOf } from '../sim/scenario.ts'
import { type LedgerRow, ledgerOf } from './ledger.ts'
import { isWrong } from './outcomes.ts'
import { verdictOf } from './verdict.ts'

/** The row of message 1 after each move of a run, with the verdict's counts, and the event the move ended with. */
function unfolding(policy: Policy, faults: Fault[]) {
  const told = run(scenarioOf({ policy, messages: 1, faults }))
  return told.frames.map(({ events }, i) => {
    const world = worldAt(told, i + 1)
    const row = ledgerOf(world)[0] as LedgerRow
    const { kind, packet, process } = told.trace[events - 1] ?? {}
    return { event: `${kind} ${packet ?? process}`, row, outcomes: verdictOf(world).outcomes }
  })
}

/** The first event after which this holds of the run, and whether it holds from then on. */
function since(moves: ReturnType<typeof unfolding>, holds: (move: (typeof moves)[number]) => boolean) {
  const from = moves.findIndex(holds)
  return from < 0 ? 'never' : moves.slice(from).every(holds) ? `from ${moves[from]?.event}` : 'not for ever'
}

const drop = (...packets: string[]) => packets.map((packet): Fault => ({ do: 'drop', packet }))

test('before it is submitted a message is undecided, and the sender has no belief about it', () => {
  const [row] = ledgerOf(worldAt(run(scenarioOf({ messages: 1 })), 0))
  expect(row).toEqual({
    message: 1,
    attempts: 0,
    deliveries: 0,
    effects: 0,
    absorbed: 0,
    belief: 'none',
    outcome: 'undecided',
    final: false,
  })
})

test('a message is lost only when nothing can make its effect happen any more', () => {
  const given = policyOf({ sender: { attempts: 2 } })
  const moves = unfolding(given, drop('m1.1', 'm1.2'))
  expect(since(moves, ({ row }) => row.outcome === 'lost')).toBe('from giveUp sender')
  expect(since(moves, ({ outcomes }) => outcomes.lost === 1)).toBe('from giveUp sender')
  expect(moves.slice(0, -1).map(({ row }) => row.outcome)).not.toContain('lost')
})

test('a sender that gave up has lost nothing while a packet is still on its way', () => {
  const given = policyOf({ sender: { attempts: 1 } })
  const moves = unfolding(given, [{ do: 'delay', packet: 'm1.1', ms: 5000 }])
  const atGiveUp = moves.find(({ event }) => event.startsWith('giveUp'))
  expect(atGiveUp?.row).toMatchObject({ belief: 'gaveUp', outcome: 'undecided', final: false })
  expect(since(moves, ({ row }) => row.outcome === 'once')).toBe('from apply m1.1')
  expect(since(moves, ({ outcomes }) => outcomes.gaveUpThoughDone === 1)).toBe('from apply m1.1')
})

test('a message that a process still handles is not final', () => {
  const moves = unfolding(presets.atMostOnce, [])
  expect(since(moves, ({ row }) => row.final)).toBe('from finish m1.1')
  expect(since(moves, ({ row }) => row.outcome === 'once')).toBe('from apply m1.1')
})

test('fire and forget loses with the packet', () => {
  const moves = unfolding(presets.atMostOnce, drop('m1.1'))
  expect(since(moves, ({ row }) => row.outcome === 'lost')).toBe('from drop m1.1')
})

test('duplicated holds from the second effect on', () => {
  const moves = unfolding(presets.atLeastOnce, drop('a1.1'))
  expect(since(moves, ({ outcomes }) => outcomes.duplicated === 1)).toBe('from apply m1.2')
  expect(moves.find(({ event }) => event === 'apply m1.2')?.row.final).toBe(false)
})

test('gave up though done holds from the moment it gives up, and the sender is wrong from then on', () => {
  const moves = unfolding(policyOf({ sender: { attempts: 1 } }), drop('a1.1'))
  expect(since(moves, ({ outcomes }) => outcomes.gaveUpThoughDone === 1)).toBe('from giveUp sender')
  expect(since(moves, ({ row }) => isWrong(row))).toBe('from giveUp sender')
})

test('acknowledged without effect is judged when final, and the sender is wrong from then on', () => {
  const policy = policyOf({ receiver: { ackTiming: 'beforeEffect' } })
  const moves = unfolding(policy, [{ do: 'crash', process: 'receiver', packet: 'm1.1', before: 'apply' }])
  expect(since(moves, ({ row }) => row.belief === 'acknowledged')).toBe('from acknowledge sender')
  expect(since(moves, ({ outcomes }) => outcomes.ackedWithoutEffect === 1)).toBe('from acknowledge sender')
  expect(since(moves, ({ row }) => isWrong(row))).toBe('from acknowledge sender')
  expect(moves.at(-1)?.outcomes).toMatchObject({ lost: 1, ackedWithoutEffect: 1 })
})

test('an acknowledged message with a copy still in flight is undecided until the copy ends', () => {
  const policy = policyOf({ receiver: { ackTiming: 'beforeEffect' } })
  const faults: Fault[] = [
    { do: 'duplicate', packet: 'm1.1' },
    { do: 'delay', packet: 'm1.1+1', ms: 3000 },
    { do: 'crash', process: 'receiver', packet: 'm1.1', before: 'apply' },
  ]
  const moves = unfolding(policy, faults)
  expect(moves.find(({ event }) => event.startsWith('acknowledge'))?.row).toMatchObject({
    outcome: 'undecided',
    final: false,
  })
  expect(since(moves, ({ outcomes }) => outcomes.ackedWithoutEffect === 1)).toBe('never')
  expect(moves.at(-1)?.row).toMatchObject({ belief: 'acknowledged', outcome: 'once', final: true })
})

test('a sender that is right, or has no opinion, is not wrong', () => {
  for (const [policy, faults] of [
    [presets.atLeastOnce, drop('a1.1')],
    [presets.atMostOnce, drop('m1.1')],
    [policyOf({ sender: { attempts: 1 } }), drop('m1.1')],
  ] as const) {
    for (const { row } of unfolding(policy, faults)) expect(isWrong(row)).toBe(false)
  }
})
