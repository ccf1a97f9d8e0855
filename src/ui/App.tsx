import { type ComponentType, lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Lab } from '../app/lab.ts'
import { motionIsUnwelcome } from '../app/motion.ts'
import { canPredict } from '../app/score.ts'
import { type PageName, partsOf } from '../share/page.ts'
import { wordsOf } from '../words/words.ts'
import { Access, Dialogs } from './accessLater.ts'
import { Boundary } from './Boundary.tsx'
import { BreakBar } from './BreakBar.tsx'
import { LabContext, useLab, useLabState } from './context.tsx'
import { Diagram } from './Diagram.tsx'
import { FaultList } from './FaultList.tsx'
import { fetched } from './fetched.tsx'
import { Header } from './Header.tsx'
import { HowItWorks } from './HowItWorks.tsx'
import { Ledger } from './Ledger.tsx'
import { LifelineHeads } from './LifelineHeads.tsx'
import { NoticeBar } from './NoticeBar.tsx'
import { Playback } from './Playback.tsx'
import { Printed } from './Printed.tsx'
import type { PageProps } from './pageProps.ts'
import { PageStartContext, pageStartOf } from './pageStart.ts'
import { isNarrow } from './room.ts'
import { Scoreboard } from './Scoreboard.tsx'
import { StoryCard } from './StoryCard.tsx'
import { Toolbar } from './Toolbar.tsx'
import { WhatJustHappened } from './WhatJustHappened.tsx'

const EventTable = lazy(() => import('./EventTable.tsx'))
const Workbench = lazy(() => import('./workbench/Workbench.tsx'))
const TutorCard = fetched(() => import('./course/TutorCard.tsx'), <div className="story tutor" />)
const PuzzleCard = lazy(() => import('./puzzles/PuzzleCard.tsx'))
const Claims = lazy(() => import('./prover/Claims.tsx'))
const Inspector = lazy(() => import('./inspector/Inspector.tsx'))
const TwoWorlds = lazy(() => import('./worlds/TwoWorlds.tsx'))
const PossibleWorlds = lazy(() => import('./worlds/PossibleWorlds.tsx'))
const PacketCard = lazy(() => import('./inspector/PacketCard.tsx'))
const Cover = lazy(() => import('./present/Cover.tsx'))

const say = wordsOf('en')

/**
 * The lab and its pages, each by its address. `onThere` is called when it can be seen for the first time, and `entitle`
 * with what the window is to be called, where it is the lab's.
 */
export function App(props: { lab: Lab; onThere?: () => void; entitle?: (title: string) => void }) {
  const { lab, onThere, entitle } = props
  const pageStart = useMemo(() => pageStartOf(lab, entitle), [lab, entitle])
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => onThere?.(), [])
  return (
    <LabContext value={{ lab, say }}>
      <Boundary lab={lab} say={say}>
        <PageStartContext value={pageStart}>
          <CurrentPage />
        </PageStartContext>
        <Dialog />
      </Boundary>
    </LabContext>
  )
}

/** The dialog over whatever page there is. */
function Dialog() {
  const dialog = useLabState((state) => state.dialog)
  if (dialog === null) return null
  return (
    <Suspense>
      <Dialogs name={dialog} />
    </Suspense>
  )
}

const loading = <p className="quiet">{say('workbench.loading')}</p>
const fetchCosts = () => import('./costs/Costs.tsx')

/** Pages below the lab's header, as an element of their own, and pages that bring a header. */
const pages: Partial<Record<PageName | '', ComponentType<PageProps>>> = {
  course: fetched(() => import('./course/Course.tsx'), loading),
  worksheet: fetched(() => import('./course/Worksheet.tsx'), loading),
  compare: fetched(() => import('./compare/Compare.tsx'), loading),
  costs: fetched(fetchCosts, loading),
  table: fetched(() => import('./reference/ComparisonTable.tsx'), loading),
  glossary: fetched(() => import('./reference/Glossary.tsx'), loading),
  theory: fetched(() => import('./reference/Theory.tsx'), loading),
}
const wholePages: Partial<Record<PageName | '', ComponentType<PageProps>>> = {
  drill: fetched(() => import('./drill/Drill.tsx'), loading),
  puzzles: fetched(() => import('./puzzles/Puzzles.tsx'), loading),
}

