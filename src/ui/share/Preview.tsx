import { useEffect, useRef, useState } from 'react'
import { say } from './embeddingWords.ts'

/** The preview waits until an option has not changed for so long, because each change starts another lab. */
const restMs = 400
/** The least height of an embed, in CSS pixels. If the lab does not fit, more is needed. */
const leastHeight = 480

/** Whether a preview is possible: not from a file, and not where a page may not read its own frames. */
const canPreview = (): boolean => /^https?:$/.test(location.protocol) && window.origin !== 'null'

/** The lab as it will be embedded, scaled down where there is less room. It also reports the height that is needed. */
export function Preview(props: {
  src: string
  widthPx: number
  heightPx: number
  onNeeds: (px: number | null | 'measuring') => void
}) {
  const { src, widthPx, heightPx, onNeeds } = props
  const [shown, setShown] = useState<string | null>(null)
  const frame = useRef<HTMLIFrameElement>(null)
  const figure = useRef<HTMLElement>(null)
  const [room, setRoom] = useState(widthPx)
  const possible = canPreview()
  const zoom = Math.min(1, room / widthPx)

  useEffect(() => {
    if (figure.current === null) return
    const observer = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width || 1))
    observer.observe(figure.current)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    if (!possible) return
    const timer = setTimeout(() => setShown(src), shown === null ? 0 : restMs)
    return () => clearTimeout(timer)
  }, [src, possible, shown])

  // The lab in the frame loads in parts, so it is measured when it is there and again when the parts are loaded.
  useEffect(() => {
    if (!possible) {
      onNeeds(null)
      return
    }
    onNeeds('measuring')
    if (shown === null || widthPx === 0) return
    const timers = [600, 1500, 3000].map((ms, i) =>
      setTimeout(() => {
        const needs = heightNeeded(frame.current)
        if (needs !== null || i === 2) onNeeds(needs)
      }, ms),
    )
    return () => timers.forEach(clearTimeout)
  }, [shown, possible, widthPx, onNeeds])

  if (!possible) return <p className="quiet">{say('embedding.noPreview')}</p>
  const size = { width: widthPx, height: heightPx, percent: Math.round(zoom * 100) }
  return (
    <figure className="preview" ref={figure}>
      <figcaption className="quiet">
        {say(zoom < 1 ? 'embedding.previewSmaller' : 'embedding.preview', size)}
      </figcaption>
      <div style={{ width: widthPx * zoom, height: heightPx * zoom }}>
        {shown !== null && (
          <iframe
            key={shown}
            ref={frame}
            src={shown}
            title={say('embedding.previewTitle')}
            style={{ width: widthPx, height: heightPx, transform: `scale(${zoom})` }}
          />
        )}
      </div>
    </figure>
  )
}

/**
 * The least height at which the document in a frame does not scroll, in CSS pixels; null as long as there is no lab in
 * it. A higher frame may make the picture higher too, so the height is raised until it is enough.
 */
function heightNeeded(frame: HTMLIFrameElement | null): number | null {
  const root = frame?.contentDocument?.documentElement
  if (!frame || !root?.querySelector('main')) return null
  const { height } = frame.style
  let needed = leastHeight
  for (let tries = 0; tries < 5; tries++) {
    frame.style.height = `${needed}px`
    if (root.scrollHeight <= needed) break
    needed = root.scrollHeight
  }
  frame.style.height = height
  return needed
}
