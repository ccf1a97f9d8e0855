import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { treeOf } from './room.ts'

/**
 * When a control within a part goes away while it has the focus, `next` says what has it instead: else it would be lost,
 * and whoever reads by keyboard or by ear would begin the page anew. It is never taken from anything.
 */
export function useKeptFocus(part: RefObject<HTMLElement | null>, next: () => HTMLElement | null | undefined): void {
  const goOn = useRef(next)
  useLayoutEffect(() => {
    goOn.current = next
  })
  useEffect(() => {
    const element = part.current
    if (element === null) return
    let last: HTMLElement | null = null
    const onFocusIn = ({ target }: FocusEvent) => {
      last = target as HTMLElement
    }
    const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
      // Where it goes nowhere, it was left, or it is about to be taken out of the page.
      if (relatedTarget !== null) last = null
      else
        queueMicrotask(() => {
          if ((target as HTMLElement).isConnected) last = null
        })
    }
    const changes = new MutationObserver(() => {
      if (last === null || last.isConnected) return
      last = null
      const { activeElement } = treeOf(element)
      if (activeElement === null || activeElement === document.body) goOn.current()?.focus({ preventScroll: true })
    })
    element.addEventListener('focusin', onFocusIn)
    element.addEventListener('focusout', onFocusOut)
    changes.observe(element, { childList: true, subtree: true })
    return () => {
      element.removeEventListener('focusin', onFocusIn)
      element.removeEventListener('focusout', onFocusOut)
      changes.disconnect()
    }
  }, [part])
}

/** What plays the run and stops it, in the lab that an element stands in. */
export const playOf = (element: Element | null): HTMLElement | null | undefined =>
  element?.closest('.lab')?.querySelector<HTMLElement>('.playback [data-first]')

/** The first control after an element, within a part of the page. */
export function controlAfter(part: Element | null, element: Element | null): HTMLElement | undefined {
  const controls = part?.querySelectorAll<HTMLElement>('button, a[href], summary, input, select') ?? []
  return [...controls].find(
    (control) => element !== null && element.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING,
  )
}
