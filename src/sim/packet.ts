/** The number of a message, from 1: one logical intent. Each transmission of it is a packet. */
export type MessageId = number & { readonly brand?: 'MessageId' }

/**
 * The identity of a packet: `m2.1` is message 2, attempt 1; `a2.1` the ACK that answers it; `m2.1+1` a copy that the
 * network made. The same packet has the same identity under every policy, so a fault or a fate can name it.
 */
export type PacketId = string & { readonly brand?: 'PacketId' }

/** m: a message packet, from the process that has the message to say; a: its ACK, back. */
export type PacketKind = 'm' | 'a'

/** One copy on the wire. */
export interface Packet {
  readonly id: PacketId
  readonly kind: PacketKind
  readonly message: MessageId
  readonly attempt: number
  /** 0, or the number of the copy. */
  readonly copy: number
  /** The idempotency key that it carries or acknowledges. */
  readonly key: string
}

/** What a packet's name says. */
export type Identity = Pick<Packet, 'kind' | 'message' | 'attempt' | 'copy'>

/** The highest number of a copy; with it a packet's identity fits into one word of the generator's counter. */
export const mostCopies = 15
/** The highest number of an attempt; even with the shortest timeout the longest horizon ends before it. */
export const mostAttempts = 0xff_ffff

export function packetId(kind: PacketKind, message: MessageId, attempt: number, copy = 0): PacketId {
  return copy === 0 ? `${kind}${message}.${attempt}` : `${kind}${message}.${attempt}+${copy}`
}

const shape = /^([ma])([1-9]\d{0,4})\.([1-9]\d{0,7})(?:\+([1-9]\d?))?$/

/** Reads a packet's identity; null when the text is none. */
export function readPacketId(text: string): Identity | null {
  const found = shape.exec(text)
  if (found === null) return null
  const [kind, message, attempt, copy] = [
    found[1] as PacketKind,
    Number(found[2]),
    Number(found[3]),
    Number(found[4] ?? 0),
  ]
  if (copy > mostCopies || attempt > mostAttempts) return null
  return { kind, message, attempt, copy }
}
