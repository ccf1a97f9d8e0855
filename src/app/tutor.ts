/**
 * Predict, act, observe, explain: the tutor stops a run before its outcome is to be seen, asks what it will be, lets it
 * go on, and has the simulator grade the answer. It waits for events of the run and never for a clock, so it works paused,
 * by steps and backwards. A lesson brings its own moment and question; on a free run it asks from here.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import {
  brokenScenario,
  type Cause,
  causesOf,
  isBroken,
  type Lesson,
  type LessonMeasure,
  likeVendorIn,
  type MeasuredValue,
  measured,
  movesAt,
} from '../lessons/lesson.ts'
import type { Run } from '../sim/run.ts'
import type { Scenario } from '../sim/scenario.ts'
import type { Lab, LabState } from './lab.ts'
import { finalLedger, openMessage } from './score.ts'

/** watch: before the question · predict: asked · run: answered, the outcome is still to come · why: after a miss · done */
export const steps = ['watch', 'predict', 'run', 'why', 'done'] as const
export type Step = (typeof steps)[number]

export interface TutorState {
  readonly lesson: Lesson | null
  readonly question: { readonly measure: LessonMeasure; readonly choices: readonly MeasuredValue[] }
  readonly step: Step
  /** What was predicted; null when it was skipped, or not answered yet. */
  readonly answer: MeasuredValue | null
  /** What the run gave; null until it is to be seen. */
  readonly given: MeasuredValue | null
  readonly causes: readonly Cause[]
  /** Which cause was chosen after a miss. */
  readonly chosen: Cause | null
  /** How many of a class chose each of the choices, and whether it is to be seen already. */
  readonly votes: readonly number[]
  readonly revealed: boolean
  /** The run is not the one that was asked about any more. */
  readonly strayed: boolean
  /** The vendor whose design it runs with. */
  readonly like: Lesson['vendors'][number] | null
  /** Whether the learner is at what was suggested to be broken. */
  readonly trying: boolean
  /** Whether it was broken by the lesson itself. */
  readonly shown: boolean
  /** Whether what was suggested to be broken is broken now. */
  readonly broken: boolean
}

export type Tutor = ReturnType<typeof createTutor>

/**
 * A tutor of a lesson, at one of its steps; or, without one, of the run on the page from this instant on. `moves` says
 * whether runs play by themselves; where motion is unwelcome the learner steps. An address may say that nothing is asked
 * (`predict=off`), or that nothing goes on without an answer (`predict=required`).
 */
