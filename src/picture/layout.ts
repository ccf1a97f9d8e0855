/**
 * Where the marks of a plan go on a surface of a given width: vertical time, downward, the sender's lifeline left, the
 * receiver's right. Earlier marks are placed first and never move, so a run that goes on does not rearrange its past.
 */

import type { ProcessName } from '../protocol/exchange.ts'
import type { MessageId } from '../sim/packet.ts'
import type { Sentence } from '../words/words.ts'
import {
  type DownMark,
  fractionAt,
  labelOf,
  type NoteMark,
  type PacketMark,
  type Plan,
  type TimerMark,
} from './plan.ts'

/** What the drawing surface is like. Lengths are CSS pixels. */
export interface Surface {
  readonly width: number
  /** Narrow: short labels, small gutters. */
  readonly compact: boolean
  readonly lifelines: Readonly<Record<ProcessName, number>>
  /** From virtual milliseconds to a distance from the top. */
  readonly y: (ms: number) => number
  /** What a sentence says, to know how much room it takes. */
  readonly text: (sentence: Sentence) => string
  /** Height of a line of label text. */
  readonly textPx: number
}

export interface Layout {
  readonly packets: readonly PlacedPacket[]
  readonly notes: readonly PlacedNote[]
  readonly timers: readonly PlacedTimer[]
  readonly downs: readonly PlacedDown[]
  readonly ticks: readonly Tick[]
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PlacedPacket {
  readonly mark: PacketMark
  readonly start: Point
  /** Where it would arrive. */
  readonly due: Point
  /** Where it ended, or would arrive. */
  readonly end: Point
  readonly text: string
  /** Middle of its label once it is no longer in flight; null where the picture is too crowded for one. */
  readonly label: Point | null
  readonly labelWidth: number
  /** The words beside the cross of a lost packet, and their middle; null where there is no room. */
  readonly lossText: string | null
  readonly lossLabel: Point | null
}

export interface PlacedNote {
  readonly mark: NoteMark
  /** Where on the lifeline it happened. */
  readonly at: Point
  /** Middle of its shape, moved down when there is another note so close that they would overlap. */
  readonly shape: Point
  readonly text: string
  readonly textAt: Point
  readonly anchor: 'start' | 'end'
  /** Where the words may be too long for the margin: how wide they may be. */
  readonly room: number | null
}

export interface PlacedTimer {
  readonly mark: TimerMark
  readonly x: number
  readonly top: number
  /** Where it ended, or will expire. */
  readonly bottom: number
  readonly due: number
}

export interface PlacedDown {
  readonly mark: DownMark
  readonly x: number
  readonly top: number
  readonly bottom: number
}

export interface Tick {
  readonly ms: number
  readonly y: number
  /** Whether its label has room: a note's label beside it goes first. */
  readonly labelled: boolean
}

export interface Point {
  readonly x: number
  readonly y: number
}

export const pillHeight = 22
export const crossSize = 22

/** The width of a packet's label: its text, and room for the tick mark that an ACK wears. */
const pillWidth = (text: string, isAck: boolean): number => Math.round(text.length * 8.4 + (isAck ? 32 : 16))

/** What stands on a packet: its message, and from the third attempt on which attempt it is. */
const pillText = ({ message, attempt }: PacketMark): string =>
  attempt > 2 ? `${labelOf(message)} #${attempt}` : labelOf(message)

export function layoutOf(plan: Plan, surface: Surface, untilMs: number): Layout {
  const { lifelines, y } = surface
  const taken = new Room()
  const notes = placeNotes(plan, surface, taken)
  const words = notes.flatMap(({ mark, textAt, anchor }) =>
    mark.process === 'sender' && anchor === 'end' ? [textAt.y] : [],
  )
  return {
    packets: placePackets(plan.packets, surface, taken),
    notes,
    timers: plan.timers.map((mark) => ({
      mark,
      x: timerX(mark.track, surface),
      top: y(mark.fromMs),
      bottom: y(mark.endMs ?? mark.dueMs),
      due: y(mark.dueMs),
    })),
    downs: plan.downs.map((mark) => ({
      mark,
      x: lifelines[mark.process],
      top: y(mark.fromMs),
      bottom: y(mark.untilMs ?? untilMs),
    })),
    ticks: placeTicks(untilMs, surface, words),
  }
}

/** The part of a layout that is between two heights: what a view of it has to draw. */
export function layoutBetween({ packets, notes, timers, downs, ticks }: Layout, from: number, until: number): Layout {
  const within = (least: number, most: number) => most >= from && least <= until
  return {
    packets: packets.filter(({ start, end }) => within(start.y, end.y)),
    notes: notes.filter(({ at, shape }) => within(at.y, shape.y)),
    timers: timers.filter(({ top, bottom, due }) => within(top, Math.max(bottom, due))),
    downs: downs.filter(({ top, bottom }) => within(top, bottom)),
    ticks: ticks.filter(({ y }) => within(y, y)),
  }
}

/** How many elements marks have when each is drawn by itself. */
export const elementsOf = ({ packets, notes, timers, downs, ticks }: Layout): number =>
  packets.length * 10 + notes.length * 7 + timers.length * 3 + downs.length + ticks.length * 3

/** Timers that run at the same time stand side by side, as far as there is room. */
const timerX = (track: number, { lifelines, compact }: Surface): number =>
  lifelines.sender - 12 - Math.min(track, compact ? 1 : 2) * 11

/** Every whole second; every second one carries its label, unless words are in its way. Both go down the paper. */
function placeTicks(untilMs: number, { y, textPx }: Surface, words: readonly number[]): Tick[] {
  let next = 0
  return Array.from({ length: Math.floor(untilMs / 1000) + 1 }, (_, i) => {
    const at = y(i * 1000)
    while ((words[next] ?? at) <= at - textPx) next++
    return { ms: i * 1000, y: at, labelled: (words[next] ?? Number.POSITIVE_INFINITY) >= at + textPx }
  })
}

function placeNotes({ notes, timers }: Plan, surface: Surface, taken: Room): PlacedNote[] {
  const { lifelines, y, compact, textPx } = surface
  const lowest: Record<ProcessName, number> = { sender: Number.NEGATIVE_INFINITY, receiver: Number.NEGATIVE_INFINITY }
  const height = Math.max(textPx + 2, 23)
  const endedBy = new Map(timers.map((timer) => [timer.lastEvent, timer]))
  return notes.map((mark) => {
    const at = { x: lifelines[mark.process], y: y(mark.atMs) }
    const below = Math.max(at.y, lowest[mark.process] + height)
    // Where the words of a crowd would end up far from what they are about, the shape stands alone where it happened.
    const alone = below - at.y > (mark.shape === 'effect' || mark.shape === 'key' ? 3 : 6) * height
    const middle = alone ? at.y : below
    if (!alone) lowest[mark.process] = middle
    const text = alone ? '' : surface.text(compact ? mark.short : mark.label)
    // A phone has no room left of the sender's lifeline: its notes stand in the lane; a timeout is a pennant alone.
    const outside = mark.process === 'receiver' || !compact
    const toRight = mark.process === 'receiver' || compact
    const bare = alone || (compact && mark.shape === 'timeout')
    const timer = mark.shape === 'timeout' ? endedBy.get(mark.event) : undefined
    const besideBar = timer && timerX(timer.track, surface) - 12
    const shapeX = besideBar ?? (outside && !toRight ? at.x - 56 : at.x + 19)
    const textX = toRight ? at.x + 34 : at.x - (timer ? 48 : 70)
    const width = text.length * textPx * 0.6
    const room = (toRight ? surface.width - textX : textX) - 2
    if (!outside && !bare) taken.take({ x: at.x + 6, y: middle - height / 2, width: width + 34, height })
    return {
      mark,
      at,
      shape: { x: shapeX, y: middle },
      text: bare ? '' : text,
      textAt: { x: textX, y: middle },
      anchor: toRight ? 'start' : 'end',
      room: outside && width * 1.2 > room ? room : null,
    } satisfies PlacedNote
  })
}

/** Where along its way a packet may carry its label, the best place first. */
const fractions = [0.5, 0.36, 0.64, 0.24, 0.76, 0.43, 0.57, 0.3, 0.7, 0.16, 0.84]
const lostFractions = [0.42, 0.3, 0.55, 0.2, 0.65]

function placePackets(packets: readonly PacketMark[], surface: Surface, taken: Room): PlacedPacket[] {
  return packets.map((mark) => {
    const { start, due, at } = wayOf(mark, surface)
    const end = mark.endMs === null ? due : at(mark.endMs)
    const text = pillText(mark)
    const labelWidth = pillWidth(text, mark.kind === 'a')
    const pill = (p: Point): Box => boxAround(p, labelWidth + 6, pillHeight + 4)
    const lost = mark.end === 'lost' || mark.end === 'down'
    if (lost) taken.take(boxAround(end, crossSize + 2, crossSize + 2))
    const loss = lost ? placeLoss(mark, end, surface, taken) : { lossText: null, lossLabel: null }
    const between = (f: number): Point => ({ x: start.x + (end.x - start.x) * f, y: start.y + (end.y - start.y) * f })
    const label = firstFree((lost ? lostFractions : fractions).map(between), pill, taken)
    if (label !== null) taken.take(pill(label))
    return { mark, start, due, end, text, label, labelWidth, ...loss }
  })
}

/** The straight way of a packet through the lane: slope is latency. */
function wayOf(mark: PacketMark, { lifelines, y }: Pick<Surface, 'lifelines' | 'y'>) {
  const [from, to] = mark.kind === 'm' ? [lifelines.sender, lifelines.receiver] : [lifelines.receiver, lifelines.sender]
  const x = (fraction: number) => from + (to - from) * fraction
  const at = (ms: number): Point => ({ x: x(fractionAt(mark, ms)), y: y(Math.min(ms, mark.endMs ?? ms)) })
  return { start: { x: x(mark.fromFraction), y: y(mark.fromMs) }, due: { x: to, y: y(mark.dueMs) }, at }
}

function placeLoss(mark: PacketMark, cross: Point, surface: Surface, taken: Room) {
  const { lifelines, textPx, text } = surface
  const id = mark.end === 'down' ? 'mark.downLost' : mark.kind === 'm' ? 'mark.messageLost' : 'mark.ackLost'
  const lossText = text({ id })
  const width = lossText.length * textPx * 0.62
  const box = (p: Point): Box => boxAround(p, width, textPx + 4)
  const [left, right] = [lifelines.sender + width / 2 + 10, lifelines.receiver - width / 2 - 10]
  const x = Math.min(Math.max(cross.x, left), Math.max(left, right))
  const away = crossSize / 2 + textPx / 2 + 4
  const candidates = [away, -away, away + textPx, -away - textPx].map((dy) => ({ x, y: cross.y + dy }))
  const lossLabel = firstFree(candidates, box, taken)
  if (lossLabel === null) return { lossText: null, lossLabel: null }
  taken.take(box(lossLabel))
  return { lossText, lossLabel }
}

/** What is taken of the paper, in bands of its height, so that a long run asks only what is near. */
class Room {
  private readonly bands = new Map<number, Box[]>()

