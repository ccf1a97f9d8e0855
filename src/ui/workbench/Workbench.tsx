import { useEffect, useMemo, useRef } from 'react'
import guarantees from '../../words/guarantees.en.json'
import knobs from '../../words/knobs.en.json'
import { merged, wordsOf } from '../../words/words.ts'
import words from '../../words/workbench.en.json'
import { LabContext, useLab } from '../context.tsx'
import { reveal } from '../room.ts'
import { Environment } from './Environment.tsx'
import { Mechanism } from './Mechanism.tsx'
import { Programs } from './Programs.tsx'
import { Statecharts } from './Statecharts.tsx'
import './workbench.css'

const say = wordsOf('en', merged({ ...knobs, ...words }, guarantees))

/** Moves the focus past the mechanism, to the first control after it. */
function afterAll(top: HTMLElement | null): void {
  const controls = top?.closest('.rail')?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? []
  const after = [...controls].find(
    (control) =>
      top !== null &&
      !top.contains(control) &&
      control.tabIndex >= 0 &&
      (top.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  )
  after?.focus()
}

/** The mechanism: programs, state machines and every knob. It is loaded with its words when it is opened. */
export default function Workbench({ knob }: { knob: { readonly name: string } | null }) {
  const { lab } = useLab()
  const context = useMemo(() => ({ lab, say }), [lab])
  const top = useRef<HTMLDivElement>(null)
  // In a sheet it would open below the visible part, so it is scrolled into view.
  useEffect(() => {
    if (top.current?.closest('.panel.open')) reveal(top.current, 'start')
  }, [])
  // If it was opened for a knob, that knob is shown.
  useEffect(() => {
    const control = knob && top.current?.querySelector<HTMLElement>(`#knob-${knob.name}`)
    if (!control) return
    reveal(control.closest<HTMLElement>('.knob'))
    control.focus({ preventScroll: true })
  }, [knob])
  return (
    <LabContext value={context}>
      <div ref={top} className="workbench">
        <button type="button" className="skip" onClick={() => afterAll(top.current)}>
          {say('workbench.skip')}
        </button>
        <Programs />
        <Statecharts />
        <Mechanism />
        <Environment />
      </div>
    </LabContext>
  )
}
