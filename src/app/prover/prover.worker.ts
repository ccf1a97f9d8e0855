import { thread } from '../thread.ts'
import { type SolverQuestion, type SolverReport, work } from './work.ts'

/** What the page sends to the worker: a question with its number, or the cancellation of a kind of question. */
export type SolverRequest =
  | { readonly ask: SolverQuestion; readonly turn: number }
  | { readonly cancel: SolverQuestion['kind'] }
/** What the worker sends to the page. Its first message is null and says that the worker runs. */
export type SolverReply = { readonly report: SolverReport; readonly turn: number } | null

/** The number of the latest question of each kind. A new question ends the work on the one before. */
const latest = new Map<SolverQuestion['kind'], number | null>()
/** Messages, such as a cancellation, are received between two slices. */
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
  // An error is reported to the page too, which then works on its own thread.
  work(ask, { sliceMs, rest }, (report) => say({ report, turn })).catch(reportError)
}

if (thread === 'prover') {
  addEventListener('message', hear)
  say(null)
}
