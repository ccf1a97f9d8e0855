/**
 * A long run at a glance: how much happened when, and every surprise. Events are counted by rows; every surprise shows
 * up as a tick in its row, at the side of its kind.
 */
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { isAgain, isSurprise } from './explain.ts'

/** lost: a packet ended on the way · dup: an effect happened again · crash · other: a copy ignored, a sender gave up */
export type SurpriseKind = 'lost' | 'dup' | 'crash' | 'other'

export interface Surprise {
  readonly event: number
  readonly atMs: number
  readonly kind: SurpriseKind
}

/** Every surprise of a run, in the order of happening: what "Next surprise" stops at. */
export function surprisesOf(trace: Trace): Surprise[] {
  return trace.flatMap((event) =>
    isSurprise(trace, event) ? [{ event: event.id, atMs: event.atMs, kind: kindOf(trace, event) }] : [],
  )
}

function kindOf(trace: Trace, event: TraceEvent): SurpriseKind {
  if (event.kind === 'drop') return 'lost'
  if (event.kind === 'crash') return 'crash'
  return isAgain(trace, event) ? 'dup' : 'other'
}

/** A stretch of virtual time, both ends in it. */
export interface Stretch {
  readonly fromMs: number
  readonly untilMs: number
}

export interface Overview {
  /** How many events there are in each row. */
  readonly density: readonly number[]
  /** The rows in which there are surprises of each kind, ascending. */
  readonly ticks: Readonly<Record<SurpriseKind, readonly RowTick[]>>
}

export interface RowTick {
  readonly row: number
  readonly count: number
}

/** The row of an instant: the first row is the beginning of the stretch, the last one its end. */
export const rowOf = (atMs: number, { fromMs, untilMs }: Stretch, rows: number): number =>
  untilMs <= fromMs ? 0 : Math.round(((atMs - fromMs) / (untilMs - fromMs)) * (rows - 1))

/** The instant that a row stands for; rows outside stand for the ends. */
export const instantOf = (row: number, { fromMs, untilMs }: Stretch, rows: number): number =>
  fromMs + (untilMs - fromMs) * Math.max(0, Math.min(1, rows <= 1 ? 0 : row / (rows - 1)))

/** The overview of a stretch of a run in so many rows. */
export function overviewOf(trace: Trace, surprises: readonly Surprise[], stretch: Stretch, rows: number): Overview {
  const density = new Array<number>(rows).fill(0)
  const within = (atMs: number) => atMs >= stretch.fromMs && atMs <= stretch.untilMs
  for (const { atMs } of trace) {
    if (within(atMs)) (density[rowOf(atMs, stretch, rows)] as number)++
  }
  const ticks: Record<SurpriseKind, { row: number; count: number }[]> = { lost: [], dup: [], crash: [], other: [] }
  for (const { atMs, kind } of surprises) {
    if (!within(atMs)) continue
    const row = rowOf(atMs, stretch, rows)
    const last = ticks[kind].at(-1)
    if (last?.row === row) last.count++
    else ticks[kind].push({ row, count: 1 })
  }
  return { density, ticks }
}

/** What happened in a quarter of a run: the overview in words. */
export interface Quarter extends Stretch, Readonly<Record<SurpriseKind, number>> {
  readonly events: number
}

export function quartersOf(trace: Trace, surprises: readonly Surprise[], endMs: number): Quarter[] {
  const quarters = [0, 1, 2, 3].map((i) => ({
    fromMs: (endMs * i) / 4,
    untilMs: (endMs * (i + 1)) / 4,
    events: 0,
    lost: 0,
    dup: 0,
    crash: 0,
    other: 0,
  }))
  const at = (ms: number) => quarters[Math.min(3, Math.floor((4 * ms) / Math.max(endMs, 1)))] as (typeof quarters)[0]
  for (const { atMs } of trace) at(atMs).events++
  for (const { atMs, kind } of surprises) at(atMs)[kind]++
  return quarters
}
