/**
 * A state machine as a drawing, made from its definition alone. States that can be left stand in one column, in the
 * order of the definition, so a handler reads like its program; states that end stand beside the transition that leads
 * there. Lengths are measured from the words, so nothing overlaps in another language either.
 */
import { type Definition, type GuardName, machineEvents, type Transition } from '../protocol/machines.ts'
import { type PacketId, packetId } from '../sim/packet.ts'
import type { ExchangeFired, Trace, TraceEvent } from '../sim/trace.ts'
import type { WordId } from '../words/words.ts'

export interface Chart {
  readonly width: number
  readonly height: number
  /** The dot before the initial state, and the way from it. */
  readonly start: { readonly x: number; readonly y: number; readonly path: string; readonly head: string }
  readonly boxes: readonly StateBox[]
  readonly arrows: readonly Arrow[]
}

export interface StateBox {
  readonly state: string
  readonly word: WordId
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly initial: boolean
  readonly final: boolean
}

/** One transition of the definition. */
export interface Arrow {
  readonly from: string
  readonly to: string
  readonly event: MachineEvent
  /** What must hold; `not…` on the branch that is taken otherwise. */
  readonly guard: Guard | null
  readonly path: string
  /** The arrowhead, a filled triangle. */
  readonly head: string
  /** The event and, if there is one, the guard. */
  readonly texts: readonly ArrowText[]
}

export interface ArrowText {
  readonly word: WordId
  /** Middle of the line of text; `anchor` says which of its ends x is. */
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle'
}

export type MachineEvent = (typeof machineEvents)[keyof typeof machineEvents]['type']
export type Guard = GuardName | 'notLast' | 'notSeen' | 'notSeenBefore'

/** How wide words are. Lengths are CSS pixels. */
export interface Sizes {
  readonly text: (word: WordId) => string
  readonly charPx: number
  readonly linePx: number
}

const otherwise: Partial<Record<GuardName, Guard>> = { last: 'notLast', seen: 'notSeen', seenBefore: 'notSeenBefore' }

/** The word for a state of any of the machines. */
export const stateWord = (state: string): WordId =>
  `state.${state.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase())}` as WordId

/** The drawing of a machine. */
export function chartOf(definition: Definition, sizes: Sizes): Chart {
  return new Drawing(definition, sizes).draw()
}

/** How a transition leaves its state. */
type Way =
  | 'down' // to the next state of the column
  | 'loop' // to itself
  | 'out' // to a state that ends
  | 'skip' // past the next state, or to it on another branch
  | 'back' // up the right side, to an earlier state
  | 'crash' // up the left side, where crashes of all lines share one line

interface Move {
  readonly from: string
  readonly to: string
  readonly event: MachineEvent
  readonly guard: Guard | null
  readonly way: Way
}

/** A place at the right side of a box where an arrow leaves or arrives. */
interface Port {
  readonly move: Move
  readonly arrives: boolean
}

const edge = 3
const boxHeight = 30
const headLength = 7

class Drawing {
  private readonly definition: Definition
  private readonly sizes: Sizes
  private readonly column: string[]
  private readonly moves: Move[]
  private readonly boxes = new Map<string, StateBox>()
  /** Where each port is, from the top. */
  private readonly portY = new Map<string, number>()

  constructor(definition: Definition, sizes: Sizes) {
    this.definition = definition
    this.sizes = sizes
    this.column = Object.keys(definition.states).filter((name) => definition.states[name]?.type !== 'final')
    this.moves = this.movesOf()
  }

  draw(): Chart {
    const { definition, moves, column } = this
    const left = moves.some(({ way }) => way === 'crash') ? edge + 4 + this.widest('crash') + 11 : edge
    const columnWidth = Math.max(...column.map((state) => this.widthOf(stateWord(state)) + 20))
    const right = left + columnWidth
    const middle = left + columnWidth / 2
    const bottom = this.stack(left, columnWidth)
    const skipX = Math.max(right + 14, middle + 8 + this.widest('down') + 10)
    const skips = moves.some(({ way }) => way === 'skip')
    const backX = Math.max(right + this.widest('back') + 20, skips ? skipX + 6 + this.widest('skip') + 10 : 0)
    const outX = right + Math.max(this.widest('out') + 15, 64)
    for (const move of moves) if (move.way === 'out') this.placeEnd(move, outX)

    const arrows = moves.map((move) => this.arrow(move, { left, right, middle, skipX, backX }))
    const ends = [...this.boxes.values()].map((box) => box.x + box.width)
    const labels = arrows.flatMap(({ texts }) =>
      texts.map(({ word, x, anchor }) => x + this.widthOf(word) / (anchor === 'start' ? 1 : 2)),
    )
    const tracks = moves.some(({ way }) => way === 'back') ? [backX] : []
    const first = this.boxes.get(definition.initial) as StateBox
    return {
      width: Math.ceil(Math.max(...ends, ...labels, ...tracks) + edge),
      height: Math.ceil(bottom + edge),
      start: { x: middle, y: 7, path: `M${middle} 7V${first.y - headLength}`, head: headAt(middle, first.y, 'down') },
      boxes: Object.keys(definition.states).flatMap((state) => this.boxes.get(state) ?? []),
      arrows,
    }
  }

