import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allPolicies, forAll } from './arbitrary.ts'
import {
  type Definition,
  type EventName,
  machineEvents,
  packetMachine,
  receiverMachine,
  senderMachine,
} from './machines.ts'
import { relevantPolicy } from './policy.ts'
import { tabulate } from './tabulate.ts'

const events = Object.keys(machineEvents) as EventName[]

/** Every machine that some policy asks for, once. */
const definitions = [
  ...new Set(
    [
      packetMachine(),
      ...allPolicies
        .flatMap((any) => [any, relevantPolicy(any)])
        .flatMap((p) => [senderMachine(p), receiverMachine(p)]),
    ].map((definition) => JSON.stringify(definition)),
  ),
].map((text) => JSON.parse(text) as Definition)

describe('memo = fresh transition', () => {
  test('from every reachable snapshot of every machine, by every event', () => {
    for (const definition of definitions) {
      const table = tabulate(definition)
      const reached = [table.initial]
      for (const state of reached) {
        for (const event of events) {
          table.next(state, event)
          const memo = table.next(state, event)
          const { name, context, actions } = table.fresh(state, event)
          expect([table.nameOf(memo.next), table.contextOf(memo.next), memo.actions]).toEqual([name, context, actions])
          if (!reached.includes(memo.next)) reached.push(memo.next)
        }
      }
      expect(reached.length).toBeLessThan(12)
    }
  })

  test('over random walks of a machine that is never asked anything else', () => {
    const walks = fc.tuple(fc.constantFrom(...definitions), fc.array(fc.constantFrom(...events), { maxLength: 40 }))
    forAll(walks, 200, ([definition, moves]) => {
      const alone = tabulate({ ...definition, id: `${definition.id} ${moves.join()}` })
      let state = alone.initial
      for (const event of moves) {
        const asked = alone.fresh(state, event)
        const { next, actions } = alone.next(state, event)
        expect([alone.nameOf(next), alone.contextOf(next), actions]).toEqual([asked.name, asked.context, asked.actions])
        state = next
      }
    })
  })
})

test('machines with equal definitions share a table, and others do not', () => {
  expect(tabulate(packetMachine())).toBe(tabulate(packetMachine()))
  expect(tabulate(packetMachine())).not.toBe(tabulate({ ...packetMachine(), id: 'another' }))
})

test('a state that an event means nothing to stays and asks for nothing', () => {
  const table = tabulate(packetMachine())
  expect(table.next(table.initial, 'submit')).toEqual({ next: table.initial, actions: [] })
})
