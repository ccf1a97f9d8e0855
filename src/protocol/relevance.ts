import type { Policy } from './policy.ts'

/** Every knob of the policy by its path. */
export type KnobPath = { [Side in keyof Policy]: `${Side}.${keyof Policy[Side] & string}` }[keyof Policy]

/**
 * Why a knob cannot matter. noWait: nobody waits for an ACK, so nothing is sent again · noRetry: one attempt is all
 * there is · noLookup: no key is ever looked at · oneLine: memory is written together with the effect
 */
export type Irrelevance = 'noWait' | 'noRetry' | 'noLookup' | 'oneLine'

/**
 * The knobs that cannot matter under a policy, whatever the environment does: turned to any other value, alone or
 * together, they leave the ledger and the verdict of every run as they are.
 *
 * Not among them is when the ACK is sent under fire and forget: the receiver's last line is silent then, but where it
 * stands still decides whether a crash before it comes before or after the effect.
 */
export function irrelevant({ sender, receiver }: Policy): Partial<Record<KnobPath, Irrelevance>> {
  return {
    ...(receiver.dedup === 'none' && {
      'sender.keyScope': 'noLookup',
      'receiver.commit': 'noLookup',
      'receiver.window': 'noLookup',
    }),
    ...(receiver.dedup === 'volatile' && { 'receiver.commit': 'oneLine' }),
    ...(sender.attempts === 1 && { 'sender.backoff': 'noRetry', 'sender.keyScope': 'noRetry' }),
    ...(!sender.awaitAck && {
      'sender.attempts': 'noWait',
      'sender.timeoutMs': 'noWait',
      'sender.backoff': 'noWait',
      'sender.jitterPct': 'noWait',
      'sender.keyScope': 'noWait',
      'sender.onRestart': 'noWait',
    }),
  }
}

/** The weather that cannot matter under a policy: under fire and forget there are no ACKs, and no sender waits for one. */
export function irrelevantWeather({ sender }: Policy): readonly ('loseAckPct' | 'crashSenderPct')[] {
  return sender.awaitAck ? [] : ['loseAckPct', 'crashSenderPct']
}
