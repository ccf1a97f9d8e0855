import { endingOf } from '../../picture/explain.ts'
import { foldingOf } from '../../picture/folding.ts'
import { headsAt, layoutOf, type Surface } from '../../picture/layout.ts'
import type { Stretch } from '../../picture/overview.ts'
import { isInFlight, planOf } from '../../picture/plan.ts'
import type { Quiet } from '../../picture/quiet.ts'
import { presetOf } from '../../protocol/policy.ts'
import type { Run } from '../../sim/run.ts'
import { verdictOf } from '../../verdict/verdict.ts'
import { type Say, seconds } from '../../words/words.ts'
import { Background, Bars, Marks, surfaceOf } from '../drawing.tsx'
import { Pill } from '../marks.tsx'
import { Bands } from '../stress/Bands.tsx'

/** As wide as the diagram on a desktop; what is wider than its page is made smaller. */
const pictureWidth = 900
/** Room for the names above the lifelines, and for the line below them. */
const [headPx, footPx] = [58, 40]

/**
 * A run as one still picture, drawn by the very marks of the diagram: all of it, or a stretch. Needs nothing of the page
 * around it. Where stretches are `folded`, the picture goes on for as much more as that saves.
 */
export function RunPicture(props: { run: Run; say: Say; part?: Stretch; folded?: readonly Quiet[] }) {
  const { run, say, part, folded = [] } = props
  const { trace, scenario, endMs, world } = run
  const surface = surfaceOf(pictureWidth, say)
  const { y, between, unfold, folds } = foldingOf(folded, folded, surface)
  const { fromMs, untilMs: wantedMs } = part ?? { fromMs: 0, untilMs: endMs }
  const until = Math.min(surface.y(wantedMs), y(endMs)) + (y(endMs) > surface.y(wantedMs) ? 0 : 30)
  const cut = y(endMs) > until
  const untilMs = cut ? msAt(unfold(until), surface) : endMs
  const from = fromMs === 0 ? 0 : surface.y(fromMs)
  const layout = between(layoutOf(planOf(trace), surface, endMs), from, until)
  const shown = trace.length
  const flying = layout.packets.filter(({ mark }) => isInFlight(mark, shown))
  const end = y(endMs)
  const mode = presetOf(scenario.policy)
  const title = say('picture.title', { mode: say(mode === null ? 'picture.custom' : `mode.${mode}`) })
  const ending = endingOf(run, verdictOf(world).outcomes)
  const summary = say(ending.id, ending.values)
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      className="run-picture"
      width={pictureWidth}
      height={headPx + until - from + footPx}
      viewBox={`0 ${from - headPx} ${pictureWidth} ${headPx + until - from + footPx}`}
      role="img"
      aria-label={`${title} ${summary}`}
    >
      <title>{`${title} ${summary}`}</title>
      <rect className="sheet" x={0} y={from - headPx} width={pictureWidth} height={headPx + until - from + footPx} />
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: a window of the drawing, which has a title */}
      <svg
        x={0}
        y={from}
        width={pictureWidth}
        height={until - from}
        viewBox={`0 ${from} ${pictureWidth} ${until - from}`}
      >
        <Background layout={layout} surface={surface} paper={until} say={say} />
        <Bars layout={layout} shown={shown} until={end} />
        <Marks layout={layout} shown={shown} selected={null} differing={nothing} />
        <Bands folds={folds(from, until)} say={say} />
        {headsAt(flying, layout, shown, endMs, end).map(({ placed, tip, x, lift, fits }) => {
          const { mark, start, text, labelWidth } = placed
          return (
            <g key={mark.packet} className={fits ? '' : 'crowded'} data-events={mark.firstEvent}>
              <line className={`wire ${mark.kind}`} x1={start.x} y1={start.y} x2={tip} y2={end} />
              <g transform={`translate(${x} ${end - lift}) scale(${fits ? 1 : 0.6})`}>
                <Pill isAck={mark.kind === 'a'} retry={mark.attempt > 1} text={text} width={labelWidth} />
              </g>
            </g>
          )
        })}
      </svg>
      {(['sender', 'receiver'] as const).map((process) => (
        <text key={process} className="head-name" x={surface.lifelines[process]} y={from - 14}>
          {say(`head.${process}`)}
        </text>
      ))}
      <text className="caption" x={8} y={from - headPx + 18}>
        {title}
      </text>
      <text className="caption" x={8} y={until + footPx / 2}>
        {cut ? say('picture.cut', { at: seconds(untilMs), end: seconds(endMs) }) : summary}
      </text>
    </svg>
  )
}

/** The instant at a height. */
const msAt = (y: number, surface: Surface): number => (y - surface.y(0)) / (surface.y(1) - surface.y(0))

const nothing: ReadonlySet<number> = new Set()
