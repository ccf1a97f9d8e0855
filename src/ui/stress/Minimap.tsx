import {
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { explain } from '../../picture/explain.ts'
import {
  instantOf,
  type Overview,
  overviewOf,
  quartersOf,
  type RowTick,
  rowOf,
  type Stretch,
  surprisesOf,
} from '../../picture/overview.ts'
import { seconds } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { type Inks, sheetOf, useInks } from './inks.ts'
import { say } from './words.ts'
import './stress.css'

/** The least width of a diagram that has room for it, in pixels. */
const leastDiagram = 600
const width = 60
/** A pointer that moved less than this, in pixels, counts as a click. */
const clickPx = 4
/**
 * The share of the shown stretch that a page key moves, the share that zooming in shows, and its least length in ms.
 */
const [pagePart, closerPart, leastMs] = [1 / 12, 1 / 5, 1000]

/**
 * The whole run in a strip beside the diagram: how much happens when, each loss as a notch at the left, each repeated
 * effect at the right, a crash across. A click goes there, a drag zooms in; by keyboard it is a slider.
 */
export default function Minimap({ onSeek }: { onSeek: () => void }) {
  const frame = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState<number | null>(null)
  useLayoutEffect(() => {
    const diagram = frame.current?.parentElement
    if (!diagram) return
    const measure = () => setHeight(diagram.clientWidth < leastDiagram ? null : diagram.clientHeight)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(diagram)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={frame} className={`minimap ${height === null ? 'absent' : ''}`}>
      {height !== null && <Strip height={height} onSeek={onSeek} />}
    </div>
  )
}

function Strip({ height: outer, onSeek }: { height: number; onSeek: () => void }) {
  const { lab } = useLab()
  const run = useLabState((state) => state.run)
  const focus = useLabState((state) => state.focus)
  const slider = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const now = useRef<HTMLDivElement>(null)
  const brush = useRef<HTMLDivElement>(null)
  const [closer, setCloser] = useState<Stretch | null>(null)
  const inks = useInks(canvas)
  const pressed = useRef<number | null>(null)
  const words = useId()

  const { trace, endMs } = run
  const height = Math.max(80, outer - 2 * 44)
  const stretch = useMemo<Stretch>(
    () => (closer === null ? { fromMs: 0, untilMs: endMs } : { ...closer, untilMs: Math.min(closer.untilMs, endMs) }),
    [closer, endMs],
  )
  const surprises = useMemo(() => surprisesOf(trace), [trace])
  const quarters = useMemo(() => quartersOf(trace, surprises, endMs), [trace, surprises, endMs])

  useEffect(() => {
    if (canvas.current === null || inks === null) return
    const context = sheetOf(canvas.current, width, height)
    if (context !== null) draw(context, overviewOf(trace, surprises, stretch, height), height, inks)
  }, [trace, surprises, stretch, height, inks])

  // The playhead mark moves once a frame; the part after it is covered by a veil.
  useLayoutEffect(() => {
    const follow = () => {
      const { nowMs } = lab.getState()
      const row = Math.max(0, Math.min(height, rowOf(nowMs, stretch, height)))
      if (now.current) now.current.style.transform = `translateY(${row}px)`
    }
    follow()
    return lab.subscribe(follow)
  }, [lab, stretch, height])

  function seek(ms: number): void {
    lab.seek(Math.max(0, Math.min(endMs, ms)))
    // Ends the zoom if the playhead is outside of it.
    if (closer !== null && (ms < stretch.fromMs || ms > stretch.untilMs)) setCloser(null)
    onSeek()
  }
  function look(fromMs: number, untilMs: number): void {
    const length = Math.max(leastMs, untilMs - fromMs)
    const from = Math.max(0, Math.min(fromMs, endMs - length))
    setCloser(length >= endMs ? null : { fromMs: from, untilMs: from + length })
  }
  function lookCloser(): void {
    const length = (stretch.untilMs - stretch.fromMs) * closerPart
    const { nowMs } = lab.getState()
    look(nowMs - length / 2, nowMs + length / 2)
  }
  function toSurprise(by: 1 | -1): void {
    if (by > 0) lab.nextSurprise()
    else lab.previousSurprise()
    onSeek()
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const { nowMs } = lab.getState()
    const page = (stretch.untilMs - stretch.fromMs) * pagePart
    const by = {
      PageUp: -page,
      PageDown: page,
      ArrowUp: -page / 10,
      ArrowLeft: -page / 10,
      ArrowDown: page / 10,
      ArrowRight: page / 10,
    }[event.key]
    if (by !== undefined) seek(Math.round(nowMs + by))
    else if (event.key === 'Home') seek(0)
    else if (event.key === 'End') seek(endMs)
    else if (event.key === 'n' || event.key === 'N') toSurprise(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  /** The row at a pointer, independent of a theme's enlargement. */
  function rowAt({ clientY }: PointerEvent): number {
    const box = canvas.current?.getBoundingClientRect()
    return box === undefined ? 0 : ((clientY - box.top) * height) / box.height
  }
  function onPointerMove(event: PointerEvent): void {
    if (pressed.current === null || !brush.current) return
    const [a, b] = [pressed.current, rowAt(event)].sort((x, y) => x - y) as [number, number]
    brush.current.style.transform = `translateY(${a}px)`
    brush.current.style.height = b - a < clickPx ? '0' : `${b - a}px`
  }
  function onPointerUp(event: PointerEvent): void {
    const from = pressed.current
    release()
    if (from === null) return
    const until = rowAt(event)
    const at = (row: number) => instantOf(row, stretch, height)
    if (Math.abs(until - from) < clickPx) seek(Math.round(at(until)))
    else look(at(Math.min(from, until)), at(Math.max(from, until)))
  }
  function release(): void {
    pressed.current = null
    if (brush.current) brush.current.style.height = '0'
  }

  const event = trace[focus - 1]
  const what = event && explain(trace, event, run.scenario.policy).what
  const place = { at: seconds(event?.atMs ?? 0), end: seconds(endMs) }
  return (
    <>
      <div
        ref={slider}
        role="slider"
        tabIndex={0}
        className="minimap-strip"
        aria-label={say('map.time')}
        aria-orientation="vertical"
        aria-valuemin={0}
        aria-valuemax={Math.round(endMs)}
        aria-valuenow={Math.round(event?.atMs ?? 0)}
        aria-valuetext={
          what ? say('map.surprise', { ...place, what: say(what.id, what.values) }) : say('map.at', place)
        }
        aria-describedby={words}
        title={say('map.help')}
        style={{ height }}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          pressed.current = rowAt(event)
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={release}
        onDoubleClick={() => setCloser(null)}
      >
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus; the slider has it */}
        <canvas ref={canvas} aria-hidden="true" style={{ width, height }} />
        <div ref={now} className="minimap-now" style={{ height }} />
        <div ref={brush} className="minimap-brush" />
      </div>
      <button type="button" onClick={lookCloser}>
        {say('map.closer')}
      </button>
      <button type="button" aria-disabled={closer === null} onClick={() => setCloser(null)}>
        {say('map.whole')}
      </button>
      <ul id={words} className="minimap-words" aria-label={say('map.quarters')}>
        {quarters.map(({ fromMs, untilMs, ...counts }) => (
          <li key={fromMs}>{say('map.quarter', { from: seconds(fromMs), until: seconds(untilMs), ...counts })}</li>
        ))}
      </ul>
    </>
  )
}

const notch = 16
const [tickHeight, shortestTick] = [2, 6]

/** The positions and lengths of ticks: long enough for one surprise to be visible, longer for more. */
function lengths(ticks: readonly RowTick[]): [number, number][] {
  const most = ticks.reduce((a, { count }) => Math.max(a, count), 1)
  const room = notch - 2 - shortestTick
  return ticks.map(({ row, count }) => [
    row - tickHeight / 2,
    shortestTick + (most === 1 ? room : (room * (count - 1)) / (most - 1)),
  ])
}

/** Density in the middle, notches for surprises beside it, crashes across. */
function draw(on: CanvasRenderingContext2D, { density, ticks }: Overview, height: number, inks: Inks): void {
  on.clearRect(0, 0, width, height)
  const most = density.reduce((a, b) => Math.max(a, b), 1)
  const room = width - 2 * notch
  on.fillStyle = inks.lane
  on.fillRect(notch, 0, room, height)
  on.fillStyle = inks.traffic
  density.forEach((count, y) => {
    if (count > 0) on.fillRect(notch, y, Math.max(2, (room * count) / most), 1)
  })
  on.fillStyle = inks.muted
  for (const { row } of ticks.other) on.fillRect(width - notch - 6, row - 0.5, 6, 1)
  on.fillStyle = inks.lost
  for (const [y, long] of lengths(ticks.lost)) on.fillRect(0, y, long, tickHeight)
  on.fillStyle = inks.dup
  for (const [y, long] of lengths(ticks.dup)) on.fillRect(width - long, y, long, tickHeight)
  on.fillStyle = inks.ink
  for (const { row } of ticks.crash) on.fillRect(0, row - tickHeight / 2, width, tickHeight)
}
