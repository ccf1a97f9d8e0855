import { createRoot } from 'react-dom/client'
import { addressAtLoad, followAddress, noticeOf } from './app/address.ts'
import { startClock } from './app/clock.ts'
import { followDrops } from './app/drops.ts'
import { createLab, noStory } from './app/lab.ts'
import { motionIsUnwelcome } from './app/motion.ts'
import { followOptions, optionsAtLoad } from './app/settings.ts'
import { opening, openingScenario } from './app/story.ts'
import { scenarioOf } from './sim/scenario.ts'
import { App } from './ui/App.tsx'
import './ui/lab.css'

const address = addressAtLoad()
const { page, link } = address
/** Nobody asked for anything: a first visit. */
const fresh = link === null && page === ''
const lab = link?.ok
  ? createLab(link.scenario, link.atMs ?? 0, noStory)
  : createLab(fresh ? openingScenario : scenarioOf({}), 0, fresh ? opening : noStory)
const options = optionsAtLoad(address.options)
lab.setState({ page, options, notice: noticeOf(address), speed: options.speed })

followOptions(lab, document.documentElement)
startClock(lab)
followAddress(lab)
followDrops(lab, document, (given) => import('./ui/share/takeIn.ts').then(({ takeIn }) => takeIn(lab, given)))
createRoot(document.getElementById('root') as HTMLElement).render(<App lab={lab} />)

// The opening plays by itself, unless a link was followed or motion is unwelcome.
if (fresh && !motionIsUnwelcome(lab.getState())) setTimeout(() => lab.getState().moves === 0 && lab.play(), 600)
