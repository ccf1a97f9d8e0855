import type { ReactNode } from 'react'
import { useLabState } from './context.tsx'

/** A link to another site; where the address has `links=0`, as in an exam, its words and where it would lead. */
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
