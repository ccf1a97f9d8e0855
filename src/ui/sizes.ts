import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** The width of an element in its own pixels, which a theme may enlarge; 0 before it is mounted. */
export function useWidthOf(frame: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return
    const measure = () => {
      const zoom = Number(getComputedStyle(element).getPropertyValue('--zoom')) || 1
      setWidth(element.clientWidth / zoom)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [frame])
  return width
}

/** The text size that the visitor set, without the enlargement of a theme: 2 for 200 %. Never below 1. */
export function textScaleOf(element: Element): number {
  const zoom = Number(getComputedStyle(element).getPropertyValue('--zoom')) || 1
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
  // Rounded, because the enlargement of a theme is not exact.
  return Math.max(1, Math.round((10 * rem) / 16 / zoom) / 10)
}

/** Calls `tell` with the height of the element of the returned ref whenever it changes, and with 0 when it is gone. */
export function useHeight(tell: (px: number) => void, isThere = true): RefObject<HTMLElement | null> {
  const frame = useRef<HTMLElement>(null)
  useEffect(() => {
    const element = frame.current
    if (!isThere || element === null) return
    const observer = new ResizeObserver(() => tell(element.offsetHeight))
    observer.observe(element)
    return () => {
      observer.disconnect()
      tell(0)
    }
  }, [tell, isThere])
  return frame
}
