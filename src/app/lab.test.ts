import { describe, expect, test } from 'vitest'
import { scenarioOf } from '../sim/scenario.ts'
import { armedCrash, armedDrop, createLab, isUp, packetsInFlight } from './lab.ts'
import { judgedAt } from './score.ts'
import { follow, loseForVisitor, opening, openingScenario } from './story.ts'

const labAt = (atMs = 0, parts: Parameters<typeof scenarioOf>[0] = {}) => createLab(scenarioOf(parts), atMs)
type Lab = ReturnType<typeof labAt>
const outcomes = (lab: Lab) => {
  const { run, moves } = lab.getState()
  return judgedAt(run, moves).verdict.outcomes
}
const toEnd = (lab: Lab) => lab.goTo(lab.getState().run.frames.length)

test('forward then back is the identity, at every move', () => {
  const lab = labAt(0, {
    faults: [
      { do: 'drop', packet: 'a1.1' },
      { do: 'crash', process: 'receiver', atMs: 8300 },
    ],
  })
  const seen = () => {
    const { moves, nowMs, focus, run } = lab.getState()
    return { moves, nowMs, focus, world: judgedAt(run, moves).world }
  }
  const forward = []
  for (let i = 0; i < lab.getState().run.frames.length; i++) {
    forward.push(seen())
    lab.stepForward()
  }
  for (const before of forward.reverse()) {
    lab.stepBack()
    expect(seen()).toEqual(before)
  }
})

test('switching the guarantee keeps faults and instant, and remembers what the scoreboard said', () => {
  const lab = labAt(0, {
    faults: [
      { do: 'drop', packet: 'a1.1' },
      { do: 'drop', packet: 'm2.1' },
    ],
  })
  lab.seek(8500)
  const { faults } = lab.getState().scenario
  for (const mode of ['atMostOnce', 'atLeastOnce', 'effectivelyOnce'] as const) {
    lab.setMode(mode)
    expect(lab.getState().scenario.faults).toBe(faults)
    expect(lab.getState().nowMs).toBe(8500)
  }
  expect(lab.getState().before).toMatchObject({ duplicated: 1, lost: 0 })
  expect(outcomes(lab)).toMatchObject({ lost: 0, duplicated: 0 })
})

describe('losing a packet by hand', () => {
  test('loses it where it is', () => {
    const lab = labAt(1600)
    lab.losePacket('a1.1')
    expect(lab.getState().scenario.faults).toEqual([{ do: 'drop', packet: 'a1.1', afterMs: 400 }])
    expect(lab.getState().nowMs).toBe(1600)
  })
  test('close to an end, loses it a quarter of the way from there, and moves on to see it', () => {
    const lab = labAt(1250)
    lab.losePacket('a1.1')
    expect(lab.getState().scenario.faults).toEqual([{ do: 'drop', packet: 'a1.1', afterMs: 250 }])
    expect(lab.getState().nowMs).toBe(1450)
  })
  test('twice is once', () => {
    const lab = labAt(1600)
    lab.losePacket('a1.1')
    lab.losePacket('a1.1')
    expect(lab.getState().scenario.faults).toHaveLength(1)
  })
  test('in the past replaces the future from there', () => {
    const lab = labAt(0)
    toEnd(lab)
    expect(outcomes(lab).duplicated).toBe(0)
    lab.seek(1600)
    lab.losePacket('a1.1')
    const past = lab.getState().run.trace.filter(({ atMs }) => atMs <= 1500)
    expect(past).toEqual(
      labAt(0)
        .getState()
        .run.trace.filter(({ atMs }) => atMs <= 1500),
    )
    toEnd(lab)
    expect(outcomes(lab).duplicated).toBe(1)
  })
})

describe('losing the next packet', () => {
  test('names the packet that it will hit, and can be taken back', () => {
    const lab = labAt(100)
    lab.loseNext('m')
    expect(lab.getState().scenario.faults).toEqual([{ do: 'drop', packet: 'm2.1' }])
    expect(armedDrop(lab.getState(), 'm')).toBe(0)
    lab.loseNext('m')
    expect(lab.getState().scenario.faults).toEqual([])
  })
  test('says so when there is none', () => {
    const lab = labAt(0)
    lab.setMode('atMostOnce')
    lab.loseNext('a')
    expect(lab.getState().notice).toEqual({ kind: 'info', id: 'break.noNextAck' })
  })
})

