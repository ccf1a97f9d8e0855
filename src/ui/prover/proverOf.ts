import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { Lab } from '../../app/lab.ts'
import { createProver, type Prover, type ProverState } from '../../app/prover/prover.ts'
import words from '../../words/prover.en.json'
import { wordsOf } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'

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

/** What the sender could take for true at the instant that is shown; asked anew with every move, as long as it is used. */
export function useDoubt(): ProverState['doubt'] {
  const prover = useProver()
  const moves = useLabState((state) => state.moves)
  const scenario = useLabState((state) => state.scenario)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another move is another question
  useEffect(() => prover.askDoubt(), [prover, moves, scenario])
  useEffect(() => () => prover.forgetDoubt(), [prover])
  return useProverState((state) => state.doubt)
}
