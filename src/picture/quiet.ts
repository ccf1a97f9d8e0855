/**
 * The stretches of a run in which nothing went wrong. A long run is mostly such stretches, so they can be folded away;
 * whatever a learner came for is never in one: no loss, no repeated effect, no crash, no retry, nothing undecided.
 */
import type { MessageId } from '../sim/packet.ts'
import type { Run } from '../sim/run.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { type Sentence, seconds } from '../words/words.ts'
import { labelOf, type Plan } from './plan.ts'

/** A stretch of virtual time; what happens at its ends is not in it. */
export interface Quiet {
  readonly fromMs: number
  readonly untilMs: number
  /** The events in it are those after so many of the trace, up to and with the `lastEvent`-th. */
  readonly eventsBefore: number
  readonly lastEvent: number
  /** The messages sent in it, one after another; null where none is. Each was applied once. */
  readonly messages: { readonly first: MessageId; readonly last: MessageId } | null
}

/** How many messages were sent in it. */
export const sentIn = ({ messages }: Quiet): number => (messages === null ? 0 : messages.last - messages.first + 1)

/** A shorter stretch would save less than it takes to read that it was folded; virtual milliseconds. */
const leastMs = 5000
/** So much of what is quiet stays on either side of what is not. */
const [afterMs, beforeMs] = [1000, 600]
/** An end is moved so far at most to an instant at which nothing goes on: about one exchange. */
const clearMs = 2500

interface Interval {
  from: number
  until: number
}

/** All stretches of a run that are worth folding, in the order of time. */
export function quietOf({ trace, scenario, endMs }: Pick<Run, 'trace' | 'scenario' | 'endMs'>): readonly Quiet[] {
  const { sender, receiver } = scenario.policy
  const lives = livesOf(trace, sender.awaitAck, endMs)
  const quiet = lives.map((life) => wentWell(life) && !(receiver.effect === 'set' && life.overtaken))
  const busy = united([...lives, ...downsOf(trace, endMs)])
  // The first and the last message stay, to see what is ordinary.
  const loud = lives.filter((_, i) => !quiet[i] || i === 0 || i === lives.length - 1)
  const shown = united([...loud, ...downsOf(trace, endMs)])
  const stretches: Quiet[] = []
  for (const [i, { until }] of shown.entries()) {
    const next = shown[i + 1]
    if (next === undefined) break
    const fromMs = clearAfter(busy, until + afterMs)
    const untilMs = clearBefore(busy, next.from - beforeMs)
    if (untilMs - fromMs < leastMs) continue
    const eventsBefore = countUntil(trace, fromMs, true)
    const lastEvent = countUntil(trace, untilMs, false)
    const sent = lives.filter(({ from }) => from > fromMs && from < untilMs)
    const [first, last] = [sent[0]?.message, sent.at(-1)?.message]
    const messages = first === undefined || last === undefined ? null : { first, last }
    stretches.push({ fromMs, untilMs, eventsBefore, lastEvent, messages })
  }
  return stretches
}

interface Life extends Interval {
  readonly message: MessageId
  sent: number
  applied: number
  /** Whether the sender waits for nothing more. */
  settled: boolean
  onTheWay: number
  /** Whether anything happened that need not have. */
  odd: boolean
  /** Whether the effect of a later message came first. */
  overtaken: boolean
}

const routine: ReadonlySet<TraceEvent['kind']> = new Set([
  'send',
  'deliver',
  'wait',
  'miss',
  'apply',
  'remember',
  'finish',
  'acknowledge',
])

const wentWell = ({ sent, applied, settled, onTheWay, odd }: Life): boolean =>
  !odd && sent === 1 && applied === 1 && onTheWay === 0 && settled

/** When each message that was sent began and ended, in the order of their first events. */
function livesOf(trace: Trace, awaitsAck: boolean, endMs: number): Life[] {
  const lives = new Map<MessageId, Life>()
  const arrived = new Set<string>()
  let latest = 0
  for (const { kind, message, packet, link, atMs } of trace) {
    // A key that leaves the store is no part of its message's life: it may be hours later.
    if (message === undefined || kind === 'evict') continue
    let life = lives.get(message)
    if (life === undefined) {
      const none = { sent: 0, applied: 0, settled: !awaitsAck, onTheWay: 0, odd: false, overtaken: false }
      life = { message, from: atMs, until: atMs, ...none }
      lives.set(message, life)
    }
    life.until = atMs
    if (!routine.has(kind)) life.odd = true
    if (kind === 'acknowledge' || kind === 'giveUp' || kind === 'forget') life.settled = true
    if (kind === 'send' || kind === 'duplicate') life.onTheWay++
    if (kind === 'send' && link?.kind === 'm') life.sent++
    if ((kind === 'deliver' || kind === 'wait' || kind === 'drop') && packet !== undefined && !arrived.has(packet)) {
      arrived.add(packet)
      life.onTheWay--
    }
    if (kind === 'apply') {
      life.applied++
      if (message < latest) life.overtaken = true
      latest = Math.max(latest, message)
    }
  }
  // What is not over when the run ends goes on until then.
  for (const life of lives.values()) if (life.onTheWay > 0 || !life.settled) life.until = endMs
  return [...lives.values()]
}