  private movesOf(): Move[] {
    const { definition, column } = this
    return Object.entries(definition.states).flatMap(([from, { on = {} }]) =>
      Object.entries(on).flatMap(([event, to]) => {
        const branches: readonly Transition[] = Array.isArray(to) ? to : [to]
        const before = branches.find(({ guard }) => guard !== undefined)?.guard
        return branches.map((branch) => {
          const guard = branch.guard ?? (before === undefined ? null : (otherwise[before] ?? null))
          const target = branch.target ?? from
          const way = this.wayOf(from, target, event, branch.guard !== undefined, column)
          return { from, to: target, event: event as MachineEvent, guard, way }
        })
      }),
    )
  }

  private wayOf(from: string, to: string, event: string, guarded: boolean, column: string[]): Way {
    const [here, there] = [column.indexOf(from), column.indexOf(to)]
    if (there < 0) return 'out'
    if (there === here) return 'loop'
    if (there < here) return event === 'crash' ? 'crash' : 'back'
    return there === here + 1 && !guarded ? 'down' : 'skip'
  }

  /** Puts the column's boxes under each other, each as high as its ports need. The result is its lower end. */
  private stack(x: number, width: number): number {
    const { moves, column, sizes, definition } = this
    let y = 26
    for (const state of column) {
      const ports: Port[] = [
        ...moves.filter((move) => move.to === state && move.way === 'skip').map((move) => ({ move, arrives: true })),
        ...moves
          .filter((move) => move.from === state && move.way !== 'down' && move.way !== 'crash')
          .map((move) => ({ move, arrives: false })),
      ]
      const room = ports.map((port) => this.roomOf(port))
      const height = Math.max(
        boxHeight,
        room.reduce((sum, each) => sum + each, 0),
      )
      const used = room.reduce((sum, each) => sum + each, 0)
      let portTop = y + (height - used) / 2
      ports.forEach((port, i) => {
        this.portY.set(keyOf(port.move, port.arrives), portTop + (room[i] as number) / 2)
        portTop += room[i] as number
      })
      const initial = state === definition.initial
      this.boxes.set(state, { state, word: stateWord(state), x, y, width, height, initial, final: false })
      const below = moves.find((move) => move.from === state && move.way === 'down')
      y += height + (below === undefined ? 0 : this.wordsOf(below).length * sizes.linePx + 18)
    }
    return y
  }

  private roomOf({ move, arrives }: Port): number {
    const lines = this.wordsOf(move).length
    if (move.way === 'skip') return arrives ? 24 : boxHeight
    // A line of text above the arrow, and one below it where there is a guard.
    if (move.way === 'out') return boxHeight + 10
    return Math.max(28, lines * this.sizes.linePx + 7)
  }

  private placeEnd(move: Move, x: number): void {
    if (this.boxes.has(move.to)) return
    const y = (this.portY.get(keyOf(move, false)) as number) - boxHeight / 2
    const width = this.widthOf(stateWord(move.to)) + 19
    this.boxes.set(move.to, {
      state: move.to,
      word: stateWord(move.to),
      x,
      y,
      width,
      height: boxHeight,
      initial: false,
      final: true,
    })
  }

  private arrow(move: Move, at: { left: number; right: number; middle: number; skipX: number; backX: number }): Arrow {
    const { left, right, middle, skipX, backX } = at
    const { from, to, event, guard } = move
    const [source, target] = [this.boxes.get(from) as StateBox, this.boxes.get(to) as StateBox]
    const words = this.wordsOf(move)
    const { linePx } = this.sizes
    const y = this.portY.get(keyOf(move, false)) ?? source.y + source.height / 2
    const targetY = target.y + target.height / 2
    const named = { from, to, event, guard }
    /** The words under each other, the middle of them all at a height. */
    const stacked = (x: number, middleY: number): ArrowText[] =>
      words.map((word, i) => ({ word, x, y: middleY + (i - (words.length - 1) / 2) * linePx, anchor: 'start' }))
    /** The event above a line and the guard below it. */
    const around = (x: number): ArrowText[] =>
      words.map((word, i) => ({ word, x, y: y + (i === 0 ? -1 : 1) * (linePx / 2 + 1.5), anchor: 'middle' }))

    switch (move.way) {
      case 'down': {
        const below = source.y + source.height
        return {
          ...named,
          path: `M${middle} ${below}V${target.y - headLength}`,
          head: headAt(middle, target.y, 'down'),
          texts: stacked(middle + 9, (below + target.y) / 2 - 1),
        }
      }
      case 'loop':
        return {
          ...named,
          path: `M${right} ${y - 7}h8a7 7 0 0 1 0 14h${headLength - 8}`,
          head: headAt(right, y + 7, 'left'),
          texts: stacked(right + 23, y),
        }
      case 'out':
        return {
          ...named,
          path: `M${right} ${y}H${target.x - headLength}`,
          head: headAt(target.x, y, 'right'),
          texts: around((right + target.x - headLength) / 2),
        }
      case 'skip': {
        const arrivesY = this.portY.get(keyOf(move, true)) as number
        return {
          ...named,
          path: rounded(right, y, skipX, arrivesY, right + headLength),
          head: headAt(right, arrivesY, 'left'),
          texts: stacked(skipX + 6, (y + arrivesY) / 2),
        }
      }
      case 'back':
        return {
          ...named,
          path: rounded(right, y, backX, targetY, right + headLength),
          head: headAt(right, targetY, 'left'),
          texts: around((right + backX) / 2),
        }
      case 'crash': {
        const middleY = source.y + source.height / 2
        const trunk = edge + 4
        const word = words[0] as WordId
        return {
          ...named,
          path: rounded(left, middleY, trunk, targetY, left - headLength),
          head: headAt(left, targetY, 'right'),
          texts: [{ word, x: (trunk + left) / 2, y: middleY - linePx / 2 - 1.5, anchor: 'middle' }],
        }
      }
    }
  }

