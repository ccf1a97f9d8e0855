import { useId, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { behavesAs, type ClaimName, type Standing, standingOf } from '../../app/prover/prover.ts'
import { OutcomeShape } from '../marks.tsx'
import { Toolbar } from '../Toolbar.tsx'
import { BoundsPanel } from './BoundsPanel.tsx'
import { MendPanel } from './MendPanel.tsx'
import { say, useProver, useProverState } from './proverOf.ts'
import './prover.css'

/** What this design can do, proved within bounds that are said, and the way to see it happen. */
export default function Claims() {
  const prover = useProver()
  const sets = useProverState((state) => state.policy.receiver.effect === 'set')
  const status = useProverState((state) => state.status)
  const mending = useProverState((state) => state.mending !== null)
  const away = useProverState((state) => state.home !== null)
  const canDoHarm = useProverState((state) =>
    (['lose', 'duplicate', 'beWrong', 'wrongValue'] as const).some((claim) => standingOf(state, claim).is === 'can'),
  )
  const [bounds, setBounds] = useState(false)
  const [open, setOpen] = useState(false)
  const names: ClaimName[] = ['lose', 'duplicate', 'beWrong', ...(sets ? (['wrongValue'] as const) : [])]
  return (
    <section className={`claims ${open ? 'open' : ''}`} aria-label={say('claim.title')}>
      <Behaviour />
      <Toolbar label={say('claim.title')} className="claims-bar">
        <ul className="badges">
          {names.map((name) => (
            <Claim key={name} name={name} />
          ))}
        </ul>
        <div className="claims-tools">
          {status === 'searching' && (
            <button type="button" onClick={() => prover.stop()}>
              {say('claim.stop')}
            </button>
          )}
          {away && (
            <button type="button" onClick={() => prover.goHome()}>
              {say('claim.home')}
            </button>
          )}
          {canDoHarm && (
            <button
              type="button"
              aria-expanded={mending}
              onClick={() => (mending ? prover.closeMending() : prover.mend())}
            >
              {say('claim.mend')}
            </button>
          )}
          <button type="button" aria-expanded={bounds} onClick={() => setBounds(!bounds)}>
            {say('claim.setBounds')}
          </button>
        </div>
      </Toolbar>
      <button type="button" className="open-claims" aria-expanded={open} onClick={() => setOpen(!open)}>
        {say('claim.more')}
      </button>
      {bounds && <BoundsPanel />}
      {mending && <MendPanel />}
    </section>
  )
}

/** What a design is called by what was found of it. */
function Behaviour() {
  const behaviour = useProverState(behavesAs)
  const searching = useProverState((state) => state.status === 'searching')
  return (
    <p className="behaviour" role="status" aria-label={say('claim.behaves')}>
      <small>{say('claim.behaves')}</small>{' '}
      <b>
        {behaviour === null || (searching && behaviour === null)
          ? say('claim.asking')
          : behaviour === 'none'
            ? say('claim.none')
            : say(`mode.${behaviour}`)}
      </b>
    </p>
  )
}

function Claim({ name }: { name: ClaimName }) {
  const prover = useProver()
  const id = useId()
  const standing = useProverState(useShallow((state) => standingOf(state, name)))
  const status = useProverState((state) => state.status)
  const faults = useProverState((state) => state.bounds.faults.max)
  return (
    <li className={`claim ${standing.is}`}>
      <ClaimShape name={name} is={standing.is} />
      <span className="words" id={id}>
        <b>{say(`claim.${standing.is}`, { what: name })}</b> <small>{small(standing, status, faults)}</small>
      </span>
      {standing.is === 'can' && standing.way.scenario !== null && (
        <button
          type="button"
          className="play-it"
          aria-describedby={id}
          onClick={() => standing.way.scenario && prover.play(standing.way.scenario)}
        >
          {say('claim.play')}
        </button>
      )}
    </li>
  )
}

function small(standing: Standing, status: string, faults: number): string {
  switch (standing.is) {
    case 'can':
      return `${say('claim.with', { faults: standing.way.faults })}${standing.way.scenario === null ? ` (${say('claim.noPlay')})` : ''}`
    case 'cannot':
      return say('claim.bounds', { faults, messages: standing.messages, states: standing.states })
    case 'open':
      return say(status === 'searching' ? 'claim.searching' : 'claim.stopped', { states: standing.states })
  }
}

/** can: the shape of what happens · cannot: a tick in a shield · not known: dots */
function ClaimShape({ name, is }: { name: ClaimName; is: Standing['is'] }) {
  if (is === 'can' && name === 'lose') return <OutcomeShape outcome="lost" />
  if (is === 'can' && name === 'duplicate') return <OutcomeShape outcome="duplicated" />
  return (
    <svg className={`claim-shape ${is}`} viewBox="-12 -12 24 24" width="22" height="22" aria-hidden="true">
      {is === 'can' && <path d="M-8 -3H8M-8 3H8M-4 8L4 -8" />}
      {is === 'cannot' && <path d="M0 -10L8 -6V0C8 5 4 8 0 10C-4 8 -8 5 -8 0V-6ZM-4 0L-1 3.5L4.5 -3" />}
      {is === 'open' && <path d="M-7 0H-6.9M0 0H0.1M7 0H7.1" className="dots" />}
    </svg>
  )
}
