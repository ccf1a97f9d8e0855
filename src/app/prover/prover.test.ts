import { describe, expect, test } from 'vitest'
import { presets } from '../../protocol/policy.ts'
import { type Fault, scenarioOf } from '../../sim/scenario.ts'
import { createLab } from '../lab.ts'
import { effectsByDecision } from './decide.ts'
import { behavesAs, claimResultOf, createProver } from './prover.ts'
import type { Solver } from './solver.ts'
import { type SolverQuestion, work } from './work.ts'

/** Solves on this thread; `settled` waits until nothing is asked any more. */
function solverHere() {
  const latest = new Map<SolverQuestion['kind'], number>()
  const turnOf = (kind: SolverQuestion['kind']) => {
    latest.set(kind, (latest.get(kind) ?? 0) + 1)
    return latest.get(kind)
  }
  const open = new Set<Promise<void>>()
  const solver: Solver = {
    ask(question, tell) {
      const turn = turnOf(question.kind)
      const wanted = () => latest.get(question.kind) === turn
      const done = Promise.resolve()
        .then(() =>
          work(question, { sliceMs: 5, rest: async () => wanted() }, (report) => {
            if (wanted()) tell(report as Parameters<typeof tell>[0])
          }),
        )
        .finally(() => open.delete(done))
      open.add(done)
    },
    cancel: turnOf,
    dispose() {},
  }
  const settled = async () => {
    while (open.size > 0) await Promise.all(open)
  }
  return { solver, settled }
}

function proverOn(policy = presets.atLeastOnce, faults: Fault[] = []) {
  const lab = createLab(scenarioOf({ policy, faults }))
  const { solver, settled } = solverHere()
  return { lab, prover: createProver(lab, solver), settled }
}

describe('badges', () => {
  test('say of each guarantee what it is', async () => {
    const { lab, prover, settled } = proverOn()
    await settled()
    expect(behavesAs(prover.getState())).toBe('atLeastOnce')
    expect(claimResultOf(prover.getState(), 'duplicate')).toMatchObject({ is: 'can', way: { faults: 1 } })
    expect(claimResultOf(prover.getState(), 'lose')).toMatchObject({ is: 'cannot', messages: 3 })
    lab.setMode('atMostOnce')
    expect(claimResultOf(prover.getState(), 'lose')).toEqual({ is: 'open', states: 0 })
    await settled()
    expect(behavesAs(prover.getState())).toBe('atMostOnce')
    lab.setMode('effectivelyOnce')
    await settled()
    expect(behavesAs(prover.getState())).toBe('effectivelyOnce')
  })

  test('a fault or an instant asks nothing anew; a knob that matters does', async () => {
    const { lab, prover, settled } = proverOn()
    await settled()
    const { reports } = prover.getState()
    lab.losePacket('m1.1')
    lab.seek(4000)
    lab.turn({ sender: { timeoutMs: 2900 } })
    expect(prover.getState().reports).toBe(reports)
    // Below the round trip the network is a slow one.
    lab.turn({ sender: { timeoutMs: 1000 } })
    expect(prover.getState()).toMatchObject({ slow: true, reports: [], status: 'searching' })
    prover.stop()
  })

  test('say that a key may be forgotten at any moment, and of which example that is part', async () => {
    const { lab, prover, settled } = proverOn(presets.effectivelyOnce)
    prover.setBounds({ messages: 1 })
    await settled()
    expect(prover.getState().reports.some(({ forgets }) => forgets)).toBe(false)
    lab.turn({ receiver: { window: { ms: 4000 } } })
    await settled()
    expect(prover.getState().reports.map(({ forgets }) => forgets)).toContain(true)
    expect(claimResultOf(prover.getState(), 'duplicate')).toMatchObject({
      is: 'can',
      way: { faults: 1, forgets: true },
    })
    lab.turn({ receiver: { dedup: 'volatile', window: { ms: 6000 } } })
    await settled()
    // A crash wipes the keys, which takes no forgetting.
    expect(claimResultOf(prover.getState(), 'duplicate')).toMatchObject({
      is: 'can',
      way: { faults: 1, forgets: false },
    })
  })

  test('what is stopped is no proof', () => {
    const { prover } = proverOn()
    prover.stop()
    expect(prover.getState().status).toBe('stopped')
    expect(claimResultOf(prover.getState(), 'lose').is).toBe('open')
  })
})

