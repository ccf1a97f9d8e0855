import { pillHeight } from '../../picture/layout.ts'
import { fractionAt, labelOf, type PacketMark } from '../../picture/plan.ts'
import { linear } from '../../picture/scale.ts'
import type { SeenMark, WorldPlan, WorldsPlan } from '../../picture/worlds.ts'
import { Cross, Pill, Shape } from '../marks.tsx'
import { say } from '../prover/proverOf.ts'

const height = 290
const [top, foot] = [26, 34]
/** Half the width of the sender's column, and the room of the receivers' labels at the edges. */
const half = 84
const edge = { wide: 128, tight: 96 }
/** Below this width the labels are short. */
const tightBelow = 720
/** On a phone the column stands at the left. */
const column = 132
/** The lifeline stands off the middle of its column, which has its words at the left. */
const off = 24
/** Two labels of a column are no closer. */
const lineHeight = 20

interface Side {
  readonly world: WorldPlan
  readonly sender: number
  readonly receiver: number
  /** Where the sender's column ends on this side: what happens on the wire is drawn beyond it. */
  readonly wall: number
  /** Which way its receiver is: 1 to the right. */
  readonly towards: 1 | -1
}

/** One sender's column and, beside it, both worlds, or the one that is shown. */
export function WorldsPicture({ plan, width, shown }: { plan: WorldsPlan; width: number; shown: 0 | 1 | null }) {
  const y = linear([plan.fromMs, Math.max(plan.untilMs, plan.fromMs + 500)], [top, height - foot])
  const narrow = shown !== null
  const tight = narrow || width < tightBelow
  const rim = tight ? edge.tight : edge.wide
  const middle = width / 2
  const center = narrow ? column - off : middle + off
  const sides: Side[] = narrow
    ? [
        {
          world: plan.worlds[shown],
          sender: center,
          receiver: Math.max(width - 74, column + 80),
          wall: 4 + column,
          towards: 1,
        },
      ]
    : [
        { world: plan.worlds[0], sender: center, receiver: rim, wall: middle - half, towards: -1 },
        { world: plan.worlds[1], sender: center, receiver: width - rim, wall: middle + half, towards: 1 },
      ]
  const box = narrow ? { x: 4, width: column } : { x: middle - half, width: 2 * half }
  if (width === 0) return null
  return (
    <svg className="worlds-picture paper" width={width} height={height} aria-hidden="true">
      {sides.map((side) => (
        <Lane key={side.towards} side={side} />
      ))}
      <g className="sender-column">
        <rect className="sender-box" x={box.x} y={2} width={box.width} height={height - 4} rx={10} />
        <line className="lifeline" x1={center} x2={center} y1={10} y2={height - 10} />
        {plan.timers.map((mark) => {
          const over = mark.endMs !== null
          const bottom = y(Math.min(mark.endMs ?? plan.untilMs, plan.untilMs))
          return (
            <g key={mark.firstEvent} className={`timer ${mark.end === 'expired' ? 'expired' : ''}`}>
              <rect
                className={over ? 'bar' : 'bar running'}
                x={center - 14}
                y={y(mark.fromMs)}
                width={8}
                height={Math.max(0, bottom - y(mark.fromMs))}
                rx={4}
              />
            </g>
          )
        })}
        <Seen marks={plan.seen} y={y} until={plan.untilMs} x={center - 24} />
      </g>
      {sides.map((side) => (
        <WorldSide key={side.towards} side={side} y={y} untilMs={plan.untilMs} tight={tight} />
      ))}
    </svg>
  )
}

/** What the sender saw, a line each; where it heard nothing for long, silence. */
function Seen(props: { marks: readonly SeenMark[]; y: (ms: number) => number; until: number; x: number }) {
  const { marks, y, until, x } = props
  const lines: { key: string; at: number; text: string; quiet: boolean }[] = []
  let lowest = Number.NEGATIVE_INFINITY
  const put = (key: string, at: number, text: string, quiet: boolean) => {
    const place = Math.max(at, lowest + lineHeight)
    if (place > height - 12) return
    lowest = place
    lines.push({ key, at: place, text, quiet })
  }
  marks.forEach((mark, i) => {
    put(`${i}`, y(mark.atMs), say(mark.label.id, mark.label.values), false)
    const next = marks[i + 1]?.atMs ?? until
    const gap = y(next) - Math.max(y(mark.atMs), lowest)
    if (gap > 3 * lineHeight) put(`${i}-`, (Math.max(y(mark.atMs), lowest) + y(next)) / 2, say('worlds.silence'), true)
  })
  return lines.map(({ key, at, text, quiet }) => (
    <text key={key} className={quiet ? 'quiet-text' : ''} x={x} y={at} textAnchor="end">
      {text}
    </text>
  ))
}

