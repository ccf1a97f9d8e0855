import { proxy, type Remote, wrap } from 'comlink'
import type { WorkerApi } from './prover.worker.ts'
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
  let greeting: Promise<Remote<WorkerApi> | null> | null = null
  let worker: Worker | null = null

  /** Null where there is no worker. Comlink never settles if one fails to load, so the greeting is raced. */
  async function greet(): Promise<Remote<WorkerApi> | null> {
    try {
      worker = new ProverWorker({ name: 'prover' })
    } catch {
      return null
    }
    const started = worker
    const api = wrap<WorkerApi>(started)
    const refused = new Promise<false>((resolve) => {
      started.addEventListener('error', () => resolve(false), { once: true })
      setTimeout(() => resolve(false), patienceMs)
    })
    if (await Promise.race([api.ping(), refused])) return api
    started.terminate()
    return null
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
      const here = async () => {
        const { work } = await import('./work.ts')
        const rest = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(wanted())))
        return work(question, { sliceMs, rest }, heard)
      }
      void remote().then(async (api) => {
        if (!wanted()) return
        if (api === null) await here()
        else await api.work(question, proxy(heard))
      })
    },
    cancel(kind) {
      turnOf(kind)
      void greeting?.then((api) => api?.cancel(kind))
    },
    dispose() {
      for (const kind of latest.keys()) turnOf(kind)
      worker?.terminate()
    },
  }
}
