import {
  type Irrelevance,
  irrelevances,
  type KnobLine,
  type KnobPath,
  knobLines,
  type Policy,
  settingOf,
} from './knobs.ts'

const reasons = (Object.keys(irrelevances) as Irrelevance[]).toReversed()

/** Why a knob cannot matter under a policy; undefined where it can. */
export function irrelevanceOf(policy: Policy, { knob: { idle } }: Pick<KnobLine, 'knob'>): Irrelevance | undefined {
  if (idle === undefined) return undefined
  return reasons.find((reason) => {
    const [side, name, value] = irrelevances[reason]
    return reason in idle && settingOf(policy, { side, name }) === value
  })
}

/**
 * The knobs that cannot matter under a policy, whatever the environment does: turned to any other value, alone or
 * together, they leave the ledger and the verdict of every run as they are.
 */
export function irrelevant(policy: Policy): Partial<Record<KnobPath, Irrelevance>> {
  return Object.fromEntries(
    knobLines.flatMap((line) => {
      const why = irrelevanceOf(policy, line)
      return why === undefined ? [] : [[line.path, why]]
    }),
  )
}

/** The weather that cannot matter under a policy: under fire and forget there are no ACKs, and no sender waits for one. */
export function irrelevantWeather({ sender }: Policy): readonly ('loseAckPct' | 'crashSenderPct')[] {
  return sender.awaitAck ? [] : ['loseAckPct', 'crashSenderPct']
}
