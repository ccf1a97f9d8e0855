import { type ReactNode, useEffect, useRef } from 'react'
import { takeFocus } from '../../app/takeFocus.ts'
import { reveal, treeOf } from '../room.ts'
import { type Go, say } from './referenceOf.ts'
import './reference.css'

/** A page to read: a title, what it is for, and the way back. Its title has the focus when the page opens. */
export function Page(props: {
  title: string
  lead: string
  go: Go
  wide?: boolean
  at?: string | undefined
  children: ReactNode
}) {
  const { title, lead, go, wide = false, at, children } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const anchor = at === undefined || heading.current === null ? null : treeOf(heading.current).getElementById(at)
    reveal(anchor, 'start')
    takeFocus(anchor ?? heading.current)
  }, [at])
  return (
    <main className={`reference ${wide ? 'wide' : ''}`}>
      <article>
        <div className="reference-top">
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" onClick={() => go('')}>
            {say('reference.back')}
          </button>
        </div>
        <p className="lead">{lead}</p>
        {children}
      </article>
    </main>
  )
}
