import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type TwinQuestion, TwinSearch } from '../explore/twin.ts'
import { samePolicy } from '../protocol/policy.ts'
import { run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import type { Trace } from '../sim/trace.ts'
import { outcomeNames, verdictOf } from '../verdict/verdict.ts'
import { isLessonId, type LessonId, lessonIds, lessonOf, syllabus } from './index.ts'
import {
  brokenScenario,
  causesOf,
  isBroken,
  isBrokenByGuarantee,
  isOpenAt,
  isRightOfReceiver,
  knobsTurned,
  likeVendorIn,
  measured,
  movesAt,
  twinQuestionOf,
} from './lesson.ts'
import { refuted } from './refuted.ts'

const none = Object.fromEntries(outcomeNames.map((name) => [name, 0]))
const lessons = lessonIds.map((id) => lessonOf(id))

describe.each(lessonIds)('%s', (id) => {
  const lesson = lessonOf(id)
  const whole = run(lesson.scenario)
  const { outcomes } = verdictOf(whole.world)

  test('has the id of its file, and comes to its verdict with every fault it names', () => {
    expect(lesson.id).toBe(id)
    expect(outcomes).toEqual({ ...none, ...lesson.expect })
    expect(whole.applied).not.toContain(false)
    expect(whole.stopped).toBe('nothing')
  })

  test('stops while the outcome is open, and asks for what the run gives', () => {
    const { measure, choices } = lesson.predict
    const moves = movesAt(whole, lesson.pause) as number
    expect(moves).toBeGreaterThan(0)
    expect(moves).toBeLessThan(whole.frames.length)
    expect(isOpenAt(whole, moves, measure)).toBe(true)
    expect(isOpenAt(whole, whole.frames.length, measure)).toBe(false)
    expect(choices).toContain(measured(whole, measure))
    expect(new Set(choices).size).toBe(choices.length)
  })

  test('offers exactly one true cause', () => {
    const causes = causesOf(whole)
    expect(new Set(lesson.why).size).toBe(lesson.why.length)
    expect(lesson.why.filter((cause) => causes.has(cause))).toHaveLength(1)
  })

  test('can be broken as it says, to another end', () => {
    const broken = run(brokenScenario(lesson))
    const verdict = verdictOf(broken.world).outcomes
    expect(verdict).toMatchObject(lesson.break.gives)
    expect(Object.values(lesson.break.gives).some((count) => (count ?? 0) > 0)).toBe(true)
    expect(verdict).not.toEqual(outcomes)
    expect(broken.applied.slice(lesson.scenario.faults.length)).not.toContain(false)
    expect([isBroken(lesson, broken), isBroken(lesson, whole)]).toEqual([true, false])
    const { policy = lesson.scenario.policy } = lesson.break
    expect(knobsTurned(lesson).length > 0).toBe(!samePolicy(policy, lesson.scenario.policy))
  })

  test('is right in what it says can happen, and in what it says cannot', () => {
    expect(lesson.proofs.flatMap((proof) => refuted(lesson.scenario.policy, proof))).toEqual([])
    expect(lesson.proofs.some(({ can }) => Object.keys(can).length > 0)).toBe(true)
    expect(lesson.proofs.some(({ cannot }) => cannot.length > 0)).toBe(true)
  })

  test('is right about what each end can know', () => {
    for (const doubt of lesson.doubts) {
      if ('who' in doubt) {
        expect(isRightOfReceiver(whole, doubt)).toBe(true)
        continue
      }
      const { knows } = doubt
      const search = new TwinSearch(twinQuestionOf(whole, doubt) as TwinQuestion)
      search.advance(Number.POSITIVE_INFINITY)
      expect(search.answer?.twin?.differs === 'effects').toBe(!knows)
      expect(search.answer?.truthWithinBounds).toBe(true)
      if (knows) expect(search.answer?.complete).toBe(true)
    }
  })

  test('comes to what it says in the real products that it names', () => {
    for (const { like, faults, gives } of lesson.vendors) {
      const there = run(likeVendorIn(lesson, { like, faults }))
      expect({ like, ...verdictOf(there.world).outcomes }).toEqual({ like, ...none, ...gives })
      expect(there.applied).not.toContain(false)
    }
  })

  test('runs as it always did', () => {
    expect(textOf(whole.trace)).toMatchSnapshot()
  })

  test('cites what can be opened safely', () => {
    expect(lesson.references.length).toBeGreaterThan(0)
    for (const { url } of lesson.references) expect(new URL(url).protocol).toBe('https:')
  })
})

test('every lesson names words of the glossary', () => {
  for (const { terms } of lessons) expect(terms.length).toBeGreaterThan(0)
})

test('what consumers and webhooks do is shown in products that do it', () => {
  for (const id of ['offsets', 'webhooks', 'payments'] as const) expect(lessonOf(id).vendors).not.toEqual([])
})

test('to change the guarantee is suggested where it does what the lesson asks', () => {
  expect(lessonIds.filter((id) => isBrokenByGuarantee(lessonOf(id)))).toEqual(['same-faults', 'two-worlds', 'dedup'])
})

test('every lesson in the folder is in the syllabus, once', () => {
  const files = readdirSync('src/lessons').flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
  expect([...lessonIds].sort()).toEqual(files.sort())
  expect(files.every(isLessonId)).toBe(true)
  expect(isLessonId('toString')).toBe(false)
})

test('every row of the mission and every misconception that a lesson is due for has one', () => {
  const rows = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S11', 'S14', 'S15', 'S17', 'S20']
  const misconceptions = ['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7', 'M8']
  const served = new Set(lessons.flatMap((lesson) => [...lesson.rows, ...lesson.misconceptions]))
  expect([...rows, ...misconceptions].filter((row) => !served.has(row))).toEqual([])
})

test('the first lesson is fully worked, and the whole takes forty minutes', () => {
  expect(lessons[0]?.fading).toBe(0)
  expect(lessons.reduce((sum, { minutes }) => sum + minutes, 0)).toBeLessThanOrEqual(40)
  expect(syllabus.every(({ lessons }) => lessons.length > 1)).toBe(true)
})

describe('what a teacher is told to turn does what the note says', () => {
  const turned = (id: LessonId, parts: Parameters<typeof scenarioOf>[0]) => {
    const { scenario } = lessonOf(id)
    const environment = { ...scenario.environment, ...parts.environment }
    const receiver = { ...scenario.policy.receiver, ...parts.policy?.receiver }
    const policy = { sender: { ...scenario.policy.sender, ...parts.policy?.sender }, receiver }
    return verdictOf(run(scenarioOf({ ...scenario, ...parts, environment, policy })).world)
  }

  test('a longer timeout spares the message that was only slow', () => {
    expect(turned('longer-timeout', { policy: { sender: { timeoutMs: 2000 } } }).outcomes.duplicated).toBe(2)
    expect(turned('longer-timeout', { policy: { sender: { timeoutMs: 10_000 } } }).outcomes.duplicated).toBe(1)
  })

  test('keys on disk survive the crash', () => {
    expect(turned('volatile-keys', { policy: { receiver: { dedup: 'durable' } } }).outcomes).toEqual(none)
  })

  test('room for two keys is enough here, and not where messages come faster', () => {
    const policy = { receiver: { window: { keys: 2 } } }
    expect(turned('window-keys', { policy }).outcomes).toEqual(none)
    const faster = turned('window-keys', { policy, messages: 3, environment: { sendEveryMs: 1000 } })
    expect(faster.outcomes.duplicated).toBe(1)
  })

  test('a key of the message is recognised', () => {
    expect(turned('new-key', { policy: { sender: { keyScope: 'message' } } }).outcomes).toEqual(none)
  })

  test('what was set twice is right, what was added twice is not', () => {
    const set = turned('set-or-add', {})
    const add = turned('set-or-add', { policy: { receiver: { effect: 'add' } } })
    expect(set.actual).toBe(set.expected)
    expect(add.actual).toBeGreaterThan(add.expected)
  })

  test('a quicker handler is called once, and so is a slow one that keeps keys', () => {
    expect(turned('webhooks', { environment: { lineMs: 400 } }).outcomes).toEqual(none)
    expect(turned('webhooks', { policy: { receiver: { dedup: 'durable' } } }).outcomes).toEqual(none)
  })
})

/** A trace as short text: a line for each event. */
function textOf(trace: Trace): string {
  return trace
    .map(({ id, atMs, kind, process, packet, message, line, cause }) =>
      [
        id,
        atMs,
        kind,
        process,
        packet ?? (message === undefined ? undefined : `m${message}`),
        line,
        cause && `<${cause}`,
      ]
        .filter((word) => word !== undefined && word !== null)
        .join(' '),
    )
    .join('\n')
}
