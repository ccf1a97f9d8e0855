import { lazy, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { motionIsUnwelcome } from '../../app/motion.ts'
import { markAnswered, markDone } from '../../app/progress.ts'
import { createTutor, type Step, steps, type Tutor, type TutorState } from '../../app/tutor.ts'
import { type LessonId, lessonIds } from '../../lessons/index.ts'
import { isBrokenByGuarantee, knobsTurned, type Lesson, type LessonMeasure } from '../../lessons/lesson.ts'
import { vendorOf } from '../../lessons/vendors/vendors.ts'
import { causeWord } from '../../picture/lessonWords.ts'
import { useLab, useLabState } from '../context.tsx'
import { controlAfter, useKeptFocus } from '../keptFocus.ts'
import { Outside } from '../Outside.tsx'
import { useBeginning } from '../pageStart.ts'
import { reveal } from '../room.ts'
import { Word } from '../Word.tsx'
import { lessonAt, nextLesson } from './lessons.ts'
import { TeachersNote } from './TeachersNote.tsx'
import { freeQuestion, lessonText, measuredWords, say } from './words.ts'
import './course.css'

const Vote = lazy(() => import('../present/Vote.tsx'))

/** The lesson of the address in the ordinary lab, or a question about the run that is on the page. */
export default function TutorCard(props: {
  lesson: string | null
  step: string
  onClose: () => void
  /** Opens the mechanism at one of its knobs. */
  onKnob: (name: string) => void
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
  const card = useRef<HTMLElement>(null)
  // What was pressed goes with its step. What there is to do now comes after what is said aloud of it.
  useKeptFocus(card, () => {
    const next = card.current?.querySelector<HTMLElement>('[data-next]')
    return next ?? controlAfter(card.current, card.current?.querySelector('[role="status"]') ?? null)
  })
  const missing = useBeginning<HTMLParagraphElement>(unknown ? say('course.title') : null)
  return (
    <section ref={card} className="card story tutor" aria-labelledby="tutor-title">
      {unknown ? (
        <>
          <p id="tutor-title" ref={missing} tabIndex={-1} role="alert">
            {say('course.missing', { id: props.lesson ?? '' })}
          </p>
          <button type="button" onClick={() => lab.open('course')}>
            {say('tutor.toCourse')}
          </button>
        </>
      ) : (
        tutor && <Steps tutor={tutor} onClose={props.onClose} onKnob={props.onKnob} card={card} />
      )}
    </section>
  )
}

function Steps(props: {
  tutor: Tutor
  onClose: () => void
  onKnob: (name: string) => void
  card: RefObject<HTMLElement | null>
}) {
  const { tutor, onClose, onKnob, card } = props
  const { lab } = useLab()
  const { lesson, step, trying, strayed, like, broken, question, votes, answer, given, chosen } = useStore(tutor)
  const playing = useLabState((state) => state.playing)
  const isOver = useLabState(({ moves, run }) => moves === run.frames.length)
  const present = useLabState(({ options }) => options.present)
  const curtain = useLabState((state) => state.curtain)
  // Every step of a lesson has an address of its own.
  useEffect(() => {
    if (lesson !== null && lab.getState().page.startsWith(`lesson/${lesson.id}`))
      lab.setState({ page: pageOf(lesson, step) })
    if (lesson !== null && step === 'done') markDone(lesson.id)
  }, [lab, lesson, step])
  useEffect(() => {
    if (lesson !== null && answer !== null && given !== null) markAnswered(lesson.id, answer === given)
  }, [lesson, answer, given])
  // On a phone the card is below the picture and grows: what it asks next may not be under the transport.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the card says is what it depends on
  useEffect(() => reveal(card.current), [card, step, trying, strayed, chosen])
  const own = strayed || trying
  // What was broken, or made like a real product, is still to be seen.
  const goesOn = !strayed || (!isOver && (broken || like !== null))
  const covered = curtain && (step === 'why' || step === 'done')
  return (
    <>
      <Title lesson={lesson} measure={question.measure} />
      {/* There before it has anything to say, or nothing of it would be said aloud. Of each step only what is new is. */}
      <div role="status" aria-atomic="false" className="told-of">
        {own ? <Astray tutor={tutor} isOver={isOver} /> : <StepText key={step} tutor={tutor} covered={covered} />}
      </div>
      {own && lesson !== null && isToBreak(tutor.getState()) && (
        <p className="quiet">
          <Means lesson={lesson} onKnob={onKnob} />
          <button type="button" className="quiet-button inline" onClick={() => tutor.showBreak()}>
            {say('tutor.show')}
          </button>
        </p>
      )}
      {own && (
        <div className="acts">
          {goesOn && (
            <button type="button" className="primary" data-next="" onClick={() => (playing ? lab.pause() : lab.play())}>
              {say(playing ? 'playback.pause' : 'playback.play')}
            </button>
          )}
          {(trying || like !== null) && lesson !== null && !goesOn && <Next lesson={lesson} />}
          <button
            type="button"
            className={goesOn || trying || like !== null ? '' : 'primary'}
            onClick={() => tutor.comeBack()}
          >
            {say('tutor.comeBack')}
          </button>
          <Leave free={lesson === null} onClose={onClose} />
        </div>
      )}
      {!own && step === 'watch' && lesson !== null && (
        <div className="acts">
          <button type="button" className="primary" onClick={() => (playing ? lab.pause() : tutor.watch())}>
            {say(playing ? 'playback.pause' : 'tutor.start')}
          </button>
          <Leave free={lesson === null} onClose={onClose} />
        </div>
      )}
      {!own && step === 'predict' && !present && <PredictionForm tutor={tutor} />}
      {!own && present && (step === 'predict' || votes.some((count) => count > 0)) && (
        <Suspense>
          <Vote tutor={tutor} />
        </Suspense>
      )}
      {!own && step === 'run' && <Running tutor={tutor} />}
      {!own && covered && (
        <button type="button" className="primary" onClick={() => lab.setCurtain(false)}>
          {say('tutor.lift')}
        </button>
      )}
      {!own && !covered && step === 'why' && <Why tutor={tutor} />}
      {!own && !covered && step === 'done' && <LessonEnd tutor={tutor} onClose={onClose} />}
    </>
  )
}

/** What a step of the lesson says: its question, what was answered, what came of it. */
function StepText({ tutor, covered }: { tutor: Tutor; covered: boolean }) {
  const { lesson, step, question, answer } = useStore(tutor)
  const present = useLabState(({ options }) => options.present)
  if (covered) return <p>{say('tutor.covered')}</p>
  switch (step) {
    case 'watch':
      return lesson !== null && <p>{lessonText(lesson.id, 'question')}</p>
    case 'predict':
      if (lesson === null) return !present && <p id="tutor-question">{freeQuestion(question.measure)}</p>
      return <p id="tutor-question">{lessonText(lesson.id, 'predict')}</p>
    case 'run':
      return (
        <p>
          {answer !== null && say('tutor.said', { answer: measuredWords(question.measure, answer) })}{' '}
          {say('tutor.letRun')}
        </p>
      )
    case 'why':
      return (
        <p>
          <Said tutor={tutor} /> <span id="tutor-question">{say('tutor.why')}</span>
        </p>
      )
    case 'done':
      return (
        <p>
          <Said tutor={tutor} /> {lesson !== null && lessonText(lesson.id, 'explain')}
        </p>
      )
  }
}

/** What becomes of a run that is the learner's own: whether it is broken as the lesson asked, and with what to break it. */
function Astray({ tutor, isOver }: { tutor: Tutor; isOver: boolean }) {
  const { lesson, trying, strayed, like, shown, broken } = useStore(tutor)
  const more = isOver ? '' : say('tutor.letRun')
  if (like !== null)
    return (
      <p>
        {say('tutor.likeDid', { vendor: vendorOf(like.like).name })} {more}
      </p>
    )
  if (lesson === null || (!trying && !broken)) return <p>{say('tutor.strayed')}</p>
  if (shown)
    return (
      <p>
        {say('tutor.shown')} {lessonText(lesson.id, 'did')} {more}
      </p>
    )
  if (broken)
    return (
      <p>
        {say(isOver ? 'tutor.broken' : 'tutor.willBreak')} {more}
      </p>
    )
  return (
    <>
      <p>
        <b>{say('tutor.breakIt')}:</b> {lessonText(lesson.id, 'break')}
      </p>
      {(strayed || isOver) && <p className="quiet">{say(strayed ? 'tutor.notYet' : 'tutor.missedIt')}</p>}
    </>
  )
}

/** Whether the learner is asked to break the run, and has not done it. */
const isToBreak = ({ lesson, like, trying, shown, broken }: TutorState) =>
  lesson !== null && like === null && trying && !shown && !broken

/** With what a lesson's run is broken: what somebody looks for who does not know the lab yet. */
function Means({ lesson, onKnob }: { lesson: Lesson; onKnob: (name: string) => void }) {
  const [knob] = knobsTurned(lesson)
  const byGuarantee = useMemo(() => isBrokenByGuarantee(lesson), [lesson])
  const { faults } = lesson.break
  const dropped = faults.filter(({ do: kind }) => kind === 'drop').length
  return (
    <>
      {knob !== undefined && (
        <>
          {say('tutor.byKnob')}{' '}
          <button type="button" className="quiet-button inline" onClick={() => onKnob(knob)}>
            {say('tutor.toKnob')}
          </button>{' '}
        </>
      )}
      {byGuarantee && `${say('tutor.byGuarantee')} `}
      {dropped > 0 && `${say('tutor.byLoss', { count: dropped })} `}
      {faults.some(({ do: kind }) => kind === 'crash') && `${say('tutor.byCrash')} `}
    </>
  )
}

const pageOf = (lesson: Lesson, step: Step) => `lesson/${lesson.id}${step === 'watch' ? '' : `/${step}`}`

/** Where one is, the way back to all of them, and what it is called. */
function Title({ lesson, measure }: { lesson: Lesson | null; measure: LessonMeasure }) {
  const { lab } = useLab()
  const heading = useBeginning(lesson === null ? null : lessonText(lesson.id, 'title'))
  const presentable = useLabState(({ options }) => !options.present && !options.embed)
  if (lesson === null) return <h2 id="tutor-title">{freeQuestion(measure)}</h2>
  const number = lessonIds.indexOf(lesson.id as LessonId) + 1
  return (
    <>
      <p className="place">
        {say('tutor.place', { number, count: lessonIds.length })}
        <span>
          {presentable && (
            <button type="button" className="quiet-button inline" onClick={() => lab.setOption('present', true)}>
              {say('course.presentIt')}
            </button>
          )}
          <button type="button" className="quiet-button inline" onClick={() => lab.open('course')}>
            {say('course.title')}
          </button>
        </span>
      </p>
      <h2 id="tutor-title" ref={heading} tabIndex={-1}>
        {lessonText(lesson.id, 'title')}
      </h2>
    </>
  )
}

/** Asked before the outcome is to be seen; one press answers, and Escape skips. */
function PredictionForm({ tutor }: { tutor: Tutor }) {
  const { question } = useStore(tutor)
  const required = useLabState(({ options }) => options.predict === 'required')
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has its question within, and this one is said aloud
    <div
      role="group"
      aria-labelledby="tutor-question"
      className="acts choices"
      // Escape is a shortcut of the button beside.
      onKeyDown={({ key }) => key === 'Escape' && tutor.skip()}
    >
      {question.choices.map((choice) => (
        <button key={choice} type="button" className="choice" onClick={() => tutor.predict(choice)}>
          {measuredWords(question.measure, choice)}
        </button>
      ))}
      {!required && (
        <button type="button" className="quiet-button" onClick={() => tutor.skip()}>
          {say('tutor.skip')}
        </button>
      )}
    </div>
  )
}

/** The run goes on, or is seen at its end at once. */
function Running({ tutor }: { tutor: Tutor }) {
  const { lab } = useLab()
  const playing = useLabState((state) => state.playing)
  return (
    <>
      <button type="button" onClick={() => tutor.finish()}>
        {say('tutor.toEnd')}
      </button>
      {/* It comes and goes, so it is not the first: that one has the focus. */}
      {!playing && (
        <button type="button" className="primary" onClick={() => lab.play()}>
          {say('playback.play')}
        </button>
      )}
    </>
  )
}

/** The prediction restated beside what happened. */
function Said({ tutor }: { tutor: Tutor }) {
  const { answer, given, question } = useStore(tutor)
  const shown = measuredWords(question.measure, given ?? 0)
  if (answer === null) return <b>{say('tutor.skipped', { given: shown })}</b>
  const said = measuredWords(question.measure, answer)
  return (
    <b>
      {answer === given ? say('tutor.right', { answer: said }) : say('tutor.missed', { answer: said, given: shown })}
    </b>
  )
}

function Why({ tutor }: { tutor: Tutor }) {
  const { causes, chosen } = useStore(tutor)
  // What was chosen is answered below the choices: it may not be out of sight.
  const below = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (chosen !== null) reveal(below.current)
  }, [chosen])
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has its question within, and this one is said aloud */}
      <div role="group" aria-labelledby="tutor-question" className="acts choices">
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
      <p role="status">{chosen !== null && say(tutor.isCause(chosen) ? 'tutor.isCause' : 'tutor.noCause')}</p>
      <button
        ref={below}
        type="button"
        className={chosen === null ? 'quiet-button' : 'primary'}
        onClick={() => tutor.explain()}
      >
        {say('tutor.explain')}
      </button>
    </>
  )
}

