import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packetMachine, receiverMachine, senderMachine } from '../protocol/machines.ts'
import { type Policy, presets, relevantPolicy } from '../protocol/policy.ts'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { type Fault, scenarioOf } from '../sim/scenario.ts'
import { firedBy } from '../sim/trace.ts'
import { arrowOf, chartOf } from './chart.ts'
import { listingOf } from './listing.ts'
import { type Charts, lineName, lineOfArrow, lineOfEvent, type Pointed, togetherWith } from './together.ts'

const sizes = { text: (word: string) => word, charPx: 7, linePx: 15 }

function chartsOf(policy: Policy): Charts {
  const relevant = relevantPolicy(policy)
  return {
    sender: chartOf(senderMachine(relevant), sizes),
    receiver: chartOf(receiverMachine(relevant), sizes),
    packet: chartOf(packetMachine(), sizes),
  }
}

const { policy, ...rest } = scenarioOf({
  policy: presets.effectivelyOnce,
  messages: 1,
  faults: [{ do: 'drop', packet: 'a1.1' }],
})
const charts = chartsOf(policy)
const { trace } = run({ policy, ...rest })
const ids = trace.map(({ id }) => id)
const idOf = (kind: string, nth = 0) => trace.filter((event) => event.kind === kind)[nth]?.id as number

/** What belongs to something, as lists; events by what they are. */
function listed(pointed: Pointed): Record<string, string[]> {
  const { events, lines, states, arrows } = togetherWith(pointed, charts, trace, ids)
  const kinds = [...events].map((id) => `${trace[id - 1]?.kind} ${trace[id - 1]?.packet ?? ''}`.trim())
  return { events: kinds, lines: [...lines], states: [...states], arrows: [...arrows] }
}

describe('an event, a line and a state mark each other', () => {
  test('the effect, the line of the transaction, and the state before it', () => {
    const together = {
      lines: ['receiver commit'],
      states: ['receiver commit'],
    }
    expect(listed({ kind: 'events', events: [idOf('apply')] })).toMatchObject(together)
    expect(listed({ kind: 'line', name: 'receiver commit' })).toMatchObject({ events: ['apply m1.1'], ...together })
    expect(listed({ kind: 'state', name: 'receiver commit' })).toMatchObject({ events: ['apply m1.1'], ...together })
  })

  test('a timeout, its line, and the way from waiting to waiting', () => {
    const arrows = ['sender waiting timer notLast']
    expect(listed({ kind: 'events', events: [idOf('timeout')] })).toMatchObject({
      lines: ['sender on timeout'],
      states: ['sender waiting'],
      arrows,
    })
    expect(listed({ kind: 'line', name: 'sender on timeout' })).toMatchObject({
      events: ['timeout', 'send m1.2'],
      states: ['sender waiting'],
      arrows,
    })
    expect(listed({ kind: 'arrow', name: 'sender waiting timer notLast' })).toMatchObject({
      events: ['timeout', 'send m1.2'],
      lines: ['sender on timeout'],
    })
  })

  test('a waiting message stands at one line, whatever may take it away from there', () => {
    const { lines, events } = listed({ kind: 'state', name: 'sender waiting' })
    expect(lines).toEqual(['sender wait for ACK'])
    expect(events).toContain('timeout')
  })

  test('a crash of the sender is at the line where any message waits, whichever was sent last, and at none where none does', () => {
    const faults: Fault[] = [
      { do: 'drop', packet: 'a1.1' },
      { do: 'crash', process: 'sender', atMs: 2700 },
      { do: 'crash', process: 'sender', atMs: 9000 },
    ]
    const environment = { sendEveryMs: 300 }
    const { trace } = run(scenarioOf({ policy, messages: 2, environment, faults }))
    const marks = trace.flatMap(({ id, kind }) => {
      if (kind !== 'crash' && kind !== 'restart') return []
      const { lines, arrows } = togetherWith({ kind: 'events', events: [id] }, charts, trace, [])
      return [[kind, ...lines, ...arrows]]
    })
    expect(trace.findLast(({ id, kind }) => id < 20 && kind === 'acknowledge')?.message).toBe(2)
    expect(marks).toEqual([
      ['crash', 'sender wait for ACK', 'sender waiting crash '],
      ['restart', 'sender on restart', 'sender waiting restart notLast'],
      ['crash'],
      ['restart', 'sender on restart'],
    ])
  })

  test('a lost packet is marked by the state in which it ended, and has no line', () => {
    expect(listed({ kind: 'state', name: 'packet dropped' })).toMatchObject({ events: ['drop a1.1'], lines: [] })
    expect(listed({ kind: 'events', events: [idOf('drop')] })).toMatchObject({
      lines: [],
      states: ['packet inFlight', 'packet dropped'],
    })
  })

  test('a mark that stands for two events marks the lines of both', () => {
    const { lines } = listed({ kind: 'events', events: [idOf('send'), idOf('deliver')] })
    expect(lines).toEqual(['sender send', 'receiver on message'])
  })
})

test('in every run, an event’s line is the line of the transition that it was, and stands in the listing', () => {
  fc.assert(
    fc.property(scenario, (generated) => {
      const charts = chartsOf(generated.policy)
      const { trace } = run(generated, { moves: 300 })
      const lines = new Set(
        (['sender', 'receiver'] as const).flatMap((process) =>
          listingOf(generated.policy, process).map(({ name }) => lineName(process, name)),
        ),
      )
      for (const event of trace) {
        const line = lineOfEvent(trace, event)
        if (event.message === undefined || line === null) continue
        expect(lines, `${event.kind} ${line}`).toContain(line)
        for (const fired of firedBy(trace, event)) {
          const arrow = arrowOf(charts[fired.process], fired)
          expect(arrow).not.toBeNull()
          if (arrow !== null) expect(lineOfArrow(fired.process, arrow)).toBe(line)
        }
      }
    }),
    { numRuns: 60 },
  )
})
