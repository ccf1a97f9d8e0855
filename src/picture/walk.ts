/** Walking over the events of a run: along time, along cause and effect, and from one surprise to the next. */
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { isSurprise, silencedBy } from './explain.ts'
import type { Layout, Point, Surface } from './layout.ts'

export type WalkDirection =
  | 'earlier'
  | 'later'
  | 'cause'
  | 'effect'
  | 'first'
  | 'last'
  | 'surpriseBefore'
  | 'surpriseAfter'

/**
 * The event that a way leads to from another one, among the first `shown` of a trace; null where it ends. `effect`
 * follows a chain to its end, then goes on with the next thing that an earlier event of the chain brought about: a
 * message, its loss, then the timeout that the same sending started. With `sees` only such events count.
 */
export function walk(
  trace: Trace,
  shown: number,
  from: number,
  way: WalkDirection,
  sees: (event: TraceEvent) => boolean = () => true,
): number | null {
  const past = (event: TraceEvent) => event.id <= shown && event.id !== from && sees(event)
  const found = (event: { id: number } | undefined) => event?.id ?? null
  switch (way) {
    case 'earlier':
      return found(trace.findLast((event) => event.id < from && past(event)))
    case 'later':
      return found(trace.find((event) => event.id > from && past(event)))
    case 'first':
      return found(trace.find(past))
    case 'last':
      return found(trace.findLast(past))
    case 'cause':
      return origin(trace, from, sees)
    case 'surpriseBefore':
      return found(trace.findLast((event) => event.id < from && sees(event) && isSurprise(trace, event)))
    case 'surpriseAfter':
      return found(trace.find((event) => event.id > from && past(event) && isSurprise(trace, event)))
    case 'effect': {
      // What it brought about may be out of sight, and bring about what is not.
      let to = onward(trace, shown, from)
      while (to !== null && !sees(trace[to - 1] as TraceEvent)) to = onward(trace, shown, to)
      return to
    }
  }
}

function onward(trace: Trace, shown: number, from: number): number | null {
  let after = 0
  for (let at: number | null = from; at !== null; at = trace[at - 1]?.cause ?? null) {
    const effect = trace.find(({ id, cause }) => id > after && id <= shown && cause === at)
    if (effect) return effect.id
    after = at
  }
  return null
}

/**
 * What an event came from. A timer fires because it was started, but who asks wants to know why there was no ACK: from a
 * timeout one comes to the loss or the crash that ended its attempt, where there was one, and only then to the sending.
 */
function origin(trace: Trace, from: number, sees: (event: TraceEvent) => boolean): number | null {
  const event = trace[from - 1]
  const loss = event && silencedBy(trace, event)
  if (loss && sees(loss)) return loss.id
  let at = event?.cause ?? null
  while (at !== null && !sees(trace[at - 1] as TraceEvent)) at = trace[at - 1]?.cause ?? null
  return at
}

/** Where on a picture an event is: at its note, at an end of its packet's line, or else on its lifeline. */
export function eventPoints(layout: Layout, trace: Trace, { lifelines, y }: Surface): (id: number) => Point {
  const points = new Map<number, Point>()
  for (const { mark, start, end } of layout.packets) {
    points.set(mark.firstEvent, start)
    if (mark.lastEvent !== null) points.set(mark.lastEvent, end)
  }
  for (const { mark, shape } of layout.notes) points.set(mark.event, shape)
  return (id) => {
    const known = points.get(id)
    const event = trace[id - 1]
    if (known || event === undefined) return known ?? { x: 0, y: 0 }
    const middle = (lifelines.sender + lifelines.receiver) / 2
    return { x: event.process === undefined ? middle : lifelines[event.process], y: y(event.atMs) }
  }
}