/** The times at which a process was down. */
function downsOf(trace: Trace, endMs: number): Interval[] {
  const restarts = new Map<number | null, number>()
  for (const { kind, cause, atMs } of trace) if (kind === 'restart') restarts.set(cause, atMs)
  return trace
    .filter(({ kind }) => kind === 'crash')
    .map(({ id, atMs }) => ({ from: atMs, until: restarts.get(id) ?? endMs }))
}

/** Intervals that touch or overlap as one, in the order of time. */
function united(intervals: readonly Interval[]): Interval[] {
  const all: Interval[] = []
  for (const { from, until } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last !== undefined && from <= last.until) last.until = Math.max(last.until, until)
    else all.push({ from, until })
  }
  return all
}

/** An instant from here on at which nothing goes on, with some air; this one where there is none nearby. */
function clearAfter(busy: readonly Interval[], ms: number): number {
  const at = busy.findIndex(({ from, until }) => from <= ms && until >= ms)
  const block = busy[at]
  if (block === undefined || block.until - ms > clearMs) return ms
  const next = busy[at + 1]?.from ?? block.until + 2 * beforeMs
  return Math.floor(Math.min(block.until + beforeMs, (block.until + next) / 2))
}

/** The same, going back. */
function clearBefore(busy: readonly Interval[], ms: number): number {
  const at = busy.findIndex(({ from, until }) => from <= ms && until >= ms)
  const block = busy[at]
  if (block === undefined || ms - block.from > clearMs) return ms
  const before = busy[at - 1]?.until ?? block.from - 2 * beforeMs
  return Math.ceil(Math.max(block.from - beforeMs, (block.from + before) / 2))
}

/** How many events happen before an instant, or up to and with it. */
function countUntil(trace: Trace, ms: number, included: boolean): number {
  let [least, most] = [0, trace.length]
  while (least < most) {
    const middle = (least + most) >> 1
    const { atMs } = trace[middle] as TraceEvent
    if (atMs < ms || (included && atMs === ms)) least = middle + 1
    else most = middle
  }
  return least
}

/** What a viewer has asked for, and where the viewer is. */
export interface Viewing {
  /** How many events have happened. */
  readonly shown: number
  /** The beginnings of the stretches that were opened by hand. */
  readonly unfolded: readonly number[]
  /** The message that is followed. */
  readonly selected: MessageId | null
  /** So much of the recent past stays as it is: what is being watched does not fold under one's eyes. */
  readonly keepMs: number
}

/**
 * The stretches that are folded for a viewer. One that time is still in, or that something now on its way began in, is
 * open; so is one that holds the message that is followed.
 */
export function foldedOf(
  quiet: readonly Quiet[],
  trace: Trace,
  plan: Plan,
  { shown, unfolded, selected, keepMs }: Viewing,
): readonly Quiet[] {
  const settledMs = settledAt(trace, plan, shown)
  return settledOf(quiet, settledMs - keepMs).filter((stretch) => !isOpen(stretch, { unfolded, selected }))
}

/** Whether a stretch that is over is open: because it was opened, or because it holds the message that is followed. */
export const isOpen = (
  { fromMs, messages }: Quiet,
  { unfolded, selected }: Pick<Viewing, 'unfolded' | 'selected'>,
): boolean =>
  unfolded.includes(fromMs) ||
  (selected !== null && messages !== null && selected >= messages.first && selected <= messages.last)

/** The stretches that are over for a viewer, folded or not. */
export const overOf = (quiet: readonly Quiet[], trace: Trace, plan: Plan, shown: number): readonly Quiet[] =>
  settledOf(quiet, settledAt(trace, plan, shown))

const settledOf = (quiet: readonly Quiet[], ms: number) => quiet.filter(({ untilMs }) => untilMs <= ms)

/** Up to when nothing goes on any more once `shown` events have happened. */
function settledAt(trace: Trace, { packets, timers, downs }: Plan, shown: number): number {
  let least = trace[shown - 1]?.atMs ?? 0
  for (const marks of [packets, timers, downs]) {
    for (const { firstEvent, lastEvent, fromMs } of marks) {
      if (firstEvent <= shown && (lastEvent === null || lastEvent > shown)) least = Math.min(least, fromMs)
    }
  }
  return least
}

/** The lines of the table once `shown` events have happened: events by their ids, and stretches where they begin. */
export function linesOf(shown: number, over: readonly Quiet[], folded: readonly Quiet[]): (number | Quiet)[] {
  const lines: (number | Quiet)[] = []
  const hidden = new Set(folded)
  let at = 0
  const upTo = (event: number) => {
    while (at < event) lines.push(++at)
  }
  for (const quiet of over) {
    upTo(Math.min(shown, quiet.eventsBefore))
    lines.push(quiet)
    if (hidden.has(quiet)) at = quiet.lastEvent
  }
  upTo(shown)
  return lines
}

/** What stands on a folded stretch; `short`: where there is little room. */
export function wordsOfQuiet(stretch: Quiet, short = false): Sentence {
  const { fromMs, untilMs, messages } = stretch
  const values = { from: seconds(fromMs), until: seconds(untilMs), long: seconds(untilMs - fromMs) }
  if (messages === null) return { id: short ? 'fold.nothingShort' : 'fold.nothing', values }
  const { first, last } = messages
  return {
    id: short ? 'fold.messagesShort' : 'fold.messages',
    values: { ...values, count: sentIn(stretch), first: labelOf(first), last: labelOf(last) },
  }
}
