/** What a step tells of itself. The types alone, so that those who only read a trace need not know `step`. */
import type { MessageId, PacketId } from './packet.ts'
import type { StoredRow, World } from './world.ts'

/** What a step did, in order: a trace event before it has a number, an instant and a cause. */
export interface Happening {
  readonly kind: HappeningKind
  readonly process?: string
  readonly message?: MessageId
  readonly attempt?: number
  readonly packet?: PacketId
  readonly line?: string
  /** The store that was written or asked. */
  readonly store?: string
  /** Where the entry that was appended, marked or taken stands in its list. */
  readonly entry?: number
  readonly word?: string
  /** On `check`: whether the condition held. */
  readonly holds?: boolean
  /** On `apply` where effects set a value: the value. */
  readonly value?: number
}

export type HappeningKind =
  | 'submit' // the environment hands over a message
  | 'take' // a task starts by itself: an entry, a difference, at any time
  | 'send' // a packet leaves a process
  | 'deliver' // a packet is handed to a process
  | 'wait' // a packet has arrived and waits until its process is idle
  | 'drop' // a packet ends on the wire, or at a process that is down
  | 'duplicate' // the network makes a copy of a packet
  | 'run' // a line that neither writes nor sends nor asks
  | 'check' // a line asks whether its condition holds
  | 'miss' // check key: not seen before
  | 'absorb' // check key: seen before, so the delivery will have no effect
  | 'apply' // the effect happens
  | 'remember' // the key is stored, in a line of its own
  | 'put' // a row gets a word
  | 'remove' // a row is gone
  | 'append' // a list has a new entry
  | 'mark' // the entry in hand gets a word
  | 'advance' // a cursor moves behind the entry in hand
  | 'bump' // a counter counts
  | 'copy' // a store becomes a copy of another
  | 'clear' // a store is empty again
  | 'flush' // what a list holds goes elsewhere
  | 'newKey' // the message gets a new key
  | 'evict' // a key leaves the store because its window is over
  | 'await' // a task starts to wait
  | 'finish' // a last line that sends nothing
  | 'acknowledge' // the origin learns that its message arrived
  | 'ignore' // a packet that changes nothing
  | 'timeout' // a timer expires
  | 'giveUp' // no attempt is left
  | 'crash'
  | 'stop' // a process goes down for good
  | 'restart'
  | 'resume' // waiting goes on after a restart, with no attempt left to make
  | 'forget' // a crash takes a message that waited

/** What can happen in the first lab. */
export type ExchangeKind = Exclude<
  HappeningKind,
  | 'submit'
  | 'take'
  | 'run'
  | 'check'
  | 'put'
  | 'remove'
  | 'append'
  | 'mark'
  | 'advance'
  | 'bump'
  | 'copy'
  | 'clear'
  | 'flush'
  | 'newKey'
  | 'await'
  | 'stop'
>

export interface Stepped {
  readonly world: World
  readonly happened: readonly Happening[]
  /** For each thing that happened, the task that did it, if one did. */
  readonly doers: readonly (number | null)[]
  /** Tasks that stand at a line now at which they did not stand before. */
  readonly reached: readonly TaskName[]
  /** Tasks whose timer was started. When it expires is the driver's to say. */
  readonly armed: readonly ArmedTask[]
  /** Rows that were stored. When they are forgotten is the driver's to say, where the window is a time. */
  readonly stored: readonly StoredAt[]
}

export interface TaskName {
  readonly process: number
  readonly message: MessageId
  readonly task: number
}

export interface ArmedTask extends TaskName {
  /** Which of what happened tells of it, by its place there. */
  readonly told: number
}

export interface StoredAt extends StoredRow {
  /** The process whose memory it is in, or null where it is durable. */
  readonly process: number | null
  readonly store: number
}
