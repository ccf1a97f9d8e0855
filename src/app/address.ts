import { isLink, readLink, writeLink } from '../share/link.ts'
import type { Lab, LabState } from './lab.ts'

/** The hash of a lab's state: the whole scenario and the instant. */
export const linkOf = ({ scenario, nowMs }: Pick<LabState, 'scenario' | 'nowMs'>): string =>
  writeLink({ scenario, atMs: Math.round(nowMs) })

/** What the address asks for at load: null when it asks for nothing. */
export const linkAtLoad = () => (isLink(location.hash) ? readLink(location.hash) : null)

/** The playhead is at rest after so long: browsers refuse many changes of the address in a short time. */
const restMs = 300

/**
 * Keeps the address and the lab in step: an edit is a new entry of the history, a rest of the playhead changes the
 * entry, Back and Forward load what they come to. Returns what stops it.
 */
export function followAddress(lab: Lab): () => void {
  let { scenario } = lab.getState()
  const first = scenario
  let written = location.hash.slice(1)
  let timer: ReturnType<typeof setTimeout> | undefined

  function write(state: LabState, push: boolean): void {
    const link = linkOf(state)
    if (link === written) return
    written = link
    try {
      if (push) history.pushState(null, '', `#${link}`)
      else history.replaceState(null, '', `#${link}`)
    } catch {
      // A frame that may not touch its history still works; it only has no address.
    }
  }

  const stop = lab.subscribe((state, previous) => {
    if (state.scenario !== scenario) {
      scenario = state.scenario
      clearTimeout(timer)
      // Back is to lead to the instant of the edit, not to where the playhead last rested.
      if (written !== '' && !state.goesOn) write(previous, false)
      // The values that a drag passes are one entry, written when it rests: browsers count the changes.
      if (!state.goesOn) write(state, true)
      else timer = setTimeout(() => write(lab.getState(), false), restMs)
      return
    }
    if (state.playing || state.story.act !== 'free') return
    clearTimeout(timer)
    timer = setTimeout(() => write(lab.getState(), false), restMs)
  })

  function onNavigate(): void {
    const text = location.hash.slice(1)
    if (text === written) return
    // Back to before the first edit: an address without a link stands for what the page began with.
    const read = isLink(text) ? readLink(text) : ({ ok: true, scenario: first, atMs: 0 } as const)
    if (!read.ok) {
      lab.notify({ kind: 'link', problems: read.problems })
      return
    }
    written = text
    scenario = read.scenario
    clearTimeout(timer)
    lab.load(read.scenario, read.atMs)
  }

  addEventListener('popstate', onNavigate)
  addEventListener('hashchange', onNavigate)
  return () => {
    stop()
    clearTimeout(timer)
    removeEventListener('popstate', onNavigate)
    removeEventListener('hashchange', onNavigate)
  }
}
