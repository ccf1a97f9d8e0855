/**
 * Sweeps for a page: many questions at once, such as the points of a curve, made in workers and refined while they run.
 * The final answer depends on the questions alone, not on how many workers there were nor on who was faster.
 */
import { type Estimates, estimatesOf } from '../../explore/estimates.ts'
import type { RunRange, SweepQuestion } from '../../explore/sweep.ts'
import { Tally, type TallyData } from '../../explore/tally.ts'
import { type Hand, hireWorkers, ownHand } from './hands.ts'

export interface SweepProgress {
  /** What is known of each question, in the order they were asked; null before its first runs have ended. */
  readonly estimates: readonly (Estimates | null)[]
  readonly runs: number
  readonly of: number
  readonly done: boolean
}

export interface Sweeper {
  /**
   * New questions end the work on those before. `tell` hears the first points as soon as each question has some, then
   * at most every 100 ms, and at last once with `done`; never again after the next `ask`, `cancel` or `dispose`.
   */
  ask(questions: readonly SweepQuestion[], tell: (progress: SweepProgress) => void): void
  /** Ends the work; what was told stays true. */
  cancel(): void
  /** Ends the work and the workers; a later `ask` hires new ones. */
  dispose(): void
}

/** A part should take so long: short enough to hear of it often, long enough to be worth a message. */
const partMs = 50
/** The first part of a question has about so many messages. */
const firstMessages = 500
const reportEveryMs = 100
/** The first report waits for a part of every question, but no longer than this. */
const firstReportMs = 50

interface OpenSweep {
  readonly question: SweepQuestion
  readonly tally: Tally
  /** Runs that are given out, and runs that are counted. */
  given: number
  counted: number
  /** Parts that came back, because their hand was lost. */
  readonly again: RunRange[]
  runsPerMs: number
  estimates: Estimates | null
  stale: boolean
}

interface Job {
  readonly open: OpenSweep
  readonly range: RunRange
}

/**
 * Hires workers at once. Until the first of them is there, and where the browser refuses them all, the page's own thread
 * works in slices of 8 ms.
 */
export function createSweeper(hire: () => Promise<Hand | null>[] = hireWorkers, own: () => Hand = ownHand): Sweeper {
  const workers: Hand[] = []
  const here = own()
  /** Whose workers these are: another number after each `dispose`. */
  let staff = 0
  let hired = false
  let turn = 0
  let opens: OpenSweep[] = []
  let report: (() => void) | null = null

  function hireAll(): void {
    if (hired) return
    hired = true
    const mine = staff
    for (const coming of hire()) {
      void coming.then((hand) => {
        if (hand === null) return
        if (mine !== staff) hand.dispose()
        else {
          workers.push(hand)
          if (report !== null) void labour(hand)
        }
      })
    }
  }
  hireAll()

  /** The next part: of the question that is least far, so that all refine together. */
  function nextJob(): Job | null {
    let least: OpenSweep | null = null
    for (const open of opens) {
      if (open.given >= open.question.runs && open.again.length === 0) continue
      if (least === null || open.given / open.question.runs < least.given / least.question.runs) least = open
    }
    if (least === null) return null
    const again = least.again.pop()
    if (again !== undefined) return { open: least, range: again }
    const { given, question, runsPerMs } = least
    const size = Math.max(1, Math.floor(given === 0 ? firstMessages / question.messages : runsPerMs * partMs))
    least.given = Math.min(question.runs, given + size)
    return { open: least, range: { from: given, to: least.given } }
  }

  async function labour(hand: Hand): Promise<void> {
    const mine = turn
    // The page's own thread is free again as soon as there is a worker.
    while (mine === turn && (hand !== here || workers.length === 0)) {
      const job = nextJob()
      if (job === null) return
      const start = performance.now()
      const part = await hand.part(job.open.question, job.range).catch((error: unknown) => {
        // What this thread cannot do, either, would be handed to it for ever.
        if (hand === here) throw error
        return 'lost' as const
      })
      if (part === 'lost') {
        leave(hand, mine === turn ? job : null)
        return
      }
      if (mine !== turn || part === null) return
      count(job, part, performance.now() - start)
    }
  }

  function count({ open, range }: Job, part: TallyData, ms: number): void {
    const runs = range.to - range.from
    open.tally.add(part)
    open.counted += runs
    open.stale = true
    // Not too fast from small parts to large ones: the first runs pay for what is compiled and tabulated.
    open.runsPerMs = Math.min(runs / Math.max(ms, 0.1), Math.max(8 * open.runsPerMs, runs / 2))
    report?.()
  }

  /** A worker is lost: its part goes to the others, or to this thread where there is none left. */
  function leave(hand: Hand, job: Job | null): void {
    const at = workers.indexOf(hand)
    if (at >= 0) workers.splice(at, 1)
    hand.dispose()
    if (job === null) return
    job.open.again.push(job.range)
    void labour(workers[0] ?? here)
  }

  function stop(): void {
    turn++
    report = null
    opens = []
    for (const hand of [here, ...workers]) hand.cancel()
  }

  return {
    ask(questions, tell) {
      stop()
      hireAll()
      opens = questions.map((question) => ({
        question,
        tally: new Tally(question.policy, question.environment.sendEveryMs),
        given: 0,
        counted: 0,
        again: [],
        runsPerMs: 0,
        estimates: null,
        stale: false,
      }))
      const all = opens
      const of = questions.reduce((sum, { runs }) => sum + runs, 0)
      const askedMs = performance.now()
      let toldMs = Number.NEGATIVE_INFINITY
      report = () => {
        const runs = all.reduce((sum, { counted }) => sum + counted, 0)
        const done = runs === of
        const first = toldMs === Number.NEGATIVE_INFINITY
        const soon = first
          ? performance.now() - askedMs < firstReportMs && all.some(({ counted }) => counted === 0)
          : performance.now() - toldMs < reportEveryMs
        if (!done && soon) return
        toldMs = performance.now()
        for (const open of all) {
          if (!open.stale) continue
          open.estimates = estimatesOf(open.tally.data())
          open.stale = false
        }
        if (done) report = null
        tell({ estimates: all.map(({ estimates }) => estimates), runs, of, done })
      }
      if (of === 0) report()
      for (const hand of workers.length > 0 ? workers : [here]) void labour(hand)
    },
    cancel: stop,
    dispose() {
      stop()
      staff++
      hired = false
      for (const hand of [here, ...workers.splice(0)]) hand.dispose()
    },
  }
}
