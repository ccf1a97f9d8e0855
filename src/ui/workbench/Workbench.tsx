import { useEffect, useMemo, useRef } from 'react'
import { wordsOf } from '../../words/words.ts'
import words from '../../words/workbench.en.json'
import { LabContext, useLab } from '../context.tsx'
import { reveal } from '../room.ts'
import { Environment } from './Environment.tsx'
import { Mechanism } from './Mechanism.tsx'
import { Programs } from './Programs.tsx'
import { Statecharts } from './Statecharts.tsx'
import './workbench.css'

const say = wordsOf('en', words)

/** The mechanism in the open, loaded with its words when somebody opens it: programs, state machines, every knob. */
export default function Workbench({ knob }: { knob: { readonly name: string } | null }) {
  const { lab } = useLab()
  const context = useMemo(() => ({ lab, say }), [lab])
  const top = useRef<HTMLDivElement>(null)
  // In a sheet it would open below what is in view.
  useEffect(() => {
    if (top.current?.closest('.panel.open')) reveal(top.current, 'start')
  }, [])
  // Somebody is shown to one of the knobs.
  useEffect(() => {
    const control = knob && top.current?.querySelector<HTMLElement>(`#knob-${knob.name}`)
    if (!control) return
    reveal(control.closest<HTMLElement>('.knob'))
    control.focus({ preventScroll: true })
  }, [knob])
  return (
    <LabContext value={context}>
      <div ref={top} className="workbench">
        <Programs />
        <Statecharts />
        <Mechanism />
        <Environment />
      </div>
    </LabContext>
  )
}
