import type { AxisName, Design, Subject } from '../../picture/costs.ts'
import { presets } from '../../protocol/policy.ts'
import { type Scenario, scenarioOf } from '../../sim/scenario.ts'

/** A question with its picture: what is drawn along what, in which weather; the words that answer it are in the catalogue. */
export interface CostPreset {
  readonly axis: AxisName
  readonly subject: Subject
  /** The designs that the question is about; the others can be put beside them. */
  readonly designs: readonly Design['name'][]
  readonly scenario: Scenario
}

const rainy = { loseMessagePct: 10, loseAckPct: 10 }
const stormy = { loseMessagePct: 30, loseAckPct: 30 }
const limited = (attempts: number) => ({
  ...presets.atLeastOnce,
  sender: { ...presets.atLeastOnce.sender, attempts },
})

/** What the page answers at a glance. */
export const costPresets = {
  lostAcks: {
    axis: 'messageLoss',
    subject: 'outcomes',
    designs: ['atMostOnce', 'atLeastOnce'],
    scenario: scenarioOf({ environment: rainy }),
  },
  retries: {
    axis: 'attempts',
    subject: 'outcomes',
    designs: ['atLeastOnce'],
    scenario: scenarioOf({ environment: stormy }),
  },
  gaveUp: {
    axis: 'ackLoss',
    subject: 'giveUps',
    designs: ['yours'],
    scenario: scenarioOf({ policy: limited(3), environment: stormy }),
  },
  window: {
    axis: 'window',
    subject: 'outcomes',
    designs: ['effectivelyOnce'],
    scenario: scenarioOf({ policy: presets.effectivelyOnce, environment: { ...stormy, loseMessagePct: 50 } }),
  },
  storm: {
    axis: 'timeout',
    subject: 'packets',
    designs: ['atLeastOnce', 'yours'],
    scenario: scenarioOf({
      policy: {
        ...presets.atLeastOnce,
        sender: { ...presets.atLeastOnce.sender, backoff: 'exponential', jitterPct: 30 },
      },
      environment: { hopMs: [500, 4000], loseAckPct: 10 },
    }),
  },
  impatient: {
    axis: 'timeout',
    subject: 'outcomes',
    designs: ['atLeastOnce', 'effectivelyOnce'],
    scenario: scenarioOf({}),
  },
} as const satisfies Record<string, CostPreset>
export type CostPresetName = keyof typeof costPresets
export const costPresetNames = Object.keys(costPresets) as CostPresetName[]
