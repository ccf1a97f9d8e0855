import { memo } from 'react'
import { labelOf } from '../picture/plan.ts'
import { valueSetBy } from '../sim/move.ts'
import { isWrong, type LedgerRow } from '../verdict/ledger.ts'
import { dollarsPerMessage } from '../verdict/verdict.ts'
import { useLab, useLabState } from './context.tsx'
import { OutcomeShape } from './marks.tsx'

/** Takes its facts one by one, so that it renders again only when one of them changes. */
export const LedgerLine = memo(function LedgerLine(row: LedgerRow & { chosen: boolean }) {
  const { lab, say } = useLab()
  const { message, chosen, effects, absorbed, belief, outcome, attempts } = row
  const sets = useLabState(({ scenario }) => scenario.policy.receiver.effect === 'set')
  const sent = attempts > 0
  const wrong = isWrong(row)
  const change = sets
    ? say('ledger.set', { value: valueSetBy(message) })
    : say('ledger.money', { dollars: effects * dollarsPerMessage })
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
      <span className="amount">{effects > 0 ? change : ''}</span>
    </li>
  )
})
