import type { DownMark, NoteMark, PacketMark, Plan } from './plan.ts'

/**
 * The future that an intervention removed: the marks of the earlier plan after the instant that are not in the new
 * plan. Null where the future is the same.
 */
export function ghostOf(before: Plan, after: Plan, fromMs: number): Plan | null {
  const gone = <M>(old: readonly M[], now: readonly M[], key: (mark: M) => string, endsAt: (mark: M) => number) => {
    const kept = new Set(now.map(key))
    return old.filter((mark) => endsAt(mark) > fromMs && !kept.has(key(mark)))
  }
  const forEver = Number.POSITIVE_INFINITY
  const packets = gone(before.packets, after.packets, packetKey, ({ endMs }) => endMs ?? forEver)
  const notes = gone(before.notes, after.notes, noteKey, ({ atMs }) => atMs)
  const downs = gone(before.downs, after.downs, downKey, ({ untilMs }) => untilMs ?? forEver)
  return packets.length + notes.length + downs.length === 0 ? null : { packets, notes, downs, timers: [] }
}

const packetKey = ({ packet, fromMs, fromFraction, dueMs, endMs, end }: PacketMark): string =>
  [packet, fromMs, fromFraction, dueMs, endMs, end].join(' ')
const noteKey = ({ atMs, process, message, label }: NoteMark): string => [atMs, process, message, label.id].join(' ')
const downKey = ({ process, fromMs, untilMs }: DownMark): string => [process, fromMs, untilMs].join(' ')
