/**
 * The shapes of marks: every meaning has its own shape, so that none depends on colour. Each is drawn around (0, 0)
 * within 24 by 24 pixels and takes its colour from its class.
 */

import { crossSize, pillHeight } from '../picture/layout.ts'
import type { NoteShape } from '../picture/plan.ts'

/** filled: payload · hollow with a tick: acknowledgement · second outline: sent again */
export function Pill(props: { isAck: boolean; retry: boolean; text: string; width: number }) {
  const { isAck, retry, text, width } = props
  const [left, top] = [-width / 2, -pillHeight / 2]
  if (isAck) {
    return (
      <g className="pill ack">
        {retry && (
          <rect className="pill-outline" x={left - 3} y={top - 3} width={width + 6} height={pillHeight + 6} rx={14} />
        )}
        <rect className="pill-shape" x={left} y={top} width={width} height={pillHeight} rx={pillHeight / 2} />
        <path className="pill-tick" d={`M${left + 9} 0l4 4.5l7 -9`} />
        <text x={9} y={1}>
          {text}
        </text>
      </g>
    )
  }
  return (
    <g className="pill message">
      {retry && (
        <rect className="pill-outline" x={left - 3} y={top - 3} width={width + 6} height={pillHeight + 6} rx={7} />
      )}
      <rect className="pill-shape" x={left} y={top} width={width} height={pillHeight} rx={4} />
      <text x={0} y={1}>
        {text}
      </text>
    </g>
  )
}

/** A packet ends here: a cross in a square. */
export function Cross() {
  const [half, arm] = [crossSize / 2, 5]
  return (
    <g className="cross">
      <rect x={-half} y={-half} width={crossSize} height={crossSize} rx={2} />
      <path d={`M${-arm} ${-arm}L${arm} ${arm}M${arm} ${-arm}L${-arm} ${arm}`} />
    </g>
  )
}

/** The shape of a note at a lifeline. */
export function Shape({ shape }: { shape: NoteShape }) {
  switch (shape) {
    case 'effect':
      return <rect className="shape solid" x={-8} y={-8} width={16} height={16} />
    case 'again':
      return (
        <g className="shape dup">
          <rect className="hollow" x={-10} y={-10} width={14} height={14} />
          <rect className="solid" x={-5} y={-5} width={15} height={15} />
        </g>
      )
    case 'absorbed':
      return (
        <g className="shape">
          <path className="hollow" d="M0 -11L9 -7V0C9 6 5 9 0 11C-5 9 -9 6 -9 0V-7Z" />
          <path className="stroke" d="M-4.5 -2.5H4.5M-4.5 2.5H4.5" />
        </g>
      )
    case 'key':
      return (
        <g className="shape">
          <circle className="hollow" cx={-4} cy={0} r={4} />
          <path className="stroke" d="M0 0H9M6 0V4" />
        </g>
      )
    case 'crash':
      return <path className="shape solid" d="M3 -11L-6 2H-1L-3 11L7 -3H1Z" />
    case 'restart':
      return (
        <g className="shape">
          <path className="stroke" d="M5.5 -5.5A8 8 0 1 0 8 1" />
          <path className="solid" d="M9 -9V-2H2Z" />
        </g>
      )
    case 'timeout':
      return <path className="shape solid" d="M7 -6V6L-6 0Z" />
    case 'lost':
      return <Cross />
    case 'gaveUp':
      return (
        <g className="shape">
          <circle className="hollow" r={8} />
          <path className="stroke" d="M-4.5 0H4.5" />
        </g>
      )
  }
}

/** The shape that an outcome has in the scoreboard and the ledger. */
export function OutcomeShape({ outcome }: { outcome: 'undecided' | 'lost' | 'once' | 'duplicated' | 'wait' }) {
  return (
    <svg className={`outcome outcome-${outcome}`} viewBox="-12 -12 24 24" width="22" height="22" aria-hidden="true">
      {outcome === 'once' && <Shape shape="effect" />}
      {outcome === 'duplicated' && <Shape shape="again" />}
      {outcome === 'undecided' && <rect className="dashed" x={-8} y={-8} width={16} height={16} />}
      {outcome === 'wait' && <rect className="faint" x={-8} y={-8} width={16} height={16} />}
      {outcome === 'lost' && (
        <g className="cross">
          <rect className="dashed" x={-9} y={-9} width={18} height={18} />
          <path d="M-5 -5L5 5M5 -5L-5 5" />
        </g>
      )}
    </svg>
  )
}

const icons = {
  play: 'M-6 -8V8L9 0Z',
  pause: 'M-7 -8H-2V8H-7ZM2 -8H7V8H2Z',
  back: 'M5 -8V8L-6 0ZM-8 -8H-5V8H-8Z',
  forward: 'M-5 -8V8L6 0ZM5 -8H8V8H5Z',
  surprise: 'M-9 -7V7L-1 0ZM-1 -7V7L7 0ZM7 -8H9.5V8H7Z',
  reset: 'M-8 -8H-5V8H-8ZM8 -8V8L-4 0Z',
  crash: 'M3 -11L-6 2H-1L-3 11L7 -3H1Z',
  more: 'M-9 -2H-5V2H-9ZM-2 -2H2V2H-2ZM5 -2H9V2H5Z',
}

export function Icon({
  name,
}: {
  name: keyof typeof icons | 'loseMessage' | 'loseAck' | 'check' | 'remove' | 'settings' | 'help' | 'lock'
}) {
  return (
    <svg className="icon" viewBox="-12 -12 24 24" width="20" height="20" aria-hidden="true">
      {name === 'loseMessage' && (
        <>
          <rect x={-10} y={-6} width={20} height={12} rx={3} />
          <path className="icon-hole" d="M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5" />
        </>
      )}
      {name === 'loseAck' && (
        <>
          <rect className="icon-line" x={-10} y={-6.5} width={20} height={13} rx={6.5} />
          <path className="icon-line" d="M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5" />
        </>
      )}
      {name === 'check' && <path className="icon-line" d="M-7 0L-2 5L7 -6" />}
      {name === 'settings' && (
        <>
          <path className="icon-line" d="M-10 -6H-1M7 -6H10M-10 6H-7M1 6H10" />
          <circle className="icon-line" cx={3} cy={-6} r={3.5} />
          <circle className="icon-line" cx={-3} cy={6} r={3.5} />
        </>
      )}
      {name === 'help' && (
        <>
          <path className="icon-line" d="M-5 -4.5A5 5 0 1 1 2 0.2Q0 1 0 4" />
          <circle cx={0} cy={9} r={1.6} />
        </>
      )}
      {name === 'lock' && (
        <>
          <path className="icon-line" d="M-5 0V-5A5 5 0 0 1 5 -5V0" />
          <rect x={-8} y={0} width={16} height={11} rx={2} />
        </>
      )}
      {name === 'remove' && <path className="icon-line" d="M-6 -6L6 6M6 -6L-6 6" />}
      {name in icons && <path d={icons[name as keyof typeof icons]} />}
    </svg>
  )
}
