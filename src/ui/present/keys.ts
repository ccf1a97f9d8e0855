import { type RefObject, useEffect } from 'react'
import type { Lab } from '../../app/lab.ts'

/** What takes letters for itself, and what takes arrow keys. */
const typing = 'input:not([type="radio"], [type="checkbox"], [type="range"]), select, textarea, [contenteditable]'
const steering = `${typing}, input, [role="toolbar"], [role="tablist"], [role="radiogroup"], .diagram`

/** Whether a key is nobody else's: no control, dialog, or shortcut of the browser wants it. */
export function isFree(event: KeyboardEvent, isArrow = false): boolean {
  const target = event.composedPath()[0]
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
  if (!(target instanceof Element)) return true
  const inDialog = target.closest('dialog[open]') !== null
  return !inDialog && target.closest(isArrow ? steering : typing) === null
}

/**
 * The key P begins presenter mode, unless single letters are switched off; its own keys end it. `place` is anything of the
 * lab: in an element of somebody else's page only the keys that are pressed within it are the lab's.
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
