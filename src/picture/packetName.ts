import type { Identity } from '../sim/packet.ts'
import type { Say } from '../words/words.ts'
import { labelOf } from './plan.ts'

/** What a packet is called: "ACK m1", and from the second attempt on which attempt it belongs to. */
export function packetName({ kind, message, attempt, copy }: Identity, say: Say): string {
  const label = labelOf(message)
  if (copy > 0) return say('packet.copy', { kind, message: label, attempt, copy })
  if (attempt > 1) return say('packet.attempt', { kind, message: label, attempt })
  return say(kind === 'a' ? 'packet.a' : 'packet.m', { message: label })
}
