import { bisector } from 'd3'
import { weightOf } from '../picture/explain.ts'
import type { Frame, Run } from '../sim/run.ts'

/** Where the viewer is. `moves` is how many moves of the run are shown; `nowMs` may be between two of them. */
export interface Playhead {
  readonly moves: number
  readonly nowMs: number
}

/** How many moves there are up to and at an instant. */
export function movesUpTo(run: Run, ms: number): number {
  return byInstant.right(run.frames, ms)
}

const byInstant = bisector<Frame, number>(({ atMs }) => atMs)

/** At 0 nothing has happened yet; at any later instant, everything that happens at it has. */
export function playheadAt(run: Run, ms: number): Playhead {
  const nowMs = Math.max(0, Math.min(ms, run.endMs))
  return { nowMs, moves: nowMs === 0 ? 0 : movesUpTo(run, nowMs) }
}

/** The event that a move is about: not a delivery but its outcome, not a retransmission but its timeout, the crash. */
export function focusAt(run: Run, moves: number): number {
  const from = run.frames[moves - 2]?.events ?? 0
  const until = run.frames[moves - 1]?.events ?? 0
  const [first, second] = run.trace.slice(from, until)
  if (first === undefined) return 0
  const outcome = second !== undefined && ['acknowledge', 'ignore', 'giveUp'].includes(second.kind)
  return outcome ? second.id : first.id
}

/** The least time that an event stays in the status, by its weight; virtual milliseconds. */
const patienceMs = [0, 500, 1500, 2500]

/** While playing, an event that matters stays in the status long enough to be read. */
export function heldFocus(run: Run, moves: number, nowMs: number, held: number): number {
  const candidate = focusAt(run, moves)
  const [old, fresh] = [run.trace[held - 1], run.trace[candidate - 1]]
  if (old === undefined || fresh === undefined) return candidate
  const shownMs = nowMs - old.atMs
  const [was, is] = [weightOf(run.trace, old), weightOf(run.trace, fresh)]
  if (is >= was || shownMs > (patienceMs[was] as number)) return candidate
  // An event of weight 2 waits at most as long as it takes to read a line.
  return is === 2 && shownMs > 600 ? candidate : held
}
