import { useEffect, useMemo, useRef } from 'react'
import { isEyeOpen, lastInstantOf, shownOf } from '../app/lab.ts'
import { lastSeen } from '../picture/eye.ts'
import { rowsBetween } from '../picture/rows.ts'
import { speeds } from '../share/options.ts'
import { seconds } from '../words/words.ts'
import { useLab, useLabState } from './context.tsx'
import { useLocked } from './locked.tsx'
import { Icon } from './marks.tsx'
import { Toolbar } from './Toolbar.tsx'

/** The transport. The slider and the clock follow the playhead by subscription, not by rendering. */
export function Playback() {
  const { lab, say } = useLab()
  const playing = useLabState((state) => state.playing)
  const speed = useLabState((state) => state.speed)
  const locked = useLocked('speed')
  const endMs = useLabState(lastInstantOf)
  const told = useLabState((state) =>
    isEyeOpen(state) ? (lastSeen(state.run.trace, shownOf(state))?.id ?? 0) : state.focus,
  )
  const run = useLabState((state) => state.run)
  const slider = useRef<HTMLInputElement>(null)
  const clock = useRef<HTMLOutputElement>(null)
  // While it plays the slider speaks of events only; at rest it says where it stands.
  const restMs = useLabState((state) => (state.playing ? null : state.nowMs))

  const event = run.trace[told - 1]
  const row = useMemo(() => rowsBetween(run.trace, Math.max(0, told - 1), told)[0], [run, told])
  const what = row ? say(row.what.id, row.what.values) : say('what.start')

  useEffect(() => {
    function show(): void {
      const { nowMs } = lab.getState()
      if (slider.current) {
        slider.current.value = String(Math.round(nowMs))
        slider.current.style.setProperty('--way', `${endMs === 0 ? 0 : (100 * nowMs) / endMs}%`)
      }
      const text = say('playback.clock', { at: seconds(nowMs) })
      if (clock.current && clock.current.textContent !== text) clock.current.textContent = text
    }
    show()
    return lab.subscribe(show)
  }, [lab, say, endMs])

  return (
    <Toolbar label={say('playback.title')} className="playback">
      <button
        type="button"
        title={say('playback.reset')}
        aria-label={say('playback.reset')}
        onClick={() => lab.reset()}
      >
        <Icon name="reset" />
      </button>
      <button
        type="button"
        title={say('playback.back')}
        aria-label={say('playback.back')}
        onClick={() => lab.stepBack()}
      >
        <Icon name="back" />
      </button>
      <button type="button" className="primary play" data-first="" onClick={() => (playing ? lab.pause() : lab.play())}>
        <Icon name={playing ? 'pause' : 'play'} />
        <span>{say(playing ? 'playback.pause' : 'playback.play')}</span>
      </button>
      <button
        type="button"
        title={say('playback.forward')}
        className="forward"
        aria-label={say('playback.forward')}
        onClick={() => lab.stepForward()}
      >
        <Icon name="forward" />
      </button>
      <input
        ref={slider}
        type="range"
        aria-label={say('playback.time')}
        aria-valuetext={say('playback.timeText', { at: seconds(restMs ?? event?.atMs ?? 0), what })}
        min={0}
        max={Math.max(endMs, 1)}
        step={1}
        defaultValue={0}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -100, ArrowDown: -100, ArrowRight: 100, ArrowUp: 100, PageUp: 1000, PageDown: -1000 }[
            event.key
          ]
          if (by === undefined) return
          event.preventDefault()
          lab.seek(lab.getState().nowMs + by)
        }}
        onInput={({ currentTarget }) => lab.seek(Number(currentTarget.value))}
      />
      <output ref={clock} className="clock" aria-live="off" />
      <select
        className="speed"
        aria-label={say('playback.speed')}
        value={speed}
        {...locked}
        disabled={locked['aria-disabled']}
        onChange={({ target }) => lab.setSpeed(Number(target.value))}
      >
        {speeds.map((value) => (
          <option key={value} value={value}>
            {`${{ 0.25: '¼', 0.5: '½' }[value as number] ?? value}×`}
          </option>
        ))}
      </select>
      <button type="button" className="surprise" onClick={() => lab.nextSurprise()}>
        <Icon name="surprise" />
        <span>{say('playback.surprise')}</span>
      </button>
    </Toolbar>
  )
}
