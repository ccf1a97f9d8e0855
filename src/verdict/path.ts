/**
 * The path of a message through a run: where a second copy of it entered, and where it was absorbed. Both are read from
 * the causes in the trace. Nothing here knows a system, a process or the word of a line.
 *
 * A line that writes, sends or takes up a message for the second time makes a *repeat*. A copy *enters* at a repeat that
 * no other repeat brought about: everything that follows from it is that copy going on. It is *absorbed* by a check that
 * holds and after which its task does not repeat an effect or an entry.
 */
import type { HappeningKind } from '../sim/happening.ts'
import type { MessageId } from '../sim/packet.ts'

/** What is read of an event of a trace. */
export interface PathEvent {
  readonly id: number
  readonly kind: HappeningKind
  readonly cause: number | null
  readonly message?: MessageId
  readonly line?: string
  readonly store?: string
  readonly packet?: string
  readonly holds?: boolean
}

/** One copy of a message beyond the first. */
export interface SecondCopy {
  readonly message: MessageId
  /** The event at which it entered. */
  readonly entered: number
  /** The check that absorbed it, the first one where there are several; null where none did. */
  readonly absorbed: number | null
  /** Effects and entries that it led to all the same. */
  readonly repeated: readonly number[]
}

/** What makes a copy: writes, packets, and the taking up of work. */
const makes: ReadonlySet<HappeningKind> = new Set(['send', 'duplicate', 'apply', 'append', 'put', 'take'])
/** What a copy does that counts: an effect, or an entry that others will take up. */
const counts: ReadonlySet<HappeningKind> = new Set(['apply', 'append'])

/** Every second copy in a trace, in the order in which they entered. */
export function secondCopies(trace: readonly PathEvent[]): SecondCopy[] {
  const seen = new Set<string>()
  /** For each event, the copy that it belongs to, by the event at which that entered; null for the first copy. */
  const copyOf: (number | null)[] = [null]
  const copies = new Map<number, { message: MessageId; absorbed: number | null; repeated: number[] }>()
  for (const event of trace) {
    const { id, kind, cause, message } = event
    const inherited = cause === null ? null : (copyOf[cause] ?? null)
    copyOf[id] = inherited
    if (message === undefined) continue
    const repeats = makes.has(kind) && isRepeat(event, seen)
    if (repeats && inherited === null) {
      copyOf[id] = id
      copies.set(id, { message, absorbed: null, repeated: [] })
    }
    const copy = copies.get(copyOf[id] ?? 0)
    if (copy === undefined) continue
    if (repeats && counts.has(kind)) copy.repeated.push(id)
    else if (absorbs(event)) copy.absorbed ??= id
  }
  return [...copies].map(([entered, copy]) => ({ entered, ...copy }))
}

/**
 * Whether a line has done this for this message before, at whichever process of its role. The network's own copy always is
 * one too many.
 */
function isRepeat({ kind, message, line, store, packet }: PathEvent, seen: Set<string>): boolean {
  const what = packet === undefined ? (store ?? '') : packet.replace(/[\d.+]+$/, '')
  const name = [kind, message, line, what].join('|')
  if (kind === 'duplicate' || seen.has(name)) return true
  seen.add(name)
  return false
}

const absorbs = ({ kind, holds }: PathEvent): boolean => kind === 'absorb' || (kind === 'check' && holds === true)
