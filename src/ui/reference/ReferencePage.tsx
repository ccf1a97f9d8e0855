import { type ReactNode, useContext, useEffect, useRef } from 'react'
import { takeFocus } from '../../app/takeFocus.ts'
import { PageStartContext } from '../pageStart.ts'
import { reveal, treeOf } from '../room.ts'
import { type Go, say } from './referenceOf.ts'
import './reference.css'

/** A page to read: a title, what it is for, and the way back. At an anchor it begins there. */
export function ReferencePage(props: {
  title: string
  lead: string
  go: Go
  wide?: boolean
  at?: string | undefined
  children: ReactNode
}) {
  const { title, lead, go, wide = false, at, children } = props
  const heading = useRef<HTMLHeadingElement>(null)
  const pageStart = useContext(PageStartContext)
  useEffect(() => {
    const anchor = at === undefined || heading.current === null ? null : treeOf(heading.current).getElementById(at)
    if (heading.current !== null) pageStart?.begin(anchor ?? heading.current, title)
    if (anchor === null) return
    reveal(anchor, 'start')
    takeFocus(anchor)
  }, [pageStart, at, title])
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
