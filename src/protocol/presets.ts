/**
 * What is known of a policy without reading one: where its knobs stand by default, the values of those that have names,
 * and the three guarantees. Apart from the schemas in `policy.ts`, because the worker that proves reads no documents.
 */
/** The values of every knob whose values are names. */
export const knobNames = {
  backoff: ['fixed', 'exponential'],
  keyScope: ['message', 'attempt'],
  onRestart: ['resume', 'resumeNewKey', 'forget'],
  ackTiming: ['beforeEffect', 'afterEffect'],
  dedup: ['none', 'volatile', 'durable'],
  commit: ['atomic', 'keyFirst', 'effectFirst'],
  effect: ['add', 'set'],
} as const
type NameOf<K extends keyof typeof knobNames> = (typeof knobNames)[K][number]

/** Where every knob stands. `policy.ts` says what each one decides, and reads a policy from a document. */
export type Policy = {
  sender: {
    awaitAck: boolean
    attempts: number | 'unlimited'
    timeoutMs: number
    backoff: NameOf<'backoff'>
    jitterPct: number
    keyScope: NameOf<'keyScope'>
    onRestart: NameOf<'onRestart'>
  }
  receiver: {
    ackTiming: NameOf<'ackTiming'>
    dedup: NameOf<'dedup'>
    commit: NameOf<'commit'>
    window: 'unlimited' | { keys: number } | { ms: number }
    effect: NameOf<'effect'>
  }
}

/** The defaults, in the order in which the knobs are listed. */
export const standardPolicy = {
  sender: {
    awaitAck: true,
    attempts: 'unlimited',
    timeoutMs: 3000,
    backoff: 'fixed',
    jitterPct: 0,
    keyScope: 'message',
    onRestart: 'resume',
  },
  receiver: { ackTiming: 'afterEffect', dedup: 'none', commit: 'atomic', window: 'unlimited', effect: 'add' },
} as const

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
 * The policy with every knob that another one makes irrelevant put back to its default, so that two policies that
 * behave alike are equal.
 */
export function relevantPolicy({ sender, receiver }: Policy): Policy {
  const fireAndForget = presets.atMostOnce.sender
  return {
    sender: sender.awaitAck ? sender : fireAndForget,
    receiver: {
      ...receiver,
      commit: receiver.dedup === 'durable' ? receiver.commit : 'atomic',
      window: receiver.dedup === 'none' ? 'unlimited' : receiver.window,
    },
  }
}

/** Whether two policies behave alike: equal but for knobs that cannot matter. */
export function samePolicy(a: Policy, b: Policy): boolean {
  return JSON.stringify(inOrder(relevantPolicy(a))) === JSON.stringify(inOrder(relevantPolicy(b)))
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

function inOrder(policy: Policy): unknown[] {
  return [
    ...Object.keys(standardPolicy.sender).map((name) => policy.sender[name as keyof Policy['sender']]),
    ...Object.keys(standardPolicy.receiver).map((name) => policy.receiver[name as keyof Policy['receiver']]),
  ]
}
