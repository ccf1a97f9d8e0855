/**
 * A path of the search laid out in time: a scenario that the player plays to the same outcome with the same faults.
 * The order of the moves is given, the instants are made: where the order allows it packets take the usual time and
 * timers fire as configured, elsewhere the scenario says `delay` and `late`.
 */
import { exchange } from '../protocol/exchange.ts'
import type { Policy } from '../protocol/policy.ts'
import { standardEnvironment } from '../sim/environment.ts'
import { exchanged, handlingOf } from '../sim/exchanged.ts'
import { timeoutOfAttempt } from '../sim/fates.ts'
import { keyName, type MessageId, type PacketId, packetId } from '../sim/packet.ts'
import { run } from '../sim/run.ts'
import type { Fault, Scenario } from '../sim/scenario.ts'
import { step } from '../sim/step.ts'
import type { World } from '../sim/world.ts'
import { type OutcomeName, verdictOf } from '../verdict/verdict.ts'
import { Instants } from './instants.ts'
import { firstSpot, type Move, type Rules } from './moves.ts'
import { forgottenEarly, handledAtOnce, reordered } from './reorder.ts'
import { keyNameOf } from './senderView.ts'

/** Constants of a run, tried in this order: the lab's own first, then shorter ones for impatient timers. */
const paces: readonly Pace[] = [
  { hopMs: 1000, lineMs: 100, downMs: 1000 },
  { hopMs: 500, lineMs: 50, downMs: 500 },
  { hopMs: 100, lineMs: 20, downMs: 50 },
  { hopMs: 20, lineMs: 10, downMs: 5 },
  { hopMs: 1, lineMs: 20, downMs: 0 },
  { hopMs: 1, lineMs: 1, downMs: 0 },
  { hopMs: 1, lineMs: 500, downMs: 0 },
  { hopMs: 1, lineMs: 5000, downMs: 0 },
]
const sendEvery: readonly number[] = [4000, 1000, 2000, 500, 250, 100, 50, 20, 10, 5, 2, 1, 8000, 20_000, 100_000]

interface Pace {
  readonly hopMs: number
  readonly lineMs: number
  readonly downMs: number
}

const longestMs = 86_400_000

/**
 * The scenario of a path, or null where no scenario can hold it: a run longer than a day, or a window by time that
 * would end between two moves that the search put within it. `policy`: the one asked about, in which knobs that cannot
 * matter stand as they stood.
 */
export function counterexample(
  policy: Policy,
  rules: Rules,
  moves: readonly Move[],
  outcome: OutcomeName,
): Scenario | null {
  const natural = reordered(moves, rules, handledAtOnce)
  for (const path of [natural, reordered(natural, rules, forgottenEarly), moves]) {
    const scenario = laidOut(policy, rules, path, outcome)
    if (scenario !== null) return scenario
  }
  return null
}

function laidOut(policy: Policy, rules: Rules, moves: readonly Move[], outcome: OutcomeName): Scenario | null {
  const story = recordOf(rules, moves)
  const plans: Schedule[] = []
  for (const pace of paces) {
    for (const everyMs of story.submits.length > 1 ? sendEvery : [4000]) {
      const plan = new Schedule(policy, story, pace, everyMs)
      if (!plan.possible) continue
      plans.push(plan)
      if (plan.late === 0) break
    }
    if (plans.at(-1)?.late === 0) break
  }
  const faults = moves.reduce((sum, move) => sum + move.faults, 0)
  for (const plan of plans.sort((a, b) => a.late - b.late)) {
    const scenario = plan.scenario(rules.bounds.network.reorder)
    // What comes after the path is shown too, as long as it changes nothing of what is claimed.
    const ways =
      scenario === null
        ? []
        : [{ ...scenario, environment: { ...scenario.environment, horizonMs: longestMs } }, scenario]
    for (const way of ways) {
      const { world, stopped, endMs } = run(way, { moves: 10_000 })
      const verdict = verdictOf(world)
      if (stopped === 'limit' || verdict.faults !== faults || verdict.outcomes[outcome] === 0) continue
      return way === scenario
        ? scenario
        : { ...way, environment: { ...way.environment, horizonMs: Math.max(endMs, 120_000) } }
    }
  }
  return null
}

/** What happened on a path, by the number of the move; a restart is an instant of its own. */
interface PathRecord {
  readonly moves: readonly Move[]
  /** For each move its instant, and the one at which it is over. */
  readonly at: readonly number[]
  readonly over: readonly number[]
  readonly instants: number
  readonly end: number
  readonly submits: readonly number[]
  readonly packets: ReadonlyMap<PacketId, Flight>
  readonly timers: readonly Timer[]
  readonly lines: readonly { readonly from: number; readonly to: number; readonly ran: boolean }[]
  readonly crashes: readonly Crash[]
  /** From storing a key to forgetting it, or to finding it once more. */
  readonly windows: readonly { readonly from: number; readonly to: number; readonly ended: boolean }[]
}

