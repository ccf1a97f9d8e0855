import { createContext, type RefObject, useContext, useEffect, useRef } from 'react'
import type { Lab } from '../app/lab.ts'
import { isInUse } from '../app/takeFocus.ts'
import { type Page, partsOf } from '../share/page.ts'
import { wordsOf } from '../words/words.ts'
import { toTop } from './room.ts'

/** Announces a change of the page to visitors who do not see it. */
export interface PageStart {
  /**
   * Called when a page of the lab is rendered and starts at this element. After a navigation within the lab the element
   * gets the focus. After a load, and in an embed that is not in use, the focus stays where it is.
   */
  readonly begin: (element: HTMLElement, title: string) => void
}

export const PageStartContext = createContext<PageStart | null>(null)

const say = wordsOf('en')

/** The page start of a lab. `entitle` is called with the title of the window, unless the window is not the lab's. */
export function pageStartOf(lab: Lab, entitle: (title: string) => void = () => {}): PageStart {
  let beginning: HTMLElement | null = null
  let goes = false
  lab.subscribe((state, previous) => {
    // Read now, before the pressed control is removed and the focus with it.
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

/** The identity of a page: steps of a lesson are the same page, and so are the axes of the costs. */
function nameOf(page: Page): string {
  const { name, id } = partsOf(page)
  return name === 'costs' ? name : `${name}/${id}`
}

/**
 * A ref for the heading at which a page starts. `title` is the title of the page, or null if the page starts elsewhere.
 */
export function useBeginning<E extends HTMLElement = HTMLHeadingElement>(title: string | null): RefObject<E | null> {
  const heading = useRef<E>(null)
  const pageStart = useContext(PageStartContext)
  useEffect(() => {
    if (title !== null && heading.current !== null) pageStart?.begin(heading.current, title)
  }, [pageStart, title])
  return heading
}
