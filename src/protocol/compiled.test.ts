import { expect, test } from 'vitest'
import { allPolicies } from './arbitrary.ts'
import { compile, everyDefinition, tabulateFrom } from './compiled.ts'
import { type EventName, machineEvents, packetMachine, receiverMachine, senderMachine } from './machines.ts'
import { relevantPolicy } from './policy.ts'
import { tabulate } from './tabulate.ts'

/** As it reaches the worker: through JSON. */
const compiled = JSON.parse(JSON.stringify(everyDefinition().map((definition) => compile(tabulate(definition)))))
const fromData = tabulateFrom(compiled)
const events = Object.keys(machineEvents) as EventName[]

test('every machine that a policy asks for goes, compiled, where XState says', () => {
  const policies = allPolicies.map(relevantPolicy)
  const definitions = [packetMachine(), ...policies.flatMap((p) => [senderMachine(p), receiverMachine(p)])]
  for (const definition of definitions) {
    const live = tabulate(definition)
    const table = fromData(definition)
    const pairs = [[table.initial, live.initial] as const]
    for (const [state, twin] of pairs) {
      expect(table.nameOf(state)).toBe(live.nameOf(twin))
      for (const event of events) {
        const { next, actions } = table.next(state, event)
        const fresh = live.fresh(twin, event)
        expect([table.nameOf(next), actions]).toEqual([fresh.name, fresh.actions])
        const pair = [next, live.next(twin, event).next] as const
        if (!pairs.some(([a, b]) => a === pair[0] && b === pair[1])) pairs.push(pair)
      }
    }
    // One state of the data for one of XState's: its context is part of the state.
    expect(new Set(pairs.map(([a]) => a)).size).toBe(pairs.length)
    expect(new Set(pairs.map(([, b]) => b)).size).toBe(pairs.length)
  }
})

test('a machine that was not compiled is an error, not a guess', () => {
  expect(() => fromData({ id: 'other', initial: 'a', states: { a: {} } })).toThrow('"other" was not compiled')
})
