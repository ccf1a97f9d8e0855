/**
 * A layout with some stretches folded. What is above a folded stretch stays where it is, what is below moves up as a
 * whole, and the stretch itself becomes a band of constant height across the paper, at which the axis of time is
 * broken.
 */
import type { Sentence } from '../words/words.ts'
import {
  type Layout,
  layoutBetween,
  type PlacedNote,
  type PlacedPacket,
  type PlacedTimer,
  type Point,
  pillHeight,
  type Surface,
} from './layout.ts'
import { type Quiet, wordsOfQuiet } from './quiet.ts'

/** The height of a folded stretch: that of a button, however long the stretch. */
const bandHeight = 44
/** How far a line that leads into a band continues beneath it. */
const half = bandHeight / 2

/** A folded stretch, or one that could be: where it is on the paper, and what is said of it. */
export interface PlacedFold {
  readonly quiet: Quiet
  readonly folded: boolean
  readonly top: number
  readonly bottom: number
  /** The words on it, and the middle of them. */
  readonly words: Sentence
  readonly textAt: Point
  /** The broken edges of the band; where it is open, a bracket beside it. */
  readonly edges: string
}

/** How an unfolded picture becomes a folded one. Heights are pixels of the paper. */
export interface Folding {
  /** From virtual milliseconds to a height on the folded paper. */
  readonly y: (ms: number) => number
  /** From a height on the unfolded paper to one on the folded, and back; a band counts as its beginning. */
  readonly fold: (y: number) => number
  readonly unfold: (y: number) => number
  /** A mark that is on its way, at its place on the folded paper. */
  readonly moved: (placed: PlacedPacket) => PlacedPacket
  /** The part of a layout that is between two heights of the folded paper, as it is on that paper. */
  readonly between: (layout: Layout, from: number, until: number) => Layout
  /** The stretches that are over, and those of them that are folded. */
  readonly over: readonly Quiet[]
  readonly folded: readonly Quiet[]
  /** The stretches between two heights of the folded paper. */
  readonly folds: (from: number, until: number) => readonly PlacedFold[]
}

interface Band {
  readonly quiet: Quiet
  readonly top: number
  readonly bottom: number
  /** How many pixels the bands before it save, and how many it saves itself. */
  readonly before: number
  readonly saved: number
}

