import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { explain } from '../picture/explain.ts'
import { explainSeen } from '../picture/eye.ts'
import { scenario as anyScenario } from '../sim/arbitrary.ts'
import { run as runOf } from '../sim/run.ts'
import { type Scenario, scenarioOf } from '../sim/scenario.ts'
import type { TraceEvent } from '../sim/trace.ts'
import folds from '../words/folds.en.json'
import settings from '../words/settings.en.json'
import { wordsOf } from '../words/words.ts'
import { createLab, type Lab } from './lab.ts'
import { narrate } from './narrator.ts'

const say = wordsOf('en', { ...settings, ...folds })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** What is said aloud while somebody does something with a lab, each text without the mark of a repetition. */
function heard(scenario: Scenario, doing: (lab: Lab) => void, atMs = 0): string[] {
  const said: string[] = []
  const lab = createLab(scenario, atMs)
  const stop = narrate(
    lab,
    say,
    (text) => said.push(text.replace('\u200B', '')),
    () => false,
  )
  doing(lab)
  vi.advanceTimersByTime(3000)
  stop()
  return said
}

/** Plays a lab to its end, a frame of 50 ms after the other. */
function playOut(lab: Lab, speed: number): void {
  lab.setSpeed(speed)
  lab.play()
  while (lab.getState().playing) {
    vi.advanceTimersByTime(50)
    lab.tick(50)
  }
}

const lostAck = scenarioOf({ messages: 1, faults: [{ do: 'drop', packet: 'a1.1' }] })

/** A scenario that can be listened to within a test. */
const short = anyScenario.filter((scenario) => {
  const { trace, endMs } = runOf(scenario, { moves: 300 })
  return trace.length > 0 && trace.length < 250 && endMs < 60_000
})

/** Whether a text is sentences out of these, in their order, and then the end; how many of them it leaves out. */
function leftOut(text: string, sentences: readonly string[], end: RegExp): number {
  let [at, said] = [0, 0]
  for (const sentence of sentences) {
    if (!text.startsWith(sentence, at)) continue
    at += sentence.length + 1
    said++
  }
  expect(text.slice(at)).toMatch(end)
  return sentences.length - said
}

/** What was said in one text, and how many events it only counted. */
function counted(said: readonly string[]): { text: string; more: number } {
  let more = 0
  const text = said
    .map((each) =>
      each.replace(/ And (\d+) more events?\./, (_, count: string) => {
        more += Number(count)
        return ''
      }),
    )
    .join(' ')
  return { text, more }
}

test('all events up to half speed are all events: each is said in its turn, or counted in a crowd', () => {
  fc.assert(
    fc.property(short, fc.constantFrom(0.25, 0.5), (scenario, speed) => {
      const { trace } = runOf(scenario)
      const said = heard(scenario, (lab) => {
        lab.setOption('narration', 'all')
        playOut(lab, speed)
      })
      const sentences = trace.map((event) => what(event))
      const { text, more } = counted(said)
      expect(leftOut(text, sentences, /^(The end: |Cut at )/)).toBe(more)

      function what(event: TraceEvent): string {
        const { id, values } = explain(trace, event, scenario.policy).what
        return say(id, values)
      }
    }),
    { numRuns: 60 },
  )
})

test('at half speed the first effect, the timeout and the second attempt are heard, the cause before what came of it', () => {
  const said = heard(lostAck, (lab) => {
    lab.setOption('narration', 'all')
    playOut(lab, 0.5)
  }).join(' ')
  expect(said).toContain('m1 was applied. The receiver answers with an ACK of m1.')
  expect(said).toContain('No ACK in time: the sender sends m1 again. m1 is on its way again, attempt 2.')
  expect(said).toMatch(/The sender knows: m1 arrived\. The end: /)
})

test('the end comes after what it ends with, and a crash after the effect before it', () => {
  const crash = { do: 'crash', process: 'receiver', packet: 'm1.1', before: 'ack' } as const
  const said = heard(scenarioOf({ messages: 1, faults: [crash] }), (lab) => playOut(lab, 1))
  expect(said.join(' ')).toMatch(
    /^m1 was applied\. .*The receiver crashed\..* m1 was applied a second time\..*The end: /,
  )
})

