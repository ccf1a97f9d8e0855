import { type ReactNode, useEffect, useId, useRef } from 'react'
import { takeFocus } from '../../app/takeFocus.ts'
import { writeLink } from '../../share/link.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { Icon } from '../marks.tsx'
import { say } from './drillWords.ts'

/**
 * Whether an answer was right, and why. The button for the next card takes the focus, so that a round can be played by
 * Enter alone. The text is the button's description, because a live region that is added with its text is not
 * announced.
 */
export function Feedback(props: {
  right: boolean
  /** Whether the answer was partly right. */
  almost?: boolean
  onNext: () => void
  last: boolean
  children: ReactNode
}) {
  const { right, almost = false, onNext, last, children } = props
  const next = useRef<HTMLButtonElement>(null)
  const told = useId()
  useEffect(() => {
    takeFocus(next.current)
  }, [])
  return (
    <div className={`feedback card ${right ? 'right' : 'wrong'}`}>
      <div id={told} className="told">
        <p className="grade">
          <Icon name={right ? 'check' : 'remove'} />
          <b>{say(right ? 'drill.right' : almost ? 'drill.almost' : 'drill.wrong')}</b>
        </p>
        {children}
      </div>
      <button type="button" className="primary" ref={next} aria-describedby={told} onClick={onNext}>
        {say(last && right ? 'drill.done' : 'drill.next')}
      </button>
    </div>
  )
}

/** A link that opens a run in the free lab. Back returns to the card. */
export function OpenRun(props: { scenario: Scenario; atMs?: number; about?: string }) {
  const { scenario, atMs = 0, about } = props
  return (
    <a
      className="open-run"
      href={`#${writeLink({ scenario, atMs })}`}
      {...(about === undefined ? {} : { 'aria-label': `${say('drill.open')}: ${about}` })}
    >
      {say('drill.open')}
    </a>
  )
}
