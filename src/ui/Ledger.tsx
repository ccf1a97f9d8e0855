import { lazy, Suspense } from 'react'
import { isEyeOpen } from '../app/lab.ts'
import { judgedAt } from '../app/score.ts'
import type { LedgerRow } from '../verdict/ledger.ts'
import { useLab, useLabState } from './context.tsx'
import { LedgerLine } from './LedgerLine.tsx'
import { Toolbar } from './Toolbar.tsx'
import { Word } from './Word.tsx'

const StressLedger = lazy(() => import('./stress/StressLedger.tsx'))

/** With more messages than this, each has a cell, and the rows are paged. */
const mostRows = 40

/** What happened to each message, and what its sender believes: at the playhead, or after so many moves. */
export function Ledger({ at }: { at?: number }) {
  const { say } = useLab()
  const run = useLabState((state) => state.run)
  const moves = useLabState((state) => at ?? state.moves)
  const selected = useLabState((state) => state.selected)
  const eye = useLabState((state) => at === undefined && isEyeOpen(state))
  const { ledger, verdict } = judgedAt(run, moves)
  return (
    <section className="card ledger" aria-label={say('ledger.title')}>
      <h2>
        {say('ledger.title')}{' '}
        <span className="at">
          {eye ? say('ledger.believed') : say('ledger.sums', { expected: verdict.expected, actual: verdict.actual })}
        </span>
      </h2>
      {ledger.length > mostRows && eye ? (
        <p className="quiet">{say('ledger.unseen')}</p>
      ) : ledger.length > mostRows ? (
        <Suspense fallback={<p className="quiet">{say('workbench.loading')}</p>}>
          <StressLedger moves={moves} />
        </Suspense>
      ) : (
        <Toolbar label={say('ledger.rows')}>
          <ul>
            {ledger.map((row) => (
              <LedgerLine key={row.message} {...row} believed={eye} chosen={row.message === selected} />
            ))}
          </ul>
        </Toolbar>
      )}
      {!eye && <Words ledger={ledger} />}
    </section>
  )
}

/** Explanations of the words that the rows use now. They are not in the rows, where a press follows a message. */
function Words({ ledger }: { ledger: readonly LedgerRow[] }) {
  const { say } = useLab()
  const explains = useLabState(({ story }) => story.act === 'free')
  const sent = ledger.filter(({ attempts }) => attempts > 0)
  const words = (['undecided', 'lost', 'duplicated'] as const).filter((word) =>
    sent.some((row) => row.outcome === word),
  )
  const absorbed = sent.some((row) => row.absorbed > 0)
  if (!explains || (words.length === 0 && !absorbed)) return null
  return (
    <div className="words">
      <Toolbar label={say('ledger.words')}>
        <span className="quiet">{say('ledger.words')}</span>
        {words.map((word) => (
          <Word key={word} id={word}>
            {say(`ledger.word.${word}`)}
          </Word>
        ))}
        {absorbed && <Word id="absorbed">{say('ledger.word.absorbed')}</Word>}
      </Toolbar>
    </div>
  )
}