interface Flight {
  readonly from: number
  to: number | null
  lost: boolean
  readonly copied: number[]
}

interface Timer {
  readonly message: MessageId
  readonly attempt: number
  readonly from: number
  to: number | null
  fired: boolean
}

interface Crash {
  readonly at: number
  readonly process: 'sender' | 'receiver'
  /** The line it comes right before, where the move before it reached that line. */
  readonly before: { readonly packet: PacketId; readonly line: string } | null
}

/** Walks a path and notes what its instants have to do with each other. */
function recordOf(rules: Rules, moves: readonly Move[]): PathRecord {
  let world: World = firstSpot(rules).world
  const { sender: origin, receiver: handler } = exchange
  const at: number[] = []
  const over: number[] = []
  const submits: number[] = []
  const packets = new Map<PacketId, Flight>()
  const timers: Timer[] = []
  const running = new Map<MessageId, Timer>()
  const lines: PathRecord['lines'][number][] = []
  const crashes: Crash[] = []
  const windows: PathRecord['windows'][number][] = []
  const storedAt = new Map<string, number>()
  let lineFrom: number | null = null
  /** What the last move reached: the wait of an origin or a line of the handler. */
  let reached: { process: number; packet: PacketId; line: string } | null = null
  let instants = 0
  for (const move of moves) {
    const now = instants++
    at.push(now)
    let here = now
    for (const choice of move.choices) {
      if (choice.do === 'restart') here = instants++
      const before = world
      const { world: after, happened, armed, stored } = step(world, choice)
      world = after
      if (choice.do === 'submit') submits.push(here)
      if (choice.do === 'crash') {
        const exact = reached?.process === choice.process ? { packet: reached.packet, line: reached.line } : null
        crashes.push({ at: here, process: choice.process === origin ? 'sender' : 'receiver', before: exact })
        if (choice.process === handler && lineFrom !== null) lines.push({ from: lineFrom, to: here, ran: false })
        if (choice.process === handler) lineFrom = null
      }
      if (choice.do === 'run') {
        if (lineFrom !== null) lines.push({ from: lineFrom, to: here, ran: true })
        lineFrom = handlingOf(world) === null ? null : here
      }
      if (choice.do === 'deliver' && handlingOf(world)?.packet.id === choice.packet.id) lineFrom = here
      if (choice.do === 'evict')
        windows.push({ from: storedAt.get(keyName(choice.message, choice.key)) as number, to: here, ended: true })
      if (choice.do === 'duplicate') packets.get(choice.packet.id)?.copied.push(here)
      for (const { kind, packet } of happened) {
        if (kind === 'send' || kind === 'duplicate') {
          packets.set(packet as PacketId, { from: here, to: null, lost: false, copied: [] })
        } else if (kind === 'deliver' || kind === 'drop') {
          const flight = packets.get(packet as PacketId) as Flight
          flight.to = here
          flight.lost = kind === 'drop'
        } else if (kind === 'absorb') {
          const handled = handlingOf(before)?.packet
          const from = handled && storedAt.get(keyNameOf(handled))
          if (from !== undefined) windows.push({ from, to: here, ended: false })
        }
      }
      for (const [message, timer] of running) {
        if (exchanged(world, message).timer && !armed.some((task) => task.message === message)) continue
        timer.to = here
        timer.fired = choice.do === 'expire' && choice.message === message
        running.delete(message)
      }
      for (const { message } of armed) {
        const timer = { message, attempt: exchanged(world, message).attempts, from: here, to: null, fired: false }
        timers.push(timer)
        running.set(message, timer)
      }
      for (const { message, key } of stored) storedAt.set(keyName(message, key), here)
      const sent = happened.find(({ kind, line }) => kind === 'send' && line === undefined)
      const { packet: handling, line } = handlingOf(world) ?? { packet: null, line: null }
      if (choice.do === 'submit' || choice.do === 'expire') {
        const waits = sent !== undefined && exchanged(world, sent.message as MessageId).timer
        reached = waits ? { process: origin, packet: sent.packet as PacketId, line: 'wait for ACK' } : null
      } else if (choice.do === 'run' || choice.do === 'deliver') {
        const moved = choice.do === 'run' || handling?.id === choice.packet.id
        reached = moved && handling && line !== null ? { process: handler, packet: handling.id, line } : null
      } else reached = null
    }
    over.push(here)
  }
  const end = instants - 1
  if (lineFrom !== null) lines.push({ from: lineFrom, to: end, ran: false })
  return { moves, at, over, instants, end, submits, packets, timers, lines, crashes, windows }
}

/** One attempt to give the moves of a story their instants. */
class Schedule {
  readonly possible: boolean
  /** How many timers are not as configured. */
  readonly late: number
  private readonly policy: Policy
  private readonly story: PathRecord
  private readonly pace: Pace
  private readonly everyMs: number
  private readonly instants: Instants

