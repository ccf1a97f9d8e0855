import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { badgeFaults } from '../../explore/moves.ts'
import { presets } from '../../protocol/policy.ts'
import type { SolverRequest } from './prover.worker.ts'
import { createSolver } from './solver.ts'
import type { SearchReport, SolverQuestion } from './work.ts'

/** A worker that hears and says what a test makes it say. */
class FakeWorker extends EventTarget {
  static started: FakeWorker | null = null
  heard: SolverRequest[] = []
  terminated = false
  constructor() {
    super()
    FakeWorker.started = this
    queueMicrotask(() => this.say(null))
  }
  postMessage(told: SolverRequest): void {
    this.heard.push(told)
  }
  say(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }))
  }
  terminate(): void {
    this.terminated = true
  }
}

beforeEach(() => {
  FakeWorker.started = null
  vi.stubGlobal('Worker', FakeWorker)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const question: Extract<SolverQuestion, { kind: 'search' }> = {
  kind: 'search',
  query: {
    policy: presets.atLeastOnce,
    messages: 1,
    faults: { max: 1, ...badgeFaults },
    network: { reorder: true, slow: false },
  },
}

/** A solver that has asked its worker one question, and what it was told. */
async function asking() {
  const solver = createSolver()
  const told: SearchReport[] = []
  solver.ask(question, (report) => told.push(report))
  await vi.waitFor(() => expect(FakeWorker.started?.heard).toHaveLength(1))
  return { solver, told, worker: FakeWorker.started as unknown as FakeWorker }
}

const report = (states: number, done: boolean) => ({ kind: 'search', messages: 1, states, done })

test('only reports on the latest question are told, and none after the last', async () => {
  const { solver, told, worker } = await asking()
  worker.say({ report: report(1, false), turn: 1 })
  worker.say({ report: report(2, false), turn: 0 })
  worker.say({ report: report(3, true), turn: 1 })
  worker.say({ report: report(4, false), turn: 1 })
  expect(told.map(({ states }) => states)).toEqual([1, 3])
  solver.cancel('search')
  await vi.waitFor(() => expect(worker.heard.at(-1)).toEqual({ cancel: 'search' }))
})

test('a worker that is lost on the way leaves the question to this thread', async () => {
  const { solver, told, worker } = await asking()
  worker.say({ report: report(1, false), turn: 1 })
  worker.dispatchEvent(new Event('error'))
  await vi.waitFor(() => expect(told.at(-1)?.done).toBe(true))
  expect(told.at(-1)).toMatchObject({ complete: true, ways: { duplicated: { faults: 1 } } })
  expect(worker.terminated).toBe(true)
  // And so does every question after it.
  const next = new Promise<SearchReport>((resolve) => {
    solver.ask(question, (each) => each.done && resolve(each))
  })
  expect(await next).toEqual(told.at(-1))
  expect(worker.heard).toHaveLength(1)
})
