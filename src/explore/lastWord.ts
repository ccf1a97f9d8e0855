/**
 * What each end of one message's exchange can know, found by playing every script of losses: which of its packets and of
 * their ACKs are lost, every set of them. Times are those of the scenario, so nobody is helped by slowness, and each end
 * is given more than its packets say: which attempt a packet belongs to. Who cannot tell even so, cannot.
 */

import type { ProcessName } from '../protocol/exchange.ts'
import type { MessageId } from '../sim/packet.ts'
import { type Run, run, worldAt } from '../sim/run.ts'
import type { Fault, Scenario } from '../sim/scenario.ts'
import { ledgerOf } from '../verdict/ledger.ts'

/** More attempts than this have too many scripts to play them all. */
const mostAttempts = 6

/** Every set of losses of one message's packets: 4 to the power of its attempts. */
export function lossScripts(message: number, attempts: number): Fault[][] {
  const packets = Array.from({ length: attempts }, (_, i) => [`m${message}.${i + 1}`, `a${message}.${i + 1}`]).flat()
  return Array.from({ length: 2 ** packets.length }, (_, set) =>
    packets.flatMap((packet, i) => (set & (1 << i) ? [{ do: 'drop' as const, packet }] : [])),
  )
}

/**
 * What may be true of a message at an instant, as far as one end of a run can tell: how often its effect happened, for
 * the sender; what the sender believes of it, for the receiver. One thing: it knows. Throws where the attempts have no
 * bound, or one above six.
 */
export function possibleFor(
  side: ProcessName,
  shown: Run,
  message: number,
  atMs: number,
): ReadonlySet<number | string> {
  const seen = seenBy(side, shown, atMs)
  const possible = new Set<number | string>()
  for (const other of runsOf(shown.scenario, message)) {
    if (seenBy(side, other, atMs) === seen) possible.add(truthFor(side, other, message, atMs))
  }
  return possible
}

/** The runs of a scenario under every script of losses of one message; its other faults stay. */
function runsOf(scenario: Scenario, message: number): Run[] {
  const { attempts } = scenario.policy.sender
  if (attempts === 'unlimited' || attempts > mostAttempts)
    throw new Error(`give the sender at most ${mostAttempts} attempts`)
  const own = new RegExp(`^[ma]${message}\\.`)
  const others = scenario.faults.filter((fault) => fault.do !== 'drop' || !own.test(fault.packet))
  const key = JSON.stringify([scenario, message])
  if (latest?.key !== key) {
    const runs = lossScripts(message, attempts).map((faults) => run({ ...scenario, faults: [...others, ...faults] }))
    // A loss of a packet that was never sent changes nothing: such scripts are the same as one without it.
    latest = { key, runs: runs.filter(({ applied }) => !applied.slice(others.length).includes(false)) }
  }
  return latest.runs
}
/** One scenario is asked about again and again. */
let latest: { readonly key: string; readonly runs: Run[] } | null = null

/** All that a process did and saw up to and with an instant, as text to compare. */
function seenBy(side: ProcessName, { trace }: Run, atMs: number): string {
  const seen = trace.filter(({ process, kind, atMs: at }) => process === side && kind !== 'drop' && at <= atMs)
  return JSON.stringify(seen.map(({ atMs, kind, packet, message, line }) => [atMs, kind, packet, message, line]))
}

function truthFor(side: ProcessName, shown: Run, message: number, atMs: number): number | string {
  const moves = shown.frames.filter((frame) => frame.atMs <= atMs).length
  const row = ledgerOf(worldAt(shown, moves)).find((each) => each.message === (message as MessageId))
  return side === 'sender' ? (row?.effects ?? 0) : (row?.belief ?? 'none')
}