  constructor(policy: Policy, story: PathRecord, pace: Pace, everyMs: number) {
    this.policy = policy
    this.story = story
    this.pace = pace
    this.everyMs = everyMs
    this.instants = new Instants(story.instants)
    this.possible = this.mustHold()
    this.late = this.possible ? this.keepTimers() : Number.POSITIVE_INFINITY
  }

  /** What the order demands, and what takes a fixed time. */
  private mustHold(): boolean {
    const { instants, story, pace } = this
    const { at, over, crashes } = story
    for (let i = 0; i < at.length; i++) {
      const [now, restart] = [at[i] as number, over[i] as number]
      if (restart !== now && !instants.exactly(now, restart, pace.downMs)) return false
      if (i === 0) continue
      const before = over[i - 1] as number
      const together = crashes.some((crash) => crash.at === now && crash.before !== null)
      if (!(together ? instants.exactly(before, now, 0) : instants.atLeast(before, now, 1))) return false
    }
    for (const { from, to, ran } of story.lines) {
      if (!(ran ? instants.exactly(from, to, pace.lineMs) : instants.atMost(from, to, pace.lineMs - 1))) return false
    }
    for (const { from, to, lost } of story.packets.values()) {
      if (to !== null && !lost && !instants.atLeast(from, to, pace.hopMs)) return false
    }
    for (const timer of story.timers) {
      if (timer.fired && !instants.atLeast(timer.from, timer.to as number, this.timeoutOf(timer))) return false
    }
    const { window } = this.policy.receiver
    if (window !== 'unlimited' && 'ms' in window) {
      for (const { from, to, ended } of story.windows) {
        if (!(ended ? instants.exactly(from, to, window.ms) : instants.atMost(from, to, window.ms - 1))) return false
      }
    }
    return story.submits.every((submit, i) => instants.exactly(0, submit, i * this.everyMs))
  }

  /** Keeps timers as configured, those that fire first; how many cannot be. */
  private keepTimers(): number {
    const { instants, story } = this
    const order = [...story.timers].sort((a, b) => Number(b.fired) - Number(a.fired))
    return order.filter((timer) => {
      const ms = this.timeoutOf(timer)
      return timer.fired
        ? !instants.atMost(timer.from, timer.to as number, ms)
        : !instants.atMost(timer.from, timer.to ?? story.end, ms - 1)
    }).length
  }

  /** The scenario, or null when it is too long for one. */
  scenario(reorder: boolean): Scenario | null {
    const { instants, story, pace, policy } = this
    const { hopMs, lineMs, downMs } = pace
    for (const { from, to, lost } of story.packets.values()) {
      if (to === null) continue
      if (lost) instants.exactly(from, to, Math.floor(hopMs / 2))
      else instants.atMost(from, to, hopMs)
    }
    const ms = (instant: number) => instants.ms(instant)
    const horizonMs = ms(story.end)
    const faults: Fault[] = []
    for (const [packet, { from, to, lost, copied }] of story.packets) {
      const inFlightMs = to === null ? horizonMs - ms(from) + 1 : ms(to) - ms(from)
      if (inFlightMs > hopMs) faults.push({ do: 'delay', packet, ms: inFlightMs - hopMs })
      for (const at of copied) faults.push({ do: 'duplicate', packet, afterMs: ms(at) - ms(from) })
      const halfWay = inFlightMs === Math.floor(hopMs / 2)
      if (lost) faults.push({ do: 'drop', packet, ...(halfWay ? {} : { afterMs: inFlightMs }) })
    }
    for (const { at, process, before } of story.crashes) {
      if (before === null) faults.push({ do: 'crash', process, atMs: ms(at) })
      else faults.push({ do: 'crash', process, packet: before.packet, before: before.line as never })
    }
    const late = new Map<PacketId, number>()
    for (const timer of story.timers) {
      const id = packetId('m', timer.message, timer.attempt)
      const lastsMs = ms(timer.to ?? story.end) - ms(timer.from) + (timer.fired ? 0 : 1)
      const lateMs = Math.max(0, lastsMs - this.timeoutOf(timer))
      if (timer.fired || lateMs > (late.get(id) ?? 0)) late.set(id, lateMs)
    }
    for (const [timer, lateMs] of late) if (lateMs > 0) faults.push({ do: 'late', timer, ms: lateMs })
    if (horizonMs > longestMs) return null
    return {
      v: 1,
      policy,
      messages: story.submits.length,
      seed: 0,
      environment: {
        ...standardEnvironment,
        hopMs: [hopMs, hopMs],
        lineMs,
        downMs,
        sendEveryMs: this.everyMs,
        horizonMs: Math.max(1, horizonMs),
        reorder,
      },
      faults,
    }
  }

  private timeoutOf({ message, attempt }: Timer): number {
    return timeoutOfAttempt(0, this.policy, message, attempt)
  }
}
