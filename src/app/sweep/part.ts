import { type RunRange, Sweep, type SweepQuestion } from '../../explore/sweep.ts'
import type { TallyData } from '../../explore/tally.ts'

/** Between two looks at the clock: about 0.1 ms. */
const movesAtOnce = 2000

/**
 * Makes parts of sweeps on this thread, one at a time. After each slice of so many milliseconds others have a turn, however
 * short the parts are.
 */
export function partMaker(sliceMs: number) {
  let turn = 0
  let since = Number.NEGATIVE_INFINITY

  /** Whether the part is still wanted after others had their turn. */
  async function rest(mine: number): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve))
    since = performance.now()
    return mine === turn
  }

  return {
    /** Some runs of a question. Null when nobody waits for them any more. */
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
