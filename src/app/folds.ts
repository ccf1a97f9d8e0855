/** Which stretches of a lab's run are folded: it depends on the viewer's choice and on the playhead. */
import { foldedOf, overOf, type Quiet, quietOf } from '../picture/quiet.ts'
import type { Run } from '../sim/run.ts'
import { type LabState, shownOf } from './lab.ts'

/** A run of more events than the first number can be folded; one of more than the second is folded by default. */
const [foldable, longRun] = [60, 400]

/** The quiet stretches of each run, computed once. */
const known = new WeakMap<Run, readonly Quiet[]>()
export function quietIn(run: Run): readonly Quiet[] {
  let quiet = known.get(run)
  if (quiet === undefined) {
    quiet = quietOf(run)
    known.set(run, quiet)
  }
  return quiet
}

type Seen = Pick<LabState, 'run' | 'plan' | 'moves' | 'folding' | 'unfolded' | 'selected'>

/** Whether quiet stretches are folded at all. */
export const isFolding = ({ folding, run }: Pick<LabState, 'folding' | 'run'>) =>
  run.trace.length > foldable && (folding ?? run.trace.length > longRun)

const nothing: readonly Quiet[] = []

/** The stretches of a run that are over, and those of them that are folded. Nothing where the viewer wants none. */
export function stretchesOf(state: Seen, keepMs = 0): { over: readonly Quiet[]; folded: readonly Quiet[] } {
  const { run, plan, unfolded, selected } = state
  if (!isFolding(state)) return { over: nothing, folded: nothing }
  const [quiet, shown] = [quietIn(run), shownOf(state)]
  const over = overOf(quiet, run.trace, plan, shown)
  return { over, folded: foldedOf(quiet, run.trace, plan, { shown, unfolded, selected, keepMs }) }
}

/** What is folded where all of the run is shown. */
export const foldedAtEnd = (state: LabState): readonly Quiet[] =>
  stretchesOf({ ...state, moves: state.run.frames.length, selected: null }).folded

/** The result of `stretchesOf` as a text, equal as long as the result is equal. */
export const keyOf = (state: Seen, keepMs: number): string => {
  const { over, folded } = stretchesOf(state, keepMs)
  return [over, folded].map((stretches) => stretches.map(({ fromMs }) => fromMs).join(' ')).join('/')
}

/** The stretches that a text of `keyOf` stands for. */
export function stretchesBy(key: string, run: Run): ReturnType<typeof stretchesOf> {
  const [over, folded] = key.split('/').map((part) => new Set(part.split(' ')))
  const of = (kept: Set<string> | undefined) => quietIn(run).filter(({ fromMs }) => kept?.has(String(fromMs)))
  return { over: of(over), folded: of(folded) }
}
