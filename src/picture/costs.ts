/**
 * What the picture of costs shows: which designs in which weather are measured, and what theory says of each. It makes
 * no runs: estimates come from a sweep. `ui/costs/chart.ts` places everything.
 */
import { type Assumption, closedForms, type Expectation, type FormName } from '../explore/closedForms.ts'
import type { Estimates } from '../explore/estimates.ts'
import type { SweepQuestion } from '../explore/sweep.ts'
import type { Measure } from '../explore/tally.ts'
import { type Policy, type PresetName, presets, samePolicy } from '../protocol/policy.ts'
import { irrelevant } from '../protocol/relevance.ts'
import type { Environment, Scenario } from '../sim/scenario.ts'

/**
 * A design that is measured: one of a set, by its name, or the page's own, called 'yours', where it is none of the set.
 */
export interface Design {
  readonly name: DesignName
  readonly policy: Policy
}

const retrying = (turn: Partial<Policy['sender']>): Policy => ({
  ...presets.atLeastOnce,
  sender: { ...presets.atLeastOnce.sender, ...turn },
})

/** Which designs are set side by side: the guarantees, or ways to wait for the next attempt. */
export const designSets = {
  guarantees: presets,
  waits: {
    fixed: presets.atLeastOnce,
    doubling: retrying({ backoff: 'exponential' }),
    jitter: retrying({ backoff: 'exponential', jitterPct: 30 }),
  },
} as const satisfies Record<string, Readonly<Record<string, Policy>>>
export type DesignSet = keyof typeof designSets
/** The set that a design is of, and its place there; -1 for that of the page. */
export const setOf = (design: DesignName): DesignSet => (design in designSets.waits ? 'waits' : 'guarantees')
export const rankOf = (design: DesignName): number => Object.keys(designSets[setOf(design)]).indexOf(design)

export type DesignName = PresetName | keyof (typeof designSets)['waits'] | 'yours'

/** What is drawn: a measure per message, or the time until the effect, its median or its 95 % quantile. */
export type Figure = Measure | 'latency' | 'p95'

/** What is counted together in one picture. */
export const subjects = {
  outcomes: ['lost', 'duplicated'],
  giveUps: ['gaveUp', 'gaveUpThoughDone'],
  attempts: ['attempts'],
  latency: ['latency', 'p95'],
  packets: ['packets'],
  traffic: ['packets', 'attempts'],
} as const satisfies Record<string, readonly Figure[]>
export type Subject = keyof typeof subjects
export const subjectNames = Object.keys(subjects) as Subject[]

/**
 * A figure as it was measured, with its 95 % interval; times are virtual milliseconds. Null for a time where no message
 * had an effect.
 */
export function measuredOf(
  { measures, latency: { toEffect } }: Pick<Estimates, 'measures' | 'latency'>,
  figure: Figure,
): { readonly mean: number; readonly ci95: readonly [low: number, high: number] } | null {
  if (figure !== 'latency' && figure !== 'p95') return measures[figure]
  if (toEffect === null) return null
  const { ms, ci95 } = figure === 'latency' ? toEffect.median : toEffect.p95
  return { mean: ms, ci95 }
}

interface DesignSetting {
  readonly policy: Policy
  readonly environment: Environment
}

interface Axis {
  /** Where runs are made. */
  readonly at: readonly number[]
  readonly unit: 'percent' | 'count' | 'ms'
  /** Whether only whole numbers are possible. */
  readonly whole: boolean
  readonly put: (setting: DesignSetting, x: number) => DesignSetting
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

/** The axes: what varies while all else stays the same. Times are virtual milliseconds. */
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
export const axisNames = Object.keys(axes) as AxisName[]

const knobOfAxis = { attempts: 'sender.attempts', timeout: 'sender.timeoutMs', window: 'receiver.window' } as const

/** The designs of a set, and the design of the page where it is none of them. */
export function designsOf({ policy }: Pick<Scenario, 'policy'>, set: DesignSet = 'guarantees'): readonly Design[] {
  const standard = Object.entries(designSets[set]).map(([name, policy]) => ({ name: name as DesignName, policy }))
  return standard.some((one) => samePolicy(one.policy, policy)) ? standard : [...standard, { name: 'yours', policy }]
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
 * Everything that has to be measured for the picture: each design as it stands, and at every place of the axis. Where
 * the axis is a knob that does not matter to a design, there are no further questions about it.
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

/** The places of an axis at which a design behaves differently; none where its knob does not matter. */
export function placesOf(policy: Policy, axis: AxisName): readonly number[] {
  const knob = axis in knobOfAxis ? knobOfAxis[axis as keyof typeof knobOfAxis] : null
  return knob !== null && irrelevant(policy)[knob] !== undefined ? [] : axes[axis].at
}

export interface TheoryPoint {
  readonly x: number
  readonly says: Expectation
}

/**
 * What theory says along the axis, at enough places for a line and at all places where runs are made; where the axis
 * does not matter, at both its ends.
 */
export function theoryOf(scenario: Scenario, design: Design, axis: AxisName, figure: Figure): TheoryPoint[] {
  return formsAlong(scenario, design, axis).map(({ x, forms }) => ({ x, says: saysOf(forms, figure) }))
}

/** What theory says of a design: as it stands, or at a place of the axis. */
export function theoryAt(
  { environment, messages }: Scenario,
  { policy }: Design,
  axis: AxisName,
  x: number | null,
  figure: Figure,
): Expectation {
  const setting = x === null ? { policy, environment } : axes[axis].put({ policy, environment }, x)
  return saysOf(closedForms(setting.policy, messages, setting.environment), figure)
}

/** The forms that the lines of theory use, and the assumptions of these forms. */
export function groundsOf(
  scenario: Scenario,
  designs: readonly Design[],
  axis: AxisName,
  figures: readonly Figure[],
): { readonly forms: readonly FormName[]; readonly assumptions: readonly Assumption[] } {
  const said = designs.flatMap((design) =>
    formsAlong(scenario, design, axis).flatMap(({ forms }) => {
      const taken = figures.flatMap((figure) => {
        const says = saysOf(forms, figure)
        return says.expected === null ? [] : [says.form]
      })
      return taken.length === 0 ? [] : [{ taken, assumptions: forms.assumptions }]
    }),
  )
  return {
    forms: [...new Set(said.flatMap(({ taken }) => taken))],
    assumptions: [...new Set(said.flatMap(({ assumptions }) => assumptions))],
  }
}

type Forms = ReturnType<typeof closedForms>

const saysOf = ({ measures }: Forms, figure: Figure): Expectation =>
  figure === 'latency' || figure === 'p95' ? { expected: null, why: 'unknown' } : measures[figure]

function formsAlong(
  { environment, messages }: Scenario,
  { policy }: Design,
  axis: AxisName,
): { readonly x: number; readonly forms: Forms }[] {
  const { at, whole, put } = axes[axis]
  const [least, most] = [at[0] as number, at.at(-1) as number]
  const constant = placesOf(policy, axis).length === 0
  const steps = 48
  const even = Array.from({ length: steps + 1 }, (_, i) => Math.round(least + ((most - least) * i) / steps))
  const xs = constant ? [least, most] : whole ? at : [...new Set([...at, ...even])].sort((a, b) => a - b)
  return xs.map((x) => {
    const setting = constant ? { policy, environment } : put({ policy, environment }, x)
    return { x, forms: closedForms(setting.policy, messages, setting.environment) }
  })
}
