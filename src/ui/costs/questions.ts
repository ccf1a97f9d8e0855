import type { AxisName, DesignName, DesignSet, Subject } from '../../picture/costs.ts'
import { type Policy, presets } from '../../protocol/policy.ts'
import { type Scenario, scenarioOf } from '../../sim/scenario.ts'

/** A question with its picture: what is drawn along which axis, in which weather. Its words are in the catalogue. */
export interface CostPreset {
  readonly axis: AxisName
  readonly subject: Subject
  /** The set of designs. */
  readonly set: DesignSet
  /** Those of the set that the question is about. The others can be added. */
  readonly designs: readonly DesignName[]
  readonly scenario: Scenario
}

const rainy = { loseMessagePct: 10, loseAckPct: 10 }
const stormy = { loseMessagePct: 30, loseAckPct: 30 }
const limited = (policy: Policy, attempts: number): Policy => ({ ...policy, sender: { ...policy.sender, attempts } })

/** The questions that the page offers. */
export const costPresets = {
  lostAcks: {
    axis: 'messageLoss',
    subject: 'outcomes',
    set: 'guarantees',
    designs: ['atMostOnce', 'atLeastOnce'],
    scenario: scenarioOf({ environment: rainy }),
  },
  retries: {
    axis: 'attempts',
    subject: 'outcomes',
    set: 'guarantees',
    designs: ['atLeastOnce'],
    scenario: scenarioOf({ environment: stormy }),
  },
  gaveUp: {
    axis: 'ackLoss',
    subject: 'giveUps',
    set: 'guarantees',
    designs: ['yours'],
    scenario: scenarioOf({ policy: limited(presets.atLeastOnce, 3), environment: stormy }),
  },
  window: {
    axis: 'window',
    subject: 'outcomes',
    set: 'guarantees',
    designs: ['effectivelyOnce', 'yours'],
    scenario: scenarioOf({
      policy: limited(presets.effectivelyOnce, 5),
      environment: { ...stormy, loseMessagePct: 50 },
    }),
  },
  storm: {
    axis: 'timeout',
    subject: 'attempts',
    set: 'waits',
    designs: ['fixed', 'doubling', 'jitter'],
    scenario: scenarioOf({ environment: { hopMs: [500, 4000], loseMessagePct: 20, loseAckPct: 20 } }),
  },
  impatient: {
    axis: 'timeout',
    subject: 'outcomes',
    set: 'guarantees',
    designs: ['atLeastOnce', 'effectivelyOnce'],
    scenario: scenarioOf({}),
  },
} as const satisfies Record<string, CostPreset>
export type CostPresetName = keyof typeof costPresets
export const costPresetNames = Object.keys(costPresets) as CostPresetName[]
