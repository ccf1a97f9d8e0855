/** The element's script begins here, in a page and in the worker that is made of its text: each has its own part. */
import './home.ts'

if (typeof document === 'undefined') void import('../app/prover/prover.worker.ts')
else void import('./element.tsx')
