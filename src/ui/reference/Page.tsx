import { type ReactNode, useContext, useEffect, useRef } from 'react'
import { isInUse, takeFocus } from '../../app/takeFocus.ts'
import { PlaceContext } from '../place.ts'
import { type Go, say } from './referenceOf.ts'
import './reference.css'

/** A page to read: a title, what it is for, and the way back. At an anchor it begins there. */
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
  const place = useContext(PlaceContext)
  useEffect(() => {
    const anchor = at === undefined ? null : document.getElementById(at)
    if (heading.current !== null) place?.begin(anchor ?? heading.current, title)
    if (anchor === null) return
    if (isInUse(anchor)) anchor.scrollIntoView({ block: 'start' })
    takeFocus(anchor)
  }, [place, at, title])
  return (
    <main className={`reference ${wide ? 'wide' : ''}`}>
      <article>
        <div className="reference-top">
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" onClick={() => go('lab')}>
            {say('reference.back')}
          </button>
        </div>
        <p className="lead">{lead}</p>
        {children}
      </article>
    </main>
  )
}
