/**
 * What the picture of costs is of: which designs in which weather are asked about, and what theory says of each. Whoever
 * makes the runs hands the estimates in; `ui/costs/chart.ts` says where everything stands.
 */
import { closedForms, type Expectation } from '../explore/closedForms.ts'
import type { SweepQuestion } from '../explore/sweep.ts'
import type { Measure } from '../explore/tally.ts'
import { type Policy, type PresetName, presetNames, presetOf, presets } from '../protocol/policy.ts'
import { irrelevant } from '../protocol/relevance.ts'
import type { Environment, Scenario } from '../sim/scenario.ts'

/** A design that is measured: a guarantee by its name, or the one on the page where it is none of them. */
export interface Design {
  readonly name: PresetName | 'yours'
  readonly policy: Policy
}

/** What is counted together in one picture. */
export const subjects = {
  outcomes: ['lost', 'duplicated'],
  giveUps: ['gaveUp', 'gaveUpThoughDone'],
  packets: ['packets'],
  traffic: ['packets', 'attempts'],
} as const satisfies Record<string, readonly Measure[]>
export type Subject = keyof typeof subjects

interface Setting {
  readonly policy: Policy
  readonly environment: Environment
}

interface Axis {
  /** Where runs are made. */
  readonly at: readonly number[]
  readonly unit: 'percent' | 'count' | 'ms'
  /** Whether there is nothing between its values. */
  readonly whole: boolean
  readonly put: (setting: Setting, x: number) => Setting
}

const weather = (name: 'loseMessagePct' | 'loseAckPct' | 'crashReceiverPct'): Axis => ({
  at: [0, 5, 10, 15, 20, 30, 40, 50, 60],
  unit: 'percent',
  whole: false,
  put: ({ policy, environment }, x) => ({ policy, environment: { ...environment, [name]: x } }),
})

const ofSender =
  (turn: (x: number) => Partial<Policy['sender']>): Axis['put'] =>
  (setting, x) => ({
    ...setting,
    policy: { ...setting.policy, sender: { ...setting.policy.sender, ...turn(x) } },
  })

/** What can be turned while the rest stays; times are virtual milliseconds. */
export const axes = {
  messageLoss: weather('loseMessagePct'),
  ackLoss: weather('loseAckPct'),
  crashes: weather('crashReceiverPct'),
  attempts: {
    at: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    unit: 'count',
    whole: true,
    put: ofSender((attempts) => ({ attempts })),
  },
  timeout: {
    at: [500, 1000, 1500, 2000, 2400, 3000, 4000, 5000, 6000],
    unit: 'ms',
    whole: false,
    put: ofSender((timeoutMs) => ({ timeoutMs })),
  },
  window: {
    at: [1000, 2000, 4000, 5000, 7000, 8000, 10_000, 13_000, 16_000],
    unit: 'ms',
    whole: false,
    put: ({ policy, environment }, ms) => ({
      environment,
      policy: { ...policy, receiver: { ...policy.receiver, window: { ms } } },
    }),
  },
} as const satisfies Record<string, Axis>
export type AxisName = keyof typeof axes

const knobOfAxis = { attempts: 'sender.attempts', timeout: 'sender.timeoutMs', window: 'receiver.window' } as const

/** The three guarantees, and the design of the page where it is another. */
export function designsOf({ policy }: Pick<Scenario, 'policy'>): readonly Design[] {
  const standard = presetNames.map((name) => ({ name, policy: presets[name] }))
  return presetOf(policy) === null ? [...standard, { name: 'yours', policy }] : standard
}

/** Many runs of one design at one place of an axis. `key` tells questions apart. */
export interface CostQuestion {
  readonly key: string
  readonly design: Design['name']
  /** Null for the design as it stands, in the weather as it is. */
  readonly x: number | null
  readonly question: Omit<SweepQuestion, 'runs'>
}

/**
 * Everything that has to be measured for the picture: each design as it stands, and at every place of the axis. A knob
 * that means nothing to a design leaves it as it is, and is not asked again.
 */
export function questionsOf(scenario: Scenario, designs: readonly Design[], axis: AxisName): readonly CostQuestion[] {
  const { environment, messages, seed } = scenario
  return designs.flatMap(({ name, policy }) => {
    const standing = { key: name, design: name, x: null, question: { policy, environment, messages, seed } }
    return [
      standing,
      ...placesOf(policy, axis).map((x) => {
        const question = { ...axes[axis].put({ policy, environment }, x), messages, seed }
        return { key: `${name} ${axis} ${x}`, design: name, x, question }
      }),
    ]
  })
}

/** The places of an axis at which a design is another; none where its knob means nothing there. */
export function placesOf(policy: Policy, axis: AxisName): readonly number[] {
  const knob = axis in knobOfAxis ? knobOfAxis[axis as keyof typeof knobOfAxis] : null
  return knob !== null && irrelevant(policy)[knob] !== undefined ? [] : axes[axis].at
}

export interface TheoryPoint {
  readonly x: number
  readonly says: Expectation
}

/** What theory says along the axis, closely enough for a line; where the axis means nothing, at both its ends. */
export function theoryOf(scenario: Scenario, { policy }: Design, axis: AxisName, measure: Measure): TheoryPoint[] {
  const { at, whole, put } = axes[axis]
  const [least, most] = [at[0] as number, at.at(-1) as number]
  const constant = placesOf(policy, axis).length === 0
  const steps = 48
  const xs = constant
    ? [least, most]
    : whole
      ? at
      : Array.from({ length: steps + 1 }, (_, i) => Math.round(least + ((most - least) * i) / steps))
  return xs.map((x) => {
    const setting = constant
      ? { policy, environment: scenario.environment }
      : put({ policy, environment: scenario.environment }, x)
    return { x, says: closedForms(setting.policy, scenario.messages, setting.environment).measures[measure] }
  })
}
