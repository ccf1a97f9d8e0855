import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Lab } from '../../app/lab.ts'
import { hasRun, partsOf } from '../../share/page.ts'
import { useLab, useLabState } from '../context.tsx'
import { Icon } from '../marks.tsx'
import { Toolbar } from '../Toolbar.tsx'
import { isFree } from './keys.ts'
import { say } from './words.ts'
import './present.css'

const CodeDialog = lazy(() => import('./CodeDialog.tsx'))

/**
 * What somebody before a class has at hand, in the place of the header's tools; the look is the style sheet's business.
 * It remembers what the page was when it began, and puts that back for the next class.
 */
export default function Presenter() {
  const { lab } = useLab()
  const page = useLabState((state) => state.page)
  const curtain = useLabState((state) => state.curtain)
  const predicting = useLabState((state) => state.predicting)
  const [blank, setBlank] = useState(false)
  const [code, setCode] = useState(false)
  const [begun] = useState(() => startOf(lab))
  const startOver = () => lab.startOver(begun)
  const leave = () => lab.setOption('present', false)
  useClicker({ blank, setBlank, startOver, leave })
  // Who leaves takes the curtain away. A clicker is quick: the vote is there before it is asked for.
  useEffect(() => {
    void import('./Vote.tsx')
    return () => lab.setCurtain(false)
  }, [lab])
  return (
    <>
      <Toolbar label={say('present.bar')} className="presenter">
        <button
          type="button"
          aria-pressed={curtain}
          title={say('present.curtainLead')}
          onClick={() => lab.setCurtain(!curtain)}
        >
          {say('present.curtain')}
        </button>
        {page === '' && (
          <button
            type="button"
            aria-pressed={predicting}
            title={say('present.voteLead')}
            onClick={() => lab.setPredicting(!predicting)}
          >
            {say('present.vote')}
          </button>
        )}
        <button type="button" aria-haspopup="dialog" onClick={() => setCode(true)}>
          {say('present.code')}
        </button>
        <button
          type="button"
          aria-label={say('present.reset')}
          title={`${say('present.reset')} (R)`}
          onClick={startOver}
        >
          <Icon name="reset" />
        </button>
        <button type="button" aria-label={say('present.leave')} title={`${say('present.leave')} (P)`} onClick={leave}>
          <Icon name="remove" />
        </button>
      </Toolbar>
      <Halo />
      {code && (
        <Suspense>
          <CodeDialog onClose={() => setCode(false)} />
        </Suspense>
      )}
      {blank && (
        <button type="button" className="blank" aria-label={say('present.blank')} onClick={() => setBlank(false)} />
      )}
    </>
  )
}

/** What the next class begins with: the run and instant of now, or the beginning of the page. */
function startOf(lab: Lab) {
  const { page, scenario, nowMs } = lab.getState()
  const { name, id } = partsOf(page)
  return { page: hasRun(page) || id === '' ? page : `${name}/${id}`, scenario, nowMs }
}

/** The keys of a clicker, and R, P and Escape. Source of the full stop: "dot, emitted by Logitech remote", RaftScope. */
function useClicker(props: {
  blank: boolean
  setBlank: (blank: boolean) => void
  startOver: () => void
  leave: () => void
}): void {
  const { lab } = useLab()
  const latest = useRef(props)
  latest.current = props
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { blank, setBlank, startOver, leave } = latest.current
      const { options, playing, card } = lab.getState()
      const { key } = event
      const letters = options.keys === 'on'
      if (blank) {
        if (key !== '.' && key !== 'Escape') return
        setBlank(false)
      } else if (key === 'PageDown' && isFree(event)) lab.stepForward()
      else if (key === 'PageUp' && isFree(event)) lab.stepBack()
      else if (key === 'ArrowRight' && isFree(event, true)) lab.stepForward()
      else if (key === 'ArrowLeft' && isFree(event, true)) lab.stepBack()
      else if (key === '.' && letters && isFree(event)) playing ? lab.pause() : setBlank(true)
      else if (key.toLowerCase() === 'r' && letters && isFree(event)) startOver()
      else if (key === 'Escape' && card === null && isFree(event)) leave()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [lab])
}

/** A ring around the pointer, to be seen from the back of a room. */
function Halo() {
  const halo = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const follow = ({ clientX, clientY, pointerType }: PointerEvent) => {
      if (halo.current === null) return
      halo.current.hidden = pointerType !== 'mouse'
      halo.current.style.transform = `translate(${clientX}px, ${clientY}px)`
    }
    document.addEventListener('pointermove', follow, { passive: true })
    return () => document.removeEventListener('pointermove', follow)
  }, [])
  return <div ref={halo} className="halo" aria-hidden="true" hidden />
}
