/** What a step reports. Types only, so that readers of a trace need not import `step`. */
import type { LineWord } from '../protocol/program.ts'
import type { MessageId, PacketId } from './packet.ts'
import type { ProcessName } from './topology.ts'
import type { StoredKey, World } from './world.ts'

/** What a step did, in order: a trace event before it has a number, an instant and a cause. */
export interface Happening {
  readonly kind: HappeningKind
  readonly process?: ProcessName
  readonly message?: MessageId
  readonly attempt?: number
  readonly packet?: PacketId
  readonly line?: LineWord
  /** On `apply` where effects set a value: the value. */
  readonly value?: number
}

export type HappeningKind =
  | 'send' // a packet leaves a process
  | 'deliver' // a packet is handed to a process
  | 'wait' // a packet has arrived and waits until its process is idle
  | 'drop' // a packet ends on the wire, or at a process that is down
  | 'duplicate' // the network makes a copy of a packet
  | 'miss' // check key: not seen before
  | 'absorb' // check key: seen before, so the delivery will have no effect
  | 'apply' // the effect happens
  | 'remember' // the key is stored, in a line of its own
  | 'evict' // a key leaves the store because its window is over
  | 'finish' // a last line that sends nothing
  | 'acknowledge' // the origin learns that its message arrived
  | 'ignore' // an ACK that changes nothing
  | 'timeout' // a timer expires
  | 'giveUp' // no attempt is left
  | 'crash'
  | 'restart'
  | 'resume' // waiting goes on after a restart, with no attempt left to make
  | 'forget' // a crash takes a message that waited

export interface Stepped {
  readonly world: World
  readonly happened: readonly Happening[]
  /** Messages whose timer was started. The driver decides when it expires. */
  readonly armed: readonly MessageId[]
  /** Keys that were stored. Where the window is a time, the driver decides when they are forgotten. */
  readonly stored: readonly StoredKey[]
}
