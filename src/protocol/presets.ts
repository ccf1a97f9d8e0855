/**
 * What is known of a policy without reading one: where its knobs stand by default, and the three guarantees. Apart from
 * the schemas in `policy.ts`, because the worker that proves reads no documents.
 */
import { knobLines, type Policy, policyBy, type Side, settingOf } from './knobs.ts'
import { irrelevanceOf } from './relevance.ts'

/** The defaults. */
export const standardPolicy: Policy = policyBy(({ knob }) => knob.standard)

interface Guarantee {
  /** The knobs that it names; the others have their defaults. */
  readonly turns: { readonly [S in Side]?: Partial<Policy[S]> }
  /** What cannot happen to a message under it. A design that rules out the same, and no more, behaves as this one. */
  readonly rulesOut: readonly ('lost' | 'duplicated')[]
  /** Its name where an address has room for one word. It stays. */
  readonly short: string
}

/**
 * The one table of the guarantees, in the order of the guarantee switch. A guarantee is only a name for where the knobs
 * stand. Everything that has to know of each is made from it: the switch and its keys, the columns side by side, the mode
 * of a link (`atMostOnce` is `at-most-once`), what a design behaves as, the choices of the drill, the table in
 * docs/model.md. The words are in `words/en.json` and `words/guarantees.en.json`, the runs that show what each claims in
 * `lessons/reference.ts`.
 */
export const guarantees = {
  atMostOnce: {
    turns: { sender: { awaitAck: false, attempts: 1, onRestart: 'forget' } },
    rulesOut: ['duplicated'],
    short: 'most',
  },
  atLeastOnce: { turns: {}, rulesOut: ['lost'], short: 'least' },
  effectivelyOnce: {
    turns: { receiver: { dedup: 'durable', commit: 'atomic' } },
    rulesOut: ['lost', 'duplicated'],
    short: 'once',
  },
} as const satisfies Record<string, Guarantee>

export type PresetName = keyof typeof guarantees
export const presetNames = Object.keys(guarantees) as PresetName[]
export const isPreset = (name: string): name is PresetName => Object.hasOwn(guarantees, name)

/** The whole policy of each guarantee. */
export const presets = byPreset((name): Policy => {
  const { turns }: Guarantee = guarantees[name]
  return {
    sender: { ...standardPolicy.sender, ...turns.sender },
    receiver: { ...standardPolicy.receiver, ...turns.receiver },
  }
})

/** Something for each guarantee. */
export function byPreset<T>(of: (name: PresetName) => T): Record<PresetName, T> {
  return Object.fromEntries(presetNames.map((name) => [name, of(name)])) as Record<PresetName, T>
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
