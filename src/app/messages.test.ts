import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { writeLink } from '../share/link.ts'
import { type Command, type LabMessage, namespace, type Reply, readCommand } from '../share/messages.ts'
import { packed } from '../share/packed.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { createLab, type Lab } from './lab.ts'
import { inOrder, obey, tellHost } from './messages.ts'

const lostAck = scenarioOf({ faults: [{ do: 'drop', packet: 'a1.1' }] })
let lab: Lab
let told: LabMessage[]
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('location', new URL('https://lab.example/lab/?embed=1#v=1'))
  lab = createLab(lostAck)
  told = []
  stop = tellHost(lab, (message) => told.push(message))
})

afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const command = (fields: object): Command => {
  const read = readCommand({ ns: namespace, ...fields })
  if (!read?.ok) throw new Error(JSON.stringify(read))
  return read.command
}
/** The answer to a command that need not wait. */
function ask(fields: object): Reply {
  const reply = obey(lab, command(fields))
  if (reply instanceof Promise) throw new Error('it takes a moment')
  return reply
}
const of = (type: LabMessage['type']) => told.filter((message) => message.type === type)

describe('what is told', () => {
  test('every event that a step passes, once, and never again on the way back', () => {
    while (lab.getState().moves < lab.getState().run.frames.length) lab.stepForward()
    expect(of('event').map((event) => Reflect.get(event, 'event'))).toEqual(
      lab.getState().run.trace.map(({ id }) => id),
    )
    const count = of('event').length
    lab.stepBack()
    expect(of('event')).toHaveLength(count)
  })

  test('the scoreboard, when it changes', () => {
    lab.seek(lab.getState().run.endMs)
    expect(of('metrics').at(-1)).toMatchObject({ sent: 3, dup: 1, lost: 0, expected: 30, actual: 40 })
    const count = of('metrics').length
    lab.seek(lab.getState().run.endMs)
    expect(of('metrics')).toHaveLength(count)
  })

  test('the state once the playhead rests, with the address of the whole lab', () => {
    lab.seek(5900)
    expect(of('state')).toHaveLength(0)
    vi.advanceTimersByTime(1000)
    const state = 'v=1&mode=at-least-once&faults=drop:a1.1&t=5900'
    expect(of('state')).toEqual([{ type: 'state', state, url: `https://lab.example/lab/#${state}` }])
  })

  test('a graded prediction and a finished lesson', () => {
    lab.setState({ graded: { experiment: 'dedup', choice: 1, correct: true } })
    lab.setState({ completed: { experiment: 'dedup', score: 1, max: 1 } })
    expect(of('prediction')).toEqual([{ type: 'prediction', experiment: 'dedup', choice: 1, correct: true }])
    expect(of('complete')).toEqual([{ type: 'complete', experiment: 'dedup', score: 1, max: 1 }])
  })
})

