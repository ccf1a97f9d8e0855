import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { motionIsUnwelcome } from '../../app/motion.ts'
import { markAnswered, markDone } from '../../app/progress.ts'
import { takeFocus } from '../../app/takeFocus.ts'
import { createTutor, type Step, steps, type Tutor } from '../../app/tutor.ts'
import type { Lesson, Measure } from '../../lessons/lesson.ts'
import { systemOf } from '../../lessons/systems/systems.ts'
import { causeWord } from '../../picture/lessonWords.ts'
import { useLab, useLabState } from '../context.tsx'
import { Outside } from '../Outside.tsx'
import { useHeight } from '../sizes.ts'
import { Word } from '../Word.tsx'
import { lessonAt, nextLesson } from './lessons.ts'
import { freeQuestion, inWords, say, sayOf } from './words.ts'
import './course.css'

/** The lesson of the address in the ordinary lab, or a question about the run that is on the page. */
export default function TutorCard(props: {
  lesson: string | null
  step: string
  onHeight: (px: number) => void
  onClose: () => void
}) {
  const { lab } = useLab()
  const step = steps.find((name) => name === props.step) ?? 'watch'
  const unknown = props.lesson !== null && lessonAt(props.lesson) === null
  const [tutor, setTutor] = useState<Tutor | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a tutor begins at the step of the address, once
  useEffect(() => {
    if (unknown) return
    const lesson = props.lesson === null ? null : lessonAt(props.lesson)
    const fresh = createTutor(lab, lesson, step, () => !motionIsUnwelcome(lab.getState()))
    setTutor(fresh)
    // The first lesson is fully worked: it plays by itself until it asks.
    if (lesson?.fading === 0 && fresh.getState().step === 'watch') fresh.watch()
    return () => {
      fresh.dispose()
      setTutor(null)
    }
  }, [lab, props.lesson, unknown])
  // Back and Forward lead to another step of the same lesson.
  useEffect(() => {
    // The tutor of the lesson before is here for one more render, and may not bring its run back.
    if (props.lesson !== null && tutor?.getState().lesson?.id === props.lesson) tutor.goTo(step)
  }, [tutor, props.lesson, step])
  const card = useHeight(props.onHeight)
  return (
    <section ref={card} className="card story tutor" aria-labelledby="tutor-title">
      {unknown ? (
        <>
          <p role="alert">{say('course.missing', { id: props.lesson ?? '' })}</p>
          <button type="button" onClick={() => lab.open('course')}>
            {say('tutor.toCourse')}
          </button>
        </>
      ) : (
        tutor && <Steps tutor={tutor} onClose={props.onClose} />
      )}
    </section>
  )
}

function Steps({ tutor, onClose }: { tutor: Tutor; onClose: () => void }) {
  const { lab } = useLab()
  const { lesson, step, strayed, broken, shown, like, question, answer, given } = useStore(tutor)
  const playing = useLabState((state) => state.playing)
  // Every step of a lesson has an address of its own.
  useEffect(() => {
    if (lesson !== null && lab.getState().page.startsWith(`lesson/${lesson.id}`))
      lab.setState({ page: pageOf(lesson, step) })
    if (lesson !== null && step === 'done') markDone(lesson.id)
  }, [lab, lesson, step])
  useEffect(() => {
    if (lesson !== null && answer !== null && given !== null) markAnswered(lesson.id, answer === given)
  }, [lesson, answer, given])
  if (strayed) {
    return (
      <>
        <Title lesson={lesson} measure={question.measure} />
        <p role="status">
          {like !== null
            ? say('tutor.likeDid', { system: systemOf(like.like).name })
            : say(broken ? 'tutor.broken' : 'tutor.strayed')}{' '}
          {shown && like === null && lesson !== null && sayOf(lesson.id, 'did')}
        </p>
        <div className="acts">
          <button type="button" className="primary" onClick={() => tutor.comeBack()}>
            {say('tutor.comeBack')}
          </button>
          {(broken || like !== null) && lesson !== null && <Next lesson={lesson} />}
          <Leave free={lesson === null} onClose={onClose} />
        </div>
      </>
    )
  }
  return (
    <>
      <Title lesson={lesson} measure={question.measure} />
      {step === 'watch' && lesson !== null && (
        <>
          <p>{sayOf(lesson.id, 'question')}</p>
          <div className="acts">
            <button type="button" className="primary" onClick={() => (playing ? lab.pause() : tutor.watch())}>
              {say(playing ? 'playback.pause' : 'tutor.start')}
            </button>
            <Leave free={lesson === null} onClose={onClose} />
          </div>
        </>
      )}
      {step === 'predict' && <Question tutor={tutor} />}
      {step === 'run' && <Running tutor={tutor} />}
      {step === 'why' && <Why tutor={tutor} />}
      {step === 'done' && <Outcome tutor={tutor} onClose={onClose} />}
    </>
  )
}

const pageOf = (lesson: Lesson, step: Step) => `lesson/${lesson.id}${step === 'watch' ? '' : `/${step}`}`

function Title({ lesson, measure }: { lesson: Lesson | null; measure: Measure }) {
  return <h2 id="tutor-title">{lesson === null ? freeQuestion(measure) : sayOf(lesson.id, 'title')}</h2>
}