describe('crashing a process', () => {
  test('happens just after now, and again restarts it', () => {
    const lab = labAt(1600)
    lab.toggleCrash('receiver')
    expect(lab.getState().scenario.faults).toEqual([{ do: 'crash', process: 'receiver', atMs: 1601 }])
    expect(isUp(lab.getState().run, lab.getState().moves, 'receiver')).toBe(false)
    lab.toggleCrash('receiver')
    expect(lab.getState().scenario.faults).toEqual([{ do: 'crash', process: 'receiver', atMs: 1601, downMs: 1 }])
    expect(isUp(lab.getState().run, lab.getState().moves, 'receiver')).toBe(true)
  })
  test('paused on a move, comes after what is shown', () => {
    const lab = labAt(0)
    lab.goTo(1)
    lab.toggleCrash('sender')
    expect(
      lab
        .getState()
        .run.trace.slice(0, 2)
        .map(({ kind }) => kind),
    ).toEqual(['send', 'crash'])
  })
})

test('playing shows the same moves as stepping, whatever the frame rate', () => {
  for (const frameMs of [7, 16, 95]) {
    const lab = labAt(0)
    lab.play()
    while (lab.getState().playing) lab.tick(frameMs)
    expect(lab.getState().moves).toBe(lab.getState().run.frames.length)
    expect(lab.getState().nowMs).toBe(lab.getState().run.endMs)
  }
})

test('a surprise is a loss, a duplicate, a crash or an ignored copy; without one, the end', () => {
  const lab = labAt(0, { faults: [{ do: 'drop', packet: 'a1.1' }] })
  const at = () => lab.getState().run.trace[lab.getState().focus - 1]?.kind
  lab.nextSurprise()
  expect(at()).toBe('drop')
  lab.nextSurprise()
  expect(at()).toBe('apply')
  lab.nextSurprise()
  expect(lab.getState().moves).toBe(lab.getState().run.frames.length)
  lab.previousSurprise()
  expect(at()).toBe('apply')
  lab.previousSurprise()
  expect(at()).toBe('drop')
  const { nowMs } = lab.getState()
  lab.seek(nowMs + 100)
  lab.previousSurprise()
  expect([at(), lab.getState().nowMs]).toEqual(['drop', nowMs])
  lab.previousSurprise()
  expect(lab.getState().moves).toBe(0)
})

describe('the opening', () => {
  test('ends when somebody takes the run elsewhere', () => {
    for (const leave of [(lab: Lab) => lab.setMode('effectivelyOnce'), (lab: Lab) => lab.clearFaults()]) {
      const lab = createLab(openingScenario, 1600, opening)
      lab.subscribe(() => follow(lab))
      lab.losePacket('a1.1')
      expect(lab.getState().story.act).toBe('lost')
      leave(lab)
      expect(lab.getState().story.act).toBe('free')
    }
  })

  /** Plays with frames of 16 ms until `until` or 40 s of real time. */
  function watch(until: (lab: Lab, realMs: number) => boolean): number {
    const lab = createLab(openingScenario, 0, opening)
    lab.subscribe(() => follow(lab))
    lab.play()
    let realMs = 0
    let ringMs = 0
    while (realMs < 40_000 && !until(lab, realMs)) {
      const { story } = lab.getState()
      lab.tick(16 * (story.act === 'ring' ? 0.1 : 1))
      ringMs = lab.getState().story.act === 'ring' ? ringMs + 16 : 0
      loseForVisitor(lab, ringMs)
      realMs += 16
    }
    return realMs
  }

  test('without a click shows the duplicate within 15 seconds and stops there', () => {
    let stopped: Lab | null = null
    const took = watch((lab) => {
      stopped = lab
      return lab.getState().story.act === 'duplicate'
    })
    expect(took).toBeLessThan(15_000)
    expect((stopped as Lab | null)?.getState().playing).toBe(false)
    expect((stopped as Lab | null)?.getState().story.by).toBe('us')
    expect(outcomes(stopped as unknown as Lab).duplicated).toBe(1)
  })
  test('with one click on the ringed ACK shows it within 10', () => {
    const took = watch((lab) => {
      if (lab.getState().story.act === 'ring' && packetsInFlight(lab.getState()).length > 0) lab.losePacket('a1.1')
      return lab.getState().story.act === 'duplicate'
    })
    expect(took).toBeLessThan(10_000)
  })
})

