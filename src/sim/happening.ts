/** What a step tells of itself, apart from `step`, so that those who only read a trace need not know it. */
import type { EventName } from '../protocol/machines.ts'
import type { LineWord } from '../protocol/program.ts'
import type { MessageId, PacketId } from './packet.ts'
import type { NamedLink, ProcessName } from './topology.ts'
import type { StoredKey, World } from './world.ts'

/** What a step did, in order: a trace event before it has a number, an instant and a cause. */
export interface Happening {
  readonly kind: HappeningKind
  readonly process?: ProcessName
  readonly message?: MessageId
  readonly attempt?: number
  readonly packet?: PacketId
  /** Where a packet is put on its link, is on it or leaves it; what is done with a packet afterwards is on none. */
  readonly link?: NamedLink
  readonly line?: LineWord
  /** On `apply` where effects set a value: the value. */
  readonly value?: number
  /** The transition that this is part of. What comes of one transition, and what set it off, carry the same one. */
  readonly fired?: Fired
  /** What fired in the same move and no happening is part of: at a crash, in each message that it interrupts. */
  readonly alsoFired?: readonly Fired[]
}

/**
 * A transition that the machine of a process made for one message: at an origin the message's own machine, at a handler
 * the one machine there is, with the message that it handles. What a packet's machine did is the happening's kind.
 */
export interface Fired {
  readonly process: ProcessName
  readonly task: MessageId
  /** The names of the states it left and reached. */
  readonly from: string
  readonly to: string
  readonly event: EventName
  /** The line of its program that it ran, or stood at. */
  readonly line?: LineWord
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

/**
 * Every transition that happenings tell, in order. Of one move each is told once; setting each machine to where its
 * transitions lead gives the states after the move.
 */
export function firedIn(happened: readonly Happening[]): Fired[] {
  const found = new Set<Fired>()
  for (const { fired, alsoFired = [] } of happened) {
    if (fired !== undefined) found.add(fired)
    for (const also of alsoFired) found.add(also)
  }
  return [...found]
}

export interface Stepped {
  readonly world: World
  readonly happened: readonly Happening[]
  /** Messages whose timer was started. When it expires is the driver's to say. */
  readonly armed: readonly MessageId[]
  /** Keys that were stored. When they are forgotten is the driver's to say, where the window is a time. */
  readonly stored: readonly StoredKey[]
}
