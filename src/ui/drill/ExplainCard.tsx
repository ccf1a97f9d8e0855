import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { type CardOf, isRight, pointsToMiss, shownMoves } from '../../lessons/drill/card.ts'
import { run } from '../../sim/run.ts'
import { useKeptFocus } from '../keptFocus.ts'
import { reveal } from '../room.ts'
import { CardPicture } from './CardPicture.tsx'
import { cardText } from './cardWords.ts'
import { DesignFacts } from './DesignFacts.tsx'
import { say } from './drillWords.ts'
import { Feedback, OpenRun } from './Feedback.tsx'

/** Say it first, then compare with the points; each has a run that shows it. */
export function ExplainCard(props: { card: CardOf<'explain'>; onNext: (right: boolean) => void; last: boolean }) {
  const { card, onNext, last } = props
  const [text, setText] = useState('')
  const [compared, setCompared] = useState(false)
  const [graded, setGraded] = useState(false)
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set())
  const [seen, see] = useState<number | null>(null)
  const field = useId()
  const form = useRef<HTMLFormElement>(null)
  // The button goes with what it did; the points have come instead.
  useKeptFocus(form, () => form.current?.querySelector<HTMLElement>('.points input'))
  const right = isRight(card, ticked.size)
  const point = (i: number) => cardText(`card.explain.${card.id}.point.${i + 1}`)
  const least = card.points.length - pointsToMiss
  return (
    <form
      ref={form}
      className="card-body"
      onSubmit={(event) => {
        event.preventDefault()
        if (compared) setGraded(true)
        else setCompared(true)
      }}
    >
      <div className="case">
        <h3>{cardText(`card.explain.${card.id}.question`)}</h3>
        <label htmlFor={field} className="quiet">
          {say('drill.speak')}
        </label>
        <textarea id={field} rows={5} value={text} onChange={({ target }) => setText(target.value)} disabled={graded} />
        {!compared && (
          <div className="acts">
            <button type="submit" className="primary">
              {say('drill.compare')}
            </button>
          </div>
        )}
      </div>
      <div className="card-side">
        {compared && (
          <fieldset className="points">
            <legend>{say('drill.points')}</legend>
            {card.points.map((one, i) => (
              <div key={point(i)} className="point">
                <label className="point-say">
                  <input
                    type="checkbox"
                    checked={ticked.has(i)}
                    disabled={graded}
                    onChange={({ target }) => {
                      const next = new Set(ticked)
                      if (target.checked) next.add(i)
                      else next.delete(i)
                      setTicked(next)
                    }}
                  />
                  <span>{point(i)}</span>
                </label>
                <span className="point-runs">
                  <button
                    type="button"
                    className="quiet-button"
                    aria-pressed={seen === i}
                    aria-label={`${say('drill.openPoint')}: ${point(i)}`}
                    onClick={() => see(i)}
                  >
                    {say('drill.openPoint')}
                  </button>
                  <OpenRun scenario={one.scenario} about={point(i)} />
                </span>
              </div>
            ))}
          </fieldset>
        )}
        {compared && !graded && (
          <div className="acts">
            <button type="submit" className="primary">
              {say('drill.grade')}
            </button>
          </div>
        )}
        {graded && (
          <Feedback right={right} almost={ticked.size > 0} onNext={() => onNext(right)} last={last}>
            <p>{say('drill.ticked', { count: ticked.size, of: card.points.length, least })}</p>
          </Feedback>
        )}
      </div>
      {seen !== null && <PointPicture point={card.points[seen] as CardOf<'explain'>['points'][number]} />}
    </form>
  )
}

function PointPicture({ point }: { point: CardOf<'explain'>['points'][number] }) {
  const place = useRef<HTMLDivElement>(null)
  // On a phone it is below the points.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another point is another picture
  useEffect(() => {
    reveal(place.current)
  }, [point])
  const moves = useMemo(() => (point.pause ? shownMoves(point, run(point.scenario)) : 0), [point])
  return (
    <div className="point-picture" ref={place}>
      <DesignFacts scenario={point.scenario} />
      <CardPicture scenario={point.scenario} moves={moves} goesOn={point.pause === undefined} />
    </div>
  )
}
