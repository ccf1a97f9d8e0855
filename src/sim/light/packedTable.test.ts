import { expect, test } from 'vitest'
import { allPolicies } from '../../protocol/arbitrary.ts'
import { receiverMachine } from '../../protocol/machines.ts'
import { relevantPolicy } from '../../protocol/policy.ts'
import { tabulate } from '../../protocol/tabulate.ts'
import { bitsOf, packTable, stateMask } from './packedTable.ts'

const events = ['take', 'run', 'runHolds', 'crash'] as const
const actions = ['take', 'miss', 'absorb', 'apply', 'remember', 'answer', 'finish'] as const

test('a packed row says what the table says, for every receiver there is', () => {
  const bits = bitsOf(actions)
  for (const policy of allPolicies) {
    const table = tabulate(receiverMachine(relevantPolicy(policy)))
    const packed = packTable(table, events, actions)
    if (packed === null) throw new Error('a receiver that cannot be packed')
    const reached = [packed.initial]
    for (const state of reached) {
      events.forEach((event, i) => {
        const row = packed.rows[state * events.length + i] as number
        const { next, actions: asked } = table.next(state, event)
        expect(row & stateMask).toBe(next)
        expect(actions.filter((action) => (row & bits[action]) !== 0)).toEqual(asked)
        if (!reached.includes(next)) reached.push(next)
      })
    }
    expect(reached.length).toBe(packed.states)
  }
})

test('what bits cannot say is not packed: an unknown action, another order, or one asked for twice', () => {
  const does = (...asked: (typeof actions)[number][]) =>
    tabulate({
      id: `odd ${asked.join()}`,
      initial: 'idle',
      states: { idle: { on: { take: { target: 'idle', actions: asked } } } },
    })
  expect(packTable(does('apply', 'remember'), events, actions)).not.toBeNull()
  expect(packTable(does('remember', 'apply'), events, actions)).toBeNull()
  expect(packTable(does('apply', 'apply'), events, actions)).toBeNull()
  expect(packTable(does('apply'), events, ['take'])).toBeNull()
})
