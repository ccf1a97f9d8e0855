import { wrap } from 'comlink'
import type { RunRange, SweepQuestion } from '../../explore/sweep.ts'
import type { TallyData } from '../../explore/tally.ts'
import { partMaker } from './part.ts'
import type { WorkerApi } from './sweep.worker.ts'
import SweepWorker from './sweep.worker.ts?worker'

/** Somebody who makes parts of a sweep, one at a time. */
export interface Hand {
  /** Null when it was cancelled; rejected when the hand is lost. */
  part(question: SweepQuestion, range: RunRange): Promise<TallyData | null>
  cancel(): void
  dispose(): void
}

/** More workers than this help nobody's page. */
const mostWorkers = 8
/** On the page's own thread a slice must leave the frame its time. */
const sliceMs = 8
/** A worker that says nothing for so long, although it had no error, is taken for refused. */
const patienceMs = 4000

/** As many workers as the machine has cores, each as soon as it is there; null for one that the browser refuses. */
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

/** Somebody at the other end of a channel. Comlink never settles where that end dies, so an error ends what it does. */
export function handOf(end: Worker | MessagePort, close: () => void): Hand & { ping(): Promise<boolean> } {
  const api = wrap<WorkerApi>(end)
  const lost = new Promise<never>((_, reject) => {
    end.addEventListener('error', () => reject(new Error('the worker is lost')), { once: true })
  })
  lost.catch(() => {}) // nobody may be waiting
  return {
    ping: () => api.ping(),
    part: (question, range) => Promise.race([api.part(question, range), lost]),
    cancel: () => void api.cancel(),
    dispose: close,
  }
}

/** This thread, in slices between which the page lives. */
export function ownHand(): Hand {
  const maker = partMaker(sliceMs)
  return { ...maker, dispose: maker.cancel }
}
