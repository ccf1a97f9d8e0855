/** What the benchmarks take from the sources. Bundled for Node by sim.mjs, as the lab is for its command line. */
export { type PresetName, presetNames, presets } from '../src/protocol/policy.ts'
export { run } from '../src/sim/run.ts'
export { type Scenario, scenarioOf } from '../src/sim/scenario.ts'
export { ledgerOf } from '../src/verdict/ledger.ts'
export { floor } from './floor.ts'
