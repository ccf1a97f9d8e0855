import type { Policy } from './policy.ts'

/**
 * A process does what its program says: a short list of lines, each one atomic move. The handler's machine, the code
 * listing, the crash points and the search are all views of the same program; a new mechanism is a new program.
 */
export interface Line {
  /** The name that people see and that a fault names: "crash before: apply". */
  word: LineWord
  /** What running the line does, in order, in the words that `step` carries out. */
  does: readonly LineEffect[]
  /** Where the line writes, hence whether a crash afterwards takes it back. */
  writes: 'nothing' | 'volatile' | 'durable'
}

export const lineWords = ['send', 'wait for ACK', 'check key', 'apply', 'record key', 'commit', 'ack'] as const
export type LineWord = (typeof lineWords)[number]

/** apply: the effect happens · remember: the key is stored · answer: an ACK leaves · finish: the last line, silently */
export type LineEffect = 'apply' | 'remember' | 'answer' | 'finish' | 'transmit'

export type Program = readonly Line[]

/** The receiver's handler: one delivery of a message packet, from taking it to the last line. */
export function receiverProgram({ sender, receiver }: Policy): Program {
  const ack: Line = { word: 'ack', does: [sender.awaitAck ? 'answer' : 'finish'], writes: 'nothing' }
  const checkKey: Line = { word: 'check key', does: [], writes: 'nothing' }
  const work = effectLines(receiver)
  return [
    ...(receiver.dedup === 'none' ? [] : [checkKey]),
    ...(receiver.ackTiming === 'afterEffect' ? [...work, ack] : [ack, ...work]),
  ]
}

/** The lines that make the effect happen and the key remembered, in the order that the commit knob says. */
function effectLines({ dedup, commit }: Policy['receiver']): Line[] {
  const apply: Line = { word: 'apply', does: ['apply'], writes: 'durable' }
  const recordKey: Line = { word: 'record key', does: ['remember'], writes: 'durable' }
  if (dedup === 'none') return [apply]
  if (dedup === 'volatile') return [{ ...apply, does: ['apply', 'remember'] }]
  if (commit === 'atomic') return [{ word: 'commit', does: ['apply', 'remember'], writes: 'durable' }]
  return commit === 'effectFirst' ? [apply, recordKey] : [recordKey, apply]
}

/** The sender's program for one message. Fire and forget has no second line. */
export function senderProgram({ sender }: Policy): Program {
  const send: Line = { word: 'send', does: ['transmit'], writes: 'nothing' }
  const wait: Line = { word: 'wait for ACK', does: [], writes: 'nothing' }
  return sender.awaitAck ? [send, wait] : [send]
}
