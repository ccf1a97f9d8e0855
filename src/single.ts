/**
 * The single file carries one script for all of its threads: the page's, and its workers', which are made from the very
 * text of this script and told by name what they are. Each begins only what is its own.
 */
if (typeof document !== 'undefined') void import('./main.tsx')
else if (self.name === 'sweep') void import('./app/sweep/sweep.worker.ts')
else void import('./app/prover/prover.worker.ts')
