/** The number of a message, from 1: one logical intent. Not a transmission: that is a packet. */
export type MessageId = number & { readonly brand?: 'MessageId' }

/**
 * The identity of a packet: `publish:2.1` is the first publish of message 2, `publish:2.1+1` a copy that the network
 * made. In the first lab `m2.1` is message 2, attempt 1, and `a2.1` the ACK that answers it. The same packet has the
 * same identity whatever the knobs, so a fault or a fate can name it.
 */
export type PacketId = string & { readonly brand?: 'PacketId' }

/** What a packet is for. In the first lab m: a message packet; a: the ACK that answers it. */
export type PacketKind = string

/** The number of a key of its message, from 1; 0 where there is no message. Numbers grow. */
export type Key = number

/** The name of a key: a submission has k1, then come k1.2, k1.3, … */
export const keyName = (message: MessageId, key: Key): string => (key === 1 ? `k${message}` : `k${message}.${key}`)

/** One copy on the wire. */
export interface Packet {
  readonly id: PacketId
  readonly kind: PacketKind
  readonly message: MessageId
  /** How many of its kind its message had had with it; an answer may share the number of what it answers. */
  readonly attempt: number
  /** 0, or the number of the copy. */
  readonly copy: number
  /** The idempotency key that it carries or acknowledges. */
  readonly key: Key
  readonly from: number
  /** A process, or where it is negative, any of the role of process −to − 1. */
  readonly to: number
  /** The processes through which it was asked for, as bits. */
  readonly behind: number
  /** Counts the packets of the run: the order in which they were put on the wire. */
  readonly order: number
}

/** What a packet's name says. */
export type Identity = Pick<Packet, 'kind' | 'message' | 'attempt' | 'copy'>

/** Copies are numbered up to this; it keeps a packet's identity within one word of the generator's counter. */
export const mostCopies = 15
/** No attempt has a higher number; at the shortest timeout the longest horizon ends before it. */
export const mostAttempts = 0xff_ffff

/** The name of a packet of this kind. */
export function packetId(kind: string, message: MessageId, attempt: number, copy = 0): PacketId {
  const id = `${kind}${kind === 'm' || kind === 'a' ? '' : ':'}${message}.${attempt}`
  return copy === 0 ? id : `${id}+${copy}`
}

/** A kind of one letter stands alone; the name of any other ends with a colon. */
const shape = /^(?:([ma])|(.{1,64}):)([1-9]\d{0,4}|0)\.([1-9]\d{0,7})(?:\+([1-9]\d?))?$/

/** Reads a packet's identity; null when the text is none. */
export function readPacketId(text: string): Identity | null {
  const found = shape.exec(text)
  if (found === null) return null
  const [kind, message, attempt, copy] = [
    (found[1] ?? found[2]) as PacketKind,
    Number(found[3]),
    Number(found[4]),
    Number(found[5] ?? 0),
  ]
  const nobody = message === 0 && found[1] !== undefined
  if (copy > mostCopies || attempt > mostAttempts || nobody) return null
  return { kind, message, attempt, copy }
}
