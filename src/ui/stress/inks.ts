import { type RefObject, useEffect, useState } from 'react'
import { useLabState } from '../context.tsx'

const tokens = ['ink', 'muted', 'line', 'traffic', 'lost', 'dup', 'bg', 'lane'] as const

/** The colours of the theme as a canvas takes them. */
export type Inks = Readonly<Record<(typeof tokens)[number], string>>

/** The colours at an element; null before it is mounted. They follow the theme and the preferences of the browser. */
export function useInks(element: RefObject<HTMLElement | null>): Inks | null {
  const options = useLabState((state) => state.options)
  const [inks, setInks] = useState<Inks | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a theme is among the options
  useEffect(() => {
    const read = () => element.current && setInks(inksOf(element.current))
    const frame = requestAnimationFrame(read)
    const system = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query))
    for (const query of system) query.addEventListener('change', read)
    return () => {
      cancelAnimationFrame(frame)
      for (const query of system) query.removeEventListener('change', read)
    }
  }, [element, options])
  return inks
}

/** A custom property may hold a colour for each scheme; the computed colour of an element tells which one applies. */
function inksOf(element: HTMLElement): Inks {
  const inks = tokens.map((token) => {
    element.style.color = `var(--${token})`
    return [token, getComputedStyle(element).color]
  })
  element.style.color = ''
  return Object.fromEntries(inks) as Inks
}

/** A canvas of so many CSS pixels, at the screen's resolution, empty. */
export function sheetOf(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const scale = Math.min(devicePixelRatio || 1, 2)
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d')
  context?.scale(scale, scale)
  return context
}