/** The page of the address: the lab, alone or with a lesson or a puzzle in it, or a page of its own. */
function CurrentPage() {
  const { lab } = useLab()
  const { name, id } = partsOf(useLabState((state) => state.page))
  const go = useCallback((page: string, at?: string) => lab.open(at === undefined ? page : `${page}/${at}`), [lab])
  const Whole = wholePages[name]
  const Page = pages[name]
  if (Whole) return <Whole lab={lab} go={go} />
  if (!Page) return <Screen />
  return (
    <div className="lab">
      <Header />
      <NoticeBar />
      <Page lab={lab} go={go} at={id || undefined} />
    </div>
  )
}

/** The main screen. Which panel stands where is the style sheet's business; a phone opens the ledger as a sheet. */
function Screen() {
  const { lab } = useLab()
  const view = useLabState((state) => state.view)
  const selected = useLabState((state) => state.selected)
  const card = useLabState((state) => state.card)
  const eye = useLabState((state) => state.eye)
  // A first visit has one thing to look at.
  const firstVisit = useLabState(({ story }) => story.act !== 'free' && story.act !== 'second')
  const asks = useLabState(({ options }) => options.predict !== 'off')
  const [sheet, setSheet] = useState(false)
  const [open, setOpen] = useState(false)
  const [knob, setKnob] = useState<{ readonly name: string } | null>(null)
  const predicting = useLabState((state) => state.predicting)
  const canAsk = useLabState(canPredict)
  const curtain = useLabState((state) => state.curtain)
  const round = useLabState((state) => state.round)
  const place = partsOf(useLabState((state) => state.page))
  const lesson = place.name === 'lesson' ? place.id : null
  const puzzle = place.name === 'puzzle' ? place.id : null
  const proves = !firstVisit && place.name === ''
  // As large as everything is on a projector, what happened scrolls there, and must be reached by keyboard.
  const large = useLabState(({ options, curtain }) => (options.present || options.theme === 'projector') && !curtain)
  const [covered, cover] = useState(0)
  const tutored = lesson !== null || predicting
  const opener = useRef<HTMLButtonElement>(null)
  const closer = useRef<HTMLButtonElement>(null)
  // Whoever opens the sheet is taken into it, so that Escape and the reading order start there.
  useEffect(() => {
    if (sheet) closer.current?.focus()
  }, [sheet])
  // On a phone the life of a message is in the sheet: who chose one is shown it.
  useEffect(() => {
    if (selected !== null && isNarrow(closer.current)) setSheet(true)
  }, [selected])
  // Another lesson begins with its picture and its question.
  useEffect(() => {
    if (lesson === null) return
    setOpen(false)
    setKnob(null)
  }, [lesson])
  const close = () => {
    setSheet(false)
    opener.current?.focus()
  }
  return (
    <div className={`lab ${open ? 'with-workbench' : ''} ${tutored ? 'with-tutor' : ''}`}>
      <Header />
      {puzzle !== null && (
        <Suspense>
          <PuzzleCard lab={lab} go={lab.open} id={puzzle} />
        </Suspense>
      )}
      <main>
        <Summary />
        <NoticeBar />
        <Scoreboard />
        {proves && (
          <Suspense fallback={<div className="claims" />}>
            <Claims />
          </Suspense>
        )}
        <section className="stage" aria-label={say('view.stage')}>
          <LifelineHeads />
          <ViewSwitch />
          {view === 'diagram' && <Diagram covered={covered} walked />}
          {view !== 'diagram' && curtain && <div className="table-frame hatched" />}
          {view !== 'diagram' && !curtain && (
            <Suspense fallback={<p className="quiet">{say('workbench.loading')}</p>}>
              {view === 'table' ? <EventTable /> : <TwoWorlds />}
            </Suspense>
          )}
          {view === 'diagram' && eye && (
            <Suspense>
              <PossibleWorlds />
            </Suspense>
          )}
          {!tutored ? (
            <StoryCard onHeight={cover} />
          ) : (
            <TutorCard
              key={round}
              lesson={lesson}
              step={place.step}
              onClose={() => (lesson === null ? lab.setPredicting(false) : lab.open(''))}
              onKnob={(name) => {
                setOpen(true)
                setKnob({ name })
                if (isNarrow(closer.current)) setSheet(true)
              }}
            />
          )}
          <BreakBar />
        </section>
        {curtain && (
          <Suspense>
            <Cover />
          </Suspense>
        )}
        <Playback />
        <div className="strip" {...(large && { tabIndex: 0, role: 'group', 'aria-label': say('status.title') })}>
          <WhatJustHappened />
          <button
            type="button"
            ref={opener}
            className="open-sheet"
            aria-expanded={sheet}
            onClick={() => setSheet(!sheet)}
          >
            {say('status.details')}
          </button>
        </div>
        <section
          className={`panel ${sheet ? 'open' : ''}`}
          aria-label={say('status.panel')}
          onKeyDown={({ key }) => key === 'Escape' && sheet && close()}
        >
          <button type="button" ref={closer} className="close-sheet" onClick={close}>
            {say('status.close')}
          </button>
          <div className="ledger-frame">
            <Ledger />
            {selected !== null && (
              <Suspense fallback={<p className="quiet">{say('workbench.loading')}</p>}>
                <Inspector />
              </Suspense>
            )}
          </div>
          <div className="rail">
            <HowItWorks />
            <button
              type="button"
              aria-expanded={open}
              onClick={() => {
                setOpen(!open)
                setKnob(null)
              }}
            >
              {say(open ? 'workbench.close' : 'workbench.open')}
            </button>
            {open && (
              <Suspense fallback={<p className="quiet">{say('workbench.loading')}</p>}>
                <Workbench knob={knob} />
              </Suspense>
            )}
            {!tutored && !firstVisit && (
              <Toolbar label={say('workbench.after')} className="onward">
                <button type="button" onClick={() => lab.open('compare')}>
                  {say('nav.compare')}
                </button>
                <button type="button" onPointerEnter={fetchCosts} onClick={() => lab.open('costs')}>
                  {say('nav.costs')}
                </button>
                {asks && (
                  <button type="button" disabled={!canAsk} onClick={() => lab.setPredicting(true)}>
                    {say('nav.predict')}
                  </button>
                )}
              </Toolbar>
            )}
            <FaultList />
          </div>
        </section>
        {card !== null && (
          <Suspense>
            <PacketCard />
          </Suspense>
        )}
      </main>
      <Printed />
      <Suspense>
        <Access />
      </Suspense>
    </div>
  )
}

/** What the free lab is, and what it does by itself: the picture and its controls say so to whoever sees them. */
function Summary() {
  const { lab } = useLab()
  const isFree = useLabState(({ page }) => page === '')
  const act = useLabState(({ story }) => story.act)
  if (!isFree) return null
  const plays = ['watch', 'ring', 'lost'].includes(act) && !motionIsUnwelcome(lab.getState())
  return (
    <p className="unseen">
      {say('about.lab')} {say(plays ? 'about.plays' : 'about.waits')} {say('about.help')}
    </p>
  )
}

function ViewSwitch() {
  const { lab } = useLab()
  const view = useLabState((state) => state.view)
  const eye = useLabState((state) => state.eye)
  return (
    <Toolbar label={say('view.title')} className="view-switch">
      {(['diagram', 'table', 'worlds'] as const).map((name) => (
        <button type="button" key={name} aria-pressed={view === name} onClick={() => lab.setView(name)}>
          {say(`view.${name}`)}
        </button>
      ))}
      <button
        type="button"
        role="switch"
        aria-checked={eye}
        disabled={view !== 'diagram'}
        onClick={() => lab.setEye(!eye)}
      >
        {say('view.eye')}
      </button>
    </Toolbar>
  )
}
