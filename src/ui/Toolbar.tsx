import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react'

/**
 * A toolbar with one tab stop: the arrow keys move between its controls. A slider uses the arrow keys itself, so it is
 * a tab stop of its own. Source: WAI-ARIA Authoring Practices, "Toolbar Pattern".
 */
export function Toolbar(props: { label: string; className?: string; children: ReactNode }) {
  const bar = useRef<HTMLDivElement>(null)
  const current = useRef<Element | null>(null)
  const place = useRef(0)
  const focused = useRef(false)

  useLayoutEffect(() => {
    const controls = controlsOf(bar.current)
    const gone = current.current !== null && !controls.includes(current.current as HTMLElement)
    const stop = gone
      ? (controls[Math.min(place.current, controls.length - 1)] ?? undefined)
      : (controls.find((control) => control === current.current) ?? preferred(controls))
    for (const control of controls) setTabIndex(control, control === stop ? 0 : -1)
    for (const off of bar.current?.querySelectorAll<HTMLElement>(':disabled') ?? []) setTabIndex(off, -1)
    current.current = stop ?? null
    place.current = Math.max(0, controls.indexOf(stop as HTMLElement))
    // The focused control was removed: the focus moves to the tab stop, or else to the bar.
    if (gone && focused.current) (stop ?? bar.current)?.focus({ preventScroll: true })
  })

  function onKeyDown(event: KeyboardEvent): void {
    const controls = controlsOf(bar.current)
    const at = controls.indexOf(event.target as HTMLElement)
    const to = at < 0 ? null : destination(event, at, controls.length)
    if (to === null) return
    event.preventDefault()
    controls[to]?.focus()
  }

  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={props.label}
      className={props.className}
      onKeyDown={onKeyDown}
      tabIndex={-1}
      onBlur={({ relatedTarget }) => {
        // If nothing else received the focus, the control was removed.
        if (relatedTarget !== null) focused.current = false
      }}
      onFocus={({ target }) => {
        const controls = controlsOf(bar.current)
        focused.current = controls.includes(target as HTMLElement)
        if (!focused.current) return
        current.current = target
        for (const control of controls) control.tabIndex = control === target ? 0 : -1
      }}
    >
      {props.children}
    </div>
  )
}

/** Writes the attribute only if it changes: a toolbar renders with every move, and may have many controls. */
function setTabIndex(control: HTMLElement, index: number): void {
  if (control.getAttribute('tabindex') !== String(index)) control.tabIndex = index
}

const controlsOf = (bar: HTMLElement | null): HTMLElement[] => [
  ...(bar?.querySelectorAll<HTMLElement>('button:not(:disabled), input:not([type="range"]), select') ?? []),
]

/** The first tab stop: the control that is marked for it, else the first control. */
const preferred = (controls: HTMLElement[]) =>
  controls.find((control) => control.dataset.first !== undefined) ?? controls[0]

function destination({ key, target }: KeyboardEvent, at: number, count: number): number | null {
  if (key === 'ArrowRight') return (at + 1) % count
  if (key === 'ArrowLeft') return (at + count - 1) % count
  // Lists and fields use the other keys themselves.
  if (!(target as HTMLElement).matches('button')) return null
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (at + count - 1) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}
