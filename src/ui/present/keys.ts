import { type RefObject, useEffect } from 'react'
import type { Lab } from '../../app/lab.ts'

/** Elements that use letters themselves, and elements that use arrow keys. */
const typing = 'input:not([type="radio"], [type="checkbox"], [type="range"]), select, textarea, [contenteditable]'
const steering = `${typing}, input, [role="toolbar"], [role="tablist"], [role="radiogroup"], .diagram`

/** Whether a key is free: no control, dialog or shortcut of the browser uses it. */
export function isFree(event: KeyboardEvent, isArrow = false): boolean {
  const target = event.composedPath()[0]
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
  if (!(target instanceof Element)) return true
  const inDialog = target.closest('dialog[open]') !== null
  return !inDialog && target.closest(isArrow ? steering : typing) === null
}

/**
 * The key P starts presenter mode, unless single letters are switched off. `place` is any element of the lab: in a
 * custom element only keys that are pressed within it count.
 */
export function usePresentKey(lab: Lab, place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = place.current?.getRootNode()
    const onKey = (event: Event) => {
      const { options } = lab.getState()
      if ((event as KeyboardEvent).key.toLowerCase() !== 'p' || options.present || options.keys === 'off') return
      if (isFree(event as KeyboardEvent)) lab.setOption('present', true)
    }
    root?.addEventListener('keydown', onKey)
    return () => root?.removeEventListener('keydown', onKey)
  }, [lab, place])
}
