/**
 * What is said aloud of a run, and when. A listener hears one thing at a time, so a newer message of a kind replaces an
 * older one that has not been said yet, and what is late is not said at all. Source: PhET, scenery #538.
 */
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { weightOf } from './explain.ts'

/** Kinds of messages, the most important first. */
const slots = ['outcome', 'receiver', 'sender', 'network', 'playback'] as const
export type Slot = (typeof slots)[number]

/** What waits to be said, and when something was said last. Milliseconds of real time, on any clock. */
export interface Narration {
  readonly waiting: Partial<Readonly<Record<Slot, { readonly text: string; readonly sinceMs: number }>>>
  readonly saidMs: number
}

/** There is so much time between two things said, at least. */
export const pauseMs = 1000
/** What has waited longer is out of date. */
export const staleMs = 1500

export const silence: Narration = { waiting: {}, saidMs: -Infinity }

/** Lets a message wait; one of the same kind that still waited is never said. */
export function tell({ waiting, saidMs }: Narration, slot: Slot, text: string, nowMs: number): Narration {
  return { waiting: { ...waiting, [slot]: { text, sinceMs: nowMs } }, saidMs }
}

/** When something may be said next; null while nothing waits. */
export const dueMs = ({ waiting, saidMs }: Narration): number | null =>
  Object.keys(waiting).length === 0 ? null : saidMs + pauseMs

/** Says all that waits and is not out of date, outcomes first, if it is time; `text` is null when nothing is said. */
export function flush(narration: Narration, nowMs: number): { narration: Narration; text: string | null } {
  const due = dueMs(narration)
  if (due === null || nowMs < due) return { narration, text: null }
  const texts = slots.flatMap((slot) => {
    const message = narration.waiting[slot]
    return message !== undefined && nowMs - message.sinceMs <= staleMs ? [message.text] : []
  })
  if (texts.length === 0) return { narration: { ...narration, waiting: {} }, text: null }
  return { narration: { waiting: {}, saidMs: nowMs }, text: texts.join(' ') }
}

/** A region that is given the text it has says nothing; with a character of no width more or less it does. */
export const again = (text: string, before: string): string => (text === before ? `${text}\u200B` : text)

/** How much a listener wants to hear, and how fast the run goes: 0 while it is stepped through. */
export interface Listening {
  readonly verbosity: 'outcomes' | 'all' | 'off'
  readonly speed: number
}

/**
 * The kind of message that an event is, or null when it is not worth the time that saying it takes: step by step
 * everything is; while it plays, the effects and what goes wrong, and above normal speed only what goes wrong.
 */
export function slotOf(trace: Trace, event: TraceEvent, { verbosity, speed }: Listening): Slot | null {
  if (verbosity === 'off') return null
  const isOutcome = weightOf(trace, event) === 3
  const all = speed === 0 || (verbosity === 'all' && speed <= 0.5)
  if (!all && !isOutcome && (speed > 1 || event.kind !== 'apply')) return null
  return isOutcome ? 'outcome' : (event.process ?? 'network')
}
