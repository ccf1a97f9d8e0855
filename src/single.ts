/**
 * The single file carries one script for all of its threads: the page's, and its workers', which are made from the very
 * text of this script. Each begins only on its own thread.
 */
// Before the sheets of the parts, as on the hosted page: it says which layer of styles is over which.
import './ui/lab.css'
import './main.tsx'
import './app/sweep/sweep.worker.ts'
import './app/prover/prover.worker.ts'
