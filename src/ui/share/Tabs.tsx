import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'

/** Tabs with one tab stop. Source: WAI-ARIA Authoring Practices, "Tabs Pattern", with automatic activation. */
export function Tabs<T extends string>(props: {
  label: string
  tabs: readonly { name: T; label: string }[]
  open: T
  onOpen: (name: T) => void
  children: ReactNode
}) {
  const { label, tabs, open, onOpen, children } = props
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  function onKeyDown(event: KeyboardEvent): void {
    const at = tabs.findIndex(({ name }) => name === open)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = (to + tabs.length) % tabs.length
    onOpen((tabs[next] as { name: T }).name)
    ;(list.current?.children[next] as HTMLElement | undefined)?.focus()
  }
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ name, label }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={name === open}
            aria-controls={`${id}-panel`}
            tabIndex={name === open ? 0 : -1}
            onClick={() => onOpen(name)}
          >
            {label}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls is reached by keyboard too */}
      <div className="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open}`} tabIndex={0}>
        {children}
      </div>
    </>
  )
}
