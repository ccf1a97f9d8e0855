import { type Range, Sweep, type SweepQuestion } from '../../explore/sweep.ts'
import type { TallyData } from '../../explore/tally.ts'

/** How a part shares its thread: a slice is so long, and `rest` lets others run; false means that nobody waits any more. */
export interface Pace {
  readonly sliceMs: number
  readonly rest: () => Promise<boolean>
}

/** Between two looks at the clock: about 0.1 ms. */
const movesAtOnce = 2000

/** Makes some runs of a question, slice by slice. Null when nobody waited for them any more. */
export async function partOf(
  question: SweepQuestion,
  range: Range,
  { sliceMs, rest }: Pace,
): Promise<TallyData | null> {
  const sweep = new Sweep(question, range)
  for (;;) {
    const start = performance.now()
    while (performance.now() - start < sliceMs) if (!sweep.advance(movesAtOnce)) return sweep.data()
    if (!(await rest())) return null
  }
}
