import { memo } from 'react'
import { labelOf } from '../picture/plan.ts'
import { valueSetBy } from '../sim/move.ts'
import type { LedgerRow } from '../verdict/ledger.ts'
import { isWrong } from '../verdict/outcomes.ts'
import { dollarsPerMessage } from '../verdict/verdict.ts'
import { useLab, useLabState } from './context.tsx'
import { OutcomeShape } from './marks.tsx'

/** `believed`: shows only what the sender believes. */
type Props = LedgerRow & { chosen: boolean; believed?: boolean }

/** Its facts are separate props, so that it renders again only when one of them changes. */
export const LedgerLine = memo(function LedgerLine(row: Props) {
  const { lab, say } = useLab()
  const { message, chosen, believed = false, effects, absorbed, belief, outcome, attempts } = row
  const sets = useLabState(({ scenario }) => scenario.policy.receiver.effect === 'set')
  const sent = attempts > 0
  const wrong = !believed && isWrong(row)
  const shape = sent && !believed ? outcome : 'wait'
  const change = sets
    ? say('ledger.set', { value: valueSetBy(message) })
    : say('ledger.money', { dollars: effects * dollarsPerMessage })
  return (
    <li className={`row ${shape} ${chosen ? 'chosen' : ''}`}>
      <button
        type="button"
        className="follow"
        aria-label={say('ledger.follow', { message: labelOf(message) })}
        aria-pressed={chosen}
        onClick={() => lab.select(chosen ? null : message)}
      />
      <OutcomeShape outcome={shape} />
      <div className="facts">
        <span className="fact">
          <b>{labelOf(row.message)}</b>{' '}
          {sent ? !believed && say(`ledger.${outcome}`, { effects }) : say('ledger.notSent')}
        </span>
        {sent && (
          <span className="belief">
            {say('ledger.belief', { belief })}
            {wrong && <b className="wrong"> – {say('ledger.wrong')}</b>}
            {absorbed > 0 && !believed && `, ${say('ledger.absorbed', { count: absorbed })}`}
          </span>
        )}
      </div>
      <span className="amount">{effects > 0 && !believed ? change : ''}</span>
    </li>
  )
})
