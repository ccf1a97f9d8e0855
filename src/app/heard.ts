import type { TraceEvent } from '../sim/trace.ts'
import type { Lab, LabState } from './lab.ts'
import { shownOf } from './lab.ts'

/**
 * Calls back with the events that a visitor has just seen happen: while it plays in the order of time, otherwise the
 * one that a step, a jump or an edit leads to. An edit that leads to the same event gives none. Returns what stops it.
 */
export function onHappening(
  lab: Lab,
  happened: (events: readonly TraceEvent[], state: LabState, previous: LabState) => void,
): () => void {
  return lab.subscribe((state, previous) => {
    const { run, moves, playing } = state
    if (run === previous.run) {
      const [from, until] = [shownOf(previous), shownOf(state)]
      if (previous.playing && until >= from) {
        if (until > from || !playing) happened(run.trace.slice(from, until), state, previous)
      } else if (moves !== previous.moves || state.focus !== previous.focus) {
        happened(focused(state), state, previous)
      }
      return
    }
    const [now, before] = [focused(state), focused(previous)]
    happened(isSame(now[0], before[0]) ? [] : now, state, previous)
  })
}

const focused = ({ run, focus }: LabState): readonly TraceEvent[] => run.trace.slice(Math.max(0, focus - 1), focus)

const isSame = (a: TraceEvent | undefined, b: TraceEvent | undefined): boolean =>
  a?.kind === b?.kind && a?.atMs === b?.atMs && a?.packet === b?.packet && a?.process === b?.process
