import { type CSSProperties, lazy, Suspense, useMemo } from 'react'
import { isOnWeb, pageWith } from '../../app/address.ts'
import { createLab } from '../../app/lab.ts'
import { type Lesson, measured, movesAt } from '../../lessons/lesson.ts'
import { partsOf, writeAddress } from '../../share/page.ts'
import { run } from '../../sim/run.ts'
import { LabContext, useLab, useLabState } from '../context.tsx'
import { Diagram } from '../Diagram.tsx'
import { useBeginning } from '../pageStart.ts'
import { lessonAt } from './lessons.ts'
import { TeachersNote } from './TeachersNote.tsx'
import { lessonText, measuredWords, say } from './words.ts'
import './course.css'

const QrCode = lazy(() => import('../share/QrCode.tsx'))

/**
 * A lesson on paper: the question with the run as far as it may be seen, room to write, and the answer on a sheet of its
 * own, so that whoever prints on both sides does not give it away.
 */
export default function Worksheet() {
  const { lab } = useLab()
  const { id } = partsOf(useLabState((state) => state.page))
  const lesson = lessonAt(id)
  const heading = useBeginning(say('worksheet.title', { lesson: lesson === null ? id : lessonText(id, 'title') }))
  if (lesson === null) {
    return (
      <main className="course-page">
        <p ref={heading} tabIndex={-1} role="alert">
          {say('course.missing', { id })}
        </p>
      </main>
    )
  }
  return (
    <main className="course-page worksheet">
      <p className="who">
        <span className="fill">{say('worksheet.name')}</span> <span className="fill">{say('worksheet.date')}</span>
      </p>
      <div className="sheet-head">
        <div>
          <h2 ref={heading} tabIndex={-1}>
            {lessonText(id, 'title')}
          </h2>
          <p className="lead">{lessonText(id, 'question')}</p>
        </div>
        <LinkOf lesson={id} />
      </div>
      <Still lesson={lesson} whole={false} />
      <p>
        <b>{lessonText(id, 'predict')}</b>
      </p>
      <ul className="boxes">
        {lesson.predict.choices.map((choice) => (
          <li key={choice}>{measuredWords(lesson.predict.measure, choice)}</li>
        ))}
      </ul>
      <p className="lines">{say('worksheet.because')}</p>
      <p className="empty-side">{say('worksheet.empty')}</p>
      <section className="answer" aria-labelledby="worksheet-answer">
        <h3 id="worksheet-answer">{say('worksheet.answer')}</h3>
        <Still lesson={lesson} whole />
        <p>
          <b>
            {say('tutor.skipped', {
              given: measuredWords(lesson.predict.measure, measured(run(lesson.scenario), lesson.predict.measure)),
            })}
          </b>{' '}
          {lessonText(id, 'explain')}
        </p>
        <p>
          <b>{say('tutor.breakIt')}:</b> {lessonText(id, 'break')} {lessonText(id, 'did')}
        </p>
        <h4>{say('tutor.teachers')}</h4>
        <TeachersNote lesson={id} />
      </section>
      <div className="acts">
        <button type="button" className="primary" onClick={() => print()}>
          {say('worksheet.print')}
        </button>
        <button type="button" onClick={() => lab.open(`lesson/${id}`)}>
          {say('tutor.comeBack')}
        </button>
      </div>
    </main>
  )
}

/** Where the lesson is, at its question: for a keyboard and for a camera. A file on somebody's disk is nowhere. */
function LinkOf({ lesson }: { lesson: string }) {
  const { lab } = useLab()
  const { scenario } = lab.getState()
  const link = pageWith(lab.getState(), writeAddress(`lesson/${lesson}/predict`, { scenario, atMs: null }))
  if (link === null || !isOnWeb(link)) return null
  return (
    <p className="sheet-link">
      <Suspense fallback={<span className="qr" />}>
        <QrCode text={link} />
      </Suspense>
      <span>
        {say('worksheet.try')}: <span className="address">{link}</span>
      </span>
    </p>
  )
}

/** So high a diagram may be on paper, in pixels: a question is to fit on a page with its words, an answer with its title. */
const mostOnPaper = { question: 500, answer: 850 } as const

/** The diagram of a lesson at rest: up to its question, or whole. */
function Still({ lesson, whole }: { lesson: Lesson; whole: boolean }) {
  const { say } = useLab()
  const context = useMemo(() => {
    const lab = createLab(lesson.scenario)
    const { run } = lab.getState()
    lab.goTo(whole ? run.frames.length : (movesAt(run, lesson.pause) ?? 0))
    return { lab, say }
  }, [lesson, whole, say])
  // The now-line stands at seven tenths of the diagram's height, and the run is to be seen from its beginning; of what is
  // below there is as much as the words of the last event need.
  const seconds = context.lab.getState().nowMs / 1000
  const [heightPx, wholePx] = [100 + seconds * 66, 60 + seconds * 95]
  const height = Math.min(heightPx, wholePx)
  const fit = Math.min(1, mostOnPaper[whole ? 'answer' : 'question'] / height)
  return (
    <LabContext value={context}>
      <div className="sheet-picture" style={{ '--fit': fit } as CSSProperties}>
        <div className="ends" aria-hidden="true">
          <b>{say('head.sender')}</b>
          <b>{say('head.receiver')}</b>
        </div>
        <div className="drawing" style={{ height }}>
          <div style={{ height: wholePx }}>
            <Diagram covered={0} />
          </div>
        </div>
      </div>
    </LabContext>
  )
}
