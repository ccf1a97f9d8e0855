import { useId } from 'react'
import { claimResultOf, type Tried } from '../../app/prover/prover.ts'
import type { Policy } from '../../protocol/policy.ts'
import { useLab, useLabState } from '../context.tsx'
import { useLocked } from '../locked.tsx'
import { ClaimShape } from './ClaimShape.tsx'
import { say } from './knobWords.ts'
import { useProver, useProverState } from './proverOf.ts'

/** Any sender, any time for the ACK, no keys: the search answers every try. Then one knob wins. */
export default function ChallengePanel() {
  const { lab } = useLab()
  const prover = useProver()
  const tried = useProverState((state) => state.challenge) ?? []
  const { sender, receiver } = useLabState((state) => state.scenario.policy)
  const won = useProverState(
    (state) => claimResultOf(state, 'lose').is === 'cannot' && claimResultOf(state, 'duplicate').is === 'cannot',
  )
  const attempts = String(sender.attempts)
  return (
    <section className="claims-panel challenge" aria-label={say('challenge.title')}>
      <p>{say('challenge.lead')}</p>
      <div className="fields">
        <Field
          label={say('knob.name.awaitAck')}
          value={String(sender.awaitAck)}
          options={[
            ['true', say('bound.on')],
            ['false', say('bound.off')],
          ]}
          onValue={(value) => lab.turn({ sender: { awaitAck: value === 'true' } })}
        />
        <Field
          label={say('knob.name.attempts')}
          value={attempts}
          options={[...new Set(['1', '2', '3', '4', '6', '10', attempts, 'unlimited'])].map((value) => [
            value,
            value === 'unlimited' ? say('knob.value.unlimited') : value,
          ])}
          onValue={(value) => lab.turn({ sender: { attempts: value === 'unlimited' ? value : Number(value) } })}
        />
        <Field
          label={say('knob.name.ackTiming')}
          value={receiver.ackTiming}
          options={(['afterEffect', 'beforeEffect'] as const).map((value) => [value, say(`knob.value.${value}`)])}
          onValue={(value) => lab.turn({ receiver: { ackTiming: value as Policy['receiver']['ackTiming'] } })}
        />
        <Field
          label={say('knob.name.onRestart')}
          value={sender.onRestart}
          options={(['resume', 'resumeNewKey', 'forget'] as const).map((value) => [value, say(`knob.value.${value}`)])}
          onValue={(value) => lab.turn({ sender: { onRestart: value as Policy['sender']['onRestart'] } })}
        />
      </div>
      <h2>{say('challenge.tried')}</h2>
      {tried.length === 0 ? (
        <p className="quiet">{say('challenge.none')}</p>
      ) : (
        <ol>
          {tried.map((one) => (
            <Try key={JSON.stringify(one.policy)} tried={one} />
          ))}
        </ol>
      )}
      {receiver.dedup === 'none' && tried.length > 0 && (
        <button
          type="button"
          className="primary"
          onClick={() => lab.turn({ receiver: { dedup: 'durable', commit: 'atomic', window: 'unlimited' } })}
        >
          {say('challenge.keys')}
        </button>
      )}
      {receiver.dedup !== 'none' && won && (
        <p role="status">
          <b>{say('challenge.won', { tried: tried.length })}</b>
        </p>
      )}
      <button type="button" className="quiet-button" onClick={() => prover.setChallenge(false)}>
        {say('challenge.close')}
      </button>
    </section>
  )
}

function Try({ tried: { policy, loses, duplicates } }: { tried: Tried }) {
  const prover = useProver()
  const locked = useLocked('faults')
  const { sender, receiver } = policy
  const design = say('challenge.design', {
    wait: String(sender.awaitAck),
    attempts: sender.attempts === 'unlimited' ? say('knob.value.unlimited') : sender.attempts,
    timing: say(`knob.value.${receiver.ackTiming}`),
    restart: say(`knob.value.${sender.onRestart}`),
  })
  return (
    <li>
      <span>{design}</span>
      <span className="effects">
        {(
          [
            ['lose', loses],
            ['duplicate', duplicates],
          ] as const
        ).map(([claim, standing]) => (
          <span key={claim}>
            <ClaimShape name={claim} is={standing.is} /> {say(`claim.${standing.is}.${claim}`)}{' '}
            {standing.is === 'can' && say('claim.with', { faults: standing.way.faults })}
            {standing.is === 'can' && standing.way.scenario !== null && (
              <button
                type="button"
                {...locked}
                onClick={() => standing.way.scenario && prover.play(standing.way.scenario)}
              >
                {say('claim.play')}
              </button>
            )}
          </span>
        ))}
        {(loses.is === 'can' || duplicates.is === 'can') && <b>{say('challenge.lost')}</b>}
      </span>
    </li>
  )
}

function Field(props: {
  label: string
  value: string
  options: readonly (readonly [string, string])[]
  onValue: (value: string) => void
}) {
  const id = useId()
  return (
    <span className="field">
      <label htmlFor={id}>{props.label}</label>
      <select id={id} value={props.value} onChange={({ target }) => props.onValue(target.value)}>
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </span>
  )
}