describe('edits', () => {
  test('are undone and redone one by one, over faults, knobs and guarantees', () => {
    const lab = labAt(1600)
    const scenarios = [lab.getState().scenario]
    const edits = [
      () => lab.losePacket('a1.1'),
      () => lab.turn({ receiver: { dedup: 'volatile' } }),
      () => lab.setEnvironment({ hopMs: [500, 1500] }),
      () => lab.setMode('atMostOnce'),
      () => lab.clearFaults(),
    ]
    for (const edit of edits) {
      edit()
      scenarios.push(lab.getState().scenario)
    }
    for (let i = edits.length - 1; i >= 0; i--) {
      lab.undo()
      expect(lab.getState().scenario).toEqual(scenarios[i])
    }
    lab.undo()
    expect(lab.getState().scenario).toEqual(scenarios[0])
    for (let i = 1; i < scenarios.length; i++) {
      lab.redo()
      expect(lab.getState().scenario).toEqual(scenarios[i])
    }
    lab.undo()
    lab.losePacket('m2.1')
    expect(lab.getState().future).toEqual([])
  })

  test('lead back to the run that was left for another, and never out of a lesson', () => {
    const lab = labAt(1600)
    lab.losePacket('a1.1')
    const mine = lab.getState().scenario
    lab.load(scenarioOf({ messages: 1 }), 0)
    // The same run again is nothing new.
    lab.load(scenarioOf({ messages: 1 }), 500)
    lab.undo()
    expect(lab.getState().scenario).toEqual(mine)
    lab.load(scenarioOf({ messages: 2 }), 0, 'lesson/dedup')
    expect(lab.getState()).toMatchObject({ past: [], future: [] })
    lab.losePacket('m1.1')
    lab.undo()
    lab.undo()
    expect(lab.getState().scenario).toEqual(scenarioOf({ messages: 2 }))
  })
})

test('what is locked is said, and nothing moves: not to a fault that was there, either', () => {
  const lab = labAt(1600, {
    faults: [{ do: 'crash', process: 'receiver', atMs: 9000 }],
    environment: { loseAckPct: 100 },
  })
  lab.setOption('lock', ['mode', 'faults'])
  const before = lab.getState()
  for (const edit of [
    () => lab.toggleCrash('receiver'),
    () => lab.losePacket('a1.1'),
    () => lab.duplicatePacket('a1.1'),
    () => lab.setMode('atMostOnce'),
  ]) {
    edit()
    expect(lab.getState()).toEqual({ ...before, notice: { kind: 'info', id: expect.stringMatching(/^lock\./) } })
    lab.notify(null)
  }
})

describe('a crash before a line', () => {
  test('names the packet being handled, at every line of the receiver, and happens', () => {
    for (const [mode, lines] of [
      ['atLeastOnce', ['apply', 'ack']],
      ['effectivelyOnce', ['check key', 'commit', 'ack']],
    ] as const) {
      for (const line of lines) {
        const lab = labAt(0)
        lab.setMode(mode)
        lab.crashBefore('receiver', line)
        expect(lab.getState().scenario.faults).toEqual([
          { do: 'crash', process: 'receiver', packet: 'm1.1', before: line },
        ])
        expect(lab.getState().run.applied).toEqual([true])
        expect(armedCrash(lab.getState(), 'receiver', line)).toBe(0)
        lab.crashBefore('receiver', line)
        expect(lab.getState().scenario.faults).toEqual([])
      }
    }
  })
  test('takes the sender while it waits', () => {
    const lab = labAt(0)
    lab.crashBefore('sender', 'wait for ACK')
    expect(lab.getState().scenario.faults).toEqual([
      { do: 'crash', process: 'sender', packet: 'm1.1', before: 'wait for ACK' },
    ])
    expect(lab.getState().run.applied).toEqual([true])
  })
})

