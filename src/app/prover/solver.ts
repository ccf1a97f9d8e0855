import type { Heard, Told } from './prover.worker.ts'
import ProverWorker from './prover.worker.ts?worker'
import type { Question, Report } from './work.ts'

/** Asks long questions: in a worker, or in slices on this thread where the browser refuses one. */
export interface Solver {
  /** A new question of a kind ends the work on the one before it; reports on that one stop. */
  ask<Q extends Question>(question: Q, tell: (report: Extract<Report, { kind: Q['kind'] }>) => void): void
  cancel(kind: Question['kind']): void
  dispose(): void
}

/** On the page's own thread a slice must leave the frame its time. */
const sliceMs = 8
/** A worker that says nothing for so long, although it had no error, is taken for refused. */
const patienceMs = 4000

export function createSolver(): Solver {
  const latest = new Map<Question['kind'], number>()
  const turnOf = (kind: Question['kind']) => {
    const turn = (latest.get(kind) ?? 0) + 1
    latest.set(kind, turn)
    return turn
  }
  let greeting: Promise<Worker | null> | null = null
  let worker: Worker | null = null
  /** Who hears the worker's reports on the latest question of each kind. */
  const hearers = new Map<Question['kind'], (report: Report) => void>()

  /** Null where there is no worker: one that is refused may throw, have an error, or never say anything. */
  async function greet(): Promise<Worker | null> {
    try {
      worker = new ProverWorker({ name: 'prover' })
    } catch {
      return null
    }
    const started = worker
    const there = await new Promise<boolean>((resolve) => {
      started.addEventListener('message', () => resolve(true), { once: true })
      started.addEventListener('error', () => resolve(false), { once: true })
      setTimeout(() => resolve(false), patienceMs)
    })
    if (!there) {
      started.terminate()
      return null
    }
    started.addEventListener('message', ({ data }: MessageEvent<Heard>) => {
      if (data !== null && latest.get(data.report.kind) === data.turn) hearers.get(data.report.kind)?.(data.report)
    })
    return started
  }
  const remote = () => {
    greeting ??= greet()
    return greeting
  }

  return {
    ask(question, tell) {
      const turn = turnOf(question.kind)
      const wanted = () => latest.get(question.kind) === turn
      const heard = (report: Report) => {
        if (wanted()) tell(report as Parameters<typeof tell>[0])
      }
      hearers.set(question.kind, heard)
      const here = async () => {
        const { work } = await import('./work.ts')
        const rest = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(wanted())))
        return work(question, { sliceMs, rest }, heard)
      }
      void remote().then(async (prover) => {
        if (!wanted()) return
        if (prover === null) await here()
        else prover.postMessage({ ask: question, turn } satisfies Told)
      })
    },
    cancel(kind) {
      turnOf(kind)
      void greeting?.then((prover) => prover?.postMessage({ cancel: kind } satisfies Told))
    },
    dispose() {
      for (const kind of latest.keys()) turnOf(kind)
      worker?.terminate()
    },
  }
}
