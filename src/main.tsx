import { createRoot } from 'react-dom/client'
import { followAddress, linkAtLoad } from './app/address.ts'
import { startClock } from './app/clock.ts'
import { createLab, noStory } from './app/lab.ts'
import { motionIsUnwelcome } from './app/motion.ts'
import { opening, openingScenario } from './app/story.ts'
import { applyTheme, storedTheme } from './app/theme.ts'
import { scenarioOf } from './sim/scenario.ts'
import { App } from './ui/App.tsx'
import './ui/lab.css'

// TEMPORARY ROUTE, replaced when this branch is merged: the page is taken out of the link, which does not know it.
const asked = /[#&]page=([\w-]+)/.exec(location.hash)?.[1] ?? null
if (asked !== null) history.replaceState(null, '', location.hash.replace(/&page=[\w-]+/, ''))

const link = linkAtLoad()
const lab = link?.ok
  ? createLab(link.scenario, link.atMs ?? 0, noStory)
  : createLab(link === null ? openingScenario : scenarioOf({}), 0, link === null ? opening : noStory)
if (link !== null && !link.ok) lab.notify({ kind: 'link', problems: link.problems })

applyTheme(storedTheme())
startClock(lab)
followAddress(lab)
createRoot(document.getElementById('root') as HTMLElement).render(<App lab={lab} asked={asked} />)

// The opening plays by itself, unless a link was followed or motion is unwelcome.
if (link === null && !motionIsUnwelcome()) setTimeout(() => lab.getState().moves === 0 && lab.play(), 600)
