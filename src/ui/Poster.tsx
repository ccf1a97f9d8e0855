import { type Layout, layoutOf, type Surface } from '../picture/layout.ts'
import { planOf } from '../picture/plan.ts'
import type { Run } from '../sim/run.ts'
import type { Say } from '../words/words.ts'
import { Background, Bars, Marks } from './drawing.tsx'

const top = 52
const pxPerMs = 66 / 1000
const none: ReadonlySet<number> = new Set()

/** The diagram of a run after so many moves as a still picture: the same marks, without a lab. */
export function Poster(props: { run: Run; moves: number; width: number; say: Say; title: string }) {
  const { run, moves, width, say, title } = props
  const shown = run.frames[moves - 1]?.events ?? 0
  const untilMs = run.frames[moves - 1]?.atMs ?? 0
  const surface: Surface = {
    width,
    compact: false,
    lifelines: { sender: 148, receiver: width - 226 },
    y: (ms) => top + ms * pxPerMs,
    text: ({ id, values }) => say(id, values),
    textPx: 14,
  }
  const layout = layoutOf(planOf(run.trace.filter(({ id }) => id <= shown)), surface, untilMs)
  const height = Math.round(surface.y(untilMs) + 34)
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={title}>
      <Background layout={layout} surface={surface} paper={height} say={say} />
      <rect className="poster-name" width={width} height={28} />
      {(['sender', 'receiver'] as const).map((name) => (
        <text key={name} x={surface.lifelines[name]} y={14} textAnchor="middle">
          {say(`head.${name}`)}
        </text>
      ))}
      <Bars layout={still(layout)} shown={shown} />
      <Marks layout={layout} shown={shown} selected={null} differing={none} />
    </svg>
  )
}

/** The layout without timers and down times that still run: the clock of a lab draws those, and a picture has none. */
const still = (layout: Layout): Layout => ({
  ...layout,
  timers: layout.timers.filter(({ mark }) => mark.lastEvent !== null),
  downs: layout.downs.filter(({ mark }) => mark.lastEvent !== null),
})
