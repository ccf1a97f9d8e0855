import { describe, expect, test } from 'vitest'
import { isLessonId, lessonIds, lessonOf } from '../lessons/index.ts'
import { causesOf, measured, movesAt } from '../lessons/lesson.ts'
import { run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { createLab, isAsked, isToBeAsked } from './lab.ts'
import { judgedAt, openMessage } from './score.ts'
import { createTutor, questionFrom } from './tutor.ts'

const lesson = lessonOf('lose-the-ack')
const begun = () => {
  const lab = createLab(scenarioOf({}))
  return { lab, tutor: createTutor(lab, lesson) }
}
const toEnd = (lab: ReturnType<typeof createLab>) => {
  lab.pause()
  lab.goTo(lab.getState().run.frames.length)
}

describe('a lesson', () => {
  test('stops at its moment and asks; by steps as by playing', () => {
    const { lab, tutor } = begun()
    const pause = movesAt(run(lesson.scenario), lesson.pause) as number
    expect(tutor.getState().step).toBe('watch')
    for (let i = 0; i < pause; i++) lab.stepForward()
    expect(tutor.getState().step).toBe('predict')
    expect(lab.getState()).toMatchObject({ moves: pause, playing: false })
  })

  test('a miss is asked why, and the answer is graded by the run', () => {
    const { lab, tutor } = begun()
    lab.goTo(99)
    expect(tutor.getState().step).toBe('predict')
    tutor.predict(1)
    expect(tutor.getState()).toMatchObject({ step: 'run', given: null })
    toEnd(lab)
    expect(tutor.getState()).toMatchObject({ step: 'why', answer: 1, given: 2 })
    expect(tutor.getState().causes.filter((cause) => tutor.isCause(cause))).toEqual(['ackLost'])
    tutor.explain()
    expect(tutor.getState().step).toBe('done')
  })

  test('a right answer is explained at once, and so is none', () => {
    for (const answer of [2, null]) {
      const { lab, tutor } = begun()
      lab.goTo(99)
      if (answer === null) tutor.skip()
      else tutor.predict(answer)
      toEnd(lab)
      expect(tutor.getState()).toMatchObject({ step: 'done', answer, given: 2 })
    }
  })

  test('a real product is not shown where its design is locked', () => {
    const lab = createLab(scenarioOf({}))
    const payments = lessonOf('payments')
    const tutor = createTutor(lab, payments, 'done')
    lab.setOption('lock', ['mode'])
    tutor.showLike(payments.vendors[0] as (typeof payments.vendors)[number])
    expect(tutor.getState()).toMatchObject({ like: null, strayed: false })
    expect(lab.getState()).toMatchObject({ scenario: payments.scenario, notice: { id: 'lock.mode' } })
  })

  test('whoever comes back to its end finds the answer that was given, and another lesson knows nothing of it', () => {
    const { lab, tutor } = begun()
    lab.goTo(99)
    tutor.predict(1)
    toEnd(lab)
    tutor.dispose()
    for (const step of ['why', 'done'] as const) {
      const back = createTutor(lab, lesson, step)
      expect(back.getState()).toMatchObject({ step, answer: 1, given: 2 })
      back.dispose()
    }
    expect(createTutor(lab, lesson, 'predict').getState().answer).toBeNull()
    expect(createTutor(lab, lessonOf('dedup'), 'done').getState().answer).toBeNull()
  })

  test('whoever goes on without an answer has skipped the question', () => {
    const { lab, tutor } = begun()
    lab.goTo(99)
    lab.stepForward()
    expect(tutor.getState()).toMatchObject({ step: 'run', answer: null })
  })

  test('a class answers by its votes; when two choices are even it has not answered', () => {
    for (const [votes, answer] of [
      [[2, 2, 2, 1], 2],
      [[1, 2], null],
      [[], null],
    ] as const) {
      for (const goOn of ['step', 'button']) {
        const { lab, tutor } = begun()
        lab.goTo(99)
        for (const choice of votes) tutor.vote(choice, 1)
        tutor.vote(0, 1)
        tutor.vote(0, -1)
        tutor.vote(0, -1)
        expect(tutor.getState()).toMatchObject({ step: 'predict', revealed: false })
        if (goOn === 'step') lab.stepForward()
        else tutor.goWithVotes()
        expect(tutor.getState()).toMatchObject({ step: 'run', answer, revealed: true })
        tutor.again()
        expect(tutor.getState()).toMatchObject({ votes: [0, 0, 0], revealed: false })
      }
    }
  })

  test('before a class the next thing is the counts, the run, the outcome behind the curtain, and why', () => {
    const { lab, tutor } = begun()
    lab.setOption('present', true)
    const next = () => lab.getState().onward?.() || lab.stepForward()
    while (tutor.getState().step === 'watch') next()
    const { moves } = lab.getState()
    next()
    expect(tutor.getState()).toMatchObject({ step: 'predict', revealed: false })
    tutor.asked()
    next()
    expect(tutor.getState()).toMatchObject({ step: 'predict', revealed: true })
    // Back before the question there are steps again, and no second question.
    lab.stepBack()
    next()
    expect(tutor.getState()).toMatchObject({ step: 'predict', revealed: true })
    expect(lab.getState().moves).toBe(moves)
    tutor.vote(1, 1)
    next()
    expect(tutor.getState()).toMatchObject({ step: 'run', answer: 1 })
    expect(lab.getState().playing).toBe(true)
    lab.setCurtain(true)
    toEnd(lab)
    next()
    expect(lab.getState().curtain).toBe(false)
    expect(tutor.getState().step).toBe('why')
    lab.stepBack()
    next()
    expect(tutor.getState().step).toBe('why')
    next()
    expect(tutor.getState().step).toBe('done')
    next()
    expect(tutor.getState().step).toBe('done')
    tutor.dispose()
    expect(lab.getState().onward).toBeNull()
  })

  test('a class that could not agree goes on once its counts are to be seen, unless an answer is required', () => {
    for (const predict of ['ask', 'required'] as const) {
      const { lab, tutor } = begun()
      lab.setOption('present', true)
      lab.setOption('predict', predict)
      lab.goTo(99)
      lab.stepForward()
      expect(tutor.getState()).toMatchObject({ step: 'predict', revealed: false })
      tutor.reveal()
      lab.stepForward()
      expect(tutor.getState().step).toBe(predict === 'ask' ? 'run' : 'predict')
      tutor.vote(1, 1)
      tutor.vote(2, 1)
      tutor.goWithVotes()
      expect(tutor.getState()).toMatchObject({ step: 'run', answer: null })
    }
  })

  test('where the author asks nothing, the run goes on; where an answer is required, it does not', () => {
    const off = begun()
    off.lab.setOption('predict', 'off')
    off.tutor.again()
    off.lab.goTo(99)
    toEnd(off.lab)
    expect(off.tutor.getState()).toMatchObject({ step: 'done', answer: null, given: 2 })

    const { lab, tutor } = begun()
    lab.setOption('predict', 'required')
    lab.goTo(99)
    const { moves } = lab.getState()
    lab.stepForward()
    tutor.skip()
    toEnd(lab)
    expect(lab.getState().moves).toBe(moves)
    expect(tutor.getState()).toMatchObject({ step: 'predict', answer: null })
    tutor.predict(2)
    toEnd(lab)
    expect(tutor.getState().step).toBe('done')
    expect(lab.getState().graded).toEqual({ experiment: tutor.getState().lesson?.id, choice: 2, correct: true })
    expect(lab.getState().completed).toMatchObject({ score: 1, max: 1 })
  })

  test('a change makes the run the learner’s own; to break what was asked for is noticed; and there is a way back', () => {
    const { lab, tutor } = begun()
    tutor.goTo('done')
    lab.addFault({ do: 'drop', packet: 'm2.1' })
    expect(tutor.getState()).toMatchObject({ strayed: true, broken: false })
    tutor.showBreak()
    expect(tutor.getState()).toMatchObject({ strayed: true, broken: true })
    tutor.comeBack()
    expect(tutor.getState()).toMatchObject({ strayed: false, step: 'done' })
    expect(lab.getState().scenario).toEqual(lesson.scenario)
  })

  test('whoever had answered and then broke it comes back to the explanation; for others the run goes on', () => {
    const { lab, tutor } = begun()
    tutor.goTo('predict')
    tutor.predict(1)
    lab.pause()
    lab.addFault({ do: 'drop', packet: 'a2.1' })
    expect(tutor.getState()).toMatchObject({ step: 'run', strayed: true, broken: true })
    tutor.comeBack()
    expect(tutor.getState()).toMatchObject({ step: 'why', strayed: false, answer: 1, given: 2 })
    expect(lab.getState().graded).toMatchObject({ choice: 1, correct: false })

    tutor.again()
    tutor.goTo('predict')
    tutor.predict(2)
    lab.pause()
    lab.turn({ sender: { timeoutMs: 4000 } })
    expect(tutor.getState()).toMatchObject({ step: 'run', strayed: true, broken: false })
    tutor.comeBack()
    expect(tutor.getState()).toMatchObject({ step: 'run', strayed: false })
    expect(lab.getState().playing).toBe(true)
  })

  test('a lesson that asks to avoid an outcome is not satisfied by a run that has it', () => {
    const lab = createLab(scenarioOf({}))
    const tutor = createTutor(lab, lessonOf('window-time'), 'done')
    lab.turn({ sender: { attempts: 4 } })
    expect(tutor.getState()).toMatchObject({ strayed: true, broken: false })
    lab.turn({ sender: { attempts: 2 } })
    expect(tutor.getState().broken).toBe(true)
  })

  test('never to retry is at most once, however it is put', () => {
    const lab = createLab(scenarioOf({}))
    const tutor = createTutor(lab, lessonOf('two-worlds'), 'done')
    lab.setMode('atMostOnce')
    expect(tutor.getState().broken).toBe(true)
    tutor.comeBack()
    lab.turn({ sender: { attempts: 1 } })
    expect(tutor.getState().broken).toBe(true)
  })

  test.each(lessonIds)('%s keeps to itself how it goes on for as long as its question is open', (id) => {
    const lab = createLab(scenarioOf({}))
    const tutor = createTutor(lab, lessonOf(id))
    const open = () => [isToBeAsked(lab.getState()), isAsked(lab.getState())]
    expect(open()).toEqual([true, false])
    lab.goTo(movesAt(lab.getState().run, lessonOf(id).pause) as number)
    expect(tutor.getState().step).toBe('predict')
    expect(open()).toEqual([true, true])
    tutor.predict(lessonOf(id).predict.choices[0] as number)
    expect(open()).toEqual([false, false])
    tutor.again()
    expect(open()).toEqual([true, false])
    lab.turn({ sender: { timeoutMs: 1234 } })
    expect(open()).toEqual([false, false])
    tutor.comeBack()
    expect(open()).toEqual([true, false])
    tutor.dispose()
    expect(lab.getState().question).toBeNull()
  })

  test.each(lessonIds)('%s begins at every step that an address can ask for', (id) => {
    for (const step of ['watch', 'predict', 'run', 'why', 'done'] as const) {
      const lab = createLab(scenarioOf({}))
      const tutor = createTutor(lab, lessonOf(id), step)
      const { run, moves } = lab.getState()
      const now = tutor.getState().step
      if (step === 'why') expect(now).toBe('done')
      else if (step !== 'watch') expect(now).toBe(step)
      if (now === 'done') expect(moves).toBe(run.frames.length)
      else expect(moves).toBe(now === 'watch' ? 0 : movesAt(run, lessonOf(id).pause))
    }
  })
})

test('no other word is a lesson', () => {
  expect(['constructor', 'nothing', ''].map(isLessonId)).toEqual([false, false, false])
})

test('nothing is asked of a run whose outcomes are all to be seen', () => {
  for (const faults of [[{ do: 'drop', packet: 'a1.1' } as const], []]) {
    const { run, scenario } = createLab(scenarioOf({ faults, messages: 1 })).getState()
    expect(scenario.faults).toHaveLength(faults.length)
    const asked = Array.from({ length: run.frames.length + 1 }, (_, moves) => openMessage({ run, moves }))
    // Until the duplicate is on the screen; without one, until nothing can happen any more.
    const until = asked.lastIndexOf(1)
    expect(asked).toEqual(asked.map((_, moves) => (moves <= until ? 1 : null)))
    expect(judgedAt(run, until).verdict.outcomes.duplicated).toBe(0)
    expect(judgedAt(run, until + 1).verdict.outcomes.duplicated).toBe(faults.length)
    if (faults.length === 0) expect(until).toBe(run.frames.length - 1)
  }
})

test('on a free run it asks for the first message that is open, and the run grades it', () => {
  const lab = createLab(scenarioOf({ faults: [{ do: 'drop', packet: 'a2.1' }] }), 3000)
  expect(questionFrom(lab.getState())).toEqual({ measure: { of: 'effects', message: 2 }, choices: [0, 1, 2] })
  const tutor = createTutor(lab, null)
  tutor.predict(1)
  toEnd(lab)
  expect(tutor.getState()).toMatchObject({ step: 'done', answer: 1, given: 2 })
  expect(measured(lab.getState().run, tutor.getState().question.measure)).toBe(2)
  expect(causesOf(lab.getState().run).has('ackLost')).toBe(true)
})
