import { type PointerEvent, useEffect, useRef } from 'react'
import type { PlacedTimer, Surface } from '../picture/layout.ts'
import { seconds } from '../words/words.ts'
import { useLab, useLabState } from './context.tsx'

/** The steps of the handle, and the shortest and longest timeout that it sets; milliseconds. */
const stepMs = 100
const [leastMs, mostMs] = [100, 60_000]

/**
 * The end of a timer that runs, to be dragged: the timeout of the policy follows, and with it every other timer. It
 * cannot be dragged before the present, because this timer has not fired yet. Buttons beside it do the same without
 * dragging.
 */
export function TimeoutHandle({
  timer,
  surface,
  nowMs,
}: {
  timer: PlacedTimer
  surface: Surface
  nowMs: () => number
}) {
  const { lab, say } = useLab()
  const timeoutMs = useLabState((state) => state.scenario.policy.sender.timeoutMs)
  const handle = useRef<HTMLDivElement>(null)
  const drag = useRef<{ y: number; lengthMs: number; timeoutMs: number } | null>(null)
  const { mark, x, due } = timer

  /** Sets the nearest step with which this timer has not fired yet. */
  function turn(wantedMs: number, gesture: string): void {
    // With backoff and jitter a timer is not as long as the timeout but this many times.
    const timeouts = (mark.dueMs - mark.fromMs) / timeoutMs || 1
    const least = Math.max(leastMs, Math.ceil((nowMs() - mark.fromMs + 1) / timeouts / stepMs) * stepMs)
    const next = Math.min(mostMs, Math.max(least, Math.round(wantedMs / stepMs) * stepMs))
    if (next !== timeoutMs) lab.during(gesture, () => lab.turn({ sender: { timeoutMs: next } }))
  }
  function onPointerDown(event: PointerEvent<HTMLButtonElement>): void {
    event.stopPropagation()
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    lab.pause()
    drag.current = { y: event.clientY, lengthMs: mark.dueMs - mark.fromMs, timeoutMs }
  }
  function onPointerMove({ clientY, currentTarget }: PointerEvent<HTMLButtonElement>): void {
    const from = drag.current
    if (from === null) return
    // A theme may enlarge everything.
    const zoom = currentTarget.getBoundingClientRect().width / currentTarget.offsetWidth || 1
    const pxPerMs = zoom * (surface.y(1) - surface.y(0))
    const lengthMs = from.lengthMs + (clientY - from.y) / pxPerMs
    turn((from.timeoutMs * lengthMs) / from.lengthMs, 'drag the timeout')
  }
  function onPointerUp(event: PointerEvent): void {
    event.stopPropagation()
    drag.current = null
    lab.endGesture()
  }
  // The buttons beside it cover something, so Escape hides them.
  useEffect(() => {
    const element = handle.current
    const root = element?.getRootNode()
    const onKey = (event: Event) => {
      if ((event as KeyboardEvent).key === 'Escape' && element?.matches(':hover, :focus-within'))
        element.dataset.away = ''
    }
    const comeBack = () => delete element?.dataset.away
    root?.addEventListener('keydown', onKey)
    for (const type of ['pointerleave', 'focusout']) element?.addEventListener(type, comeBack)
    return () => root?.removeEventListener('keydown', onKey)
  }, [])
  const keys: Record<string, number> = {
    ArrowUp: -1,
    ArrowLeft: -1,
    ArrowDown: 1,
    ArrowRight: 1,
    PageUp: -10,
    PageDown: 10,
  }
  return (
    <div ref={handle} className="timeout-handle" style={{ transform: `translate(${x}px, ${due}px)` }}>
      <button
        type="button"
        className="grip"
        role="slider"
        aria-label={say('mark.timeoutHandle')}
        aria-orientation="vertical"
        aria-valuemin={leastMs}
        aria-valuemax={mostMs}
        aria-valuenow={timeoutMs}
        aria-valuetext={say('mark.timeoutText', { at: seconds(timeoutMs) })}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onBlur={() => lab.endGesture()}
        onKeyDown={(event) => {
          const steps = keys[event.key]
          if (steps === undefined) return
          event.preventDefault()
          event.stopPropagation()
          turn(timeoutMs + steps * stepMs, 'step the timeout')
        }}
      />
      <span className="stepper">
        {([-1, 1] as const).map((steps) => (
          <button
            key={steps}
            type="button"
            tabIndex={-1}
            aria-label={say(steps < 0 ? 'mark.timeoutLess' : 'mark.timeoutMore')}
            onPointerDown={(event) => event.stopPropagation()}
            onClick={() => turn(timeoutMs + steps * stepMs, 'step the timeout')}
          >
            <svg viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">
              <path d={steps < 0 ? 'M-5 0H5' : 'M-5 0H5M0 -5V5'} />
            </svg>
          </button>
        ))}
      </span>
    </div>
  )
}
