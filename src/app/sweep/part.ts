import { type RunRange, Sweep, type SweepQuestion } from '../../explore/sweep.ts'
import type { TallyData } from '../../explore/tally.ts'

/** Moves between two looks at the clock: about 0.1 ms. */
const movesAtOnce = 2000

/**
 * Makes parts of sweeps on this thread, one at a time. After each slice of so many milliseconds others can run, even if
 * the parts are shorter than a slice.
 */
export function partMaker(sliceMs: number) {
  let turn = 0
  let since = Number.NEGATIVE_INFINITY

  /** Lets others run, and returns whether the part is still wanted then. */
  async function rest(mine: number): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve))
    since = performance.now()
    return mine === turn
  }

  return {
    /** Makes some runs of a question. Null when they are not wanted any more. */
    async part(question: SweepQuestion, range: RunRange): Promise<TallyData | null> {
      const mine = turn
      const sweep = new Sweep(question, range)
      do {
        if (performance.now() - since >= sliceMs && !(await rest(mine))) return null
      } while (sweep.advance(movesAtOnce))
      return sweep.data()
    },
    /** Ends the part that is being made. */
    cancel(): void {
      turn++
    },
  }
}
