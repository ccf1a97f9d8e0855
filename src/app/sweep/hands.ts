import { wrap } from 'comlink'
import type { RunRange, SweepQuestion } from '../../explore/sweep.ts'
import type { TallyData } from '../../explore/tally.ts'
import { partMaker } from './part.ts'
import type { WorkerApi } from './sweep.worker.ts'
import SweepWorker from './sweep.worker.ts?worker'

/** A worker, or this thread, that makes parts of a sweep, one at a time. */
export interface Hand {
  /** Resolves to null when it was cancelled; rejects when the worker is lost. */
  part(question: SweepQuestion, range: RunRange): Promise<TallyData | null>
  cancel(): void
  dispose(): void
}

/** The most workers: more bring nothing. */
const mostWorkers = 8
/** A slice on the page's own thread, short enough to leave time for the frame. */
const sliceMs = 8
/** A worker that sends nothing for so long counts as refused, even without an error. */
const patienceMs = 4000

/**
 * Starts as many workers as the machine has cores. Each promise resolves when its worker runs, to null if it is
 * refused.
 */
export function hireWorkers(): Promise<Hand | null>[] {
  const count = Math.max(1, Math.min(mostWorkers, navigator.hardwareConcurrency || 1))
  return Array.from({ length: count }, hireWorker)
}

async function hireWorker(): Promise<Hand | null> {
  let worker: Worker
  try {
    worker = new SweepWorker({ name: 'sweep' })
  } catch {
    return null
  }
  const hand = handOf(worker, () => worker.terminate())
  const refused = new Promise<null>((resolve) => {
    worker.addEventListener('error', () => resolve(null), { once: true })
    setTimeout(() => resolve(null), patienceMs)
  })
  const greeted = await Promise.race([hand.ping(), refused])
  if (greeted !== null) return hand
  hand.dispose()
  return null
}

/**
 * A hand at the other end of a channel. Comlink's promises never settle if that end dies, so an error rejects them
 * here.
 */
export function handOf(end: Worker | MessagePort, close: () => void): Hand & { ping(): Promise<boolean> } {
  const api = wrap<WorkerApi>(end)
  const lost = new Promise<never>((_, reject) => {
    end.addEventListener('error', () => reject(new Error('the worker is lost')), { once: true })
  })
  lost.catch(() => {}) // handled also if no part is being made
  return {
    ping: () => api.ping(),
    part: (question, range) => Promise.race([api.part(question, range), lost]),
    cancel: () => void api.cancel(),
    dispose: close,
  }
}

/** This thread as a hand, in slices between which the page stays responsive. */
export function ownHand(): Hand {
  const maker = partMaker(sliceMs)
  return { ...maker, dispose: maker.cancel }
}
