import { type Policy, presets } from '../../protocol/policy.ts'
import { type MessageId, packetId } from '../../sim/packet.ts'
import { run } from '../../sim/run.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { ledgerOf } from '../../verdict/ledger.ts'
import { drawable } from '../lab.ts'

/** What the sender can do where it cannot know, and what the receiver can do about it. */
export const decisions = ['giveUp', 'retry', 'retryDedup'] as const
export type Decision = (typeof decisions)[number]

/**
 * How often the effect of a message happens in each of some worlds under each decision: found by running them. To give
 * up is to make no attempt beyond those `made`; to retry is to go on for ever, and without keys. A sender that listened
 * to no ACK has heard none: if it retries after all, those of the attempts made are lost on it.
 */
export function effectsByDecision(
  worlds: readonly Scenario[],
  message: MessageId,
  made: number,
): Record<Decision, readonly number[]> {
  const unheard = Array.from(
    { length: made },
    (_, i) => ({ do: 'drop', packet: packetId('a', message, i + 1) }) as const,
  )
  const effects = (design: (policy: Policy) => Policy) =>
    worlds.map((scenario) => {
      const { policy, faults } = scenario
      const heard = policy.sender.awaitAck ? faults : [...faults, ...unheard]
      const { world } = run({ ...scenario, policy: design(policy), faults: heard }, drawable)
      return ledgerOf(world)[message - 1]?.effects ?? 0
    })
  const { receiver } = presets.effectivelyOnce
  const again = { awaitAck: true, attempts: 'unlimited', keyScope: 'message' } as const
  const plain = { dedup: 'none' } as const
  return {
    giveUp: effects((p) => ({
      sender: { ...p.sender, attempts: Math.max(1, made) },
      receiver: { ...p.receiver, ...plain },
    })),
    retry: effects((p) => ({ sender: { ...p.sender, ...again }, receiver: { ...p.receiver, ...plain } })),
    retryDedup: effects((p) => ({
      sender: { ...p.sender, ...again },
      receiver: { ...p.receiver, dedup: receiver.dedup, commit: receiver.commit, window: receiver.window },
    })),
  }
}