function LessonEnd({ tutor, onClose }: { tutor: Tutor; onClose: () => void }) {
  const { lab } = useLab()
  const { lesson } = useStore(tutor)
  return (
    <>
      {lesson !== null && (
        <div className="to-break">
          <p>
            <b>{say('tutor.breakIt')}:</b> {lessonText(lesson.id, 'break')}
          </p>
          <button type="button" onClick={() => tutor.tryBreak()}>
            {say('tutor.try')}
          </button>
          <button type="button" className="quiet-button" onClick={() => tutor.showBreak()}>
            {say('tutor.show')}
          </button>
        </div>
      )}
      <div className="acts">
        {lesson !== null && <Next lesson={lesson} />}
        <button type="button" className={lesson === null ? '' : 'quiet-button'} onClick={() => tutor.again()}>
          {say('tutor.again')}
        </button>
        <Leave free={lesson === null} onClose={onClose} />
      </div>
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
      {lesson !== null && lesson.vendors.length > 0 && <LikeVendors tutor={tutor} lesson={lesson} />}
      {lesson !== null && (
        <details>
          <summary>{say('tutor.teachers')}</summary>
          <TeachersNote lesson={lesson.id} />
          <button type="button" className="quiet-button inline" onClick={() => lab.open(`worksheet/${lesson.id}`)}>
            {say('tutor.worksheet')}
          </button>
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
function LikeVendors({ tutor, lesson }: { tutor: Tutor; lesson: Lesson }) {
  return (
    <details>
      <summary>{say('tutor.vendors')}</summary>
      <ul className="vendors">
        {lesson.vendors.map((vendor) => (
          <li key={vendor.like}>
            <button type="button" onClick={() => tutor.showLike(vendor)}>
              {say('tutor.like', { vendor: vendorOf(vendor.like).name })}
            </button>{' '}
            <Outside href={vendorOf(vendor.like).source.url}>{vendorOf(vendor.like).source.title}</Outside>
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
      {next === null ? say('tutor.toCourse') : say('tutor.next', { title: lessonText(next, 'title') })}
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
