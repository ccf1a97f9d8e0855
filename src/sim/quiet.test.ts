import { describe, expect, test } from 'vitest'
import { documentOf, kindOf, settingsOf, systemIds } from '../protocol/systems/builtIn.ts'
import { run } from './run.ts'
import { systemScenarioOf } from './systemScenario.ts'

describe('a run without faults has no timeout, whatever the knobs', () => {
  test.each(systemIds)('%s', (id) => {
    const few = { attempts: [1, 'unlimited'], deliveries: [2, 'unlimited'] }
    const { sendEveryMs = 4000 } = kindOf(id)
    for (const knobs of settingsOf(id, few)) {
      const played = run(systemScenarioOf(documentOf(id, knobs), { messages: 5, environment: { sendEveryMs } }), {
        moves: 5000,
      })
      const timeouts = played.trace.filter(({ kind }) => kind === 'timeout')
      expect(timeouts, JSON.stringify(knobs)).toEqual([])
    }
  })
})
