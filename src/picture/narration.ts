/**
 * What is said aloud of a run, and when. A listener hears one thing at a time, so a newer message of a kind replaces an
 * older one that has not been said yet, and what is late is not said at all. What is said
 * together is said in the order of time: a cause before what came of it. Source: PhET, scenery #538.
 */
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { weightOf } from './explain.ts'

/** Kinds of messages: of each kind the newest replaces what still waits. */
export type Slot = 'outcome' | 'receiver' | 'sender' | 'network' | 'playback'

/** One message that waits to be said, and since when. */
interface WaitingMessage {
  readonly slot: Slot
  readonly text: string
  readonly sinceMs: number
}

/** What waits to be said, in the order in which it happened, and when something was said last, on any clock of real time. */
export interface Narration {
  readonly waiting: readonly WaitingMessage[]
  readonly saidMs: number
}

/** There is so much time between two things said, at least. */
export const pauseMs = 1000
/** What has waited longer is out of date. */
export const staleMs = 1500
/** So many sentences are said at once, at most; somebody who wants all of a crowd is told how many more there were. */
const mostAtOnce = 12

export const silence: Narration = { waiting: [], saidMs: -Infinity }

/** What a message leaves of those that wait: the newest of each kind, all, or only itself. */
export type Keeps = 'newest' | 'all' | 'only'

/**
 * Lets a message wait. What it replaces is never said: with `newest` the one of its kind that still waited, with `only`
 * whatever waited, and with `all` nothing.
 */
export function queueMessage(
  { waiting, saidMs }: Narration,
  slot: Slot,
  text: string,
  nowMs: number,
  keeps: Keeps = 'newest',
): Narration {
  const kept = keeps === 'all' ? waiting : keeps === 'only' ? [] : waiting.filter((other) => other.slot !== slot)
  return { waiting: [...kept, { slot, text, sinceMs: nowMs }], saidMs }
}

/** When something may be said next; null while nothing waits. */
export const dueMs = ({ waiting, saidMs }: Narration): number | null => (waiting.length === 0 ? null : saidMs + pauseMs)

/**
 * Says all that waits and is not out of date, in the order in which it happened, if it is time; `text` is null when
 * nothing is said. Of a crowd it says what matters most, then the newest; `more` words how many are left out.
 */
export function flush(
  narration: Narration,
  nowMs: number,
  more: (count: number) => string = () => '',
): { narration: Narration; text: string | null } {
  const due = dueMs(narration)
  if (due === null || nowMs < due) return { narration, text: null }
  const fresh = narration.waiting.filter(({ sinceMs }) => nowMs - sinceMs <= staleMs)
  if (fresh.length === 0) return { narration: { ...narration, waiting: [] }, text: null }
  const said = fresh.length <= mostAtOnce ? fresh : mostTelling(fresh)
  const texts = said.map(({ text }) => text)
  if (said.length < fresh.length) texts.push(more(fresh.length - said.length))
  return { narration: { waiting: [], saidMs: nowMs }, text: texts.filter((text) => text !== '').join(' ') }
}

/** As many as may be said at once, in their order: outcomes and what the transport says first, then the newest. */
function mostTelling(waiting: readonly WaitingMessage[]): WaitingMessage[] {
  const matters = ({ slot }: WaitingMessage) => (slot === 'outcome' || slot === 'playback' ? 1 : 0)
  const newest = [...waiting.entries()].sort(([i, a], [j, b]) => matters(b) - matters(a) || j - i)
  const chosen = new Set(newest.slice(0, mostAtOnce).map(([i]) => i))
  return waiting.filter((_, i) => chosen.has(i))
}

/** A region that is given the text it has says nothing; with a character of no width more or less it does. */
export const again = (text: string, before: string): string => (text === before ? `${text}\u200B` : text)

/** How much a listener wants to hear, and how fast the run goes: 0 while it is stepped through. */
export interface Listening {
  readonly verbosity: 'outcomes' | 'all' | 'off'
  readonly speed: number
}

/** Whether nothing that happens while it plays is left out: as the settings promise up to half speed. */
export const saysAll = ({ verbosity, speed }: Listening): boolean => verbosity === 'all' && speed > 0 && speed <= 0.5

/**
 * The kind of message that an event is, or null when it is not worth the time that saying it takes: step by step
 * everything is; while it plays, the effects and what goes wrong, and above normal speed only what goes wrong.
 */
export function slotOf(trace: Trace, event: TraceEvent, { verbosity, speed }: Listening): Slot | null {
  if (verbosity === 'off') return null
  const isOutcome = weightOf(trace, event) === 3
  const all = speed === 0 || saysAll({ verbosity, speed })
  if (!all && !isOutcome && (speed > 1 || event.kind !== 'apply')) return null
  return isOutcome ? 'outcome' : (event.process ?? 'network')
}
