import { expose } from 'comlink'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { estimatesOf } from '../../explore/estimates.ts'
import { type RunRange, Sweep, type SweepQuestion } from '../../explore/sweep.ts'
import { presetNames, presets } from '../../protocol/policy.ts'
import { scenarioOf } from '../../sim/scenario.ts'
import { type Hand, handOf, ownHand } from './hands.ts'
import { partMaker } from './part.ts'
import { createSweeper, type Sweeper, type SweepProgress } from './sweeper.ts'

const { environment } = scenarioOf({ environment: { loseMessagePct: 20, loseAckPct: 20 } })
const questions: SweepQuestion[] = presetNames.map((name, i) => ({
  policy: presets[name],
  messages: 3,
  environment,
  runs: 3000 + i,
  seed: i,
}))

/** The answer of one thread that knows nothing of hands. */
const expected = questions.map((question) => {
  const sweep = new Sweep(question)
  while (sweep.advance(1_000_000));
  return estimatesOf(sweep.data())
})

const open: Sweeper[] = []
const sweeperWith = (hire: () => Promise<Hand | null>[]) => {
  const sweeper = createSweeper(hire)
  open.push(sweeper)
  return sweeper
}
afterEach(() => {
  for (const sweeper of open.splice(0)) sweeper.dispose()
})

/** Asks, and hears everything until it is done. */
const heard = (sweeper: Sweeper, asked = questions) =>
  new Promise<SweepProgress[]>((resolve) => {
    const all: SweepProgress[] = []
    sweeper.ask(asked, (progress) => {
      all.push(progress)
      if (progress.done) resolve(all)
    })
  })

/** A hand that takes its time, longer for some parts than for others. */
function slowHand(delays: readonly number[]): Hand {
  const hand = ownHand()
  let i = 0
  return {
    ...hand,
    async part(question: SweepQuestion, range: RunRange) {
      await new Promise((resolve) => setTimeout(resolve, delays[i++ % delays.length]))
      return hand.part(question, range)
    },
  }
}

describe('the answer', () => {
  test.each([
    ['no worker at all', []],
    ['one that is refused', [Promise.resolve(null)]],
    ['one', [Promise.resolve(slowHand([0]))]],
    ['four of unequal speed', [[0], [7, 1], [3], [0, 12]].map((delays) => Promise.resolve(slowHand(delays)))],
  ])('is the same with %s', async (_, hands: Promise<Hand | null>[]) => {
    const all = await heard(sweeperWith(() => hands))
    const last = all.at(-1)
    expect(last?.estimates).toEqual(expected)
    const runs = questions.reduce((sum, question) => sum + question.runs, 0)
    expect([last?.runs, last?.of]).toEqual([runs, runs])
    // No report is empty, and only the last one says that it is.
    expect(all[0]?.estimates.some((estimates) => estimates !== null)).toBe(true)
    expect(all.filter(({ done }) => done)).toHaveLength(1)
  })

  test('is the same through a channel, as to a worker', async () => {
    const { port1, port2 } = new MessageChannel()
    expose({ ping: () => true, ...partMaker(5) }, port2)
    const hand = handOf(port1, () => {
      port1.close()
      port2.close()
    })
    const all = await heard(sweeperWith(() => [Promise.resolve(hand)]))
    expect(all.at(-1)?.estimates).toEqual(expected)
  })

  test('does not suffer when a worker is lost on the way', async () => {
    let parts = 0
    const dies: Hand = {
      ...ownHand(),
      part: (question, range) => (++parts > 2 ? Promise.reject(new Error('gone')) : ownHand().part(question, range)),
    }
    const all = await heard(sweeperWith(() => [Promise.resolve(dies)]))
    expect(parts).toBe(3)
    expect(all.at(-1)?.estimates).toEqual(expected)
  })
})

test('between short parts, too, others have their turn', async () => {
  // Each look at the clock is a millisecond later: a slice of 8 ms ends within nine parts.
  let ms = 0
  vi.spyOn(performance, 'now').mockImplementation(() => ms++)
  const hand = ownHand()
  let turns = 0
  const others = setInterval(() => turns++)
  for (let i = 0; i < 90; i++) await hand.part(questions[0] as SweepQuestion, { from: i, to: i + 1 })
  clearInterval(others)
  vi.restoreAllMocks()
  expect(turns).toBeGreaterThanOrEqual(5)
})

test('new questions end the old ones, and a cancelled one says nothing more', async () => {
  const sweeper = sweeperWith(() => [Promise.resolve(slowHand([2]))])
  const old: SweepProgress[] = []
  sweeper.ask(
    questions.map((question) => ({ ...question, runs: 1_000_000 })),
    (progress) => old.push(progress),
  )
  const [last] = (await heard(sweeper, questions.slice(0, 1))).slice(-1)
  expect(last?.estimates).toEqual(expected.slice(0, 1))
  const before = old.length
  sweeper.ask(questions, (progress) => old.push(progress))
  sweeper.cancel()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(old.length).toBe(before)
  expect(old.some(({ done }) => done)).toBe(false)
})

test('after it was disposed of, it hires anew', async () => {
  let [hired, left] = [0, 0]
  const hand = (): Hand => ({ ...ownHand(), dispose: () => left++ })
  const sweeper = sweeperWith(() => {
    hired++
    return [Promise.resolve(hand())]
  })
  await heard(sweeper)
  sweeper.dispose()
  expect([hired, left]).toEqual([1, 1])
  expect((await heard(sweeper)).at(-1)?.estimates).toEqual(expected)
  expect(hired).toBe(2)
})

test('no question is answered at once', async () => {
  expect(
    await heard(
      sweeperWith(() => []),
      [],
    ),
  ).toEqual([{ estimates: [], runs: 0, of: 0, done: true }])
})
