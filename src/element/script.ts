/** The element's script, in a page and in the workers that are made of its text: each begins only on its own thread. */
import './home.ts'
import './element.tsx'
import '../app/prover/prover.worker.ts'
