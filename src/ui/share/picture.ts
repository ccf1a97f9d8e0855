import { createElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import type { Quiet } from '../../picture/quiet.ts'
import type { Run } from '../../sim/run.ts'
import type { Say } from '../../words/words.ts'
import { RunPicture } from './RunPicture.tsx'

export type PictureTheme = 'light' | 'dark'

/**
 * The most time of a picture, in virtual milliseconds. A longer run is cut and the picture says so: images cannot be
 * much higher.
 */
const mostMs = 240_000

/**
 * The picture of a run as a file: the marks of the diagram, each with the styles of the page as attributes. Stretches
 * that are `folded` on the page are folded in it. It is rendered invisibly beside `place`, and removed before this
 * returns.
 */
export function svgOf(run: Run, folded: readonly Quiet[], theme: PictureTheme, say: Say, place: Element): string {
  const host = document.createElement('div')
  host.className = 'paper picture-source'
  host.dataset.theme = theme
  host.ariaHidden = 'true'
  place.append(host)
  const root = createRoot(host)
  try {
    const part = run.endMs > mostMs ? { part: { fromMs: 0, untilMs: mostMs } } : {}
    flushSync(() => root.render(createElement(RunPicture, { run, say, folded, ...part })))
    return styled(host.firstElementChild as SVGSVGElement)
  } finally {
    root.unmount()
    host.remove()
  }
}

/** Style properties of marks that are inherited from the parent, */
const inherited = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'visibility',
]
/** and those that are not, with their defaults. */
const own = { opacity: '1' }

/** A drawing as text, with styles as attributes where they differ from those of the parent. */
function styled(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement
  const [originals, copies] = [drawing, copy].map((svg) => [svg, ...svg.querySelectorAll<SVGElement>('*')])
  // All styles are read from the original, because the copy is not in the page.
  for (const [i, original] of (originals ?? []).entries()) {
    const element = copies?.[i]
    if (element === undefined) continue
    const style = getComputedStyle(original)
    const outer = original === drawing ? null : getComputedStyle(original.parentElement as Element)
    for (const name of inherited) {
      const value = style.getPropertyValue(name)
      if (value !== outer?.getPropertyValue(name)) element.setAttribute(name, plain(value))
    }
    for (const [name, usual] of Object.entries(own)) {
      const value = style.getPropertyValue(name)
      if (value !== usual) element.setAttribute(name, value)
    }
    element.removeAttribute('class')
    element.removeAttribute('data-from')
  }
  return `${new XMLSerializer().serializeToString(copy)}\n`
}

/** Lengths without their unit, which some programs do not read in an attribute. */
const plain = (value: string): string => value.replace(/(\d)px\b/g, '$1')

/** The largest side and area of an image that all supported browsers can make, in pixels. */
const [mostSide, mostArea] = [16_384, 16_777_216]

/** The same picture as an image of twice the size, or less where that would be too large. */
export async function pngOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const { width, height } = image
    const scale = Math.min(2, mostSide / Math.max(width, height), Math.sqrt(mostArea / (width * height)))
    const canvas = new OffscreenCanvas(Math.floor(width * scale), Math.floor(height * scale))
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await canvas.convertToBlob({ type: 'image/png' })
  } finally {
    URL.revokeObjectURL(url)
  }
}