test('of several steps in a second the first is said, then the last, and nothing of those between', () => {
  const said = heard(lostAck, (lab) => {
    lab.stepForward()
    vi.advanceTimersByTime(10)
    for (let i = 0; i < 4; i++) lab.stepForward()
    expect(lab.getState().run.trace[lab.getState().focus - 1]?.kind).toBe('drop')
  })
  expect(said).toHaveLength(2)
  expect(said[0]).toMatch(/^m1 is on its way\./)
  expect(said[1]).toMatch(/^The ACK of m1 was lost on the way\./)
})

test('a step forward and a jump back at once end on the instant jumped to', () => {
  const said = heard(
    lostAck,
    (lab) => {
      lab.stepForward()
      lab.stepForward()
      lab.previousSurprise()
    },
    1500,
  )
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(/^The ACK of m1 was lost/)
})

test('under the sender’s eye a run is told as the sender knows it, and the eye itself is told of', () => {
  fc.assert(
    fc.property(short, (scenario) => {
      const { trace } = runOf(scenario)
      const said = heard(scenario, (lab) => {
        lab.setOption('narration', 'all')
        lab.setEye(true)
        vi.advanceTimersByTime(10)
        playOut(lab, 0.5)
      })
      expect(said[0]).toBe('Sender’s eye on: from here on only what the sender sees.')
      const sentences = trace.flatMap((event) => {
        const told = explainSeen(trace, event, scenario.policy)
        return told === null ? [] : [say(told.what.id, told.what.values)]
      })
      const { text, more } = counted(said.slice(1))
      expect(leftOut(text, sentences, /^The end, as far as the sender knows: /)).toBe(more)
    }),
    { numRuns: 40 },
  )
})

test('a step to what the sender does not see says just that', () => {
  const said = heard(
    lostAck,
    (lab) => {
      lab.setEye(true)
      vi.advanceTimersByTime(1100)
      lab.stepForward()
      vi.advanceTimersByTime(1100)
      lab.setEye(false)
    },
    500,
  )
  expect(said).toEqual([
    'Sender’s eye on: from here on only what the sender sees.',
    '1.0 seconds: nothing that the sender sees.',
    'Sender’s eye off: everything is told again.',
  ])
})

test('Undo and Redo are told, and nothing is where nothing of the run is wanted', () => {
  const act = (lab: Lab) => {
    lab.addFault({ do: 'drop', packet: 'm1.1' })
    vi.advanceTimersByTime(1100)
    lab.undo()
    vi.advanceTimersByTime(1100)
    lab.redo()
  }
  const said = heard(scenarioOf({ messages: 1 }), act)
  expect(said.filter((text) => text.endsWith('Undone.'))).toHaveLength(1)
  expect(said.at(-1)).toMatch(/Done again\.$/)
  const off = heard(scenarioOf({ messages: 1 }), (lab) => {
    lab.setOption('narration', 'off')
    act(lab)
    lab.setEye(true)
  })
  expect(off).toEqual([])
})

describe('a lab that is listened to', () => {
  let lab: Lab
  let said: string[]
  let stop: () => void
  beforeEach(() => {
    lab = createLab(scenarioOf({}))
    said = []
    stop = narrate(
      lab,
      say,
      (text) => said.push(text),
      () => false,
    )
  })
  afterEach(() => stop())

  test('a step is said at once, and the next one when the first was heard', () => {
    lab.stepForward()
    vi.advanceTimersByTime(0)
    expect(said).toHaveLength(1)
    lab.stepForward()
    vi.advanceTimersByTime(900)
    expect(said).toHaveLength(1)
    vi.advanceTimersByTime(100)
    expect(said).toHaveLength(2)
  })

  test('what still waits when narration is switched off is not said, nor anything after it', () => {
    lab.stepForward()
    vi.advanceTimersByTime(0)
    lab.stepForward()
    lab.setOption('narration', 'off')
    lab.stepForward()
    vi.advanceTimersByTime(5000)
    expect(said).toHaveLength(1)
  })

  test('back at the beginning, it is said where it stands, and nothing is left of what was said of the end', () => {
    lab.seek(60_000)
    vi.advanceTimersByTime(2000)
    expect(said.at(-1)).toMatch(/The end: /)
    lab.stepBack()
    lab.reset()
    vi.advanceTimersByTime(2000)
    expect(said.at(-1)).toBe('At the beginning. Nothing has happened yet.')
    expect(said).toHaveLength(2)
  })
})
