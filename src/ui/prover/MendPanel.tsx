import type { Remedy } from '../../explore/mend.ts'
import { type ClaimName, claimNames, claims } from '../../verdict/outcomes.ts'
import { type Say, seconds } from '../../words/words.ts'
import { useLocked } from '../locked.tsx'
import { ClaimShape } from './ClaimShape.tsx'
import { say } from './knobWords.ts'
import { useProver, useProverState } from './proverOf.ts'

type Turn = Remedy['turns'][number]

/** Every change of a knob, or of two, that rules out what the design can do, and what it costs. */
export default function MendPanel() {
  const prover = useProver()
  const mending = useProverState((state) => state.mending)
  const locked = useLocked('mode')
  if (mending === null) return null
  const { remedies, tried, of, done } = mending
  // What mends everything and harms nothing comes first; among equals the order of the search decides.
  const harm = (remedy: Remedy) => worse(remedy).length * 10 - mended(remedy).length
  const useful = remedies.filter((remedy) => mended(remedy).length > 0)
  const sorted = useful.toSorted((a, b) => a.turns.length - b.turns.length || harm(a) - harm(b))
  return (
    <section className="claims-panel mend" aria-label={say('mend.title')}>
      {!done && <p className="quiet">{say('mend.trying', { tried, of: Math.max(of, tried) })}</p>}
      {done && useful.length === 0 && <p>{say('mend.nothing')}</p>}
      {done && useful.length > 0 && useful.every(({ turns }) => turns.length > 1) && <p>{say('mend.pairs')}</p>}
      <ul>
        {sorted.map((remedy) => (
          <li key={JSON.stringify(remedy.turns)}>
            <button
              type="button"
              {...locked}
              aria-label={say('mend.takeThis', { what: named(remedy) })}
              onClick={() => prover.take(remedy)}
            >
              {say('mend.take')}
            </button>
            <div>
              <b>{named(remedy)}</b>
              <p className="effects">
                {mended(remedy).map((claim) => (
                  <span key={claim}>
                    <ClaimShape name={claim} is="cannot" /> {says('cannot', claim)}
                  </span>
                ))}
                {worse(remedy).map(([claim, faults]) => (
                  <span key={claim}>
                    <ClaimShape name={claim} is="can" /> {says('can', claim)} {say('claim.with', { faults })}
                  </span>
                ))}
              </p>
              <p className="quiet">
                {remedy.turns.map((turn) => say('mend.price', { price: priceOf(turn) })).join(' ')}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <button type="button" className="quiet-button" onClick={() => prover.closeMending()}>
        {say('mend.close')}
      </button>
    </section>
  )
}

const says = (is: 'can' | 'cannot', what: ClaimName) => say(`claim.${is}.${what}`)
const fewest = (claim: ClaimName, of: Remedy['after']): number | null =>
  claims[claim].reduce<number | null>((least, outcome) => {
    const faults = of[outcome]
    return faults === null ? least : Math.min(least ?? faults, faults)
  }, null)

/** What the design could do and cannot any more. */
const mended = ({ before, after }: Remedy): ClaimName[] =>
  claimNames.filter((claim) => fewest(claim, before) !== null && fewest(claim, after) === null)

/** What it can do now and could not before, with its fewest faults. */
const worse = ({ before, after }: Remedy): [ClaimName, number][] =>
  claimNames.flatMap((claim) => {
    const now = fewest(claim, after)
    return now !== null && fewest(claim, before) === null ? [[claim, now] as [ClaimName, number]] : []
  })

function named({ turns }: Remedy): string {
  const [first = '', second] = turns.map((turn) => {
    const name = turn.knob.split('.')[1] as string
    return say('mend.turn', {
      name: knob(`knob.name.${name}`),
      from: worth(turn.knob, turn.from),
      to: worth(turn.knob, turn.to),
    })
  })
  return second === undefined ? first : say('mend.and', { first, second })
}

/** The words of a knob's panel, by ids that are put together. */
const knob = say as (id: string) => ReturnType<Say>

function worth(path: Turn['knob'], value: unknown): string {
  if (typeof value === 'boolean') return say(value ? 'bound.on' : 'bound.off')
  if (path === 'sender.timeoutMs') return say('mend.seconds', { at: seconds(value as number) })
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return knob(`knob.value.${value}`)
  const window = value as { keys?: number; ms?: number }
  if (window.keys !== undefined) return say('mend.keys', { keys: window.keys })
  return say('mend.seconds', { at: seconds(window.ms ?? 0) })
}

function priceOf({ knob, to }: Turn): string {
  return (say as (id: string, values: Record<string, string>) => string)(`price.${knob}`, { to: String(to) })
}
