import { useEffect } from 'react'
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

/** The key P begins presenter mode, unless single letters are switched off. */
export function usePresentKey(lab: Lab): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { options } = lab.getState()
      if (event.key.toLowerCase() !== 'p' || options.keys === 'off' || !isFree(event)) return
      lab.setOption('present', !options.present)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [lab])
}
