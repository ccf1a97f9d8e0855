import { useMemo } from 'react'
import { isAsked, isEyeOpen, shownOf } from '../app/lab.ts'
import { judgedAt } from '../app/score.ts'
import { explain, nothingYet, summaryOf } from '../picture/explain.ts'
import { explainSeen, lastSeen, summarySeen } from '../picture/eye.ts'
import { seconds } from '../words/words.ts'
import { useLab, useLabState } from './context.tsx'

/**
 * One bold sentence and its causes, made from the trace; at the end of the run, the run in one sentence. It changes as
 * fast as the run and is not announced; announcements go to the one region at its foot.
 */
export function WhatJustHappened() {
  const { lab, say } = useLab()
  const run = useLabState((state) => state.run)
  const focus = useLabState((state) => state.focus)
  const ended = useLabState((state) => state.moves === state.run.frames.length && !state.playing && state.moves > 0)
  const eye = useLabState(isEyeOpen)
  const shown = useLabState(shownOf)
  // If the sender cannot see the event, the latest one that it saw is shown.
  const event = eye ? lastSeen(run.trace, shown) : run.trace[focus - 1]
  // The causes may reveal how the run goes on, so they are hidden while a question is open.
  const asks = useLabState(isAsked)
  const { what, why, tone, atMs } = useMemo(() => {
    const { policy } = run.scenario
    if (ended) {
      const { ledger, verdict, dropped } = judgedAt(run, run.frames.length)
      return eye ? summarySeen(ledger, run.endMs) : summaryOf(ledger, verdict, dropped, run)
    }
    return (event && (eye ? explainSeen : explain)(run.trace, event, policy)) ?? nothingYet(policy)
  }, [run, event, ended, eye])
  const kind = ended ? undefined : event?.kind
  const doubts = kind === 'timeout' || kind === 'giveUp'
  return (
    <section className={`card happened ${tone}`}>
      <h2>
        {say('status.title')} <span className="at">{say('status.at', { at: seconds(atMs) })}</span>
      </h2>
      <div className="told">
        <strong>{say(what.id, what.values)}</strong>{' '}
        <span className="why">{(asks ? [] : why).map(({ id, values }) => say(id, values).trim()).join(' ')}</span>
      </div>
      {doubts && !asks && (
        <button type="button" className="quiet-button" onClick={() => lab.setView('worlds')}>
          {say('status.other')}
        </button>
      )}
      <p className="aloud" role="status" aria-label={say('status.title')} aria-atomic="true" />
    </section>
  )
}
