import { exchanges, handlingOf, keysOf, senderStateOf } from '../exchanged.ts'
import { type Limits, type Run, run, widest } from '../run.ts'
import { step } from '../step.ts'
import type { RunEnd, Runner, Setting } from './lightRun.ts'

/**
 * The runner for settings that the fast one cannot do: an ordinary run, written down as one ends. One call of `advance`
 * makes it to its end.
 */
export function ordinaryRunnerOf(setting: Setting, limits: Limits = widest): Runner {
  let seed = 0
  const runner = {
    end: runEndOf(run({ v: 1, ...setting, seed, faults: [] }, { ...limits, moves: 0 })),
    start(next: number): void {
      seed = next
      runner.end = { ...runner.end, moves: 0 }
    },
    advance(): boolean {
      runner.end = runEndOf(run({ v: 1, ...setting, seed, faults: [] }, limits))
      return false
    },
  }
  return runner
}

/** What a run ended with. */
export function runEndOf(played: Run): RunEnd {
  const { trace, world, frames, kept, stopped } = played
  const { faults } = world
  const messages = exchanges(world)
  const instants = (kind: 'apply' | 'acknowledge') =>
    messages.map(({ id }) => trace.find((event) => event.kind === kind && event.message === id)?.atMs ?? -1)
  return {
    states: messages.map(({ id }) => senderStateOf(world, id)),
    attempts: messages.map(({ attempts }) => attempts),
    deliveries: messages.map(({ deliveries }) => deliveries),
    effects: messages.map(({ effects }) => effects),
    absorbed: messages.map(({ absorbed }) => absorbed),
    inFlight: messages.map(({ packets }) => packets.length),
    effectMs: instants('apply'),
    toldMs: instants('acknowledge'),
    handled: handlingOf(world)?.packet.message ?? 0,
    packets: trace.filter(({ kind }) => kind === 'send').length,
    mostKeys: mostKeys(),
    lastSet: trace.findLast(({ value }) => value !== undefined)?.message ?? 0,
    faults: faults.dropped + faults.duplicated + faults.crashes,
    events: trace.length,
    moves: frames.length,
    cut: stopped === 'limit',
  }

  function mostKeys(): number {
    let at = kept[0]
    let most = 0
    for (const { choice } of frames) {
      if (at === undefined || choice === null) continue
      at = step(at, choice).world
      most = Math.max(
        most,
        (keysOf(at)?.rows ?? []).reduce((sum, rows) => sum + rows.length, 0),
      )
    }
    return most
  }
}
