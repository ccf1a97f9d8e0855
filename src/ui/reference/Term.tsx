import type { ReactNode } from 'react'
import type { TermId } from '../../lessons/terms.ts'
import type { Go } from './referenceOf.ts'

/** The anchor of a term in the glossary. It never changes: pages outside of the lab may point to it. */
export const anchorOf = (id: TermId): string => `term-${id}`

/** A word that leads to its entry in the glossary. */
export function Term({ id, go, children }: { id: TermId; go: Go; children: ReactNode }) {
  return (
    <a
      className="term"
      href={`#v=1&page=glossary/${anchorOf(id)}`}
      onClick={(event) => {
        event.preventDefault()
        go('glossary', anchorOf(id))
      }}
    >
      {children}
    </a>
  )
}
