import { describe, expect, test } from 'vitest'
import { presets } from '../protocol/policy.ts'
import { documentOf, type Knobs, type SystemId } from '../protocol/systems/builtIn.ts'
import { run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { type SystemFault, systemScenarioOf } from '../sim/systemScenario.ts'
import { secondCopies } from './path.ts'

/** Where copies entered and what absorbed them, as process and line. */
function pathOf(id: SystemId, knobs: Knobs, faults: SystemFault[]) {
  const { trace } = run(systemScenarioOf(documentOf(id, knobs), { faults }))
  const at = (event: number | null) => {
    const { process, line, kind } = trace[(event ?? 0) - 1] ?? {}
    return event === null ? null : `${kind} ${process}, ${line ?? ''}`
  }
  return secondCopies(trace).map(({ entered, absorbed, repeated }) => ({
    entered: at(entered),
    absorbed: at(absorbed),
    repeated: repeated.map(at),
  }))
}

const confirmLost: SystemFault = { do: 'drop', packet: 'confirm:1.1' }
const crashBeforeCommit: SystemFault = { do: 'crash', process: 'worker', message: 1, before: 'commit offset' }

describe('a second copy', () => {
  test('there is none in a run without faults', () => {
    expect(pathOf('outbox', {}, [])).toEqual([])
  })

  test('enters where the relay publishes again, and is stored and applied again where nobody asks', () => {
    expect(pathOf('outbox', { inbox: 'none' }, [confirmLost])).toEqual([
      {
        entered: 'send relay, publish',
        absorbed: null,
        repeated: ['append broker, append', 'apply worker, apply'],
      },
    ])
  })

  test('is absorbed at the inbox, though the broker stored it twice', () => {
    const [copy] = pathOf('outbox', { inbox: 'atomic' }, [confirmLost])
    expect(copy).toEqual({
      entered: 'send relay, publish',
      absorbed: 'check worker, check inbox',
      repeated: ['append broker, append'],
    })
  })

  test('is absorbed at the broker, where that knows the key', () => {
    const [copy] = pathOf('outbox', { inbox: 'none', brokerDedup: true }, [confirmLost])
    expect(copy).toEqual({ entered: 'send relay, publish', absorbed: 'check broker, check key', repeated: [] })
  })

  test('enters at the worker, where a crash comes before the offset is committed', () => {
    expect(pathOf('outbox', { inbox: 'none' }, [crashBeforeCommit])).toEqual([
      { entered: 'take worker, poll', absorbed: null, repeated: ['apply worker, apply'] },
    ])
    expect(pathOf('outbox', { inbox: 'atomic' }, [crashBeforeCommit])).toEqual([
      { entered: 'take worker, poll', absorbed: 'check worker, check inbox', repeated: [] },
    ])
  })

  test('enters with the second lease, and is applied by another worker while the first is only slow', () => {
    const stall: SystemFault = { do: 'stall', process: 'worker 1', atMs: 2150, ms: 20_000 }
    const copies = pathOf('leased-queue', { inbox: 'none' }, [stall])
    expect(copies[0]).toMatchObject({ entered: 'send queue, hand out', absorbed: null })
    // The second copy is applied first: what comes too late is the first one.
    expect(copies.flatMap(({ repeated }) => repeated)).toEqual(['apply worker 1, apply'])
  })

  test('of the first lab enters with the retransmission, and is absorbed by the key or not at all', () => {
    const faults = [{ do: 'drop' as const, packet: 'a1.1' }]
    const copiesOf = (policy: typeof presets.atLeastOnce | typeof presets.effectivelyOnce) => {
      const { trace } = run(scenarioOf({ messages: 1, policy, faults }))
      return secondCopies(trace).map(({ entered, absorbed, repeated }) => [
        trace[entered - 1]?.packet,
        trace[(absorbed ?? 0) - 1]?.kind,
        repeated.length,
      ])
    }
    expect(copiesOf(presets.atLeastOnce)).toEqual([['m1.2', undefined, 1]])
    expect(copiesOf(presets.effectivelyOnce)).toEqual([['m1.2', 'absorb', 0]])
  })
})