function Lane({ side: { receiver, wall, towards } }: { side: Side }) {
  const inner = wall + towards * 4
  const outer = receiver - towards * 14
  return (
    <g>
      <rect className="lane" x={Math.min(inner, outer)} y={0} width={Math.abs(outer - inner)} height={height} />
      <line className="lifeline" x1={receiver} x2={receiver} y1={6} y2={height - 6} />
    </g>
  )
}

/** The packets and the receiver of one world. */
function WorldSide(props: { side: Side; y: (ms: number) => number; untilMs: number; tight: boolean }) {
  const { side, y, untilMs, tight } = props
  const { world, sender, receiver, wall, towards } = side
  let lowest = Number.NEGATIVE_INFINITY
  const notes = world.notes.map((mark) => {
    const at = Math.max(y(mark.atMs), lowest + lineHeight + 3)
    lowest = at
    return { mark, at }
  })
  /** Along its way between the wall and the receiver; at its ends, at the lifelines themselves. */
  const x = (mark: PacketMark, fraction: number) => {
    if (fraction === (mark.kind === 'm' ? 0 : 1)) return sender
    return mark.kind === 'm' ? wall + (receiver - wall) * fraction : receiver + (wall - receiver) * fraction
  }
  return (
    <g className="world">
      {world.packets.map((mark) => {
        const endMs = Math.min(mark.endMs ?? mark.dueMs, untilMs)
        const fraction = fractionAt(mark, endMs)
        const [x1, x2] = [x(mark, mark.fromFraction), x(mark, fraction)]
        const [y1, y2] = [y(mark.fromMs), y(endMs)]
        const lost = mark.end === 'lost' || mark.end === 'down'
        const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI
        // Its label stays on the wire, clear of the column that both worlds share.
        const [from, until] = [x1 === sender ? wall : x1, x2 === sender ? wall : x2]
        const middle = ((from + until) / 2 - x1) / (x2 - x1 || 1)
        const width = labelOf(mark.message).length * 8.4 + (mark.kind === 'a' ? 32 : 16)
        return (
          <g key={mark.packet}>
            <line className={`wire ${mark.kind}`} x1={x1} y1={y1} x2={x2} y2={y2} />
            {mark.end === 'arrived' && (
              <path className="arrow" d="M0 0L-12 -5.5V5.5Z" transform={`translate(${x2} ${y2}) rotate(${angle})`} />
            )}
            {Math.abs(until - from) > width + (lost ? 18 : 6) && (
              <g transform={`translate(${x1 + (x2 - x1) * middle} ${y1 + (y2 - y1) * middle})`}>
                <Pill isAck={mark.kind === 'a'} retry={mark.attempt > 1} text={labelOf(mark.message)} width={width} />
              </g>
            )}
            {lost && (
              <g>
                <g transform={`translate(${x2} ${y2})`}>
                  <Cross />
                </g>
                <text className="loss-label" x={x2} y={y2 + pillHeight}>
                  {say(mark.end === 'down' ? 'mark.downLost' : mark.kind === 'm' ? 'mark.messageLost' : 'mark.ackLost')}
                </text>
              </g>
            )}
          </g>
        )
      })}
      {notes.length === 0 && (
        <text
          className="quiet-text"
          x={receiver + towards * 12}
          y={height / 2}
          textAnchor={towards > 0 ? 'start' : 'end'}
        >
          {say('worlds.nothing')}
        </text>
      )}
      {notes.map(({ mark, at }) => (
        <g key={mark.event} className={`note note-${mark.shape}`}>
          <g transform={`translate(${receiver + towards * 18} ${at})`}>
            <Shape shape={mark.shape} />
          </g>
          <text x={receiver + towards * 33} y={at} textAnchor={towards > 0 ? 'start' : 'end'}>
            {say(tight ? mark.short.id : mark.label.id, tight ? mark.short.values : mark.label.values)}
          </text>
        </g>
      ))}
    </g>
  )
}
