import { memo } from 'react'
import { judgedAt } from '../app/score.ts'
import { labelOf } from '../picture/plan.ts'
import { isWrong, type LedgerRow } from '../verdict/ledger.ts'
import { dollarsPerMessage } from '../verdict/verdict.ts'
import { useLab, useLabState } from './context.tsx'
import { OutcomeShape } from './marks.tsx'
import { Toolbar } from './Toolbar.tsx'
import { Word } from './Word.tsx'

/** A page shows so many rows; the headless lab prints all. */
const mostRows = 40

/** What happened to each message, and what its sender believes: at the playhead, or after so many moves. */
export function Ledger({ at }: { at?: number }) {
  const { say } = useLab()
  const run = useLabState((state) => state.run)
  const moves = useLabState((state) => at ?? state.moves)
  const selected = useLabState((state) => state.selected)
  const { ledger, verdict } = judgedAt(run, moves)
  return (
    <section className="card ledger" aria-label={say('ledger.title')}>
      <h2>
        {say('ledger.title')}{' '}
        <span className="at">{say('ledger.sums', { expected: verdict.expected, actual: verdict.actual })}</span>
      </h2>
      <Toolbar label={say('ledger.rows')}>
        <ul>
          {ledger.slice(0, mostRows).map((row) => (
            <Row key={row.message} {...row} chosen={row.message === selected} />
          ))}
        </ul>
      </Toolbar>
      <Words ledger={ledger} />
      {ledger.length > mostRows && <p className="quiet">{say('ledger.more', { count: ledger.length - mostRows })}</p>}
    </section>
  )
}

/** The words that the rows use just now. Not in the rows: those are for following a message. */
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

/** Takes its facts one by one, so that it renders again only when one of them changes. */
const Row = memo(function Row(row: LedgerRow & { chosen: boolean }) {
  const { lab, say } = useLab()
  const { message, chosen, effects, absorbed, belief, outcome, attempts } = row
  const sent = attempts > 0
  const wrong = isWrong(row)
  return (
    <li className={`row ${sent ? outcome : 'wait'} ${chosen ? 'chosen' : ''}`}>
      <button
        type="button"
        className="follow"
        aria-label={say('ledger.follow', { message: labelOf(message) })}
        aria-pressed={chosen}
        onClick={() => lab.select(chosen ? null : message)}
      />
      <OutcomeShape outcome={sent ? outcome : 'wait'} />
      <div className="facts">
        <span className="fact">
          <b>{labelOf(row.message)}</b> {sent ? say(`ledger.${outcome}`, { effects }) : say('ledger.notSent')}
        </span>
        {sent && (
          <span className="belief">
            {say('ledger.belief', { belief })}
            {wrong && <b className="wrong"> – {say('ledger.wrong')}</b>}
            {absorbed > 0 && `, ${say('ledger.absorbed', { count: absorbed })}`}
          </span>
        )}
      </div>
      <span className="amount">{effects > 0 ? say('ledger.money', { dollars: effects * dollarsPerMessage }) : ''}</span>
    </li>
  )
})
