/** What the benchmarks take from the sources. Bundled for Node by sim.mjs, as the lab is for its command line. */

export { type Estimates, estimatesOf } from '../src/explore/estimates.ts'
export { badgeFaults } from '../src/explore/moves.ts'
export { pinned } from '../src/explore/pinned.ts'
export { explore, Search } from '../src/explore/search.ts'
export { Sweep, together } from '../src/explore/sweep.ts'
export { type PresetName, presetNames, presets } from '../src/protocol/policy.ts'
export { run } from '../src/sim/run.ts'
export { type Scenario, scenarioOf } from '../src/sim/scenario.ts'
export { ledgerOf } from '../src/verdict/ledger.ts'
export { floor } from './floor.ts'
export { searchFloor } from './searchFloor.ts'
export { sweepFloor, swept } from './sweepFloor.ts'