  take(box: Box): void {
    for (const band of bandsOf(box)) {
      const boxes = this.bands.get(band)
      if (boxes === undefined) this.bands.set(band, [box])
      else boxes.push(box)
    }
  }

  isFree(box: Box): boolean {
    return !bandsOf(box).some((band) => this.bands.get(band)?.some((other) => overlap(other, box)))
  }
}

const bandHeight = 100

/** The bands that a box reaches into. */
function bandsOf({ y, height }: Box): number[] {
  const first = Math.floor(y / bandHeight)
  const last = Math.floor((y + height) / bandHeight)
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** The first place that is free; no label is better than two on top of each other. */
function firstFree(places: readonly Point[], boxOf: (p: Point) => Box, taken: Room): Point | null {
  return places.find((p) => taken.isFree(boxOf(p))) ?? null
}

export const boxAround = ({ x, y }: Point, width: number, height: number): Box => ({
  x: x - width / 2,
  y: y - height / 2,
  width,
  height,
})

/** Whether two boxes share more than an edge. */
export const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** The message of the mark nearest to a point, if a mark that is to be seen is within so many pixels. */
export function messageAt(point: Point | null, layout: Layout, shown: number, within: number): MessageId | null {
  if (point === null) return null
  const marks: { message: MessageId; at: Point }[] = []
  for (const { mark, label, end } of layout.packets) {
    if (mark.lastEvent === null || mark.lastEvent > shown) continue
    marks.push({ message: mark.message, at: mark.end === 'arrived' ? (label ?? end) : end })
    if (label !== null) marks.push({ message: mark.message, at: label })
  }
  for (const { mark, shape, text, anchor } of layout.notes) {
    if (mark.message === null || mark.event > shown) continue
    marks.push({ message: mark.message, at: shape })
    // Its words belong to it.
    const towards = anchor === 'start' ? 1 : -1
    for (let x = 24; x < 24 + text.length * 8; x += within) {
      marks.push({ message: mark.message, at: { x: shape.x + towards * x, y: shape.y } })
    }
  }
  const far = ({ at }: { at: Point }) => Math.hypot(at.x - point.x, at.y - point.y)
  const nearest = marks.reduce<(typeof marks)[number] | null>(
    (best, mark) => (best === null || far(mark) < far(best) ? mark : best),
    null,
  )
  return nearest !== null && far(nearest) <= within ? nearest.message : null
}

/** A packet in flight, drawn at the now-line. */
export interface Head {
  readonly placed: PlacedPacket
  /** Where the packet is. */
  readonly tip: number
  /** The middle of its label. */
  readonly x: number
  /** How far the label is raised above the now-line. */
  readonly lift: number
  /** Whether there is room for the words on it; where packets crowd, its shape alone has to do. */
  readonly fits: boolean
}

const air = 6

/** The labels of packets that have ended. */
function labelsOf(layout: Layout, shown: number): Box[] {
  return layout.packets.flatMap(({ mark, label, labelWidth, lossLabel, lossText }) => {
    if (mark.firstEvent > shown || mark.lastEvent === null || mark.lastEvent > shown) return []
    const pill = label ? [boxAround(label, labelWidth + 6, pillHeight + 4)] : []
    return lossLabel && lossText ? [...pill, boxAround(lossLabel, lossText.length * 8.6, 18)] : pill
  })
}

/** The notes that stand in the lane, beside the sender's lifeline, where a phone has no room outside. */
function notesInLane(layout: Layout, shown: number): Box[] {
  return layout.notes.flatMap(({ mark, at, shape, text, anchor }) =>
    mark.process !== 'sender' || anchor !== 'start' || text === '' || mark.event > shown
      ? []
      : [{ x: at.x, y: shape.y - 11, width: 38 + text.length * 9, height: 22 }],
  )
}

/**
 * The heads of the packets in flight at an instant, each raised or lowered until it lies on no other label, but not
 * out of view.
 */
export function headsAt(
  inFlight: readonly PlacedPacket[],
  layout: Layout,
  shown: number,
  nowMs: number,
  y: number,
  view = { from: 0, until: Number.POSITIVE_INFINITY },
): Head[] {
  const near = (box: Box) => Math.abs(box.y - y) < 10 * pillHeight
  const taken = [...labelsOf(layout, shown), ...notesInLane(layout, shown)].filter(near)
  const heads = inFlight.map((placed) => {
    const { mark, start, due, labelWidth } = placed
    const way =
      mark.dueMs === mark.fromMs ? 1 : Math.max(0, Math.min(1, (nowMs - mark.fromMs) / (mark.dueMs - mark.fromMs)))
    const tip = start.x + (due.x - start.x) * way
    // Its label stays within the lane, clear of the marks at the lifelines.
    const margin = labelWidth / 2 + 8
    const [left, right] = [Math.min(start.x, due.x) + margin, Math.max(start.x, due.x) - margin]
    return { placed, tip, x: Math.max(left, Math.min(right, tip)), lift: 0, fits: true }
  })
  for (const head of heads.sort((a, b) => a.x - b.x || a.placed.mark.firstEvent - b.placed.mark.firstEvent)) {
    const box = (lift: number) => boxAround({ x: head.x, y: y - lift }, head.placed.labelWidth + air, pillHeight + 4)
    // Upwards by half rows, as far as the paper goes; then downwards.
    const rows = Array.from({ length: 16 }, (_, i) => (i * (pillHeight + air)) / 2)
    const inView = (lift: number) => y - lift >= view.from + pillHeight && y - lift <= view.until - pillHeight
    const lifts = [...rows, ...rows.map((lift) => -lift)].filter(inView)
    const free = lifts.find((lift) => !taken.some((other) => overlap(other, box(lift))))
    head.lift = free ?? 0
    head.fits = free !== undefined
    if (head.fits) taken.push(box(head.lift))
  }
  return heads
}
