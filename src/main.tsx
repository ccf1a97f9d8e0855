import { startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { addressAtLoad, followAddress, noticeOf } from './app/address.ts'
import { startClock } from './app/clock.ts'
import { followDrops } from './app/drops.ts'
import { createLab, noStory } from './app/lab.ts'
import { motionIsUnwelcome } from './app/motion.ts'
import { rest } from './app/rest.ts'
import { keepOptions, optionsAtLoad, showOptions } from './app/settings.ts'
import { opening, openingScenario } from './app/story.ts'
import { thread } from './app/thread.ts'
import type { Address } from './share/page.ts'
import { scenarioOf } from './sim/scenario.ts'
import { App } from './ui/App.tsx'
import { wordsOf } from './words/words.ts'
import './ui/lab.css'

if (thread === 'page') void begin()

function entitle(title: string): void {
  document.title = title
}

/** In small tasks: on a slow machine each part takes a tenth of a second, and whoever presses something waits for one. */
async function begin(): Promise<void> {
  await rest()
  // The first number that a page formats takes much longer than all after it: the browser reads its tables.
  wordsOf('en')('mark.seconds', { at: 0 })
  await rest()
  await start(await addressAtLoad())
}

async function start(address: Address): Promise<void> {
  const { link } = address
  /** A package for a course opens at the page that it was made for. */
  const page = address.page || (link === null ? (document.documentElement.dataset.page ?? '') : '')
  /** Nobody asked for anything: a first visit. */
  const fresh = link === null && page === '' && !address.options.lock?.includes('faults')
  const lab = link?.ok
    ? createLab(link.scenario, link.atMs ?? 0, noStory)
    : createLab(fresh ? openingScenario : scenarioOf({}), 0, fresh ? opening : noStory)
  const options = optionsAtLoad(address.options)
  lab.setState({ page, options, asked: address.options, notice: noticeOf(address), speed: options.speed })

  showOptions(lab, document.documentElement)
  keepOptions(lab)
  startClock(lab)
  followAddress(lab)
  followDrops(lab, document, (given) => import('./ui/share/takeIn.ts').then(({ takeIn }) => takeIn(lab, given)))
  const root = document.getElementById('root') as HTMLElement
  // A lesson is fetched while the lab around it is drawn. What cannot be loaded is said where it is missed.
  if (page.startsWith('lesson/')) import('./ui/course/TutorCard.tsx').catch(() => {})
  await rest()
  // Drawn in slices, none of which keeps a press waiting.
  await new Promise<void>((resolve) => {
    startTransition(() => createRoot(root).render(<App lab={lab} onThere={resolve} entitle={entitle} />))
  })

  // The opening plays by itself, unless a link was followed or motion is unwelcome; a run of a link where the link says so.
  const { autoplay } = options
  const plays = autoplay === 'auto' ? fresh : autoplay !== '0'
  const play = () => lab.getState().moves === first && lab.play()
  const first = lab.getState().moves
  const playSoon = () => plays && !motionIsUnwelcome(lab.getState()) && setTimeout(play, 600)
  const framed = window.parent !== window
  if (framed || autoplay === 'visible') {
    void import('./app/frame.ts').then(({ connect, restUnseen, wantedHeight }) => {
      restUnseen(lab, root, playSoon)
      if (framed) connect(lab, () => wantedHeight(root))
    })
  } else playSoon()

  if (import.meta.env.MODE === 'single') {
    void import('./app/scorm.ts').then(({ followScorm }) => followScorm(page))
  } else if (import.meta.env.PROD && isSecureContext && top === self && 'serviceWorker' in navigator) {
    void import('./app/offline.ts').then(({ followUpdates }) => followUpdates(lab))
  }
}