/** Folds `folded` of the stretches `over`, which are in the order of time; the others of them get brackets. */
export function foldingOf(over: readonly Quiet[], folded: readonly Quiet[], surface: Surface): Folding {
  const hidden = new Set(folded)
  let before = 0
  const bands: Band[] = over
    .filter((quiet) => hidden.has(quiet))
    .map((quiet) => {
      const [top, bottom] = [surface.y(quiet.fromMs), surface.y(quiet.untilMs)]
      const saved = Math.max(0, bottom - top - bandHeight)
      const band = { quiet, top, bottom, before, saved }
      before += saved
      return band
    })

  /** The last band that begins at a height or above it. */
  function bandAt(y: number, topOf: (band: Band) => number): Band | undefined {
    let [least, most] = [0, bands.length]
    while (least < most) {
      const middle = (least + most) >> 1
      if (topOf(bands[middle] as Band) <= y) least = middle + 1
      else most = middle
    }
    return bands[least - 1]
  }
  const unfoldedTop = ({ top }: Band) => top
  const foldedTop = ({ top, before }: Band) => top - before

  function fold(y: number): number {
    const band = bandAt(y, unfoldedTop)
    if (band === undefined) return y
    return y - band.before - Math.max(0, Math.min(band.saved, y - band.top - half))
  }
  function unfold(y: number): number {
    const band = bandAt(y, foldedTop)
    if (band === undefined) return y
    const into = y - foldedTop(band)
    return into <= half ? band.top + into : y + band.before + band.saved
  }
  /** The band that covers a height, with `air` pixels added above and below. */
  function bandOver(y: number, air = 0): Band | undefined {
    const band = bandAt(y + air, unfoldedTop)
    return band !== undefined && y > band.top - air && y < band.bottom + air ? band : undefined
  }
  /** Where a line that leads into a band ends beneath it, on the unfolded paper. */
  function ended(at: Point, towards: Point): Point {
    const band = bandOver(at.y)
    if (band === undefined) return at
    const edge = towards.y <= band.top ? Math.min(at.y, band.top + half) : Math.max(at.y, band.bottom - half)
    const part = at.y === towards.y ? 0 : (edge - towards.y) / (at.y - towards.y)
    return { x: towards.x + (at.x - towards.x) * part, y: edge }
  }
  const down = (point: Point): Point => ({ x: point.x, y: fold(point.y) })
  const clear = (point: Point | null, height: number): Point | null =>
    point === null || bandOver(point.y, height / 2) ? null : down(point)

  function packet(placed: PlacedPacket): PlacedPacket {
    const { start, due, end, label, lossLabel } = placed
    return {
      ...placed,
      start: down(ended(start, end)),
      due: down(due),
      end: down(ended(end, start)),
      label: clear(label, pillHeight),
      lossLabel: clear(lossLabel, surface.textPx),
    }
  }
  function note(placed: PlacedNote): PlacedNote {
    const { at, shape, textAt } = placed
    // Words that were moved down onto the band are left out; the shape stays where the event happened.
    if (!bandOver(shape.y, 12)) return { ...placed, at: down(at), shape: down(shape), textAt: down(textAt) }
    const there = fold(at.y)
    return { ...placed, at: down(at), shape: { ...shape, y: there }, text: '', textAt: { ...textAt, y: there } }
  }
  const timer = (placed: PlacedTimer): PlacedTimer => ({
    ...placed,
    top: fold(placed.top),
    bottom: fold(placed.bottom),
    due: fold(placed.due),
  })
  /** Whether all of something is in one band. */
  const isHidden = (top: number, bottom: number) => {
    const band = bandOver(top)
    return band !== undefined && band === bandOver(bottom)
  }

  return {
    y: (ms) => fold(surface.y(ms)),
    over,
    folded,
    fold,
    unfold,
    moved: packet,
    between(layout, from, until) {
      if (bands.length === 0) return layoutBetween(layout, from, until)
      const near = layoutBetween(layout, unfold(from), unfold(until))
      return {
        packets: near.packets.filter(({ start, end }) => !isHidden(start.y, end.y)).map(packet),
        notes: near.notes.filter(({ at }) => !bandOver(at.y)).map(note),
        timers: near.timers.filter(({ top, bottom }) => !isHidden(top, bottom)).map(timer),
        downs: near.downs
          .filter(({ top, bottom }) => !isHidden(top, bottom))
          .map((placed) => ({ ...placed, top: fold(placed.top), bottom: fold(placed.bottom) })),
        ticks: near.ticks
          .filter(({ y }) => !bandOver(y))
          .map((tick) => ({ ...tick, y: fold(tick.y), labelled: tick.labelled && !bandOver(tick.y, 12) })),
      }
    },
    folds(from, until) {
      const { lifelines, compact, width } = surface
      const middle = (lifelines.sender + lifelines.receiver) / 2
      return over.flatMap((quiet) => {
        const folded = hidden.has(quiet)
        const [top, bottom] = [fold(surface.y(quiet.fromMs)), fold(surface.y(quiet.untilMs))]
        if (bottom < from || top > until) return []
        const words = wordsOfQuiet(quiet, compact)
        const edges = folded ? band(width, top, bottom) : bracket(compact ? 4 : width - 6, top, bottom, compact)
        return [{ quiet, folded, top, bottom, words, textAt: { x: middle, y: (top + bottom) / 2 }, edges }]
      })
    },
  }
}

/** A band with edges like those of a broken axis. */
function band(width: number, top: number, bottom: number): string {
  const [step, tall] = [12, 4]
  const teeth = Math.ceil(width / (2 * step))
  const there = `l${step} ${tall}l${step} ${-tall}`.repeat(teeth)
  const back = `l${-step} ${tall}l${-step} ${-tall}`.repeat(teeth)
  return `M0 ${top}${there}V${bottom}${back}z`
}

function bracket(x: number, top: number, bottom: number, opensRight: boolean): string {
  const arm = opensRight ? 8 : -8
  return `M${x + arm} ${top}H${x}V${bottom}h${arm}`
}
