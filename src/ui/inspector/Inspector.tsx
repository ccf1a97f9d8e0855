import { useEffect, useMemo, useRef } from 'react'
import { isEyeOpen, shownOf } from '../../app/lab.ts'
import { judgedAt } from '../../app/score.ts'
import { isSeen } from '../../picture/eye.ts'
import { type Attempt, type LifeStep, lifeOf } from '../../picture/life.ts'
import { packetName } from '../../picture/packetName.ts'
import { labelOf } from '../../picture/plan.ts'
import { keyName, type PacketId, readPacketId } from '../../sim/packet.ts'
import { movesTo, type Run, worldAt } from '../../sim/run.ts'
import { isWrong } from '../../verdict/outcomes.ts'
import { seconds, wordsOf } from '../../words/words.ts'
import words from '../../words/workbench.en.json'
import { LabContext, useLab, useLabState } from '../context.tsx'
import { OutcomeShape, Pill, Shape } from '../marks.tsx'
import { reveal, treeOf } from '../room.ts'
import { Toolbar } from '../Toolbar.tsx'
import { carriedBy } from './PacketCard.tsx'
import './inspector.css'

const say = wordsOf('en', words)

/** The life of the chosen message: operation, attempts, arrivals and effects, each with a link to its instant. */
export default function Inspector() {
  const { lab } = useLab()
  const context = useMemo(() => ({ lab, say }), [lab])
  const selected = useLabState(({ selected, scenario }) =>
    selected !== null && selected <= scenario.messages ? selected : null,
  )
  if (selected === null) return null
  return (
    <LabContext value={context}>
      <LifeOf key={selected} message={selected} />
    </LabContext>
  )
}

function LifeOf({ message }: { message: number }) {
  const { lab, say } = useLab()
  const run = useLabState((state) => state.run)
  const plan = useLabState((state) => state.plan)
  const moves = useLabState((state) => state.moves)
  const shown = useLabState(shownOf)
  const { ledger } = judgedAt(run, moves)
  const row = ledger[message - 1]
  const eye = useLabState(isEyeOpen)
  const attempts = useMemo(() => {
    const all = lifeOf(run.trace, message, shown, plan)
    return eye ? all.flatMap((attempt) => seenOf(attempt, run)) : all
  }, [run, message, shown, plan, eye])
  const heading = useRef<HTMLHeadingElement>(null)
  const story = useRef<HTMLElement>(null)
  // A message chosen by its row scrolls its life into view.
  const opener = useRef<HTMLElement | null>(null)
  useEffect(() => {
    reveal(story.current)
    // Chosen by key, it takes the focus, as the card of a packet does.
    const active = heading.current && treeOf(heading.current).activeElement
    if (active?.matches('[data-event]')) heading.current?.focus()
  }, [])
  function leave(): void {
    lab.select(null)
    if (opener.current?.isConnected) opener.current.focus()
  }
  if (row === undefined) return null
  const outcome = row.attempts === 0 || eye ? 'wait' : row.outcome
  return (
    <section
      ref={story}
      className="card life"
      aria-labelledby="life-title"
      onKeyDown={({ key }) => key === 'Escape' && opener.current !== null && leave()}
    >
      <header>
        <h2
          id="life-title"
          ref={heading}
          tabIndex={-1}
          onFocus={({ relatedTarget }) => {
            if (relatedTarget?.matches('[data-event]')) opener.current = relatedTarget as HTMLElement
          }}
        >
          <OutcomeShape outcome={outcome} /> {say('life.title', { message: labelOf(message) })}
        </h2>
        <button type="button" className="small" onClick={leave}>
          {say('life.close')}
        </button>
      </header>
      {attempts.length === 0 ? (
        <p className="quiet">{say('ledger.notSent')}</p>
      ) : (
        <Toolbar label={say('life.all', { message: labelOf(message) })}>
          <ol>
            {attempts.map((attempt) => (
              <AttemptRow key={attempt.packet} attempt={attempt} />
            ))}
          </ol>
        </Toolbar>
      )}
      {row.attempts > 0 && (
        <p>
          {eye ? say('life.believed') : `${say(`ledger.${row.outcome}`, { effects: row.effects })};`}{' '}
          {say('ledger.belief', { belief: row.belief })}
          {!eye && isWrong(row) && <b> – {say('ledger.wrong')}</b>}.
        </p>
      )}
    </section>
  )
}

/** What the sender sees of an attempt; nothing of a copy that the network made. */
function seenOf(attempt: Attempt, run: Run): Attempt[] {
  const steps = attempt.steps.filter(({ event }) => isSeen(run.trace[event - 1] as Run['trace'][number]))
  return steps.length === 0 || attempt.copy > 0 ? [] : [{ ...attempt, steps }]
}

function AttemptRow({ attempt }: { attempt: Attempt }) {
  const { lab, say } = useLab()
  const focus = useLabState((state) => state.focus)
  const identity = readPacketId(attempt.packet)
  const run = useLabState((state) => state.run)
  const { packet, steps } = attempt
  const sentBy = steps[0]?.event ?? 1
  const carried = useMemo(() => carriedWords(run, packet, sentBy), [run, packet, sentBy])
  if (identity === null) return null
  return (
    <li>
      <p className="origin">
        <b>{packetName(identity, say)}</b>{' '}
        <span className="quiet">
          {say(attempt.copy > 0 ? 'life.byNetwork' : attempt.attempt > 1 ? 'life.again' : 'life.first')} {carried}
        </span>
      </p>
      <ol className="steps" aria-label={say('life.steps', { packet: packetName(identity, say) })}>
        {attempt.steps.map((step) => (
          <li key={step.event}>
            <button
              type="button"
              className={`step ${step.tone}`}
              aria-current={focus === step.event ? 'step' : undefined}
              onClick={() => lab.goToEvent(step.event)}
            >
              <StepShape step={step} retry={attempt.attempt > 1} message={identity.message} />
              <span>
                {say(step.what.id, step.what.values)} <small>{say('playback.clock', { at: seconds(step.atMs) })}</small>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </li>
  )
}

/** The key and the effect that a packet carries, read from the world in which it was sent. */
function carriedWords(run: Run, packet: PacketId, sentBy: number): string {
  const found = worldAt(run, movesTo(run, sentBy))
    .packets.flat()
    .find(({ id }) => id === packet)
  if (found === undefined) return ''
  const { id, values } = carriedBy(found, run.scenario.policy.receiver.effect)
  return say('life.carries', { key: keyName(found.message, found.key), carried: say(id, values) })
}

function StepShape({ step, retry, message }: { step: LifeStep; retry: boolean; message: number }) {
  const { shape } = step
  const pill = shape === 'm' || shape === 'a'
  const text = labelOf(message)
  return (
    <svg
      className={`step-shape ${pill ? 'step-pill' : `note note-${shape ?? 'none'}`}`}
      viewBox={pill ? '-30 -15 60 30' : '-13 -13 26 26'}
      width={pill ? 52 : 24}
      height={pill ? 26 : 24}
      aria-hidden="true"
    >
      {pill ? (
        <Pill isAck={shape === 'a'} retry={retry} text={text} width={shape === 'a' ? 52 : 40} />
      ) : shape === null ? (
        <path className="came" d="M-8 0H7M2 -5L8 0L2 5" />
      ) : (
        <Shape shape={shape} />
      )}
    </svg>
  )
}