/** Asked before the outcome is to be seen; one press answers, and Escape skips. */
function Question({ tutor }: { tutor: Tutor }) {
  const { lesson, question } = useStore(tutor)
  const required = useLabState(({ options }) => options.predict === 'required')
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => takeFocus(first.current), [])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is a shortcut of the button beside
    <div onKeyDown={({ key }) => key === 'Escape' && tutor.skip()}>
      <p role="status">{lesson === null ? freeQuestion(question.measure) : sayOf(lesson.id, 'predict')}</p>
      <div className="acts choices">
        {question.choices.map((choice, i) => (
          <button
            key={choice}
            ref={i === 0 ? first : null}
            type="button"
            className="choice"
            onClick={() => tutor.predict(choice)}
          >
            {inWords(question.measure, choice)}
          </button>
        ))}
        {!required && (
          <button type="button" className="quiet-button" onClick={() => tutor.skip()}>
            {say('tutor.skip')}
          </button>
        )}
      </div>
    </div>
  )
}

function Running({ tutor }: { tutor: Tutor }) {
  const { answer, question } = useStore(tutor)
  return (
    <>
      <p role="status">
        {answer !== null && say('tutor.said', { answer: inWords(question.measure, answer) })} {say('tutor.letRun')}
      </p>
      <button type="button" onClick={() => tutor.finish()}>
        {say('tutor.toEnd')}
      </button>
    </>
  )
}

/** The prediction restated beside what happened. */
function Said({ tutor }: { tutor: Tutor }) {
  const { answer, given, question } = useStore(tutor)
  const shown = inWords(question.measure, given ?? 0)
  if (answer === null) return <b>{say('tutor.skipped', { given: shown })}</b>
  const said = inWords(question.measure, answer)
  return (
    <b>
      {answer === given ? say('tutor.right', { answer: said }) : say('tutor.missed', { answer: said, given: shown })}
    </b>
  )
}

function Why({ tutor }: { tutor: Tutor }) {
  const { causes, chosen } = useStore(tutor)
  return (
    <>
      <p role="status">
        <Said tutor={tutor} /> {say('tutor.why')}
      </p>
      <div className="acts choices">
        {causes.map((cause) => (
          <button
            key={cause}
            type="button"
            className="choice"
            aria-pressed={chosen === cause}
            onClick={() => tutor.choose(cause)}
          >
            {say(causeWord(cause))}
          </button>
        ))}
      </div>
      {chosen !== null && <p role="status">{say(tutor.isCause(chosen) ? 'tutor.isCause' : 'tutor.noCause')}</p>}
      <button type="button" className={chosen === null ? 'quiet-button' : 'primary'} onClick={() => tutor.explain()}>
        {say('tutor.explain')}
      </button>
    </>
  )
}

function Outcome({ tutor, onClose }: { tutor: Tutor; onClose: () => void }) {
  const { lab } = useLab()
  const { lesson } = useStore(tutor)
  return (
    <>
      <p role="status">
        <Said tutor={tutor} /> {lesson !== null && sayOf(lesson.id, 'explain')}
      </p>
      {lesson !== null && (
        <p>
          <b>{say('tutor.breakIt')}:</b> {sayOf(lesson.id, 'break')}{' '}
          <button type="button" className="quiet-button inline" onClick={() => tutor.showBreak()}>
            {say('tutor.show')}
          </button>
        </p>
      )}
      {lesson !== null && (
        <p className="words">
          <span className="quiet">{say('ledger.words')}</span>{' '}
          {lesson.terms.map((id) => (
            <Word key={id} id={id}>
              {say(`term.${id}.term`)}
            </Word>
          ))}
        </p>
      )}
      {lesson !== null && lesson.systems.length > 0 && <InRealSystems tutor={tutor} lesson={lesson} />}
      <div className="acts">
        {lesson !== null && <Next lesson={lesson} />}
        <button type="button" onClick={() => tutor.again()}>
          {say('tutor.again')}
        </button>
        <Leave free={lesson === null} onClose={onClose} />
      </div>
      {lesson !== null && (
        <details>
          <summary>{say('tutor.teachers')}</summary>
          <p>
            {say('tutor.teach', {
              ask: sayOf(lesson.id, 'teachAsk'),
              wrong: sayOf(lesson.id, 'teachWrong'),
              click: sayOf(lesson.id, 'teachClick'),
            })}{' '}
            <button type="button" className="quiet-button inline" onClick={() => lab.open(`worksheet/${lesson.id}`)}>
              {say('tutor.worksheet')}
            </button>
          </p>
          <ul aria-label={say('tutor.references')}>
            {lesson.references.map(({ title, url }) => (
              <li key={url}>
                <Outside href={url}>{title}</Outside>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

/** The same question put to products: what is documented of each, under the faults of the lesson. */
function InRealSystems({ tutor, lesson }: { tutor: Tutor; lesson: Lesson }) {
  return (
    <details>
      <summary>{say('tutor.systems')}</summary>
      <ul className="real-systems">
        {lesson.systems.map((system) => (
          <li key={system.like}>
            <button type="button" onClick={() => tutor.showLike(system)}>
              {say('tutor.like', { system: systemOf(system.like).name })}
            </button>{' '}
            <Outside href={systemOf(system.like).source.url}>{systemOf(system.like).source.title}</Outside>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Next({ lesson }: { lesson: Lesson }) {
  const { lab } = useLab()
  const next = nextLesson(lesson.id)
  return (
    <button type="button" className="primary" onClick={() => lab.open(next === null ? 'course' : `lesson/${next}`)}>
      {next === null ? say('tutor.toCourse') : say('tutor.next', { title: sayOf(next, 'title') })}
    </button>
  )
}

/** The free lab begins from the very state that is on the page. */
function Leave({ free, onClose }: { free: boolean; onClose: () => void }) {
  return (
    <button type="button" className="quiet-button" onClick={onClose}>
      {say(free ? 'tutor.close' : 'tutor.leave')}
    </button>
  )
}