describe('by hand', () => {
  test('a drag passes many values and is one edit', () => {
    const lab = labAt(500)
    const drag = (timeoutMs: number) => lab.during('drag', () => lab.turn({ sender: { timeoutMs } }))
    for (const timeoutMs of [3100, 3200, 3300]) drag(timeoutMs)
    lab.endGesture()
    for (const timeoutMs of [3400, 3500]) drag(timeoutMs)
    const timeout = () => lab.getState().scenario.policy.sender.timeoutMs
    lab.undo()
    expect(timeout()).toBe(3300)
    lab.undo()
    expect(timeout()).toBe(3000)
    expect(lab.getState().past).toEqual([])
    lab.redo()
    expect(timeout()).toBe(3300)
  })

  test('a drag does not go on over a run that was loaded meanwhile', () => {
    const lab = labAt(500)
    const drag = (timeoutMs: number) => lab.during('drag', () => lab.turn({ sender: { timeoutMs } }))
    drag(3100)
    lab.load(scenarioOf({ messages: 1 }), 0)
    drag(3200)
    lab.undo()
    expect(lab.getState().scenario).toEqual(scenarioOf({ messages: 1 }))
  })

  test('the ghost of a drag is what was before the drag', () => {
    const lab = labAt(500, { faults: [{ do: 'drop', packet: 'a1.1' }] })
    const drag = (timeoutMs: number) => lab.during('drag', () => lab.turn({ sender: { timeoutMs } }))
    for (const timeoutMs of [3100, 4000]) drag(timeoutMs)
    expect(lab.getState().ghost?.notes.find(({ shape }) => shape === 'timeout')?.atMs).toBe(3000)
    drag(3000)
    expect(lab.getState().ghost).toBeNull()
  })

  test('a packet is copied where it is, and delayed by what was chosen', () => {
    const lab = labAt(300)
    lab.duplicatePacket('m1.1')
    expect(lab.getState().scenario.faults).toEqual([{ do: 'duplicate', packet: 'm1.1', afterMs: 300 }])
    lab.delayPacket('m1.1', 700)
    expect(lab.getState().plan.packets.find(({ packet }) => packet === 'm1.1')?.dueMs).toBe(1700)
    toEnd(lab)
    expect(outcomes(lab).duplicated).toBe(1)
  })

  test('an open card stops time, and is closed where its packet is no more', () => {
    const lab = labAt(4100)
    lab.play()
    lab.openCard('m2.1')
    expect(lab.getState()).toMatchObject({ card: 'm2.1', playing: false })
    lab.edit({ messages: 1 })
    expect(lab.getState().card).toBeNull()
  })
})

test('what an author locked is changed by nothing that a reader can do, and each says so', () => {
  const lab = labAt(4300, { faults: [{ do: 'drop', packet: 'a1.1' }] })
  lab.setOption('lock', ['mode', 'faults'])
  const { scenario, nowMs, tried } = lab.getState()
  const refused = (what: 'mode' | 'faults', ...acts: (() => unknown)[]) => {
    for (const act of acts) {
      lab.notify(null)
      act()
      expect([String(act), lab.getState().notice]).toEqual([String(act), { kind: 'info', id: `lock.${what}` }])
    }
  }
  refused(
    'mode',
    () => lab.setMode('atMostOnce'),
    () => lab.turn({ sender: { timeoutMs: 500 } }),
  )
  refused(
    'faults',
    () => lab.losePacket('m1.2' as never),
    () => lab.duplicatePacket('m1.2' as never),
    () => lab.loseNext('m'),
    () => lab.toggleCrash('receiver'),
    () => lab.crashBefore('receiver', 'ack'),
    () => lab.removeFault(0),
    () => lab.clearFaults(),
    () => lab.setEnvironment({ loseAckPct: 5 }),
    () => lab.edit({ seed: 0 }),
  )
  expect(lab.getState()).toMatchObject({ scenario, nowMs, tried, past: [] })
  lab.edit({ messages: 2 })
  expect(lab.getState().scenario.messages).toBe(2)
})

test('whoever comes back from a run of a picture of costs finds the picture as it was, unless the run was edited', () => {
  const lab = labAt(0, { environment: { loseAckPct: 30 } })
  const base = lab.getState().scenario
  const picture = 'costs/attempts/outcomes/retries'
  lab.edit({ messages: 2 }, picture)
  const asked = lab.getState().scenario
  expect([lab.getState().page, asked.messages, base.messages]).toEqual([picture, 2, 3])
  lab.openRun(scenarioOf({ seed: 9, faults: [{ do: 'drop', packet: 'a1.1' }] }), ({ frames }) => frames.length)
  expect(lab.getState()).toMatchObject({ page: '', moves: lab.getState().run.frames.length })
  lab.open('compare')
  lab.open('costs')
  expect(lab.getState()).toMatchObject({ page: picture, scenario: asked })
  lab.openRun(scenarioOf({ seed: 9 }), () => 1)
  lab.setMode('effectivelyOnce')
  lab.open('costs')
  expect(lab.getState()).toMatchObject({ page: 'costs', scenario: { seed: 9 } })
})

test('a message is visited where its fate was decided, and one that was not sent yet is gone to', () => {
  const lab = labAt(0, { faults: [{ do: 'drop', packet: 'a1.1' }] })
  toEnd(lab)
  const { nowMs, run } = lab.getState()
  lab.visit(1)
  const again = run.trace.filter(({ kind, message }) => kind === 'apply' && message === 1)[1]
  expect(lab.getState()).toMatchObject({ selected: 1, nowMs, look: { atMs: again?.atMs } })
  lab.reset()
  lab.visit(3)
  expect(lab.getState()).toMatchObject({ selected: 3, nowMs: 8000 })
})
