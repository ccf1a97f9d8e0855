import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { treeOf } from './room.ts'

/**
 * When a control within a part is removed while it has the focus, the focus moves to what `next` returns. Otherwise it
 * would be lost, and keyboard and screen reader users would start at the top of the page. It is never taken from other
 * elements.
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
      // Without a new target the focus was left, or the control is about to be removed.
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

/** The Play button of the lab that an element is in. */
export const playOf = (element: Element | null): HTMLElement | null | undefined =>
  element?.closest('.lab')?.querySelector<HTMLElement>('.playback [data-first]')

/** The first control after an element, within a part of the page. */
export function controlAfter(part: Element | null, element: Element | null): HTMLElement | undefined {
  const controls = part?.querySelectorAll<HTMLElement>('button, a[href], summary, input, select') ?? []
  return [...controls].find(
    (control) => element !== null && element.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING,
  )
}
