import { expose } from 'comlink'
import { type Question, type Report, work } from './work.ts'

/** Each kind of question is a lane: a new question ends the work on the one before. */
const latest = new Map<Question['kind'], number>()
/** Messages, such as a cancellation, come in between two slices. */
const sliceMs = 24

const api = {
  ping: () => true,
  async work(question: Question, tell: (report: Report) => void): Promise<void> {
    const { kind } = question
    const turn = cancel(kind)
    const rest = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(latest.get(kind) === turn)))
    await work(question, { sliceMs, rest }, tell)
  },
  cancel,
}

/** Ends what this lane is doing; what comes next has the number returned. */
function cancel(kind: Question['kind']): number {
  const turn = (latest.get(kind) ?? 0) + 1
  latest.set(kind, turn)
  return turn
}

export type WorkerApi = typeof api
expose(api)
