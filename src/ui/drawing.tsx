import { memo } from 'react'
import type { Layout, PlacedNote, PlacedPacket, Surface } from '../picture/layout.ts'
import { isInFlight } from '../picture/plan.ts'
import type { MessageId } from '../sim/packet.ts'
import type { Say } from '../words/words.ts'
import { Cross, Pill, Shape } from './marks.tsx'

/**
 * The still parts of a diagram: the lane, the bars and the marks of what is over. They depend on nothing of the page,
 * so that the picture of a whole run uses them too.
 */

/** Below this width, in pixels, the diagram uses small gutters and short labels. */
export const compactBelow = 560
const top = 26

/** The surface of a diagram so many pixels wide. */
export function surfaceOf(width: number, say: Say): Surface {
  const compact = width < compactBelow
  const pxPerMs = (compact ? 54 : 66) / 1000
  const y = (ms: number) => top + ms * pxPerMs
  const lifelines = compact ? { sender: 62, receiver: width - 86 } : { sender: 148, receiver: width - 226 }
  const textPx = compact ? 13 : 14
  return { width, compact, lifelines, y, text: ({ id, values }) => say(id, values), textPx }
}

/** What does not change while a run plays: lane, ticks, lifelines. */
export const Background = memo(function Background(props: {
  layout: Layout
  surface: Surface
  paper: number
  say: Say
}) {
  const { layout, surface, paper, say } = props
  const { sender, receiver } = surface.lifelines
  const [left, right] = surface.compact ? [sender + 14, receiver - 14] : [sender + 16, receiver - 16]
  return (
    <g>
      <rect className="lane" x={left} y={0} width={Math.max(0, right - left)} height={paper} />
      {layout.ticks.map(({ ms, y, labelled }) => (
        <g key={ms}>
          <line className="tick" x1={left} x2={right} y1={y} y2={y} />
          {ms % 2000 === 0 && labelled && (
            <text className="tick-label" x={8} y={y + 1}>
              {say('mark.seconds', { at: ms / 1000 })}
            </text>
          )}
        </g>
      ))}
      <line className="lifeline" x1={sender} x2={sender} y1={0} y2={paper} />
      <line className="lifeline" x1={receiver} x2={receiver} y1={0} y2={paper} />
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className="hatch-ground" width="6" height="6" />
          <line className="hatch-line" x1={0} x2={0} y1={0} y2={6} />
        </pattern>
      </defs>
    </g>
  )
})

/** Attributes with the first and last event of a mark, by which other views find it. */
const eventsOf = ({ firstEvent, lastEvent }: { firstEvent: number; lastEvent: number | null }) =>
  `${firstEvent} ${lastEvent ?? ''}`

/**
 * Timers and down times. Those that still run end at the height `until`, or else at the now-line, set by the diagram.
 */
export const Bars = memo(function Bars({ layout, shown, until }: { layout: Layout; shown: number; until?: number }) {
  const growing = (top: number) => (until === undefined ? {} : { height: Math.max(0, until - top) })
  return (
    <>
      {layout.timers.map(({ mark, x, top, bottom, due }) => {
        if (mark.firstEvent > shown) return null
        const over = mark.lastEvent !== null && mark.lastEvent <= shown
        const expired = over && mark.end === 'expired'
        return (
          <g key={mark.firstEvent} className={`timer ${expired ? 'expired' : ''}`} data-events={eventsOf(mark)}>
            {!over && <rect className="deadline" x={x - 4} y={top} width={8} height={due - top} rx={4} />}
            {over ? (
              <rect className="bar" x={x - 4} y={top} width={8} height={Math.max(0, bottom - top)} rx={4} />
            ) : (
              <rect className="bar running" x={x - 4} y={top} width={8} rx={4} data-from={top} {...growing(top)} />
            )}
          </g>
        )
      })}
      {layout.downs.map(({ mark, x, top, bottom }) => {
        if (mark.firstEvent > shown) return null
        const over = mark.lastEvent !== null && mark.lastEvent <= shown
        return (
          <rect
            key={mark.firstEvent}
            className="down"
            data-events={eventsOf(mark)}
            x={x - 8}
            y={top}
            width={16}
            {...(over ? { height: bottom - top } : { 'data-from': top, ...growing(top) })}
          />
        )
      })}
    </>
  )
})

