import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { drawable } from '../../app/lab.ts'
import { movesUpTo } from '../../app/playhead.ts'
import { type Decision, decisions, effectsByDecision } from '../../app/prover/decide.ts'
import { judgedAt } from '../../app/score.ts'
import type { TwinAnswer } from '../../explore/twin.ts'
import { labelOf } from '../../picture/plan.ts'
import { type WorldsPlan, worldsOf } from '../../picture/worlds.ts'
import { movesTo, type Run, run as runOf } from '../../sim/run.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { seconds } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { playOf, useKeptFocus } from '../keptFocus.ts'
import { OutcomeShape } from '../marks.tsx'
import { say, useDoubt, useProver, useProverState } from '../prover/proverOf.ts'
import { useWidthOf } from '../sizes.ts'
import { WorldsPicture } from './WorldsPicture.tsx'
import './worlds.css'

const names = ['A', 'B'] as const

/** The other world of the run on the page, found by search: the same to its sender, and another truth. */
export default function TwoWorlds() {
  const { lab } = useLab()
  useEffect(() => {
    // Before anything happened there is nothing to doubt.
    if (lab.getState().moves === 0) lab.goTo(firstDoubt(lab.getState().run))
  }, [lab])
  const doubt = useDoubt()
  const answer = doubt?.answer ?? null
  const twin = answer?.twin ?? null
  const part = useRef<HTMLElement>(null)
  // What leads to another instant goes with the one that it stood at.
  useKeptFocus(part, () => part.current)
  return (
    <section ref={part} tabIndex={-1} className="worlds" aria-label={say('worlds.title')}>
      {twin !== null && doubt !== null ? (
        <Pair truth={doubt.scenario} twin={twin} atMs={doubt.atMs} />
      ) : (
        <NoPair answer={answer} done={doubt?.done ?? false} />
      )}
    </section>
  )
}

/** The move of the first timeout, or, in a run without one, the last before the first ACK comes. */
function firstDoubt(run: Run): number {
  const timeout = run.trace.find(({ kind }) => kind === 'timeout')
  if (timeout !== undefined) return movesTo(run, timeout.id)
  const heard = run.trace.find(({ kind, process }) => kind === 'deliver' && process === 'sender')
  return heard === undefined ? run.frames.length : movesTo(run, heard.id) - 1
}

function NoPair({ answer, done }: { answer: TwinAnswer | null; done: boolean }) {
  const { lab } = useLab()
  const run = useLabState((state) => state.run)
  const bounds = useProverState((state) => state.bounds.faults.max)
  if (answer === null || !done) {
    return <p role="status">{say('worlds.searching', { states: answer?.states ?? 0 })}</p>
  }
  const known = answer.couldKnow
  const inBounds = say('claim.bounds', { faults: bounds, messages: run.scenario.messages, states: answer.states })
  const text = !answer.truthWithinBounds
    ? say('worlds.narrow')
    : !answer.complete
      ? say('worlds.cut', { states: answer.states })
      : say('worlds.knows', { bounds: inBounds.replace(/[()]/g, '') })
  return (
    <div className="no-pair">
      <p role="status">
        {text} {known && say('worlds.since', { at: seconds(known.atMs) })}
      </p>
      {known ? (
        <button type="button" onClick={() => lab.goTo(movesTo(run, known.event) - 1)}>
          {say('worlds.before')}
        </button>
      ) : (
        <button type="button" onClick={() => lab.goTo(firstDoubt(run))}>
          {say('worlds.firstDoubt')}
        </button>
      )}
    </div>
  )
}

