import { useMemo } from 'react'
import { isAsked } from '../app/lab.ts'
import { judgedAt } from '../app/score.ts'
import { explain, nothingYet, summaryOf } from '../picture/explain.ts'
import { seconds } from '../words/words.ts'
import { useLab, useLabState } from './context.tsx'

/**
 * One bold sentence and its causes, made from the trace; at the end of the run, the run in one sentence. It changes as
 * fast as the run goes and is silent; what is said aloud of the run goes to the one region at its foot.
 */
export function WhatJustHappened() {
  const { lab, say } = useLab()
  const run = useLabState((state) => state.run)
  const focus = useLabState((state) => state.focus)
  const ended = useLabState((state) => state.moves === state.run.frames.length && !state.playing && state.moves > 0)
  // Why it happened may say how it goes on.
  const asks = useLabState(isAsked)
  const { what, why, tone, atMs } = useMemo(() => {
    if (ended) {
      const { ledger, verdict, dropped } = judgedAt(run, run.frames.length)
      return summaryOf(ledger, verdict, dropped, run)
    }
    const event = run.trace[focus - 1]
    return event === undefined ? nothingYet(run.scenario.policy) : explain(run.trace, event, run.scenario.policy)
  }, [run, focus, ended])
  const kind = ended ? undefined : run.trace[focus - 1]?.kind
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
