import { memo, useLayoutEffect, useMemo, useRef } from 'react'
import { motionIsUnwelcome } from '../../app/motion.ts'
import { type Batch, batchesOf, type Label, lineOf } from '../../picture/batch.ts'
import type { Layout, PlacedPacket } from '../../picture/layout.ts'
import type { MessageId } from '../../sim/packet.ts'
import { useLab } from '../context.tsx'
import './stress.css'

/** The marks of what is over, where there are many: see `picture/batch.ts`. */
export const Marks = memo(function Marks(props: {
  layout: Layout
  shown: number
  selected: MessageId | null
  differing: ReadonlySet<number>
  mostWords: number
}) {
  const { layout, shown, selected, differing, mostWords } = props
  const batches = useMemo(() => {
    const isChosen = (message: MessageId | null, event: number) =>
      selected === null ? differing.has(event) : message === null || message === selected
    return batchesOf(layout, shown, isChosen, mostWords)
  }, [layout, shown, selected, differing, mostWords])
  return batches.map((batch) => <Drawn key={String(batch.chosen)} {...batch} />)
})

function Drawn({ chosen, wires, arrows, pills, crosses, notes, leaders, marks }: Batch) {
  return (
    <g className={chosen ? 'chosen' : ''} data-marks={marks}>
      <path className="wire m" d={wires.m} />
      <path className="wire a" d={wires.a} />
      <path className="arrow" d={arrows} />
      {(['m', 'a'] as const).map((kind) => {
        const { shapes, outlines, ticks, labels } = pills[kind]
        return (
          <g key={kind} className={`pill ${kind === 'm' ? 'message' : 'ack'}`}>
            {outlines !== '' && <path className="pill-outline" d={outlines} />}
            <path className="pill-shape" d={shapes} />
            {ticks !== '' && <path className="pill-tick" d={ticks} />}
            <Labels labels={labels} />
          </g>
        )
      })}
      {crosses.frames !== '' && (
        <g className="cross">
          <Labels labels={crosses.labels} className="loss-label" />
          <path className="frame" d={crosses.frames} />
          <path d={crosses.arms} />
        </g>
      )}
      {leaders !== '' && <path className="leader" d={leaders} />}
      {notes.map(({ shape, hollow, solid, stroke, labels }) => (
        <g key={shape} className={`note note-${shape}`}>
          <g className={`shape ${shape === 'again' ? 'dup' : ''}`}>
            {hollow !== '' && <path className="hollow" d={hollow} />}
            {solid !== '' && <path className="solid" d={solid} />}
            {stroke !== '' && <path className="stroke" d={stroke} />}
          </g>
          <Labels labels={labels} />
        </g>
      ))}
    </g>
  )
}

function Labels({ labels, className }: { labels: readonly Label[]; className?: string }) {
  return labels.map(({ x, y, text, anchor }) => (
    <text key={`${x} ${y}`} x={x} y={y} textAnchor={anchor} className={className}>
      {text}
    </text>
  ))
}

const bar = (x: number, top: number, bottom: number, half: number) =>
  `M${x - half} ${top}h${2 * half}V${Math.max(top, bottom)}h${-2 * half}z`

/** Timers and down times. Where bars cover each other, only the longest of those that still run is drawn. */
export const Bars = memo(function Bars({ layout, shown }: { layout: Layout; shown: number }) {
  const timers = layout.timers.filter(({ mark }) => mark.firstEvent <= shown)
  const over = timers.filter(({ mark }) => mark.lastEvent !== null && mark.lastEvent <= shown)
  const ended = new Set(over)
  const running = timers.filter((timer) => !ended.has(timer))
  const firsts = [...new Map(running.toReversed().map((timer) => [timer.x, timer])).values()]
  const downs = layout.downs.filter(({ mark }) => mark.firstEvent <= shown)
  const up = downs.filter(({ mark }) => mark.lastEvent !== null && mark.lastEvent <= shown)
  const path = (some: typeof over) => some.map(({ x, top, bottom }) => bar(x, top, bottom, 4)).join('')
  return (
    <>
      <g className="timer" data-marks={timers.length}>
        <path className="bar" d={path(over.filter(({ mark }) => mark.end !== 'expired'))} />
        <path className="deadline" d={firsts.map(({ x, top, due }) => bar(x, top, due, 4)).join('')} />
        {firsts.map(({ x, top }) => (
          <rect key={x} className="bar running" x={x - 4} y={top} width={8} rx={4} data-from={top} />
        ))}
      </g>
      <g className="timer expired">
        <path className="bar" d={path(over.filter(({ mark }) => mark.end === 'expired'))} />
      </g>
      <path className="down" d={up.map(({ x, top, bottom }) => bar(x, top, bottom, 8)).join('')} />
      {downs
        .filter((down) => !up.includes(down))
        .map(({ mark, x, top }) => (
          <rect key={mark.firstEvent} className="down" x={x - 8} y={top} width={16} data-from={top} />
        ))}
    </>
  )
})

/** The future as it was before an intervention, lines only. */
export const Ghost = memo(function Ghost({ layout }: { layout: Layout }) {
  return (
    <g className="ghost">
      <path d={layout.packets.map(lineOf).join('')} />
    </g>
  )
})

/** The packets in flight beyond those with labels: their lines and positions. */
export function Swarm({ placed, y: yOf }: { placed: readonly PlacedPacket[]; y: (ms: number) => number }) {
  const { lab } = useLab()
  const [m, a, heads] = [useRef<SVGPathElement>(null), useRef<SVGPathElement>(null), useRef<SVGPathElement>(null)]
  useLayoutEffect(() => {
    const draw = () => {
      const { moves, run, ...state } = lab.getState()
      const nowMs = motionIsUnwelcome(state) ? (run.frames[moves - 1]?.atMs ?? 0) : state.nowMs
      const y = yOf(nowMs)
      const at = ({ mark, start, due }: PlacedPacket) => {
        const way = Math.max(0, Math.min(1, (nowMs - mark.fromMs) / Math.max(1, mark.dueMs - mark.fromMs)))
        return { mark, start, end: { x: start.x + (due.x - start.x) * way, y } }
      }
      const now = placed.map(at)
      const lines = (kind: 'm' | 'a') => now.flatMap((each) => (each.mark.kind === kind ? [lineOf(each)] : [])).join('')
      m.current?.setAttribute('d', lines('m'))
      a.current?.setAttribute('d', lines('a'))
      heads.current?.setAttribute('d', now.map(({ end }) => `M${end.x - 5} ${end.y - 4}h10v8h-10z`).join(''))
    }
    draw()
    return lab.subscribe(draw)
  })
  return (
    <g className="in-flight">
      <path ref={m} className="wire m" />
      <path ref={a} className="wire a" />
      <path ref={heads} className="arrow" />
    </g>
  )
}
