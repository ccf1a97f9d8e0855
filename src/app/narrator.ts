import { explain, summaryOf } from '../picture/explain.ts'
import { again, dueMs, flush, type Narration, silence, slotOf, tell } from '../picture/narration.ts'
import { sentIn } from '../picture/quiet.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { type Say, type Sentence, seconds } from '../words/words.ts'
import { stretchesOf } from './folds.ts'
import { onHappening } from './heard.ts'
import { isAsked, type Lab, type LabState, shownOf } from './lab.ts'
import { judgedAt } from './score.ts'

/**
 * Says aloud what happens in a lab, no more often than somebody can listen. `speak` is given each text; `isBusy` tells
 * whether the control that has the focus says by itself what it changes. Returns what stops it.
 */
export function narrate(lab: Lab, say: Say, speak: (text: string) => void, isBusy: () => boolean): () => void {
  let narration: Narration = silence
  let said = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  const spoken = (sentences: readonly Sentence[]) =>
    sentences
      .map(({ id, values }) => say(id, values).trim())
      .filter((text) => text !== '')
      .join(' ')

  function flushNow(): void {
    timer = undefined
    // Who switches it off does not want to hear what was still to be said.
    if (lab.getState().options.narration === 'off') narration = silence
    const { narration: rest, text } = flush(narration, performance.now())
    narration = rest
    if (text !== null) {
      said = again(text, said)
      speak(said)
    }
    schedule()
  }

  /** More to say does not change when it is said: a timer set anew by each message of a flood might never come. */
  function schedule(): void {
    const due = dueMs(narration)
    // What happens in one turn is said together.
    if (due !== null && timer === undefined) timer = setTimeout(flushNow, Math.max(0, due - performance.now()))
  }

  const stop = onHappening(lab, (events, state, previous) => {
    const { playing, run, moves, options } = state
    const verbosity = options.narration
    if (verbosity === 'off') return
    const now = performance.now()
    const ended = moves === run.frames.length && !playing && moves > 0
    const stopped = previous.playing && !playing && run === previous.run
    const wordy = !playing && !stopped
    for (const event of events) {
      const slot = slotOf(run.trace, event, { verbosity, speed: wordy ? 0 : state.speed })
      if (slot !== null && !(wordy && isBusy()))
        narration = tell(
          narration,
          slot,
          wordy ? inFull(run.trace, event, state, previous) : inShort(event, state),
          now,
        )
    }
    if (ended) narration = tell(narration, 'outcome', theEnd(state), now)
    else if (stopped) narration = tell(narration, 'playback', paused(state), now)
    schedule()
  })

  // What was said of an end is not to stand there while the run is at its beginning.
  const stopBeginnings = lab.subscribe(({ moves, options }, previous) => {
    if (moves > 0 || previous.moves === 0 || options.narration === 'off') return
    narration = { ...silence, saidMs: narration.saidMs }
    if (isBusy()) speak('')
    else narration = tell(narration, 'playback', say('narration.start'), performance.now())
    schedule()
  })

  function inShort(event: TraceEvent, { run }: LabState): string {
    return spoken([explain(run.trace, event, run.scenario.policy).what])
  }

  function inFull(trace: Trace, event: TraceEvent, state: LabState, previous: LabState): string {
    const { what, why } = explain(trace, event, state.run.scenario.policy)
    return spoken([...passedBy(state, previous), what, ...(isAsked(state) ? [] : why)])
  }

  /** What a jump has gone over, where the picture folds it. */
  function passedBy(state: LabState, previous: LabState): Sentence[] {
    if (state.run !== previous.run) return []
    const from = shownOf(previous)
    const passed = stretchesOf(state).folded.filter(({ eventsBefore }) => eventsBefore >= from)
    const count = passed.reduce((sum, quiet) => sum + sentIn(quiet), 0)
    return passed.length === 0 ? [] : [{ id: 'fold.between', values: { count } }]
  }

  function theEnd({ run }: LabState): string {
    const { ledger, verdict, dropped } = judgedAt(run, run.frames.length)
    const { what, why } = summaryOf(ledger, verdict, dropped, run)
    return spoken([what, ...why])
  }

  function paused({ run, moves, nowMs }: LabState): string {
    const { ledger, verdict, sent } = judgedAt(run, moves)
    const undecided = ledger.filter(({ attempts, outcome }) => attempts > 0 && outcome === 'undecided').length
    return say('narration.paused', { at: seconds(nowMs), sent, ...verdict.outcomes, undecided })
  }

  return () => {
    stop()
    stopBeginnings()
    clearTimeout(timer)
  }
}