describe('what is obeyed', () => {
  test('play, pause, step, back, seek, reset', () => {
    expect(ask({ type: 'play', req: 'a' })).toEqual({ type: 'reply', req: 'a', ok: true, t: 0 })
    expect(lab.getState().playing).toBe(true)
    ask({ type: 'pause' })
    expect(lab.getState().playing).toBe(false)
    ask({ type: 'step' })
    ask({ type: 'step' })
    ask({ type: 'stepBack' })
    expect(lab.getState().moves).toBe(1)
    expect(ask({ type: 'seek', t: 4000 })).toMatchObject({ ok: true, t: 4000 })
    ask({ type: 'reset' })
    expect(lab.getState().nowMs).toBe(0)
  })

  test('a fault by hand can be undone by the visitor', () => {
    ask({ type: 'inject', fault: { do: 'drop', packet: 'm2.1' } })
    expect(lab.getState().scenario.faults).toHaveLength(2)
    lab.undo()
    expect(lab.getState().scenario).toEqual(lostAck)
  })

  test('set changes what it names and keeps the rest: faults, instant, page', () => {
    lab.seek(4000)
    expect(ask({ type: 'set', parameters: { mode: 'at-most-once', theme: 'dark', Speed: 2 } })).toMatchObject({
      ok: true,
    })
    const { scenario, nowMs, options, speed } = lab.getState()
    expect(scenario.policy.sender.awaitAck).toBe(false)
    expect(scenario.faults).toEqual(lostAck.faults)
    expect([nowMs, options.theme, speed]).toEqual([4000, 'dark', 2])
    ask({ type: 'set', parameters: { timeoutMs: 2000 } })
    expect(lab.getState().scenario.policy.sender).toMatchObject({ awaitAck: false, timeoutMs: 2000 })
  })

  test('the state that was given comes back, byte for byte', () => {
    lab.seek(5900)
    const given = ask({ type: 'getState' })
    ask({ type: 'set', parameters: { mode: 'effectively-once', messages: 5, faults: '' } })
    ask({ type: 'set', parameters: { mode: 'effectively-once', messages: 5 } })
    expect(lab.getState().scenario.messages).toBe(5)
    expect(ask({ type: 'setState', state: Reflect.get(given, 'state') })).toMatchObject({ ok: true, t: 5900 })
    expect(ask({ type: 'getState' })).toEqual(given)
  })

  test('another instant of the same run is no edit', () => {
    ask({ type: 'set', parameters: { t: 4000 } })
    const { run } = lab.getState()
    expect(lab.getState()).toMatchObject({ scenario: lostAck, nowMs: 4000, past: [] })
    ask({ type: 'setState', state: 'v=1&mode=at-least-once&faults=drop:a1.1&t=2000' })
    expect(lab.getState()).toMatchObject({ nowMs: 2000, past: [] })
    expect(lab.getState().run).toBe(run)
  })

  test('what cannot be done is refused by field, and nothing changes', () => {
    const before = lab.getState()
    expect(ask({ type: 'set', req: 3, parameters: { mode: 'never', colour: 'red', theme: 'pink' } })).toEqual({
      type: 'reply',
      req: 3,
      ok: false,
      problems: [
        { field: 'parameters.mode', problem: expect.stringContaining('at-most-once') },
        { field: 'parameters.theme', problem: expect.stringContaining('dark') },
        { field: 'parameters.colour', problem: 'is not a parameter' },
      ],
    })
    expect(lab.getState()).toBe(before)
  })

  test('a lock holds the visitor, not the host', () => {
    lab.setOption('lock', ['mode', 'faults'])
    lab.setMode('atMostOnce')
    lab.losePacket('m1.1')
    expect(lab.getState().scenario).toEqual(lostAck)
    expect(lab.getState().notice).toEqual({ kind: 'info', id: 'lock.faults' })
    ask({ type: 'set', parameters: { mode: 'at-most-once' } })
    expect(lab.getState().scenario.policy.sender.awaitAck).toBe(false)
  })

  test('a packed link is the state that it holds, and what comes after it waits for it', async () => {
    vi.useRealTimers()
    const faults = Array.from({ length: 50 }, (_, i) => ({ do: 'drop' as const, packet: `m${i + 1}.1` }))
    const scenario = scenarioOf({ messages: 50, faults })
    const state = await packed(writeLink({ scenario, atMs: 9000 }))
    expect(state).toMatch(/^v=1&z=/)
    const obeyed = inOrder(lab)
    const replies: Reply[] = []
    const answered = (reply: Reply | Promise<Reply>) => {
      if (reply instanceof Promise) void reply.then(answered)
      else replies.push(reply)
    }
    for (const fields of [
      { type: 'step', req: 0 },
      { type: 'setState', state: `#${state}`, req: 1 },
      { type: 'seek', t: 4000, req: 2 },
      { type: 'setState', state: 'v=1&z=nothing', req: 3 },
      { type: 'pause', req: 4 },
    ])
      answered(obeyed(command(fields)))
    // What need not wait does not.
    expect(replies).toEqual([{ type: 'reply', req: 0, ok: true, t: 0 }])
    await vi.waitFor(() => expect(replies).toHaveLength(5))
    expect(lab.getState().scenario).toEqual(scenario)
    expect(replies.slice(1)).toMatchObject([
      { req: 1, ok: true, t: 9000 },
      { req: 2, ok: true, t: 4000 },
      { req: 3, ok: false, problems: [{ field: 'state.z', problem: expect.stringContaining('no packed link') }] },
      { req: 4, ok: true },
    ])
    answered(obeyed(command({ type: 'stepBack', req: 5 })))
    expect(replies).toHaveLength(6)
    expect(ask({ type: 'set', parameters: { Z: state.slice(6) } })).toMatchObject({
      ok: false,
      problems: [{ field: 'parameters.Z', problem: 'is a whole link: give it to setState' }],
    })
  })
})