/** Every mark of what is over: packets that ended, notes at the lifelines. */
export const Marks = memo(function Marks(props: {
  layout: Layout
  shown: number
  selected: MessageId | null
  differing: ReadonlySet<number>
}) {
  const { layout, shown, selected, differing } = props
  const isChosen = (message: MessageId | null, event: number) =>
    selected === null ? differing.has(event) : message === null || message === selected
  return (
    <>
      {layout.packets.map((placed) =>
        placed.mark.firstEvent > shown || isInFlight(placed.mark, shown) ? null : (
          <EndedWire
            key={placed.mark.packet}
            placed={placed}
            chosen={isChosen(placed.mark.message, placed.mark.firstEvent)}
          />
        ),
      )}
      {layout.packets.map((placed) =>
        placed.mark.firstEvent > shown || isInFlight(placed.mark, shown) ? null : (
          <EndedLabel
            key={placed.mark.packet}
            placed={placed}
            chosen={isChosen(placed.mark.message, placed.mark.firstEvent)}
          />
        ),
      )}
      {layout.notes.map((note) =>
        note.mark.event > shown ? null : (
          <Note key={note.mark.event} note={note} chosen={isChosen(note.mark.message, note.mark.event)} />
        ),
      )}
    </>
  )
})

const EndedWire = memo(function EndedWire({ placed, chosen }: { placed: PlacedPacket; chosen: boolean }) {
  const { mark, start, end } = placed
  const arrived = mark.end === 'arrived'
  const angle = (Math.atan2(end.y - start.y, end.x - start.x) * 180) / Math.PI
  return (
    <g className={chosen ? 'chosen' : ''} data-events={eventsOf(mark)}>
      <line className={`wire ${mark.kind}`} x1={start.x} y1={start.y} x2={end.x} y2={end.y} />
      {arrived && (
        <path className="arrow" d="M0 0L-12 -5.5V5.5Z" transform={`translate(${end.x} ${end.y}) rotate(${angle})`} />
      )}
    </g>
  )
})

const EndedLabel = memo(function EndedLabel({ placed, chosen }: { placed: PlacedPacket; chosen: boolean }) {
  const { mark, end, text, label, labelWidth, lossText, lossLabel } = placed
  return (
    <g className={chosen ? 'chosen' : ''} data-events={eventsOf(mark)}>
      {label && (
        <g transform={`translate(${label.x} ${label.y})`}>
          <Pill isAck={mark.kind === 'a'} retry={mark.attempt > 1} text={text} width={labelWidth} />
        </g>
      )}
      {(mark.end === 'lost' || mark.end === 'down') && (
        <g className="appear">
          <g transform={`translate(${end.x} ${end.y})`}>
            <Cross />
          </g>
          {lossLabel && (
            <text className="loss-label" x={lossLabel.x} y={lossLabel.y}>
              {lossText}
            </text>
          )}
        </g>
      )}
    </g>
  )
})

const Note = memo(function Note({ note, chosen }: { note: PlacedNote; chosen: boolean }) {
  const { mark, at, shape, text, textAt, anchor, room } = note
  return (
    <g className={`note note-${mark.shape} ${chosen ? 'chosen' : ''}`} data-events={mark.event}>
      {Math.abs(shape.y - at.y) > 1 && <line className="leader" x1={at.x} y1={at.y} x2={shape.x} y2={shape.y} />}
      <g className="appear">
        <g transform={`translate(${shape.x} ${shape.y})`}>
          <Shape shape={mark.shape} />
        </g>
        <text
          lengthAdjust="spacingAndGlyphs"
          // Words that are wider than the margin, in some language, are set narrower.
          ref={(words) => {
            if (room && words && words.getComputedTextLength() > room) words.setAttribute('textLength', `${room}`)
          }}
          x={textAt.x}
          y={textAt.y + 1}
          textAnchor={anchor}
        >
          {text}
        </text>
      </g>
    </g>
  )
})
