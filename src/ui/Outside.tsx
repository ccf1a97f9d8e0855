import type { ReactNode } from 'react'
import { useLabState } from './context.tsx'

/** A link to another site. With `links=0` in the address, as for an exam, only its text and address are shown. */
export function Outside({ href, children }: { href: string; children: ReactNode }) {
  const links = useLabState(({ options }) => options.links)
  if (!links)
    return (
      <span>
        {children} <span className="quiet">({href})</span>
      </span>
    )
  return (
    <a href={href} rel="noreferrer" target="_blank">
      {children}
    </a>
  )
}
