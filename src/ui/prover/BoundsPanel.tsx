import { useId } from 'react'
import type { ProofBounds } from '../../app/prover/prover.ts'
import { Word } from '../Word.tsx'
import { say, useProver, useProverState } from './proverOf.ts'

const mostMessages = 4
const mostFaults = 6
const faultNames = ['loseMessage', 'loseAck', 'duplicatePacket', 'crashSender', 'crashReceiver'] as const

/** Where the search looks, and no further. Every change starts it again. */
export function BoundsPanel() {
  const prover = useProver()
  const bounds = useProverState((state) => state.bounds)
  const forgets = useProverState((state) => state.reports.some((report) => report.forgets))
  const { messages, faults } = bounds
  const counts = (least: number, most: number) => Array.from({ length: most - least + 1 }, (_, i) => least + i)
  return (
    <section className="claims-panel bounds" aria-label={say('bound.title')}>
      <Choice
        label={say('bound.messages')}
        value={messages}
        values={counts(1, mostMessages)}
        onValue={(value) => prover.setBounds({ messages: value })}
      />
      <Choice
        label={say('bound.faults')}
        value={faults.max}
        values={counts(0, mostFaults)}
        onValue={(max) => prover.setBounds({ faults: { ...faults, max } })}
      />
      <fieldset>
        <legend>{say('bound.which')}</legend>
        {faultNames.map((name) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={faults[name]}
              onChange={({ target }) => prover.setBounds({ faults: { ...faults, [name]: target.checked } })}
            />
            {say(`bound.${name}`)}
          </label>
        ))}
      </fieldset>
      {(['slow', 'reorder'] as const).map((name) => (
        <Follows key={name} label={say(`bound.${name}`)} value={bounds[name]} name={name} />
      ))}
      <p className="quiet">
        {say('bound.note')} {forgets && say('bound.forgets')}
      </p>
      <p className="words">
        <span className="quiet">{say('ledger.words')}</span>{' '}
        {(['bounds', 'property', 'counterexample', 'fault'] as const).map((word) => (
          <Word key={word} id={word}>
            {say(`bound.word.${word}`)}
          </Word>
        ))}
      </p>
    </section>
  )
}

function Choice(props: { label: string; value: number; values: number[]; onValue: (value: number) => void }) {
  const id = useId()
  return (
    <span className="field">
      <label htmlFor={id}>{props.label}</label>
      <select id={id} value={props.value} onChange={({ target }) => props.onValue(Number(target.value))}>
        {props.values.map((value) => (
          <option key={value}>{value}</option>
        ))}
      </select>
    </span>
  )
}

/** A switch that follows the run unless it is set. */
function Follows({ label, value, name }: { label: string; value: boolean | null; name: 'slow' | 'reorder' }) {
  const prover = useProver()
  const id = useId()
  const text = value === null ? 'follow' : value ? 'on' : 'off'
  const choose = (chosen: string): Partial<ProofBounds> => ({ [name]: chosen === 'follow' ? null : chosen === 'on' })
  return (
    <span className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={text} onChange={({ target }) => prover.setBounds(choose(target.value))}>
        {(['follow', 'on', 'off'] as const).map((option) => (
          <option key={option} value={option}>
            {say(`bound.${option}`)}
          </option>
        ))}
      </select>
    </span>
  )
}
