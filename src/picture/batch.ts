/**
 * The marks of a crowded stretch as few shapes: all lines of a kind are one path, all labels of a kind another. It looks
 * the same, for a fraction of the elements. Words are thinned out where there are too many of them: first those of
 * packets and effects that nothing is special about. The shape of a surprise is never left out.
 */
import type { MessageId } from '../sim/packet.ts'
import { crossSize, type Layout, type PlacedPacket, pillHeight } from './layout.ts'
import { isInFlight, type NoteShape } from './plan.ts'

/** Text of a mark. `end`: which edge of the text is at x. */
export interface Label {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly anchor: 'start' | 'middle' | 'end'
}

/** What is drawn in one way, each part as the path of all its lines or outlines. */
export interface Batch {
  readonly chosen: boolean
  readonly wires: { readonly m: string; readonly a: string }
  readonly arrows: string
  readonly pills: { readonly m: Pills; readonly a: Pills }
  readonly crosses: { readonly frames: string; readonly arms: string; readonly labels: readonly Label[] }
  readonly notes: readonly Notes[]
  readonly leaders: string
  /** How many packets and notes are drawn. */
  readonly marks: number
}

interface Pills {
  readonly shapes: string
  /** The second outline of what is sent again. */
  readonly outlines: string
  readonly ticks: string
  readonly labels: readonly Label[]
}

interface Notes {
  readonly shape: NoteShape
  readonly hollow: string
  readonly solid: string
  readonly stroke: string
  readonly labels: readonly Label[]
}

/** The marks of packets and notes that are shown for good once `shown` events have happened: the chosen ones apart. */
export function batchesOf(
  layout: Layout,
  shown: number,
  isChosen: (message: MessageId | null, event: number) => boolean,
  mostWords: number,
): Batch[] {
  const packets = layout.packets.filter(({ mark }) => mark.firstEvent <= shown && !isInFlight(mark, shown))
  const notes = layout.notes.filter(({ mark }) => mark.event <= shown)
  const worded = marksWithWords(packets, notes, mostWords)
  return [false, true].flatMap((chosen) => {
    const ofPackets = packets.filter(({ mark }) => isChosen(mark.message, mark.firstEvent) === chosen)
    const ofNotes = notes.filter(({ mark }) => isChosen(mark.message, mark.event) === chosen)
    return ofPackets.length + ofNotes.length === 0 ? [] : [batchOf(ofPackets, ofNotes, worded, chosen)]
  })
}

type PlacedNotes = Layout['notes']

/** Which marks keep their words, at most so many. */
function marksWithWords(packets: readonly PlacedPacket[], notes: PlacedNotes, most: number): ReadonlySet<object> {
  const withWords = [
    ...packets.filter(({ label, lossLabel }) => label !== null || lossLabel !== null),
    ...notes.filter(({ text }) => text !== ''),
  ]
  const special = withWords.filter((mark) =>
    'lossText' in mark ? mark.mark.end !== 'arrived' : !(plain as readonly string[]).includes(mark.mark.shape),
  )
  if (special.length >= most) return new Set(thinned(special, most))
  const kept = new Set<object>(special)
  const rest = withWords.filter((mark) => !kept.has(mark))
  return new Set<object>([...special, ...thinned(rest, most - special.length)])
}

const plain: readonly NoteShape[] = ['effect', 'key']

/** So many of a list, evenly. */
const thinned = <T>(list: readonly T[], most: number): T[] =>
  list.filter(
    (_, i) => Math.floor(((i + 1) * most) / list.length) > Math.floor((i * most) / list.length) || list.length <= most,
  )

function batchOf(
  packets: readonly PlacedPacket[],
  notes: PlacedNotes,
  worded: ReadonlySet<object>,
  chosen: boolean,
): Batch {
  const of = (kind: 'm' | 'a') => packets.filter(({ mark }) => mark.kind === kind)
  const lost = packets.filter(({ mark }) => mark.end === 'lost' || mark.end === 'down')
  const dropped = notes.filter(({ mark }) => mark.shape === 'lost')
  const crosses = [...lost.map(({ end }) => end), ...dropped.map(({ shape }) => shape)]
  const half = crossSize / 2
  return {
    chosen,
    wires: { m: joined(of('m'), lineOf), a: joined(of('a'), lineOf) },
    arrows: joined(packets, arrowOf),
    pills: { m: pillsOf(of('m'), worded), a: pillsOf(of('a'), worded) },
    crosses: {
      frames: joined(crosses, ({ x, y }) => `M${x - half} ${y - half}h${crossSize}v${crossSize}h${-crossSize}z`),
      arms: joined(crosses, ({ x, y }) => `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`),
      labels: lost.flatMap((placed) =>
        placed.lossLabel && placed.lossText && worded.has(placed)
          ? [{ ...placed.lossLabel, text: placed.lossText, anchor: 'middle' as const }]
          : [],
      ),
    },
    notes: (Object.keys(outlines) as NoteShape[]).flatMap((shape) => {
      const same = notes.filter(({ mark }) => mark.shape === shape)
      if (same.length === 0) return []
      const { hollow = '', solid = '', stroke = '' } = outlines[shape]
      const all = (path: string) => (path === '' ? '' : joined(same, ({ shape: { x, y } }) => `M${x} ${y}${path}`))
      const labels = same
        .filter((note) => note.text !== '' && worded.has(note))
        .map(({ textAt, text, anchor }) => ({ x: textAt.x, y: textAt.y + 1, text, anchor }))
      return [{ shape, hollow: all(hollow), solid: all(solid), stroke: all(stroke), labels }]
    }),
    leaders: joined(notes, ({ at, shape }) =>
      Math.abs(shape.y - at.y) > 1 ? `M${at.x} ${at.y}L${shape.x} ${shape.y}` : '',
    ),
    marks: packets.length + notes.length,
  }
}

