import { useEffect, useRef, useState } from 'react'
import { forget, isKeeping, keep, keptDocument } from '../../app/kept.ts'
import { takeFocus } from '../../app/takeFocus.ts'
import { cardById, cards } from '../../lessons/drill/cards.ts'
import {
  answer,
  beginRound,
  type DrillProgress,
  finish,
  isOver,
  noDrillProgress,
  readDrillProgress,
  roundSummaryOf,
  type Session,
  skip,
  visited,
} from '../../lessons/drill/session.ts'
import type { FieldProblem } from '../../sim/scenario.ts'
import { Aids } from '../Aids.tsx'
import type { PageProps } from '../pageProps.ts'
import { useBeginning } from '../pageStart.ts'
import { toTop } from '../room.ts'
import { DesignCard } from './DesignCard.tsx'
import { say } from './drillWords.ts'
import { ExplainCard } from './ExplainCard.tsx'
import { KeepProgress } from './KeepProgress.tsx'
import { ReadCard } from './ReadCard.tsx'
import './drill.css'

const kept = 'drill'

/** The interview drill: a start, cards one at a time, a summary. Progress is kept where the browser allows it. */
export default function Drill({ go }: PageProps) {
  const [{ progress, problems, isKept }, set] = useState(load)
  function put(next: DrillProgress): void {
    set({ progress: next, problems: [], isKept: keep(kept, next) })
  }
  const { session } = progress
  const at = session?.given.length ?? 0
  const present = `${at} ${session?.queue[0] ?? ''}`
  const card = cardById.get(session?.queue[0] ?? '')
  const title = useBeginning(say('drill.title'))
  const heading = useRef<HTMLHeadingElement>(null)
  // The next card is where reading and tabbing start again.
  const first = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another card is another place
  useEffect(() => {
    if (!first.current) takeFocus(heading.current)
    first.current = false
    toTop(heading.current)
  }, [present, session?.seed])
  const next = (right: boolean) => put(answer(progress, right))
  const shared = { onNext: next, last: session?.queue.length === 1 }
  const again = session?.given.some((given) => given.card === card?.id) ?? false
  return (
    <div className="page drill">
      <header className="page-top">
        <h1 ref={title} tabIndex={-1}>
          {say('drill.title')}
        </h1>
        {session !== null && card !== undefined && (
          <p className="quiet" aria-live="off">
            {say('drill.progress', { at: at + 1, left: session.queue.length - 1 })}
          </p>
        )}
        <div className="page-tools">
          {card !== undefined && (
            <>
              <button type="button" onClick={() => put(skip(progress))}>
                {say('drill.skip')}
              </button>
              <button type="button" onClick={() => put(finish(progress))}>
                {say('drill.finish')}
              </button>
            </>
          )}
          <button type="button" onClick={() => go('course')}>
            {say('drill.course')}
          </button>
          <button type="button" onClick={() => go('')}>
            {say('drill.lab')}
          </button>
          <Aids />
        </div>
      </header>
      <main>
        {problems.length > 0 && (
          <div className="problems" role="alert">
            <p>
              <b>{say('drill.badLead')}</b>
            </p>
            <ul>
              {problems.map(({ field, problem }) => (
                <li key={field}>{say('drill.bad', { field, problem })}</li>
              ))}
            </ul>
          </div>
        )}
        {session !== null && card !== undefined ? (
          <section className="drill-card" aria-labelledby="card-title">
            <div className="steps" aria-hidden="true">
              <i style={{ width: `${(100 * at) / (at + session.queue.length)}%` }} />
            </div>
            <h2 id="card-title" tabIndex={-1} ref={heading}>
              {say('drill.kind', { kind: card.kind })} {again && <span className="again">{say('drill.returned')}</span>}
            </h2>
            {card.kind === 'read' && <ReadCard key={present} card={card} {...shared} />}
            {card.kind === 'design' && <DesignCard key={present} card={card} {...shared} />}
            {card.kind === 'explain' && <ExplainCard key={present} card={card} {...shared} />}
          </section>
        ) : (
          <div className="between">
            {session !== null && isOver(session) && session.given.length > 0 ? (
              <Summary session={session} heading={heading} go={go} />
            ) : (
              <div className="intro">
                <h2 tabIndex={-1} ref={heading}>
                  {say('drill.lead')}
                </h2>
                <p>{say('drill.rule', { cards: cards.length })}</p>
              </div>
            )}
            <button type="button" className="primary begin" onClick={() => put(beginRound(progress, cards))}>
              {say(progress.rounds === 0 ? 'drill.begin' : 'drill.again')}
            </button>
            <KeepProgress
              progress={progress}
              isKept={isKept}
              onRead={(text) => {
                const read = readDrillProgress(text, cardById)
                if (read.ok) put(read.progress)
                else set({ progress, problems: read.problems, isKept })
                return read.ok
              }}
              onClear={() => {
                forget(kept)
                set({ progress: noDrillProgress, problems: [], isKept })
              }}
            />
          </div>
        )}
      </main>
    </div>
  )
}

/** The progress that was kept, if it can be read; what is wrong with it otherwise. */
function load(): { progress: DrillProgress; problems: readonly FieldProblem[]; isKept: boolean } {
  const document = keptDocument(kept)
  const read = document === undefined ? null : readDrillProgress(document, cardById)
  if (read !== null && !read.ok) {
    return { progress: noDrillProgress, problems: read.problems, isKept: isKeeping() }
  }
  const progress = visited(read?.progress ?? noDrillProgress)
  return { progress, problems: [], isKept: keep(kept, progress) }
}

/** How the round went: first tries, and what is worth another look. */
function Summary(props: {
  session: Session
  heading: React.RefObject<HTMLHeadingElement | null>
  go: (page: string) => void
}) {
  const { session, heading, go } = props
  const { asked, right, skipped, weak } = roundSummaryOf(session, cardById)
  return (
    <section className="summary" aria-labelledby="summary-title">
      <h2 id="summary-title" tabIndex={-1} ref={heading}>
        {say('drill.summary')}
      </h2>
      <p className="figure">{say('drill.score', { right, asked })}</p>
      {skipped > 0 && <p className="quiet">{say('drill.leftOut', { count: skipped })}</p>}
      {weak.length === 0 ? (
        <p>{say('drill.all')}</p>
      ) : (
        <>
          <h3>{say('drill.weak')}</h3>
          <ul>
            {weak.map(({ concept, lesson, missed }) => (
              <li key={concept}>
                <span>
                  <b>{say(`drill.conceptName.${concept}`)}</b>
                  <small>{say('drill.missed', { count: missed.length })}</small>
                </span>
                <button
                  type="button"
                  aria-label={`${say('drill.lesson')}: ${say(`drill.conceptName.${concept}`)}`}
                  onClick={() => go(`lesson/${lesson}`)}
                >
                  {say('drill.lesson')}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
