import { useLab } from '../context.tsx'
import { say, useDoubt } from '../prover/proverOf.ts'
import './worlds.css'

/** How many worlds look the same to the sender at this instant. Not announced: only one region announces the run. */
export default function PossibleWorlds() {
  const { lab } = useLab()
  const doubt = useDoubt()
  const count = doubt?.answer?.possibleWorlds
  return (
    <div className="possible card" role="status" aria-live="off" aria-label={say('worlds.title')}>
      <span className="quiet">{say('worlds.eye')}</span>{' '}
      <b>
        {count === undefined
          ? say('worlds.searching', { states: 0 })
          : say('worlds.possible', { count, more: String(!(doubt?.done && doubt.answer?.complete)) })}
      </b>{' '}
      <button type="button" className="quiet-button" onClick={() => lab.setView('worlds')}>
        {say('worlds.title')}
      </button>
    </div>
  )
}
