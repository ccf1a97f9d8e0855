import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** How wide an element is, in the pixels of what is drawn in it: a theme may enlarge those. 0 before it is there. */
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

/** How much larger than usual the visitor wants text, beside what a theme enlarges: 2 for 200 %. Never below 1. */
export function textScaleOf(element: Element): number {
  const zoom = Number(getComputedStyle(element).getPropertyValue('--zoom')) || 1
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
  // A theme's own enlargement is not exact to the last digit.
  return Math.max(1, Math.round((10 * rem) / 16 / zoom) / 10)
}

/** Tells how high the element of the returned ref is, as long as it is there; then 0. */
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
