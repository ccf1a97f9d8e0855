import { thread } from '../thread.ts'
import { type SolverQuestion, type SolverReport, work } from './work.ts'

/** What the page tells the worker: a question, by its turn in its lane, or that nobody waits for a lane any more. */
export type SolverRequest =
  | { readonly ask: SolverQuestion; readonly turn: number }
  | { readonly cancel: SolverQuestion['kind'] }
/** What the worker tells the page; the first of its messages, null, says that it is there. */
export type SolverReply = { readonly report: SolverReport; readonly turn: number } | null

/** Each kind of question is a lane: a new question ends the work on the one before. */
const latest = new Map<SolverQuestion['kind'], number | null>()
/** Messages, such as a cancellation, come in between two slices. */
const sliceMs = 24

const say = (heard: SolverReply) => postMessage(heard)

function hear({ data }: MessageEvent<SolverRequest>): void {
  if ('cancel' in data) {
    latest.set(data.cancel, null)
    return
  }
  const { ask, turn } = data
  latest.set(ask.kind, turn)
  const rest = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(latest.get(ask.kind) === turn)))
  // An error is the page's business, too: it goes on by itself.
  work(ask, { sliceMs, rest }, (report) => say({ report, turn })).catch(reportError)
}

if (thread === 'prover') {
  addEventListener('message', hear)
  say(null)
}
