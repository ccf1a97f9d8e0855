import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Tutor } from '../../app/tutor.ts'
import type { MeasuredValue } from '../../lessons/lesson.ts'
import { useLabState } from '../context.tsx'
import { measuredWords } from '../course/words.ts'
import { Icon } from '../marks.tsx'
import { reveal } from '../room.ts'
import { say } from './words.ts'
import './present.css'

/**
 * A prediction as a show of hands: the presenter counts, nobody is led by how others voted until it is revealed, and then
 * the counts stay beside what happened.
 */
export default function Vote({ tutor }: { tutor: Tutor }) {
  const { question, step, votes, revealed, given } = useStore(tutor)
  const required = useLabState(({ options }) => options.predict === 'required')
  const curtain = useLabState((state) => state.curtain)
  const all = votes.reduce((sum, count) => sum + count, 0)
  const asking = step === 'predict' && !revealed
  // A long question scrolls away before what is done with it does.
  const acts = useRef<HTMLDivElement>(null)
  const some = all > 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words beside the button are longer with the first vote
  useEffect(() => {
    if (asking) tutor.asked()
    reveal(acts.current)
  }, [tutor, asking, some])
  const state = asking ? 'asking' : step === 'why' || step === 'done' ? 'over' : ''
  return (
    <div className={`vote ${state}`}>
      <ul>
        {question.choices.map((choice, i) => {
          const words = measuredWords(question.measure, choice)
          const count = votes[i] ?? 0
          const right = given === choice && !curtain
          return (
            <li key={choice} className={right ? 'right' : ''}>
              <b>{words}</b>
              {asking && (
                <>
                  <Count tutor={tutor} choice={choice} by={-1} votes={count} />
                  <Count tutor={tutor} choice={choice} by={1} votes={count} />
                </>
              )}
              {!asking && some && (
                <>
                  <meter min={0} max={all} value={count} aria-label={words} />
                  <span>{say('present.tally', { count, all })}</span>
                </>
              )}
              {right && (
                <b className="was-right">
                  <Icon name="check" />
                  {say('present.right')}
                </b>
              )}
            </li>
          )
        })}
      </ul>
      {step === 'predict' && (
        <div className="acts" ref={acts}>
          {asking ? (
            <>
              <button type="button" className="primary" onClick={() => tutor.reveal()}>
                {say('present.reveal')}
              </button>
              <b role="status">{say('present.votes', { count: all })}</b>
              {!required && (
                <button type="button" className="quiet-button" onClick={() => tutor.skip()}>
                  {say('present.skip')}
                </button>
              )}
            </>
          ) : (
            <>
              <button type="button" className="primary" onClick={() => tutor.goWithVotes()}>
                {say('present.run')}
              </button>
              {!some && <span role="status">{say('present.nobody')}</span>}
            </>
          )}
        </div>
      )}
    </div>
  )
}

/** So long a press is seen to have counted, in milliseconds. */
const countedMs = 900

/** One vote more or fewer. How many there are is hidden, so the button itself says that it counted. */
function Count(props: { tutor: Tutor; choice: MeasuredValue; by: 1 | -1; votes: number }) {
  const { tutor, choice, by, votes } = props
  const [counted, setCounted] = useState(0)
  useEffect(() => {
    if (counted === 0) return
    const timer = setTimeout(() => setCounted(0), countedMs)
    return () => clearTimeout(timer)
  }, [counted])
  const words = measuredWords(tutor.getState().question.measure, choice)
  return (
    <button
      type="button"
      className={counted > 0 ? 'counted' : ''}
      aria-label={say(by === 1 ? 'present.more' : 'present.fewer', { choice: words })}
      onClick={() => {
        tutor.vote(choice, by)
        if (by === 1 || votes > 0) setCounted(counted + 1)
      }}
    >
      {counted > 0 ? <Icon name="check" /> : by === 1 ? '+' : '−'}
    </button>
  )
}
