import { type Explanation, explain, summaryOf } from '../picture/explain.ts'
import { beliefsOf, explainSeen, summarySeen } from '../picture/eye.ts'
import { saysAll, slotOf } from '../picture/narration.ts'
import { sentIn } from '../picture/quiet.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { type Say, type Sentence, seconds } from '../words/words.ts'
import { stretchesOf } from './folds.ts'
import { onHappening } from './heard.ts'
import { isAsked, isEyeOpen, type Lab, type LabState, shownOf } from './lab.ts'
import { judgedAt } from './score.ts'
import { speechTo } from './speech.ts'

/**
 * Says aloud what happens in a lab, no faster than a listener can follow. `speak` is given each text; `saysItself`
 * tells whether the focused control announces by itself the instant, or the switch of the sender's eye. Returns what
 * stops it.
 */
export function narrate(
  lab: Lab,
  say: Say,
  speak: (text: string) => void,
  saysItself: (what: 'time' | 'eye') => boolean,
): () => void {
  const speech = speechTo(speak, (count) => say('narration.more', { count }))

  const spoken = (sentences: readonly Sentence[]) =>
    sentences
      .map(({ id, values }) => say(id, values).trim())
      .filter((text) => text !== '')
      .join(' ')

  const stop = onHappening(lab, (events, state, previous) => {
    const { playing, run, moves, options } = state
    const verbosity = options.narration
    if (verbosity === 'off') return
    const ended = moves === run.frames.length && !playing && moves > 0
    const stopped = previous.playing && !playing && run === previous.run
    const wordy = !playing && !stopped
    const listening = { verbosity, speed: wordy ? 0 : state.speed }
    // A step leads to one instant; messages about other instants are dropped.
    const keeps = wordy ? 'only' : saysAll(listening) ? 'all' : 'newest'
    for (const event of events) {
      const slot = slotOf(run.trace, event, listening)
      if (slot === null || (wordy && saysItself('time'))) continue
      const text = wordy ? inFull(event, state, previous) : inShort(event, state)
      if (text !== '') speech.tell(slot, text, keeps)
    }
    if (ended) speech.tell('playback', theEnd(state))
    else if (stopped) speech.tell('playback', paused(state))
  })
  const stopEdits = lab.subscribe((state, previous) => {
    // When narration is switched off, messages that still wait are dropped.
    if (state.options.narration === 'off') {
      speech.hush()
      return
    }
    const text = edited(state, previous)
    if (text !== null) speech.tell('playback', text)
  })

  // The announcement of an end must not remain while the run is at its beginning.
  const stopBeginnings = lab.subscribe(({ moves, options }, previous) => {
    if (moves > 0 || previous.moves === 0 || options.narration === 'off') return
    speech.hush()
    if (saysItself('time')) speak('')
    else speech.tell('playback', say('narration.start'))
  })

  function inShort(event: TraceEvent, state: LabState): string {
    const told = toldOf(event, state)
    return told === null ? '' : spoken([told.what])
  }

  function inFull(event: TraceEvent, state: LabState, previous: LabState): string {
    const told = toldOf(event, state)
    if (told === null) return say('narration.unseen', { at: seconds(event.atMs) })
    return spoken([...passedBy(state, previous), told.what, ...(isAsked(state) ? [] : told.why)])
  }

  function toldOf(event: TraceEvent, state: LabState): Explanation | null {
    const { trace, scenario } = state.run
    return (isEyeOpen(state) ? explainSeen : explain)(trace, event, scenario.policy)
  }

  /** The folded stretches that a jump passed over, in words. */
  function passedBy(state: LabState, previous: LabState): Sentence[] {
    if (state.run !== previous.run) return []
    const from = shownOf(previous)
    const passed = stretchesOf(state).folded.filter(({ eventsBefore }) => eventsBefore >= from)
    const count = passed.reduce((sum, quiet) => sum + sentIn(quiet), 0)
    return passed.length === 0 ? [] : [{ id: 'fold.between', values: { count } }]
  }

  function theEnd(state: LabState): string {
    const { run } = state
    const { ledger, verdict, dropped } = judgedAt(run, run.frames.length)
    const { what, why } = isEyeOpen(state) ? summarySeen(ledger, run.endMs) : summaryOf(ledger, verdict, dropped, run)
    return spoken([what, ...why])
  }

  function paused(state: LabState): string {
    const { run, moves, nowMs } = state
    const { ledger, verdict, sent } = judgedAt(run, moves)
    const at = seconds(nowMs)
    if (isEyeOpen(state)) return say('narration.pausedSeen', { at, ...beliefsOf(ledger) })
    const undecided = ledger.filter(({ attempts, outcome }) => attempts > 0 && outcome === 'undecided').length
    return say('narration.paused', { at, sent, ...verdict.outcomes, undecided })
  }

  /** Changes that are no events of the run: the sender's eye, and Undo and Redo. */
  function edited(state: LabState, previous: LabState): string | null {
    const [eye, before] = [isEyeOpen(state), isEyeOpen(previous)]
    if (eye !== before) return saysItself('eye') ? null : say('narration.eye', { on: String(eye) })
    if (state.scenario === previous.scenario) return null
    if (state.scenario === previous.past.at(-1) && state.future.length > previous.future.length)
      return say('narration.undone')
    return state.scenario === previous.future.at(-1) ? say('narration.redone') : null
  }

  return () => {
    stop()
    stopEdits()
    stopBeginnings()
    speech.hush()
  }
}
