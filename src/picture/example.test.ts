import { expect, test } from 'vitest'
import { estimatesOf } from '../explore/estimates.ts'
import { Sweep, scenarioOfRun } from '../explore/sweep.ts'
import { type ExampleName, firstNames, mostNames } from '../explore/tally.ts'
import { presets } from '../protocol/policy.ts'
import { exchanges } from '../sim/exchanged.ts'
import { run, worldAt } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { befell } from '../verdict/outcomes.ts'
import { movesToExample } from './example.ts'

const { environment } = scenarioOf({
  environment: { loseMessagePct: 30, loseAckPct: 30, crashReceiverPct: 10, horizonMs: 17_000 },
})
const limited = { ...presets.effectivelyOnce.sender, attempts: 3 }
/** Designs to which, together, everything happens that a run can be an example of. */
const designs = [
  { sender: limited, receiver: { ...presets.effectivelyOnce.receiver, dedup: 'volatile' as const } },
  { sender: limited, receiver: { ...presets.atLeastOnce.receiver, ackTiming: 'beforeEffect' as const } },
]

const found = designs.flatMap((policy) => {
  const question = { policy, environment, messages: 4, runs: 400, seed: 3 }
  const sweep = new Sweep(question)
  while (sweep.advance(1e6));
  return estimatesOf(sweep.data()).examples.map(({ name, run: number, value }) => ({
    name,
    value,
    shown: run(scenarioOfRun(question, number)),
  }))
})

/** Whether a run that was made so far is what it is an example of. */
function isShown(name: ExampleName, value: number | null, shown: ReturnType<typeof run>, moves: number): boolean {
  const world = worldAt(shown, moves)
  const ledger = ledgerOf(world)
  const event = shown.trace[(shown.frames[moves - 1]?.events ?? 0) - 1]
  switch (name) {
    case 'lost':
    case 'duplicated':
    case 'undecided':
      return ledger.some(({ outcome }) => outcome === name)
    case 'gaveUp':
      return ledger.some(({ belief }) => belief === 'gaveUp')
    case 'gaveUpThoughDone':
      return ledger.some(({ belief, effects }) => belief === 'gaveUp' && effects > 0)
    case 'ackedWithoutEffect':
      return ledger.some(({ belief, outcome }) => belief === 'acknowledged' && outcome === 'lost')
    case 'mostAttempts':
      return ledger.some(({ attempts }) => attempts === value)
    case 'mostKeys':
      return exchanges(world).reduce((sum, { seenKeys }) => sum + seenKeys.length, 0) === value
    case 'mostPackets':
      return shown.trace.filter(({ id, kind }) => kind === 'send' && id <= (event?.id ?? 0)).length === value
    case 'slowestEffect':
    case 'slowestAck': {
      const due = ((event?.message ?? 0) - 1) * environment.sendEveryMs
      return event !== undefined && event.atMs - due === value
    }
    case 'wrongValue':
    case 'mostFaults':
      return moves === shown.frames.length
    default:
      return ledger.some((row) => befell(name, row))
  }
}

test('an example is shown at the instant that makes it one, and not later than need be', () => {
  const names = new Set(found.map(({ name }) => name))
  for (const name of [...firstNames, ...mostNames]) if (name !== 'wrongValue') expect(names).toContain(name)
  for (const { name, value, shown } of found) {
    const moves = movesToExample(shown, name)
    expect([name, isShown(name, value, shown, moves)]).toEqual([name, true])
    if (name !== 'undecided' && name !== 'mostFaults')
      expect([name, isShown(name, value, shown, moves - 1)]).toEqual([name, false])
  }
})

test('a run that is an example of nothing is shown at its first surprise, and a dull one at its end', () => {
  const [dull, wet] = [run(scenarioOf({})), run(scenarioOf({ faults: [{ do: 'drop', packet: 'a1.1' }] }))]
  expect(movesToExample(dull, null)).toBe(dull.frames.length)
  const event = wet.trace[(wet.frames[movesToExample(wet, null) - 1]?.events ?? 0) - 1]
  expect(event?.kind).toBe('drop')
})