  private wordsOf({ event, guard }: Move): WordId[] {
    return [`chart.event.${event}`, ...(guard === null ? [] : [`chart.guard.${guard}` as const])]
  }

  private widthOf(word: WordId): number {
    return this.sizes.text(word).length * this.sizes.charPx
  }

  /** Of the words on arrows that leave this way, the widest. */
  private widest(way: Way): number {
    const words = this.moves.filter((move) => move.way === way).flatMap((move) => this.wordsOf(move))
    return Math.max(0, ...words.map((word) => this.widthOf(word)))
  }
}

const keyOf = ({ from, event, guard }: Move, arrives: boolean): string => `${from} ${event} ${guard} ${arrives}`

/** From a side of the column to a line beside it, along that line and back to the column. */
function rounded(x: number, y: number, trackX: number, endY: number, endX: number): string {
  const radius = Math.min(8, Math.abs(endY - y) / 2)
  const out = trackX > x ? radius : -radius
  const along = endY > y ? radius : -radius
  return (
    `M${x} ${y}H${trackX - out}Q${trackX} ${y} ${trackX} ${y + along}` +
    `V${endY - along}Q${trackX} ${endY} ${trackX - out} ${endY}H${endX}`
  )
}

function headAt(x: number, y: number, towards: 'down' | 'left' | 'right'): string {
  const [l, half] = [headLength, 4]
  if (towards === 'down') return `M${x} ${y}l${-half} ${-l}h${2 * half}z`
  const back = towards === 'right' ? -l : l
  return `M${x} ${y}l${back} ${-half}v${2 * half}z`
}

/** What the machine of the packet that an event is about does then; null where it does nothing. */
export function packetFired({ kind }: TraceEvent): Transitioned | null {
  const event = kind === 'acknowledge' || kind === 'ignore' ? 'deliver' : kind
  return event === 'deliver' || event === 'drop' || event === 'duplicate' ? packetMoves[event] : null
}

const packetMoves = {
  deliver: { from: 'inFlight', to: 'delivered', event: 'deliver' },
  drop: { from: 'inFlight', to: 'dropped', event: 'drop' },
  duplicate: { from: 'inFlight', to: 'inFlight', event: 'duplicate' },
} as const satisfies Record<string, Transitioned>

/** What an arrow is found by. */
export type Transitioned = Pick<ExchangeFired, 'from' | 'to' | 'event'>

/** The arrow of a chart for a transition. */
export function arrowOf(chart: Chart, fired: Transitioned | null | undefined): Arrow | null {
  if (!fired) return null
  const asked = machineEvents[fired.event]
  const arrows = chart.arrows.filter(
    ({ from, to, event }) => from === fired.from && to === fired.to && event === asked.type,
  )
  if (arrows.length < 2) return arrows[0] ?? null
  // Branches that lead to the same state are told apart by what the event says.
  const held = Object.values<unknown>(asked).includes(true)
  return arrows.find(({ guard }) => (guard !== null && !guard.startsWith('not')) === held) ?? null
}

/** The packet that an event is about; of an event about none, the one that an earlier event was about. */
export function packetAt(trace: Trace, focus: number): PacketId | null {
  const event = trace[focus - 1]
  if (event === undefined) return null
  const { kind, packet, cause, message, attempt } = event
  const before = trace[(cause ?? 0) - 1]?.packet
  // The machine that made the copy is the original's.
  if (kind === 'duplicate' || kind === 'acknowledge') return before ?? packet ?? null
  if (packet !== undefined) return packet
  if (message !== undefined && attempt !== undefined) return packetId('m', message, attempt)
  return packetAt(trace, focus - 1)
}

/** The state of a packet once so many events have happened. */
export function packetStateAt(trace: Trace, shown: number, packet: PacketId): 'inFlight' | 'delivered' | 'dropped' {
  const end = trace.find((e) => e.id <= shown && e.packet === packet && (e.kind === 'deliver' || e.kind === 'drop'))
  return end === undefined ? 'inFlight' : end.kind === 'drop' ? 'dropped' : 'delivered'
}
