import { writeLink } from '../share/link.ts'
import { type Options, writeOptions } from '../share/options.ts'
import { type Address, hasRun, isPacked, readAddress, readPackedAddress, writeAddress } from '../share/page.ts'
import type { Lab, LabState, Notice } from './lab.ts'
import { addressOptions, handedOn } from './settings.ts'

/** The hash of a lab's state: the whole scenario and the instant. */
export const linkOf = ({ scenario, nowMs }: Pick<LabState, 'scenario' | 'nowMs'>): string =>
  writeLink({ scenario, atMs: Math.round(nowMs) })

/** The page and its run as the text behind the # of a link, without the options that it is shown with. */
export const stateOf = ({ page, scenario, nowMs }: Pick<LabState, 'page' | 'scenario' | 'nowMs'>): string =>
  writeAddress(page, { scenario, atMs: Math.round(nowMs) })

/** The link that a reader passes on: the page and its run, with the options that its author set for every reader. */
export const linkToShare = (state: Pick<LabState, 'page' | 'scenario' | 'nowMs' | 'asked' | 'options'>): string =>
  writeAddress(state.page, { scenario: state.scenario, atMs: Math.round(state.nowMs) }, writeOptions(handedOn(state)))

/** What the address asks for at load. A packed one is unpacked asynchronously. */
export const addressAtLoad = (): Address | Promise<Address> =>
  isPacked(location.hash, location.search)
    ? readPackedAddress(location.hash, location.search)
    : readAddress(location.hash, location.search)

/** Whether others can open an address: the address of a file works on this computer only. */
export const isOnWeb = (address: string): boolean => /^https?:/.test(address)

/**
 * The address of the lab's own page, without query and hash; null where it has none. In a custom element it is not the
 * address of the page around it.
 */
export const baseOf = ({ home }: Pick<LabState, 'home'>): string | null =>
  home === '' ? location.href.replace(/[?#].*$/, '') : home

/** The lab's own page with a text behind its #; null where it has none. */
export function pageWith(state: Pick<LabState, 'home'>, hash: string): string | null {
  const base = baseOf(state)
  return base === null ? null : `${base}#${hash}`
}

/** What a visitor has to be told about an address; null when all of it was used. */
export function noticeOf({ link, problems, ignored }: Address): Notice | null {
  const ofLink = link?.ok === false ? link.problems : []
  if (problems.length + ofLink.length + ignored.length === 0) return null
  return { kind: 'link', problems: [...ofLink, ...problems], all: ofLink.length > 0, ignored }
}

/** The playhead counts as resting after so long. Browsers refuse many changes of the address in a short time. */
const restMs = 300

/**
 * Keeps the address and the lab in step: an edit adds an entry to the history, a resting playhead replaces the entry,
 * and Back and Forward load the entry they lead to. Returns what stops it.
 */
export function followAddress(lab: Lab): () => void {
  let { scenario, page } = lab.getState()
  /** The options that the hash brought; those of the query stay where they are. */
  const given: Partial<Options> = readAddress(location.hash).options
  if (isPacked(location.hash)) {
    void readPackedAddress(location.hash).then(({ options }) => Object.assign(given, { ...options, ...given }))
  }
  const first = scenario
  let written = location.hash.slice(1)
  let timer: ReturnType<typeof setTimeout> | undefined

  function write(state: LabState, push: boolean): void {
    const { page, scenario, nowMs } = state
    const options = writeOptions(addressOptions(given, state.options))
    const link = writeAddress(page, { scenario, atMs: Math.round(nowMs) }, options)
    if (link === written) return
    written = link
    try {
      if (push) history.pushState(null, '', `#${link}`)
      else history.replaceState(null, '', `#${link}`)
    } catch {
      // A frame that may not change its history still works, without an address.
    }
  }

  /** True while the lab takes over an address: its changes are then not written back. */
  let navigating = false
  const stop = lab.subscribe((state, previous) => {
    if (navigating) return
    if (state.page !== page) {
      page = state.page
      scenario = state.scenario
      clearTimeout(timer)
      // Back must lead to the instant that was left, even if the playhead had not rested there.
      if (hasRun(previous.page) && (written !== '' || previous.nowMs > 0)) write(previous, false)
      write(state, true)
      return
    }
    // Where the run is not part of the address, its changes are not written.
    if (!hasRun(page)) return
    if (state.scenario !== scenario) {
      scenario = state.scenario
      clearTimeout(timer)
      // Back must lead to the instant of the edit, not to where the playhead last rested.
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
    const { search } = location
    if (!isPacked(text, search)) goTo(text, readAddress(text, search), readAddress(text).options)
    else {
      void Promise.all([readPackedAddress(text, search), readPackedAddress(text)]).then(([address, { options }]) => {
        // A visitor who has left for another address meanwhile stays there.
        if (location.hash.slice(1) === text) goTo(text, address, options)
      })
    }
  }

  /** Shows what an address means; `ofHash` are the options that the hash brought. */
  function goTo(text: string, address: Address, ofHash: Partial<Options>): void {
    // An address without a link stands for the run that the page began with.
    const read = address.link ?? ({ ok: true, scenario: first, atMs: 0 } as const)
    const notice = noticeOf(address)
    if (!read.ok) {
      lab.notify(notice)
      return
    }
    written = text
    clearTimeout(timer)
    page = address.page
    navigating = true
    if (hasRun(page)) lab.load(read.scenario, read.atMs)
    Object.assign(given, ofHash)
    const { options, asked } = lab.getState()
    lab.setState({
      page,
      notice,
      options: { ...options, ...address.options },
      asked: { ...asked, ...address.options },
    })
    scenario = lab.getState().scenario
    navigating = false
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
