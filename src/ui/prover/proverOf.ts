import { useStore } from 'zustand'
import type { Lab } from '../../app/lab.ts'
import { createProver, type Prover, type ProverState } from '../../app/prover/prover.ts'
import words from '../../words/prover.en.json'
import { wordsOf } from '../../words/words.ts'
import { useLab } from '../context.tsx'

/** The words of everything that is proved. */
export const say = wordsOf('en', words)

const provers = new WeakMap<Lab, Prover>()

/** The prover of the lab that a component belongs to; made when the first component asks. */
export function useProver(): Prover {
  const { lab } = useLab()
  let prover = provers.get(lab)
  if (prover === undefined) {
    prover = createProver(lab)
    provers.set(lab, prover)
  }
  return prover
}

export function useProverState<T>(select: (state: ProverState) => T): T {
  return useStore(useProver(), select)
}