const joined = <T>(list: readonly T[], path: (each: T) => string): string => list.map(path).join('')

export const lineOf = ({ start, end }: Pick<PlacedPacket, 'start' | 'end'>): string =>
  `M${start.x} ${start.y}L${end.x} ${end.y}`

/** The head of an arrow, turned the way that the packet came. */
function arrowOf({ mark, start, end }: PlacedPacket): string {
  if (mark.end !== 'arrived') return ''
  const angle = Math.atan2(end.y - start.y, end.x - start.x)
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const corner = (x: number, y: number) =>
    `${(end.x + x * cos - y * sin).toFixed(1)} ${(end.y + x * sin + y * cos).toFixed(1)}`
  return `M${end.x} ${end.y}L${corner(-12, -5.5)}L${corner(-12, 5.5)}Z`
}

function pillsOf(packets: readonly PlacedPacket[], worded: ReadonlySet<object>): Pills {
  const labelled = packets.flatMap((placed) =>
    placed.label !== null && worded.has(placed) ? [{ ...placed, label: placed.label }] : [],
  )
  const isAck = packets[0]?.mark.kind === 'a'
  const radius = isAck ? pillHeight / 2 : 4
  return {
    shapes: joined(labelled, ({ label, labelWidth }) => rounded(label.x, label.y, labelWidth, pillHeight, radius)),
    outlines: joined(labelled, ({ mark, label, labelWidth }) =>
      mark.attempt > 1 ? rounded(label.x, label.y, labelWidth + 6, pillHeight + 6, radius + 3) : '',
    ),
    ticks: isAck
      ? joined(labelled, ({ label, labelWidth }) => `M${label.x - labelWidth / 2 + 9} ${label.y}l4 4.5l7 -9`)
      : '',
    labels: labelled.map(({ label, text }) => ({
      x: label.x + (isAck ? 9 : 0),
      y: label.y + (isAck ? 1 : 1),
      text,
      anchor: 'middle' as const,
    })),
  }
}

/** A rounded rectangle around a point. */
function rounded(x: number, y: number, width: number, height: number, radius: number): string {
  const [across, down] = [width - 2 * radius, height - 2 * radius]
  const corner = (dx: number, dy: number) => `a${radius} ${radius} 0 0 1 ${dx} ${dy}`
  return `M${x - width / 2 + radius} ${y - height / 2}h${across}${corner(radius, radius)}v${down}${corner(-radius, radius)}h${-across}${corner(-radius, -radius)}v${-down}${corner(radius, -radius)}z`
}

/** The shapes of notes as paths that start at their middle; a cross is drawn with those of packets. */
const outlines: Readonly<Record<NoteShape, { hollow?: string; solid?: string; stroke?: string }>> = {
  effect: { solid: 'm-8 -8h16v16h-16z' },
  again: { hollow: 'm-10 -10h14v14h-14z', solid: 'm-5 -5h15v15h-15z' },
  absorbed: {
    hollow: 'm0 -11l9 4v7c0 6 -4 9 -9 11c-5 -2 -9 -5 -9 -11v-7z',
    stroke: 'm-4.5 -2.5h9m-9 5h9',
  },
  key: { hollow: 'm-8 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0', stroke: 'm0 0h9m-3 0v4' },
  crash: { solid: 'm3 -11l-9 13h5l-2 9l10 -14h-6z' },
  restart: { stroke: 'm5.5 -5.5a8 8 0 1 0 2.5 6.5', solid: 'm9 -9v7h-7z' },
  timeout: { solid: 'm7 -6v12l-13 -6z' },
  gaveUp: { hollow: 'm-8 0a8 8 0 1 0 16 0a8 8 0 1 0 -16 0', stroke: 'm-4.5 0h9' },
  lost: {},
}