test('a counterexample is played, and the run that was left comes back', async () => {
  const { lab, prover, settled } = proverOn(presets.atLeastOnce, [{ do: 'drop', packet: 'm2.1' }])
  lab.seek(4200)
  const { scenario } = lab.getState()
  await settled()
  const standing = claimResultOf(prover.getState(), 'duplicate')
  if (standing.is !== 'can' || standing.way.scenario === null) throw new Error('no way to duplicate')
  prover.play(standing.way.scenario)
  expect(lab.getState().playing).toBe(true)
  expect(lab.getState().run.trace.filter(({ kind }) => kind === 'apply').length).toBeGreaterThan(1)
  prover.goHome()
  expect(lab.getState()).toMatchObject({ scenario, nowMs: 4200 })
  expect(prover.getState().home).toBeNull()
})

test('the knob that mends: key and effect together', async () => {
  const { receiver, sender } = presets.effectivelyOnce
  const { prover, settled } = proverOn({ sender, receiver: { ...receiver, commit: 'effectFirst' } })
  prover.setBounds({ messages: 1 })
  await settled()
  prover.mend()
  await settled()
  const { mending } = prover.getState()
  expect(mending?.done).toBe(true)
  const turns = mending?.remedies.map((remedy) => remedy.turns.map(({ knob, to }) => `${knob} ${to}`).join(', '))
  expect(turns).toContain('receiver.commit atomic')
})

test('the other world of a lost message, asked at the decision', async () => {
  const { lab, prover, settled } = proverOn(presets.atLeastOnce, [{ do: 'drop', packet: 'm1.1' }])
  lab.seek(3000)
  prover.askDoubt()
  await settled()
  const { doubt } = prover.getState()
  expect(doubt).toMatchObject({ atMs: 2999, done: true, answer: { twin: { faults: 1, differs: 'effects' } } })
})

test('the challenge writes down every design without keys, and how it broke', async () => {
  const { lab, prover, settled } = proverOn(presets.effectivelyOnce)
  prover.setBounds({ messages: 1 })
  prover.setChallenge(true)
  expect(lab.getState().scenario.policy.receiver.dedup).toBe('none')
  await settled()
  lab.turn({ sender: { awaitAck: false } })
  await settled()
  const tried = prover.getState().challenge?.map(({ loses, duplicates }) => `${loses.is} ${duplicates.is}`)
  expect(tried).toEqual(['cannot can', 'can cannot'])
  lab.turn({ sender: { awaitAck: true }, receiver: { dedup: 'durable', commit: 'atomic' } })
  await settled()
  expect(behavesAs(prover.getState())).toBe('effectivelyOnce')
  expect(prover.getState().challenge).toHaveLength(2)
})

test('retry or give up: computed by running both worlds', () => {
  const world = (packet: string) => scenarioOf({ messages: 1, faults: [{ do: 'drop', packet }] })
  expect(effectsByDecision([world('m1.1'), world('a1.1')], 1, 1)).toEqual({
    giveUp: [0, 1],
    retry: [1, 2],
    retryDedup: [1, 1],
  })
})

test('a sender that listens to no ACK has heard none when it retries after all', () => {
  const world = (faults: { do: 'drop'; packet: string }[]) =>
    scenarioOf({ messages: 1, policy: presets.atMostOnce, faults })
  expect(effectsByDecision([world([{ do: 'drop', packet: 'm1.1' }]), world([])], 1, 1)).toEqual({
    giveUp: [0, 1],
    retry: [1, 2],
    retryDedup: [1, 1],
  })
})
