/** The element's script begins here, in a page and in the workers that are made of its text: each has its own part. */
import './home.ts'

if (typeof document !== 'undefined') void import('./element.tsx')
else if (self.name === 'sweep') void import('../app/sweep/sweep.worker.ts')
else void import('../app/prover/prover.worker.ts')
