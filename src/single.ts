/**
 * The single file carries one script for both of its threads: the page's, and the worker's, which is made from the very
 * text of this script. Each begins only what is its own.
 */
if (typeof document === 'undefined') void import('./app/prover/prover.worker.ts')
else void import('./main.tsx')
