import type { SolverReply, SolverRequest } from './prover.worker.ts'
import ProverWorker from './prover.worker.ts?worker'
import type { SolverQuestion, SolverReport } from './work.ts'

/** Asks long questions: in a worker, or in slices on this thread where the browser refuses one. */
export interface Solver {
  /** A new question of a kind ends the work on the one before it; reports on that one stop. */
  ask<Q extends SolverQuestion>(question: Q, tell: (report: Extract<SolverReport, { kind: Q['kind'] }>) => void): void
  cancel(kind: SolverQuestion['kind']): void
  dispose(): void
}

/** On the page's own thread a slice must leave the frame its time. */
const sliceMs = 8
/** A worker that says nothing for so long, although it had no error, is taken for refused. */
const patienceMs = 4000

/** A question whose last report has not come. */
interface OpenQuestion {
  readonly question: SolverQuestion
  readonly turn: number
  readonly tell: (report: SolverReport) => void
}

export function createSolver(): Solver {
  /** How many questions of a kind there were; a cancellation counts as one. */
  const turns = new Map<SolverQuestion['kind'], number>()
  const open = new Map<SolverQuestion['kind'], OpenQuestion>()
  let greeting: Promise<Worker | null> | null = null
  let worker: Worker | null = null

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
    started.addEventListener('message', ({ data }: MessageEvent<SolverReply>) => {
      if (data !== null) hear(data.report, data.turn)
    })
    // A worker that is lost later leaves its work to this thread.
    started.addEventListener('error', () => {
      started.terminate()
      greeting = Promise.resolve(null)
      for (const each of open.values()) void workHere(each)
    })
    return started
  }

  const isWanted = (kind: SolverQuestion['kind'], turn: number) => open.get(kind)?.turn === turn

  function hear(report: SolverReport, turn: number): void {
    const { kind, done } = report
    const asked = open.get(kind)
    if (asked?.turn !== turn) return
    if (done) open.delete(kind)
    asked.tell(report)
  }

  async function workHere({ question, turn }: OpenQuestion): Promise<void> {
    const { work } = await import('./work.ts')
    const rest = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(isWanted(question.kind, turn))))
    return work(question, { sliceMs, rest }, (report) => hear(report, turn))
  }

  /** Ends the work on the question of a kind, and counts on. */
  function end(kind: SolverQuestion['kind']): number {
    const turn = (turns.get(kind) ?? 0) + 1
    turns.set(kind, turn)
    open.delete(kind)
    return turn
  }

  return {
    ask(question, tell) {
      const turn = end(question.kind)
      const asked: OpenQuestion = { question, turn, tell: (report) => tell(report as Parameters<typeof tell>[0]) }
      open.set(question.kind, asked)
      greeting ??= greet()
      void greeting.then((prover) => {
        if (!isWanted(question.kind, turn)) return
        if (prover === null) return workHere(asked)
        prover.postMessage({ ask: question, turn } satisfies SolverRequest)
      })
    },
    cancel(kind) {
      end(kind)
      void greeting?.then((prover) => prover?.postMessage({ cancel: kind } satisfies SolverRequest))
    },
    dispose() {
      open.clear()
      worker?.terminate()
    },
  }
}
