/**
 * What is known of a policy without reading one: where its knobs stand by default, and the three guarantees. Apart from
 * the schemas in `policy.ts`, because the worker that proves reads no documents.
 */
import { knobLines, type Policy, policyBy, settingOf } from './knobs.ts'
import { irrelevanceOf } from './relevance.ts'

/** The defaults. */
export const standardPolicy: Policy = policyBy(({ knob }) => knob.standard)

/** The three guarantees of the guarantee switch. A guarantee is only a name for where the knobs stand. */
export const presets = {
  atMostOnce: preset({ awaitAck: false, attempts: 1, onRestart: 'forget' }, {}),
  atLeastOnce: preset({}, {}),
  effectivelyOnce: preset({}, { dedup: 'durable', commit: 'atomic' }),
} satisfies Record<string, Policy>

export type PresetName = keyof typeof presets
export const presetNames = Object.keys(presets) as PresetName[]

function preset(sender: Partial<Policy['sender']>, receiver: Partial<Policy['receiver']>): Policy {
  return {
    sender: { ...standardPolicy.sender, ...sender },
    receiver: { ...standardPolicy.receiver, ...receiver },
  }
}

/**
 * The policy with every knob that another one makes irrelevant put back to what it is then taken for, so that two
 * policies that behave alike are equal.
 */
export function relevantPolicy(policy: Policy): Policy {
  return policyBy((line) => {
    const why = irrelevanceOf(policy, line)
    return (why && line.knob.idle?.[why]) ?? settingOf(policy, line)
  })
}

/** Whether two policies behave alike: equal but for knobs that cannot matter. */
export function samePolicy(a: Policy, b: Policy): boolean {
  return textOf(a) === textOf(b)
}

/** Policies do not change, and each is asked about after every change of the lab. */
const known = new WeakMap<Policy, PresetName | null>()

/** The preset that a policy is, or null for a custom one. */
export function presetOf(policy: Policy): PresetName | null {
  let preset = known.get(policy)
  if (preset === undefined) {
    preset = presetNames.find((name) => samePolicy(presets[name], policy)) ?? null
    known.set(policy, preset)
  }
  return preset
}

function textOf(policy: Policy): string {
  const relevant = relevantPolicy(policy)
  return JSON.stringify(knobLines.map((line) => settingOf(relevant, line)))
}
