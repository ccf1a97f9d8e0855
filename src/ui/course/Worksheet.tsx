import { useEffect, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import { createLab } from '../../app/lab.ts'
import { type Lesson, measured, movesAt } from '../../lessons/lesson.ts'
import { partsOf } from '../../share/page.ts'
import { run } from '../../sim/run.ts'
import { LabContext, useLab, useLabState } from '../context.tsx'
import { Diagram } from '../Diagram.tsx'
import { useBeginning } from '../place.ts'
import { lessonAt } from './lessons.ts'
import { TeachersNote } from './TeachersNote.tsx'
import { inWords, say, sayOf } from './words.ts'
import './course.css'

/** A lesson on paper: the question with the run as far as it may be seen, room to write, and the answer on a page of its own. */
export default function Worksheet() {
  const { lab } = useLab()
  const printing = usePrinting()
  const { id } = partsOf(useLabState((state) => state.page))
  const lesson = lessonAt(id)
  const heading = useBeginning(say('worksheet.title', { lesson: lesson === null ? id : sayOf(id, 'title') }))
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
    <main className="course-page worksheet" {...(printing ? { 'data-theme': 'light' } : {})}>
      <h2 ref={heading} tabIndex={-1}>
        {sayOf(id, 'title')}
      </h2>
      <p className="lead">{sayOf(id, 'question')}</p>
      <Still lesson={lesson} whole={false} />
      <p>
        <b>{sayOf(id, 'predict')}</b>
      </p>
      <ul className="boxes">
        {lesson.predict.choices.map((choice) => (
          <li key={choice}>{inWords(lesson.predict.measure, choice)}</li>
        ))}
      </ul>
      <p className="lines">{say('worksheet.because')}</p>
      <section className="answer" aria-labelledby="worksheet-answer">
        <h3 id="worksheet-answer">{say('worksheet.answer')}</h3>
        <Still lesson={lesson} whole />
        <p>
          <b>
            {say('tutor.skipped', {
              given: inWords(lesson.predict.measure, measured(run(lesson.scenario), lesson.predict.measure)),
            })}
          </b>{' '}
          {sayOf(id, 'explain')}
        </p>
        <p>
          <b>{say('tutor.breakIt')}:</b> {sayOf(id, 'break')} {sayOf(id, 'did')}
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
  return (
    <LabContext value={context}>
      <div className="ends" aria-hidden="true">
        <b>{say('head.sender')}</b>
        <b>{say('head.receiver')}</b>
      </div>
      <div className="drawing" style={{ height: Math.min(heightPx, wholePx, 1400) }}>
        <div style={{ height: Math.min(wholePx, 1400) }}>
          <Diagram covered={0} />
        </div>
      </div>
    </LabContext>
  )
}

/** Whether it is on its way to paper, which is white whatever theme the screen has. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    const paper = matchMedia('print')
    const begin = () => flushSync(() => setPrinting(true))
    const end = () => flushSync(() => setPrinting(false))
    const change = ({ matches }: MediaQueryListEvent) => (matches ? begin() : end())
    paper.addEventListener('change', change)
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      paper.removeEventListener('change', change)
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [])
  return printing
}
