import { useStore } from 'zustand'
import type { Tutor } from '../../app/tutor.ts'
import { useLabState } from '../context.tsx'
import { inWords } from '../course/words.ts'
import { say } from './words.ts'
import './present.css'

/**
 * A prediction as a show of hands: the presenter counts, nobody is led by how others voted until it is revealed, and then
 * the counts stay beside what happened.
 */
export default function Vote({ tutor }: { tutor: Tutor }) {
  const { question, step, votes, revealed, given } = useStore(tutor)
  const required = useLabState(({ options }) => options.predict === 'required')
  const all = votes.reduce((sum, count) => sum + count, 0)
  const asking = step === 'predict' && !revealed
  return (
    <div className="vote">
      <ul>
        {question.choices.map((choice, i) => {
          const words = inWords(question.measure, choice)
          const count = votes[i] ?? 0
          return (
            <li key={choice}>
              <b>{words}</b>
              {asking && (
                <>
                  <button
                    type="button"
                    aria-label={say('present.fewer', { choice: words })}
                    onClick={() => tutor.vote(choice, -1)}
                  >
                    −
                  </button>
                  <button
                    type="button"
                    aria-label={say('present.more', { choice: words })}
                    onClick={() => tutor.vote(choice, 1)}
                  >
                    +
                  </button>
                </>
              )}
              {!asking && (
                <>
                  <meter min={0} max={Math.max(all, 1)} value={count} aria-label={words} />
                  <span>{say('present.tally', { count, all })}</span>
                  {given === choice && <b>{say('present.right')}</b>}
                </>
              )}
            </li>
          )
        })}
      </ul>
      {step === 'predict' && (
        <div className="acts">
          {asking ? (
            <>
              <button type="button" className="primary" onClick={() => tutor.reveal()}>
                {say('present.reveal')}
              </button>
              <span role="status">{say('present.votes', { count: all })}</span>
            </>
          ) : (
            <button type="button" className="primary" onClick={() => tutor.goWithVotes()}>
              {say('present.run')}
            </button>
          )}
          {!required && (
            <button type="button" className="quiet-button" onClick={() => tutor.skip()}>
              {say('present.skip')}
            </button>
          )}
        </div>
      )}
    </div>
  )
}
