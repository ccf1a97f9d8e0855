import { expose } from 'comlink'
import type { Range, SweepQuestion } from '../../explore/sweep.ts'
import type { TallyData } from '../../explore/tally.ts'
import { thread } from '../thread.ts'
import { partOf } from './part.ts'

/** Messages, such as a cancellation, come in between two slices. */
const sliceMs = 24
let turn = 0

const api = {
  ping: () => true,
  part(question: SweepQuestion, range: Range): Promise<TallyData | null> {
    const mine = turn
    return partOf(question, range, {
      sliceMs,
      rest: () => new Promise((resolve) => setTimeout(() => resolve(mine === turn))),
    })
  },
  /** Ends the part that is being made. */
  cancel(): void {
    turn++
  },
}

export type WorkerApi = typeof api
if (thread === 'sweep') expose(api)
