import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react'
import type { Lab } from '../../app/lab.ts'
import { canPredict } from '../../app/score.ts'
import { hasRun, partsOf } from '../../share/page.ts'
import { useLab, useLabState } from '../context.tsx'
import { Icon } from '../marks.tsx'
import { Toolbar } from '../Toolbar.tsx'
import { press } from './clicker.ts'
import { say } from './words.ts'
import './present.css'

/** The pages with outcomes that the curtain can hide. */
const hasOutcomes: readonly string[] = ['', 'lesson', 'puzzle']

const CodeDialog = lazy(() => import('./CodeDialog.tsx'))

/**
 * The tools of a presenter, in place of the header's tools. It remembers the page as it was when presenter mode began,
 * and puts that back for the next class.
 */
export default function Presenter() {
  const { lab } = useLab()
  const page = useLabState((state) => state.page)
  const curtain = useLabState((state) => state.curtain)
  const predicting = useLabState((state) => state.predicting)
  const canAsk = useLabState(canPredict)
  const [isBlank, setBlank] = useState(false)
  const halo = useRef<HTMLDivElement>(null)
  const [code, setCode] = useState(false)
  const [begun] = useState(() => startOf(lab))
  const startOver = () => lab.startOver(begun)
  const leave = () => lab.setOption('present', false)
  useClicker({ place: halo, isBlank, setBlank, startOver, leave })
  // Leaving presenter mode opens the curtain. The vote and the cover are loaded in advance, because a clicker is fast.
  useEffect(() => {
    void import('./Vote.tsx')
    void import('./Cover.tsx')
    return () => lab.setCurtain(false)
  }, [lab])
  return (
    <>
      <Toolbar label={say('present.bar')} className="presenter">
        {hasOutcomes.includes(partsOf(page).name) && (
          <button
            type="button"
            aria-pressed={curtain}
            title={say('present.curtainLead')}
            onClick={() => lab.setCurtain(!curtain)}
          >
            {say('present.curtain')}
          </button>
        )}
        {page === '' && (
          <button
            type="button"
            aria-pressed={predicting}
            disabled={!canAsk && !predicting}
            title={say(canAsk || predicting ? 'present.voteLead' : 'present.voteNone')}
            onClick={() => lab.setPredicting(!predicting)}
          >
            {say('present.vote')}
          </button>
        )}
        <button type="button" aria-haspopup="dialog" onClick={() => setCode(true)}>
          {say('present.code')}
        </button>
        <button type="button" title={`${say('present.resetLead')} (R)`} onClick={startOver}>
          {say('present.reset')}
        </button>
        <button type="button" aria-label={say('present.leave')} title={`${say('present.leave')} (P)`} onClick={leave}>
          <Icon name="remove" />
        </button>
      </Toolbar>
      <Halo halo={halo} />
      {code && (
        <Suspense>
          <CodeDialog onClose={() => setCode(false)} />
        </Suspense>
      )}
      {isBlank && (
        <button type="button" className="blank" aria-label={say('present.blank')} onClick={() => setBlank(false)} />
      )}
    </>
  )
}

/** What the next class starts with: the present run and instant, or the beginning of the page. */
function startOf(lab: Lab) {
  const { page, scenario, nowMs } = lab.getState()
  const { name, id } = partsOf(page)
  return { page: hasRun(page) || id === '' ? page : `${name}/${id}`, scenario, nowMs }
}

/** The keys that end a black screen. */
const lightens = /^(\.|b|Escape)$/i

/** Listens to the keys of a presenter: anywhere on the lab's own page, within the element in an embed. */
function useClicker(props: {
  place: RefObject<HTMLElement | null>
  isBlank: boolean
  setBlank: (blank: boolean) => void
  startOver: () => void
  leave: () => void
}): void {
  const { lab } = useLab()
  const latest = useRef(props)
  latest.current = props
  const { place } = props
  useEffect(() => {
    const root = place.current?.getRootNode()
    const onKey = (event: Event) => {
      const { key } = event as KeyboardEvent
      const { isBlank, setBlank, startOver, leave } = latest.current
      if (isBlank ? !lightens.test(key) : !press(event as KeyboardEvent, { lab, blank, startOver, leave })) return
      if (isBlank) setBlank(false)
      event.preventDefault()
    }
    const blank = () => latest.current.setBlank(true)
    root?.addEventListener('keydown', onKey)
    return () => root?.removeEventListener('keydown', onKey)
  }, [lab, place])
}

/** A ring around the pointer, visible from the back of a room. */
function Halo({ halo }: { halo: RefObject<HTMLDivElement | null> }) {
  useEffect(() => {
    const follow = ({ clientX, clientY, pointerType }: PointerEvent) => {
      if (halo.current === null) return
      halo.current.hidden = pointerType !== 'mouse'
      halo.current.style.transform = `translate(${clientX}px, ${clientY}px)`
    }
    document.addEventListener('pointermove', follow, { passive: true })
    return () => document.removeEventListener('pointermove', follow)
  }, [halo])
  return <div ref={halo} className="halo" aria-hidden="true" hidden />
}
