/**
 * Two worlds and one sender: what the sender of a message did and saw up to an instant, once, and beside it what was
 * true in each of two runs. Everything is read off the traces; that the two senders are alike is the twin search's to
 * prove, and is checked here.
 */
import type { MessageId } from '../sim/packet.ts'
import type { Run } from '../sim/run.ts'
import type { TraceEvent } from '../sim/trace.ts'
import type { Sentence } from '../words/words.ts'
import { labelOf, type NoteMark, type PacketMark, planOf, type TimerMark } from './plan.ts'
import { rowsBetween } from './rows.ts'

export interface WorldsPlan {
  readonly message: MessageId
  readonly fromMs: number
  readonly untilMs: number
  /** The sender's column, drawn once. */
  readonly seen: readonly SeenMark[]
  readonly timers: readonly TimerMark[]
  readonly worlds: readonly [WorldPlan, WorldPlan]
}

/** Something that the sender did or saw. */
export interface SeenMark {
  readonly atMs: number
  readonly kind: 'sent' | 'timeout' | 'heard' | 'gaveUp' | 'crash' | 'restart'
  readonly label: Sentence
}

/** What the sender cannot see: one side of the picture. */
export interface WorldPlan {
  readonly packets: readonly PacketMark[]
  /** At the receiver. */
  readonly notes: readonly NoteMark[]
  /** Of what is drawn, all that the sender does not see, in the order of time. */
  readonly hidden: readonly { readonly atMs: number; readonly what: Sentence }[]
  readonly deliveries: number
  readonly effects: number
  /** What became of the latest attempt. */
  readonly what: WorldFate
}

export const worldFates = [
  'messageLost',
  'messageDown',
  'messageOnWay',
  'ackLost',
  'ackOnWay',
  'crashedBeforeEffect',
  'crashedAfterEffect',
  'handling',
  'answered',
  'silent',
] as const
export type WorldFate = (typeof worldFates)[number]

/** Only so many of the latest attempts are drawn; the earlier ones are over. */
const mostAttempts = 3

/**
 * The picture of two runs whose senders saw the same up to an instant, for one message. Throws if the senders differ: a
 * caller's mistake.
 */
export function worldsOf(runs: readonly [Run, Run], message: MessageId, atMs: number): WorldsPlan {
  const [seen, other] = runs.map((run) => seenIn(run, message, atMs)) as [SeenMark[], SeenMark[]]
  if (JSON.stringify(seen) !== JSON.stringify(other)) throw new Error('two senders that differ are not two worlds')
  // The timer that fires next, where that is all that comes: the instant of the decision.
  const [plan, otherPlan] = runs.map(({ trace }) => planOf(trace.filter((e) => e.atMs <= atMs))) as [
    ReturnType<typeof planOf>,
    ReturnType<typeof planOf>,
  ]
  const due = plan.timers.find((mark) => mark.message === message && mark.end === null)?.dueMs === atMs + 1
  if (due) seen.push(seenMark('timeout', atMs + 1, message))
  const sendings = seen.filter(({ kind }) => kind === 'sent')
  const fromMs = sendings.at(-mostAttempts)?.atMs ?? 0
  const later = <M extends { atMs: number }>(marks: readonly M[]) => marks.filter((mark) => mark.atMs >= fromMs)
  const world = (run: Run, { packets, notes }: typeof plan): WorldPlan => {
    const events = run.trace.filter((e) => e.message === message && e.atMs <= atMs)
    return {
      packets: packets.filter((mark) => mark.message === message && mark.fromMs >= fromMs),
      notes: later(notes).filter(
        (mark) => mark.process === 'receiver' && (mark.message === message || mark.message === null),
      ),
      hidden: rowsBetween(run.trace, 0, run.trace.length).filter(
        (row) => row.process !== 'sender' && row.atMs >= fromMs && row.atMs <= atMs && concerns(run, row.id, message),
      ),
      deliveries: events.filter(({ kind, packet }) => kind === 'deliver' && packet?.startsWith('m')).length,
      effects: events.filter(({ kind }) => kind === 'apply').length,
      what: worldFateOf(
        run,
        events,
        packets.filter((mark) => mark.message === message),
      ),
    }
  }
  return {
    message,
    fromMs,
    untilMs: due ? atMs + 1 : atMs,
    seen: later(seen),
    timers: plan.timers
      .filter((mark) => mark.message === message && mark.fromMs >= fromMs)
      .map((mark) => (due && mark.end === null ? { ...mark, end: 'expired', endMs: atMs + 1 } : mark)),
    worlds: [world(runs[0], plan), world(runs[1], otherPlan)],
  }
}

/** Whether an event is about a message, or about all of them, as a crash is. */
function concerns({ trace }: Run, id: number, message: MessageId): boolean {
  const about = trace[id - 1]?.message
  return about === undefined || about === message
}

function seenIn({ trace }: Run, message: MessageId, atMs: number): SeenMark[] {
  return trace.flatMap((event): SeenMark[] => {
    if (event.process !== 'sender' || event.atMs > atMs) return []
    if (event.message !== message && event.kind !== 'crash' && event.kind !== 'restart') return []
    const kind = seenKinds[event.kind]
    if (kind === undefined) return []
    return [seenMark(kind, event.atMs, message)]
  })
}

const seenMark = (kind: SeenMark['kind'], atMs: number, message: MessageId): SeenMark => ({
  atMs,
  kind,
  label: { id: `worlds.seen.${kind}`, values: { message: labelOf(message) } },
})

const seenKinds: Partial<Record<TraceEvent['kind'], SeenMark['kind']>> = {
  send: 'sent',
  timeout: 'timeout',
  deliver: 'heard',
  giveUp: 'gaveUp',
  crash: 'crash',
  restart: 'restart',
}

/** What became of the latest attempt of a message, as far as it has come. */
function worldFateOf(run: Run, events: readonly TraceEvent[], packets: readonly PacketMark[]): WorldFate {
  const latest = packets.findLast(({ kind, copy }) => kind === 'm' && copy === 0)
  if (latest === undefined || latest.end === null) return 'messageOnWay'
  if (latest.end === 'lost') return 'messageLost'
  if (latest.end === 'down') return 'messageDown'
  const crash = events.find(
    ({ kind, packet, process }) => kind === 'crash' && process === 'receiver' && packet === latest.packet,
  )
  if (crash !== undefined) {
    const done = events.some(({ id, kind, packet }) => id < crash.id && kind === 'apply' && packet === latest.packet)
    return done ? 'crashedAfterEffect' : 'crashedBeforeEffect'
  }
  const ack = packets.find(({ kind, attempt, copy }) => kind === 'a' && attempt === latest.attempt && copy === 0)
  if (ack === undefined) return run.scenario.policy.sender.awaitAck ? 'handling' : 'silent'
  if (ack.end === null) return 'ackOnWay'
  return ack.end === 'arrived' ? 'answered' : 'ackLost'
}
