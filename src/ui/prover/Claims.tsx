import { lazy, Suspense, useId, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { behavesAs, type ClaimResult, claimResultOf } from '../../app/prover/prover.ts'
import { type ClaimName, claimNames, claimsWhere } from '../../verdict/outcomes.ts'
import { useLocked } from '../locked.tsx'
import { Toolbar } from '../Toolbar.tsx'
import { Word } from '../Word.tsx'
import { BoundsPanel } from './BoundsPanel.tsx'
import { ClaimShape } from './ClaimShape.tsx'
import { say, useProver, useProverState } from './proverOf.ts'
import './prover.css'

const MendPanel = lazy(() => import('./MendPanel.tsx'))
const ChallengePanel = lazy(() => import('./ChallengePanel.tsx'))

/** What this design can do, proved within bounds that are said, and the way to see it happen. */
export default function Claims() {
  const prover = useProver()
  const effect = useProverState((state) => state.policy.receiver.effect)
  const status = useProverState((state) => state.status)
  const mending = useProverState((state) => state.mending !== null)
  const challenged = useProverState((state) => state.challenge !== null)
  const locked = useLocked('mode')
  const away = useProverState((state) => state.home !== null)
  const canDoHarm = useProverState((state) => claimNames.some((claim) => claimResultOf(state, claim).is === 'can'))
  const [bounds, setBounds] = useState(false)
  const [open, setOpen] = useState(false)
  const names = claimsWhere(effect)
  return (
    <section className={`claims ${open ? 'open' : ''}`} aria-label={say('claim.title')}>
      <Behaviour />
      <Findings names={names} />
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
          <button type="button" aria-expanded={challenged} {...locked} onClick={() => prover.setChallenge(!challenged)}>
            {say('challenge.open')}
          </button>
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
      <Suspense>
        {mending && <MendPanel />}
        {challenged && <ChallengePanel />}
      </Suspense>
    </section>
  )
}

/** What a design is called by what was found of it. It changes on the way; what is found in the end is said aloud. */
function Behaviour() {
  const behaviour = useProverState(behavesAs)
  return (
    <p className="behaviour" role="status" aria-live="off" aria-label={say('claim.behaves')}>
      <small>{say('claim.behaves')}</small>{' '}
      <b>
        {behaviour === null ? (
          say('claim.asking')
        ) : behaviour === 'none' ? (
          say('claim.none')
        ) : (
          <Word id={behaviour}>{say(`mode.${behaviour}`)}</Word>
        )}
      </b>
    </p>
  )
}

/** Says once what another design comes to: what it behaves as, and what it can do that it could not, or the reverse. */
function Findings({ names }: { names: readonly ClaimName[] }) {
  const found = useProverState((state) => {
    const behaviour = behavesAs(state)
    if (behaviour === null || state.status === 'searching') return null
    const all = names.flatMap((what) => {
      const { is } = claimResultOf(state, what)
      return is === 'open' ? [] : [say(`claim.${is}.${what}`)]
    })
    return [behaviour === 'none' ? say('claim.none') : say(`mode.${behaviour}`), ...all].join('\n')
  })
  const policy = useProverState((state) => state.policy)
  const [said, setSaid] = useState<{ found: string; policy: typeof policy; text: string } | null>(null)
  if (found !== null && (found !== said?.found || policy !== said.policy)) {
    const before = said?.found.split('\n')
    const [behaves = '', ...all] = found.split('\n')
    const changed = before === undefined ? [] : all.filter((each) => !before.includes(each))
    // What stood there when the page came is read where it stands.
    const text =
      before === undefined ? '' : say('claim.found', { behaves, count: changed.length, changed: changed.join(', ') })
    setSaid({ found, policy, text })
  }
  return (
    <p className="found" role="status" aria-label={say('claim.title')} aria-atomic="true">
      {said?.text}
    </p>
  )
}

function Claim({ name }: { name: ClaimName }) {
  const prover = useProver()
  const id = useId()
  const locked = useLocked('faults')
  const standing = useProverState(useShallow((state) => claimResultOf(state, name)))
  const status = useProverState((state) => state.status)
  const faults = useProverState((state) => state.bounds.faults.max)
  return (
    <li className={`claim ${standing.is}`}>
      <ClaimShape name={name} is={standing.is} />
      <span className="words" id={id}>
        <b>{say(`claim.${standing.is}.${name}`)}</b>{' '}
        <small className={standing.is === 'cannot' ? 'wide' : ''}>{small(standing, status, faults)}</small>
        {standing.is === 'cannot' && (
          <small className="narrow">{say('claim.boundsShort', { faults, messages: standing.messages })}</small>
        )}
      </span>
      {standing.is === 'can' && standing.way.scenario !== null && (
        <button
          type="button"
          className="play-it"
          {...locked}
          aria-describedby={[id, locked['aria-describedby']].join(' ').trim()}
          onClick={() => standing.way.scenario && prover.play(standing.way.scenario)}
        >
          {say('claim.play')}
        </button>
      )}
    </li>
  )
}

function small(standing: ClaimResult, status: string, faults: number): string {
  switch (standing.is) {
    case 'can': {
      const { faults, forgets, scenario } = standing.way
      const notes = [...(forgets ? [say('claim.forgets')] : []), ...(scenario === null ? [say('claim.noPlay')] : [])]
      return [say('claim.with', { faults }), ...notes.map((note) => `(${note})`)].join(' ')
    }
    case 'cannot':
      return say('claim.bounds', { faults, messages: standing.messages, states: standing.states })
    case 'open':
      return say(status === 'searching' ? 'claim.searching' : 'claim.stopped', { states: standing.states })
  }
}
