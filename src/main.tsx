import { createRoot } from 'react-dom/client'
import { addressAtLoad, followAddress, noticeOf } from './app/address.ts'
import { startClock } from './app/clock.ts'
import { followDrops } from './app/drops.ts'
import { createLab, noStory } from './app/lab.ts'
import { motionIsUnwelcome } from './app/motion.ts'
import { keepOptions, optionsAtLoad, showOptions } from './app/settings.ts'
import { opening, openingScenario } from './app/story.ts'
import type { Address } from './share/page.ts'
import { scenarioOf } from './sim/scenario.ts'
import { App } from './ui/App.tsx'
import './ui/lab.css'

const asked = addressAtLoad()
if (asked instanceof Promise) void asked.then(start)
else start(asked)

function start(address: Address): void {
  const { link } = address
  /** A package for a course opens at the page that it was made for. */
  const page = address.page || (link === null ? (document.documentElement.dataset.page ?? '') : '')
  /** Nobody asked for anything: a first visit. */
  const fresh = link === null && page === '' && !address.options.lock?.includes('faults')
  const lab = link?.ok
    ? createLab(link.scenario, link.atMs ?? 0, noStory)
    : createLab(fresh ? openingScenario : scenarioOf({}), 0, fresh ? opening : noStory)
  const options = optionsAtLoad(address.options)
  lab.setState({ page, options, notice: noticeOf(address), speed: options.speed })

  showOptions(lab, document.documentElement)
  keepOptions(lab)
  startClock(lab)
  followAddress(lab)
  followDrops(lab, document, (given) => import('./ui/share/takeIn.ts').then(({ takeIn }) => takeIn(lab, given)))
  const root = document.getElementById('root') as HTMLElement
  createRoot(root).render(<App lab={lab} />)

  // The opening plays by itself, unless a link was followed or motion is unwelcome; a run of a link where the link says so.
  const { autoplay } = options
  const plays = autoplay === 'auto' ? fresh : autoplay !== '0'
  const play = () => lab.getState().moves === first && lab.play()
  const first = lab.getState().moves
  const begin = () => plays && !motionIsUnwelcome(lab.getState()) && setTimeout(play, 600)
  const framed = window.parent !== window
  if (framed || autoplay === 'visible') {
    void import('./app/frame.ts').then(({ connect, restUnseen, wantedHeight }) => {
      restUnseen(lab, root, begin)
      if (framed) connect(lab, () => wantedHeight(root))
    })
  } else begin()

  if (import.meta.env.MODE === 'single') {
    void import('./app/scorm.ts').then(({ followScorm }) => followScorm(page))
  } else if (import.meta.env.PROD && isSecureContext && top === self && 'serviceWorker' in navigator) {
    void import('./app/offline.ts').then(({ followUpdates }) => followUpdates(lab))
  }
}