/** Both worlds, the one with fewer effects first: on a phone one at a time, beside a sender that does not move. */
function Pair(props: { truth: Scenario; twin: NonNullable<TwinAnswer['twin']>; atMs: number }) {
  const { truth, twin, atMs } = props
  const { lab } = useLab()
  const prover = useProver()
  const yours = useLabState((state) => state.run)
  const [shown, setShown] = useState<0 | 1>(0)
  const [keys, setKeys] = useState(false)
  const view = useMemo(() => {
    const mine = yours.scenario === truth ? yours : runOf(truth, drawable)
    const other = runOf(twin.scenario, drawable)
    const message = differing(mine, other, atMs, twin.differs)
    const [a, b] = effectsAt(mine, message, atMs) <= effectsAt(other, message, atMs) ? [mine, other] : [other, mine]
    const plan = worldsOf([a, b], message, atMs)
    const made = judgedAt(mine, movesUpTo(mine, atMs)).world.messages[message - 1]?.sent.m ?? 1
    return { plan, yours: a === mine ? 0 : 1, outcomes: effectsByDecision([a.scenario, b.scenario], message, made) }
  }, [yours, truth, twin, atMs])
  const { plan, outcomes } = view
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidthOf(frame)
  const narrow = width < 600
  /** The answer that was asked for last. */
  const row = useRef<HTMLTableCellElement>(null)
  function open(): void {
    playOf(frame.current)?.focus({ preventScroll: true })
    prover.play(twin.scenario)
    lab.setView('diagram')
  }
  const head = (i: 0 | 1) => {
    const { what, deliveries, effects } = plan.worlds[i]
    return (
      <div className={`world-head ${narrow && i !== shown ? 'behind' : ''}`}>
        <b>
          {say('worlds.world', { name: names[i] })}: {say(`worlds.fate.${what}`)}
        </b>
        <span className="quiet">
          {say('worlds.truth', { deliveries, effects, message: labelOf(plan.message) })} (
          {view.yours === i ? say('worlds.yours') : say('worlds.other', { faults: twin.faults })})
        </span>
      </div>
    )
  }
  return (
    <div ref={frame} className={narrow ? 'pair narrow' : 'pair'}>
      <p className="lead">{say('worlds.lead')}</p>
      {narrow && (
        <fieldset className="which">
          <legend>{say('worlds.switch')}</legend>
          {names.map((name, i) => (
            <label key={name} className={shown === i ? 'chosen' : ''}>
              <input type="radio" name="world" checked={shown === i} onChange={() => setShown(i as 0 | 1)} />
              {say('worlds.world', { name })}
            </label>
          ))}
        </fieldset>
      )}
      <div className="world-heads">
        {narrow ? (
          <>
            <b className="sender-head">{say('worlds.sender')}</b>
            {head(0)}
            {head(1)}
          </>
        ) : (
          <>
            {head(0)}
            <b className="sender-head">{say('worlds.sender')}</b>
            {head(1)}
          </>
        )}
      </div>
      <WorldsPicture plan={plan} width={width} shown={narrow ? shown : null} />
      <InWords plan={plan} />
      {twin.differs === 'deliveries' && <p className="lead">{say('worlds.deliveries')}</p>}
      <div className="question">
        <table>
          <caption>
            <b>{say('worlds.question')}</b> {say('worlds.table', { message: labelOf(plan.message) })}
          </caption>
          <thead>
            <tr>
              <td />
              {names.map((name) => (
                <th key={name} scope="col">
                  {say('worlds.world', { name })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {decisions
              .filter((decision) => keys || decision !== 'retryDedup')
              .map((decision) => (
                <DecisionRow key={decision} decision={decision} effects={outcomes[decision]} heading={row} />
              ))}
          </tbody>
        </table>
        <div className="acts">
          {!keys && (
            <button
              type="button"
              onClick={() => {
                // The button goes, and its answer comes into the table.
                flushSync(() => setKeys(true))
                row.current?.focus({ preventScroll: true })
              }}
            >
              {say('worlds.reveal')}
            </button>
          )}
          <button type="button" className="quiet-button" onClick={open}>
            {say('worlds.open', { name: names[1 - view.yours] ?? '' })}
          </button>
        </div>
      </div>
    </div>
  )
}

/** What the picture shows, for whoever does not see it: what the sender saw once, and what it did not in each world. */
function InWords({ plan }: { plan: WorldsPlan }) {
  const lists = [
    { title: say('worlds.seenIn'), events: plan.seen.map(({ atMs, label }) => ({ atMs, what: label })) },
    ...plan.worlds.map(({ hidden }, i) => ({ title: say('worlds.hidden', { name: names[i] ?? '' }), events: hidden })),
  ]
  return (
    <div className="unseen">
      {lists.map(({ title, events }) => (
        <ol key={title} aria-label={title}>
          {events.length === 0 && <li>{say('worlds.nothing')}</li>}
          {events.map(({ atMs, what }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an event is its place in time
            <li key={i}>{say('worlds.event', { what: say(what.id, what.values), at: seconds(atMs) })}</li>
          ))}
        </ol>
      ))}
    </div>
  )
}

function DecisionRow(props: {
  decision: Decision
  effects: readonly number[]
  heading: RefObject<HTMLTableCellElement | null>
}) {
  const { decision, effects, heading } = props
  return (
    <tr>
      <th scope="row" tabIndex={-1} ref={decision === 'retryDedup' ? heading : null}>
        {say(`worlds.decision.${decision}`)}
      </th>
      {effects.map((count, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a world is its place
        <td key={i} className={count === 0 ? 'lost' : count > 1 ? 'dup' : ''}>
          <span>
            <OutcomeShape outcome={count === 0 ? 'lost' : count > 1 ? 'duplicated' : 'once'} />
            {say('worlds.cell', { effects: count })}
          </span>
        </td>
      ))}
    </tr>
  )
}

const effectsAt = (run: Run, message: number, atMs: number): number =>
  judgedAt(run, movesUpTo(run, atMs)).ledger[message - 1]?.effects ?? 0

/** The first message of which the two worlds tell different things. */
function differing(a: Run, b: Run, atMs: number, differs: 'effects' | 'deliveries'): number {
  const rows = [a, b].map((run) => judgedAt(run, movesUpTo(run, atMs)).ledger) as [
    ReturnType<typeof judgedAt>['ledger'],
    ReturnType<typeof judgedAt>['ledger'],
  ]
  return (rows[0].find((row, i) => row[differs] !== rows[1][i]?.[differs])?.message ?? 1) as number
}
