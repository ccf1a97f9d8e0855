import { exchange } from '../protocol/exchange.ts'
import { effectsOf, exchanged, handledOf } from '../sim/exchanged.ts'
import type { MessageId } from '../sim/packet.ts'
import type { World } from '../sim/world.ts'
import { type LedgerRow, ledgerOf } from '../verdict/ledger.ts'
import { befellRun, messageOutcomes, type OutcomeName, outcomeNames, type RunOutcome } from '../verdict/outcomes.ts'
import { verdictOf } from '../verdict/verdict.ts'
import { columnOf, type Distinctions, distinctionsOf } from './column.ts'
import { NoRoom } from './layers.ts'
import { firstSpot, type Move, make, movesOf, type Rules, type Spot } from './moves.ts'

/** The number of an interned column. */
export type ColumnId = number

/** What a column says of itself, as bits, beside the bits of its outcomes (`markOf`). */
export const columnFlags = { handling: 1 << 8, waiting: 1 << 9, unsent: 1 << 10, final: 1 << 11 } as const

/** What a move of a column needs or does beyond it, as bits of a transition beside the number of the next column. */
export const moveFlags = {
  /** It is a fault. */
  fault: 1 << 20,
  /** The handler must be idle. */
  idle: 1 << 21,
  /** The effect happens. */
  applies: 1 << 22,
} as const
export const columnMask = 0xf_ffff

/** The bit of an outcome; there are fewer than eight. */
export const markOf = (outcome: OutcomeName): number => 1 << outcomeNames.indexOf(outcome)

/** The bits of those outcomes of a run that have come about. */
export function runMarksOf(names: readonly RunOutcome[], value: number, ledger: readonly LedgerRow[]): number {
  return names.reduce((marks, name) => (befellRun(name, value, ledger) ? marks | markOf(name) : marks), 0)
}

/**
 * What one message can go through, as a table: columns by number, and for each the columns that may come next. The
 * table is filled by playing worlds of one message, through `movesOf` and `step`, each column once.
 */
export class ColumnTable {
  private readonly rules: Rules
  private readonly most: number
  private readonly told: Distinctions
  private readonly ids = new Map<string, ColumnId>()
  private readonly worlds: World[] = []
  /** Bits of a column: outcomes and flags. */
  readonly flags: number[] = []
  private readonly moves: (Int32Array | undefined)[] = []
  private readonly afterCrash: [sender: ColumnId[], receiver: ColumnId[]] = [[], []]

  /** `most`: the highest number that a column may have. */
  constructor(rules: Rules, most = columnMask) {
    this.rules = rules
    this.most = most
    this.told = distinctionsOf(rules)
    this.intern(firstSpot({ ...rules, bounds: { ...rules.bounds, messages: 1 } }).world)
  }

  /** The number of the only column of a world with one message. */
  intern(world: World): ColumnId {
    const text = columnOf(world, 1, this.told)
    let id = this.ids.get(text)
    if (id === undefined) {
      id = this.worlds.length
      if (id > this.most) throw new NoRoom()
      this.ids.set(text, id)
      this.worlds.push(world)
      this.flags.push(flagsOf(world))
    }
    return id
  }

  /** The column of one message of a larger world. */
  columnIn(world: World, message: MessageId): ColumnId | undefined {
    return this.ids.get(columnOf(world, message, this.told))
  }

  /** A world of one message that has this column. */
  worldOf(id: ColumnId): World {
    return this.worlds[id] as World
  }

  /** What may come next, crashes apart: numbers of columns with the flags of the move. */
  next(id: ColumnId): Int32Array {
    return this.moves[id] ?? this.fill(id)
  }

  /** What a crash with its restart makes of a column. `process`: 0, where messages come from, or 1, where they go. */
  crashed(id: ColumnId, process: 0 | 1): ColumnId {
    const known = this.afterCrash[process][id]
    if (known !== undefined) return known
    const world = this.worlds[id] as World
    const at = process === 0 ? exchange.sender : exchange.receiver
    const move: Move = {
      choices: [
        { do: 'crash', process: at },
        { do: 'restart', process: at },
      ],
      faults: 1,
    }
    const next = this.intern(make(alone(world), move, this.rules).world)
    this.afterCrash[process][id] = next
    return next
  }

  private fill(id: ColumnId): Int32Array {
    const world = this.worlds[id] as World
    const found = new Set<number>()
    for (const move of movesOf(alone(world), this.rules)) {
      const choice = move.choices[0]
      if (choice === undefined || choice.do === 'crash') continue
      const after = make(alone(world), move, this.rules).world
      const next = this.intern(after)
      const applies = effectsOf(after, 1) > effectsOf(world, 1)
      if (next === id && !applies) continue
      const takes = choice.do === 'deliver' && choice.packet.kind === 'm'
      found.add(
        next |
          (move.faults === 1 ? moveFlags.fault : 0) |
          (takes ? moveFlags.idle : 0) |
          (applies ? moveFlags.applies : 0),
      )
    }
    // A free move to a column makes a fault to the same one pointless.
    const moves = Int32Array.from(
      [...found].filter((move) => !(move & moveFlags.fault && found.has(move ^ moveFlags.fault))),
    )
    this.moves[id] = moves
    return moves
  }
}

/** A world of one message lists its packets in the order in which they were put on the wire. */
function alone(world: World): Spot {
  return { world, wire: (world.packets[1] ?? []).map(({ id }) => id) }
}

function flagsOf(world: World): number {
  const message = exchanged(world, 1)
  const ledger = ledgerOf(world)
  const { outcomes } = verdictOf(world, ledger)
  let flags = 0
  for (const name of messageOutcomes) if (outcomes[name] > 0) flags |= markOf(name)
  if (handledOf(world, 1) !== null) flags |= columnFlags.handling
  if (message.timer) flags |= columnFlags.waiting
  if (message.attempts === 0) flags |= columnFlags.unsent
  if (ledger[0]?.final) flags |= columnFlags.final
  return flags
}