export function createTutor(lab: Lab, lesson: Lesson | null, startAt: Step = 'watch', moves = () => true) {
  const question = lesson === null ? questionFrom(lab.getState()) : lesson.predict
  // Whoever comes back to what was explained has answered already.
  const { graded } = lab.getState()
  const isKnown = (startAt === 'why' || startAt === 'done') && graded !== null && graded.experiment === lesson?.id
  const store: StoreApi<TutorState> = createStore(() => ({
    lesson,
    question,
    step: lesson === null ? ('predict' as const) : ('watch' as const),
    answer: isKnown ? graded.choice : null,
    given: null,
    causes: lesson?.why ?? [],
    chosen: null,
    votes: question.choices.map(() => 0),
    revealed: false,
    strayed: false,
    like: null,
    trying: false,
    shown: false,
    broken: false,
  }))
  const { getState: get, setState: set } = store
  let asked: Scenario = lab.getState().scenario
  let pauseAt = lab.getState().moves
  /** The latest run that is the learner's own. */
  let judged: Run | null = null
  /** Whether the class has its question before it: what is not to be seen yet is not to be passed over. */
  let isAsked = false
  /** While the tutor moves the run itself, there is nothing to follow. */
  let following = false

  const asks = () => lab.getState().options.predict
  /** A class whose counts are to be seen has had its question, whether it could agree or not. */
  const mustAnswer = () => asks() === 'required' || (lab.getState().options.present && !get().revealed)

  /** Puts the lesson's own run on the page, before its moment or at it. */
  function begin(at: Step): void {
    following = true
    isAsked = false
    judged = null
    let step = at
    if (lesson !== null) {
      lab.load(lesson.scenario, 0)
      asked = lab.getState().scenario
      pauseAt = movesAt(lab.getState().run, lesson.pause) ?? 0
    }
    if (step === 'watch' && pauseAt === 0) step = 'predict'
    if (step === 'predict' && asks() === 'off') step = 'run'
    if (step === 'why' && get().answer === null) step = 'done'
    const { run } = lab.getState()
    const ended = step === 'why' || step === 'done'
    if (step !== 'watch') lab.goTo(ended ? run.frames.length : pauseAt)
    set({
      step,
      strayed: false,
      like: null,
      trying: false,
      shown: false,
      broken: false,
      given: ended ? measured(run, get().question.measure) : null,
    })
    following = false
  }

  /** Looks where the run has come to; called after every change of the lab. */
  function follow(state: LabState): void {
    const { step, strayed, question } = get()
    const away = state.scenario !== asked
    if (away !== strayed) set({ strayed: away })
    if (away) {
      // A run is judged once, not with every frame that shows more of it.
      if (state.run !== judged) set({ broken: lesson !== null && isBroken(lesson, state.run), like: null })
      judged = state.run
      return
    }
    const ended = state.moves >= state.run.frames.length && !state.playing
    if (step === 'watch' && state.moves >= pauseAt) {
      if (asks() === 'off') {
        set({ step: 'run' })
        return
      }
      set({ step: 'predict' })
      lab.goTo(pauseAt)
    } else if (step === 'predict' && state.moves > pauseAt && mustAnswer() && mostVoted(get()) === null) {
      // A clicker that is pressed once more before a class does not skip the question, either.
      lab.goTo(pauseAt)
    } else if (step === 'predict' && state.moves > pauseAt) {
      // Whoever goes on without an answer has skipped the question; a class that has voted has answered it.
      set({ step: 'run', answer: mostVoted(get()), revealed: true })
    } else if (step === 'run' && ended) {
      const given = measured(state.run, question.measure)
      const missed = get().answer !== null && get().answer !== given
      set({ step: missed && get().causes.length > 0 ? 'why' : 'done', given })
      grade(!missed && get().answer !== null)
    }
  }

  /** Says to whoever holds the lab how the prediction went, and that the lesson is through. */
  function grade(correct: boolean): void {
    const experiment = lesson?.id ?? 'free'
    lab.setState({ graded: { experiment, choice: get().answer, correct } })
    if (lesson !== null) lab.setState({ completed: { experiment, score: correct ? 1 : 0, max: 1 } })
  }

  /** Says to whoever holds the lab whether the question is open. */
  const stopAsking = store.subscribe(({ step }) => {
    const isOpen = step === 'predict' || (step === 'watch' && asks() !== 'off')
    const { question } = lab.getState()
    if (!isOpen && question !== null) lab.setState({ question: null })
    if (isOpen && (question?.scenario !== asked || question.moves !== pauseAt))
      lab.setState({ question: { scenario: asked, moves: pauseAt } })
  })
  const unfollow = lab.subscribe((state) => {
    if (following) return
    following = true
    follow(state)
    following = false
  })
  begin(startAt === 'watch' && lesson === null ? 'predict' : startAt)

  function goOn(): void {
    if (moves()) lab.play()
  }

  function goWithVotes(): void {
    const { votes } = get()
    if (asks() === 'required' && Math.max(...votes) === 0) return
    set({ answer: mostVoted(get()), step: 'run', revealed: true })
    goOn()
  }

  /** The next thing before a class where the run waits for one: the counts, the run, the outcome, the explanation. */
  function onward(): boolean {
    const { step, revealed, strayed, trying } = get()
    const { moves, run, curtain } = lab.getState()
    if (strayed || trying) return false
    if (step === 'predict' && moves >= pauseAt) {
      if (revealed) goWithVotes()
      else if (isAsked) set({ revealed: true })
      return true
    }
    if ((step !== 'why' && step !== 'done') || moves < run.frames.length) return false
    // What is behind the curtain is not explained before it is seen.
    if (curtain) lab.setCurtain(false)
    else if (step === 'why') set({ step: 'done' })
    return true
  }
  lab.setState({ onward })

  function dispose(): void {
    unfollow()
    stopAsking()
    lab.setState({ question: null })
    if (lab.getState().onward === onward) lab.setState({ onward: null })
  }

  return {
    ...store,
    /** Goes to a step that an address asks for. */
    goTo(step: Step): void {
      if (step !== get().step) begin(step)
    },
    /** Lets the run of a lesson begin. */
    watch(): void {
      goOn()
    },
    predict(answer: MeasuredValue): void {
      set({ answer, step: 'run' })
      goOn()
    },
    skip(): void {
      if (asks() === 'required') return
      set({ answer: null, step: 'run' })
      goOn()
    },
    /** Counts a vote of a class, or takes one back. */
    vote(choice: MeasuredValue, by: 1 | -1): void {
      const { question, votes } = get()
      set({ votes: votes.map((count, i) => (question.choices[i] === choice ? Math.max(0, count + by) : count)) })
    },
    /** The question of a class is on the screen. */
    asked(): void {
      isAsked = true
    },
    reveal(): void {
      set({ revealed: true })
    },
    /** Lets the run go on with what most of the class voted for. */
    goWithVotes,
    /** Goes to the end of the run at once. */
    finish(): void {
      lab.goTo(lab.getState().run.frames.length)
    },
    choose(cause: Cause): void {
      set({ chosen: cause })
    },
    explain(): void {
      set({ step: 'done' })
    },
    /** The lesson from its beginning. */
    again(): void {
      set({ answer: null, chosen: null, votes: question.choices.map(() => 0), revealed: false })
      begin(lesson === null ? 'predict' : 'watch')
    },
    /**
     * Back from what was changed to the run of the lesson, at the step that it had come to. Whoever had answered and then
     * broke it has no outcome left to wait for; for others the run goes on.
     */
    comeBack(): void {
      const { step, broken } = get()
      begin(step)
      if (lesson === null || step !== 'run') return
      if (broken) lab.goTo(lab.getState().run.frames.length)
      else goOn()
    },
    /** The lesson's run from its beginning, to be broken by the learner. */
    tryBreak(): void {
      if (lesson === null) return
      set({ trying: true })
      lab.goTo(0)
    },
    /** Breaks what the lesson asks to break. */
    showBreak(): void {
      if (lesson === null) return
      const { policy, faults } = brokenScenario(lesson)
      lab.impose({ policy, faults })
      set({ trying: true, shown: true })
      lab.goTo(0)
      goOn()
    },
    /** Runs the lesson with the design of one of the vendors that it names. */
    showLike(vendor: Lesson['vendors'][number]): void {
      if (lesson === null) return
      const { policy, environment, faults } = likeVendorIn(lesson, vendor)
      if (!lab.edit({ policy, environment, faults })) return
      // Until it is edited again: that run is judged anew.
      set({ like: vendor })
      lab.goTo(0)
      goOn()
    },
    /** Whether a cause is one of this run's. */
    isCause: (cause: Cause): boolean => causesOf(lab.getState().run).has(cause),
    dispose,
  }
}

/** What more of a class chose than anything else; null when nobody voted, or two choices are even. */
function mostVoted({ question, votes }: Pick<TutorState, 'question' | 'votes'>): MeasuredValue | null {
  const most = Math.max(...votes)
  const first = votes.indexOf(most)
  return most > 0 && votes.lastIndexOf(most) === first ? (question.choices[first] ?? null) : null
}

/**
 * What can be asked of a run from an instant on: how often the first message whose outcome is open will have its
 * effect; where none is, how many messages will be duplicated.
 */
export function questionFrom({ run, moves }: Pick<LabState, 'run' | 'moves'>): {
  readonly measure: LessonMeasure
  readonly choices: readonly MeasuredValue[]
} {
  const message = openMessage({ run, moves }) ?? 1
  const truth = finalLedger(run)[message - 1]?.effects ?? 0
  return { measure: { of: 'effects', message }, choices: truth > 2 ? [0, 1, 2, truth] : [0, 1, 2] }
}
