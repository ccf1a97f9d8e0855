import { useState } from 'react'
import { clearProgress, doneLessons } from '../../app/progress.ts'
import { lessonIds, lessonOf, syllabus } from '../../lessons/index.ts'
import { groupWord } from '../../picture/lessonWords.ts'
import { useLab } from '../context.tsx'
import { useBeginning } from '../place.ts'
import { say, sayOf } from './words.ts'
import './course.css'

const others = ['puzzles', 'drill', 'compare', 'costs', 'table', 'glossary', 'theory'] as const

/** The syllabus: lessons in order, with what each takes and asks, and what comes after them. */
export default function Course() {
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
            : say(done.length === 0 ? 'course.begin' : 'course.goOn', { title: sayOf(next, 'title') })}
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
                    {lessonIds.indexOf(id) + 1}. {sayOf(id, 'title')}
                  </b>
                  <span>{sayOf(id, 'question')}</span>
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
      <section aria-labelledby="course-teachers">
        <h3 id="course-teachers">{say('tutor.teachers')}</h3>
        <p>{say('course.class')}</p>
        <div className="acts">
          <a className="go plain" href="#v=1&page=lesson/lose-the-ack&present=1">
            {say('course.present')}
          </a>
        </div>
        <details>
          <summary>{say('course.worksheets')}</summary>
          <ol className="sheets">
            {lessonIds.map((id) => (
              <li key={id}>
                <a href={`#v=1&page=worksheet/${id}`}>
                  {lessonIds.indexOf(id) + 1}. {sayOf(id, 'title')}
                </a>
              </li>
            ))}
          </ol>
        </details>
      </section>
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
