import { useMemo } from 'react'
import { outcomesByGuarantee } from '../app/lab.ts'
import { motionIsUnwelcome } from '../app/motion.ts'
import { leaveStory, secondAct } from '../app/story.ts'
import { presetNames, presetOf } from '../protocol/policy.ts'
import { useLab, useLabState } from './context.tsx'
import { playOf } from './keptFocus.ts'
import { useLocked } from './locked.tsx'
import { OutcomeShape } from './marks.tsx'
import { useHeight } from './sizes.ts'

/** Just before the timer of m1 fires: from here on the guarantees part ways. */
const beforeTheRetry = 2900

/** What to try next, in the first minute. It follows the run; every number in it comes from a run. */
export function StoryCard({ onHeight }: { onHeight: (px: number) => void }) {
  const { lab, say } = useLab()
  const act = useLabState((state) => state.story.act)
  const by = useLabState((state) => state.story.by)
  const tried = useLabState((state) => state.tried)
  // The comparison stays once it has begun, because under another guarantee the same instant may not be the end.
  const compared = useLabState(({ moves, run, tried }) => moves === run.frames.length || tried.length > 0)
  const over = act === 'free'
  const card = useHeight(onHeight, !over)
  if (over) return null
  const still = motionIsUnwelcome(lab.getState())
  return (
    <section ref={card} className="card story" aria-labelledby="story-title">
      <h2 id="story-title">{say('story.title')}</h2>
      {/* Its sentences are said aloud; the numbers and buttons are outside of this region. */}
      <div role="status">
        {act === 'watch' && <p>{say(still ? 'story.watchSteps' : 'story.watch')}</p>}
        {act === 'ring' && <p>{say(still ? 'story.ringSteps' : 'story.ring')}</p>}
        {act === 'lost' && <p>{say(by === 'us' ? 'story.lostByUs' : 'story.lostByYou')}</p>}
        {act === 'duplicate' && <p>{say('story.duplicate')}</p>}
        {act === 'second' && (
          <p>{say(presetNames.every((name) => tried.includes(name)) ? 'story.conclusion' : 'story.second')}</p>
        )}
      </div>
      {act === 'duplicate' && (
        <button
          type="button"
          className="primary"
          onClick={({ currentTarget }) => {
            // This button disappears with its act, so the focus moves to Play.
            playOf(currentTarget)?.focus({ preventScroll: true })
            secondAct(lab)
            lab.play()
          }}
        >
          {say('story.goOn')}
        </button>
      )}
      {act === 'second' && compared && <SameFaults />}
      {act === 'second' && tried.length > 0 && (
        <button
          type="button"
          onClick={() => {
            lab.seek(beforeTheRetry)
            if (!motionIsUnwelcome(lab.getState())) lab.play()
          }}
        >
          {say('story.replay')}
        </button>
      )}
      <button
        type="button"
        className="quiet-button"
        onClick={({ currentTarget }) => {
          playOf(currentTarget)?.focus({ preventScroll: true })
          leaveStory(lab)
        }}
      >
        {say('story.free')}
      </button>
    </section>
  )
}

/** The same faults under the three guarantees; a guarantee's result is shown once it was tried. */
function SameFaults() {
  const { lab, say } = useLab()
  const scenario = useLabState((state) => state.scenario)
  const now = presetOf(scenario.policy)
  const locked = useLocked('mode')
  const tried = useLabState((state) => state.tried)
  const results = useMemo(() => outcomesByGuarantee(scenario), [scenario])
  return (
    <ul className="same-faults">
      {presetNames.map((name) => {
        const outcomes = results[name]
        const known = tried.includes(name) || name === now
        return (
          <li key={name}>
            <button type="button" aria-pressed={name === now} {...locked} onClick={() => lab.setMode(name)}>
              {say(`mode.${name}`)}
            </button>
            {known ? (
              <span>
                {outcomes.lost > 0 && <OutcomeShape outcome="lost" />}
                {outcomes.duplicated > 0 && <OutcomeShape outcome="duplicated" />}
                {outcomes.lost + outcomes.duplicated === 0 && <OutcomeShape outcome="once" />}
                {outcomes.lost + outcomes.duplicated === 0
                  ? say('story.resultGood')
                  : say('story.result', { lost: outcomes.lost, duplicated: outcomes.duplicated })}
              </span>
            ) : (
              <span className="quiet">{say('story.untried')}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
