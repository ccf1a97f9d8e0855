/** Which instant of a run to show when it is opened as an example of an outcome. */
import type { ExampleName } from '../explore/tally.ts'
import { exchanges } from '../sim/exchanged.ts'
import { movesTo, type Run, worldAt } from '../sim/run.ts'
import { step } from '../sim/step.ts'
import type { TraceEvent } from '../sim/trace.ts'
import type { World } from '../sim/world.ts'
import { type LedgerRow, ledgerOf } from '../verdict/ledger.ts'
import { befell, messageOutcomes } from '../verdict/outcomes.ts'
import { isSurprise } from './explain.ts'

/** Outcomes that are final for a message, so that there is a first instant at which they hold. */
const comesTo: Partial<Record<ExampleName, (row: LedgerRow) => boolean>> = {
  gaveUp: ({ belief }) => belief === 'gaveUp',
  ...Object.fromEntries(messageOutcomes.map((name) => [name, (row: LedgerRow) => befell(name, row)])),
}

/**
 * How many moves of a run to show so that the example is visible: up to the loss, the second effect, the last of the
 * attempts. Without a name it is the first surprise; where there is no such instant, the end.
 */
export function movesToExample(run: Run, name: ExampleName | null): number {
  const { trace, frames } = run
  const to = (event: TraceEvent | undefined) => (event === undefined ? frames.length : movesTo(run, event.id))
  const holds = name && comesTo[name]
  if (holds) return firstMoves(run, (world) => ledgerOf(world).some(holds))
  switch (name) {
    case null:
      return to(trace.find((event) => isSurprise(trace, event)))
    case 'mostAttempts': {
      const most = Math.max(...exchanges(run.world).map(({ attempts }) => attempts))
      return firstMoves(run, (world) => exchanges(world).some(({ attempts }) => attempts === most))
    }
    case 'mostPackets':
      return to(trace.findLast(({ kind }) => kind === 'send'))
    case 'mostKeys':
      return mostKeysAt(run)
    case 'slowestEffect':
      return to(slowest(run, 'apply'))
    case 'slowestAck':
      return to(slowest(run, 'acknowledge'))
    default:
      return frames.length
  }
}

/**
 * The first number of moves after which something holds that stays true from then on; all moves where it never holds.
 */
function firstMoves(run: Run, holds: (world: World) => boolean): number {
  let [before, after] = [0, run.frames.length]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (holds(worldAt(run, middle))) after = middle
    else before = middle
  }
  return after
}

/** Of the first events of this kind of each message, the one that came longest after the message was due. */
function slowest({ trace, scenario }: Run, kind: TraceEvent['kind']): TraceEvent | undefined {
  const seen = new Set<number>()
  let [slowest, longestMs]: [TraceEvent | undefined, number] = [undefined, -1]
  for (const event of trace) {
    if (event.kind !== kind || event.message === undefined || seen.has(event.message)) continue
    seen.add(event.message)
    const ms = event.atMs - (event.message - 1) * scenario.environment.sendEveryMs
    if (ms > longestMs) [slowest, longestMs] = [event, ms]
  }
  return slowest
}

/** After which move the receiver's store is fullest, for the first time. */
function mostKeysAt({ kept, frames }: Run): number {
  let world = kept[0]
  let [most, at] = [0, frames.length]
  frames.forEach(({ choice }, i) => {
    if (world === undefined || choice === null) return
    world = step(world, choice).world
    const keys = exchanges(world).reduce((sum, { seenKeys }) => sum + seenKeys.length, 0)
    if (keys > most) [most, at] = [keys, i + 1]
  })
  return at
}
