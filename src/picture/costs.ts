/**
 * The picture of what guarantees cost: which designs in which weather are asked about, what theory says of each, and
 * where points, intervals and lines stand. Pure: whoever makes the runs hands the estimates in.
 */
import { line, scaleLinear } from 'd3'
import { closedForms, type Expectation } from '../explore/closedForms.ts'
import type { Estimate } from '../explore/estimates.ts'
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

export interface CostPoint {
  readonly x: number
  readonly estimate: Estimate
}

export interface Series {
  readonly design: Design['name']
  readonly measure: Measure
  readonly theory: readonly TheoryPoint[]
  readonly points: readonly CostPoint[]
}

/** Where everything stands, in pixels. */
export interface Chart {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  readonly xTicks: readonly number[]
  readonly yTicks: readonly number[]
  readonly most: number
  readonly series: readonly {
    readonly design: Design['name']
    readonly measure: Measure
    /** The parts of the line on which theory says something, as paths. */
    readonly path: string
    readonly points: readonly {
      readonly x: number
      readonly y: number
      readonly low: number
      readonly high: number
      readonly point: CostPoint
    }[]
    /** Where the name of the series goes: beside its last point. */
    readonly end: { readonly x: number; readonly y: number } | null
  }[]
}

export interface Frame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** The scale begins at zero, so that nothing looks larger than it is. */
export function chartOf(series: readonly Series[], axis: AxisName, frame: Frame): Chart {
  const { at } = axes[axis]
  const said = series.flatMap(({ theory, points }) => [
    ...theory.flatMap(({ says }) => says.expected ?? []),
    ...points.map(({ estimate }) => estimate.mean),
  ])
  const y = scaleLinear()
    .domain([0, Math.max(0.01, ...said) * 1.05])
    .nice(5)
    .range([frame.height - frame.bottom, frame.top])
  const x = scaleLinear()
    .domain([Math.min(0, at[0] as number), at.at(-1) as number])
    .range([frame.left, frame.width - frame.right])
  const draw = line<TheoryPoint>()
    .defined(({ says }) => says.expected !== null)
    .x((point) => x(point.x))
    .y(({ says }) => y(says.expected ?? 0))
  const [, most = 1] = y.domain()
  return {
    x,
    y,
    xTicks: x.ticks(frame.width < 500 ? 5 : 8),
    yTicks: y.ticks(5),
    most,
    series: series.map(({ design, measure, theory, points }) => {
      const drawn = points.map((point) => ({
        x: x(point.x),
        y: y(point.estimate.mean),
        low: y(point.estimate.ci95[0]),
        high: y(Math.min(most, point.estimate.ci95[1])),
        point,
      }))
      const last = theory.findLast(({ says }) => says.expected !== null)
      const end = drawn.at(-1) ?? (last && { x: x(last.x), y: y(last.says.expected ?? 0) }) ?? null
      return { design, measure, path: draw([...theory]) ?? '', points: drawn, end: end && { x: end.x, y: end.y } }
    }),
  }
}
