import { useEffect, useRef, useState } from 'react'
import { clearProgress, doneLessons } from '../../app/progress.ts'
import { takeFocus } from '../../app/takeFocus.ts'
import { lessonIds, lessonOf, syllabus } from '../../lessons/index.ts'
import { groupWord } from '../../picture/lessonWords.ts'
import { useLab } from '../context.tsx'
import type { PageProps } from '../pageProps.ts'
import { useBeginning } from '../pageStart.ts'
import { reveal } from '../room.ts'
import { TeachersNote } from './TeachersNote.tsx'
import { lessonText, say } from './words.ts'
import './course.css'

const others = ['puzzles', 'drill', 'compare', 'costs', 'table', 'glossary', 'theory'] as const

/** The syllabus: lessons in order, with what each takes and asks, and what comes after them. */
export default function Course({ at }: PageProps) {
  const { lab } = useLab()
  const [done, setDone] = useState(doneLessons)
  const heading = useBeginning(say('course.title'))
  const seen = lessonIds.filter((id) => done.includes(id))
  const next = lessonIds.find((id) => !done.includes(id))
  const minutes = lessonIds.reduce((sum, id) => sum + (done.includes(id) ? 0 : lessonOf(id).minutes), 0)
  return (
    <main className="course-page course">
      <h2 ref={heading} tabIndex={-1}>
        {say('course.title')}
      </h2>
      <p className="lead">{say('course.lead')}</p>
      <div className="acts">
        <a className="go" href={`#v=1&page=${next === undefined ? 'drill' : `lesson/${next}`}`}>
          {next === undefined
            ? say('course.drill')
            : say(done.length === 0 ? 'course.begin' : 'course.goOn', { title: lessonText(next, 'title') })}
        </a>
        <a className="go plain" href="#v=1&page=course/teachers">
          {say('tutor.teachers')}
        </a>
        <p className="quiet" role="status">
          {say('course.soFar', { done: seen.length, count: lessonIds.length, minutes })}
        </p>
      </div>
      {syllabus.map(({ group, lessons }) => (
        <section key={group} aria-labelledby={`group-${group}`}>
          <h3 id={`group-${group}`}>{say(groupWord(group))}</h3>
          <ol>
            {lessons.map((id) => (
              <li key={id}>
                <a href={`#v=1&page=lesson/${id}`}>
                  <b>
                    {lessonIds.indexOf(id) + 1}. {lessonText(id, 'title')}
                  </b>
                  <span>{lessonText(id, 'question')}</span>
                  <small>
                    {say('course.minutes', { count: lessonOf(id).minutes })}
                    {done.includes(id) && ` · ✓ ${say('course.done')}`}
                  </small>
                </a>
              </li>
            ))}
          </ol>
        </section>
      ))}
      <section aria-labelledby="course-then">
        <h3 id="course-then">{say('course.then')}</h3>
        <ul>
          {others.map((page) => (
            <li key={page}>
              <a href={`#v=1&page=${page}`}>
                <b>{say(`course.${page}`)}</b>
                <span>{say(`course.${page}Note`)}</span>
              </a>
            </li>
          ))}
        </ul>
      </section>
      <Teachers asked={at === 'teachers'} />
      <div className="acts">
        <button type="button" onClick={() => lab.open('')}>
          {say('course.lab')}
        </button>
        {done.length > 0 && (
          <button
            type="button"
            onClick={() => {
              clearProgress()
              setDone([])
            }}
          >
            {say('course.clear')}
          </button>
        )}
      </div>
    </main>
  )
}

/** How to take the lessons to a class, and each of them for the projector, on paper, and with what to know before it. */
function Teachers({ asked }: { asked: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!asked) return
    reveal(heading.current, 'start')
    takeFocus(heading.current)
  }, [asked])
  return (
    <section aria-labelledby="course-teachers">
      <h3 id="course-teachers" ref={heading} tabIndex={-1}>
        {say('tutor.teachers')}
      </h3>
      <p>{say('course.class')}</p>
      <p>{say('course.clicker')}</p>
      <div className="acts">
        <a className="go plain" href="#v=1&page=lesson/lose-the-ack&present=1">
          {say('course.present')}
        </a>
      </div>
      <ul className="sheets">
        {lessonIds.map((id, i) => {
          const title = lessonText(id, 'title')
          return (
            <li key={id}>
              <b>
                {i + 1}. {title}
              </b>
              <a href={`#v=1&page=lesson/${id}&present=1`} aria-label={say('course.presentOne', { title })}>
                {say('course.presentIt')}
              </a>
              <a href={`#v=1&page=worksheet/${id}`} aria-label={say('course.sheetOf', { title })}>
                {say('course.sheet')}
              </a>
              <details>
                <summary>{say('course.notes')}</summary>
                <TeachersNote lesson={id} />
              </details>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
