import { createContext, type RefObject, useContext, useEffect, useRef } from 'react'
import type { Lab } from '../app/lab.ts'
import { isInUse } from '../app/takeFocus.ts'
import { type Page, partsOf } from '../share/page.ts'
import { wordsOf } from '../words/words.ts'
import { toTop } from './room.ts'

/** What tells of a change of the page to those who do not see it. */
export interface PageStart {
  /**
   * The page that was asked for is there, and begins at this element. Whoever went to it is taken there; whoever loaded
   * it is left where a browser begins, and so is whoever reads the page around a lab in somebody else's.
   */
  readonly begin: (element: HTMLElement, title: string) => void
}

export const PageStartContext = createContext<PageStart | null>(null)

const say = wordsOf('en')

/** Says where the pages of a lab begin. `entitle` is given what its window is called now; an element of somebody else's page has none. */
export function pageStartOf(lab: Lab, entitle: (title: string) => void = () => {}): PageStart {
  let beginning: HTMLElement | null = null
  let goes = false
  lab.subscribe((state, previous) => {
    // Asked now: what was pressed to go there will be gone, and the focus with it.
    if (nameOf(state.page) !== nameOf(previous.page)) goes = beginning !== null && isInUse(beginning)
  })
  return {
    begin(element, title) {
      const name = say('lab.title')
      entitle(title === name ? name : say('lab.place', { title }))
      beginning = element
      if (!goes) return
      goes = false
      toTop(element)
      element.focus({ preventScroll: true })
    },
  }
}

/** Another step of a lesson is the same page, and so is another axis of the costs. */
function nameOf(page: Page): string {
  const { name, id } = partsOf(page)
  return name === 'costs' ? name : `${name}/${id}`
}

/** For the heading at which a page begins: `title` is what the page is called, null as long as it begins elsewhere. */
export function useBeginning<E extends HTMLElement = HTMLHeadingElement>(title: string | null): RefObject<E | null> {
  const heading = useRef<E>(null)
  const pageStart = useContext(PageStartContext)
  useEffect(() => {
    if (title !== null && heading.current !== null) pageStart?.begin(heading.current, title)
  }, [pageStart, title])
  return heading
}
