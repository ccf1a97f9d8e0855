import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Comparison, ComparisonState } from '../../app/compare.ts'
import words from '../../words/compare.en.json'
import { wordsOf } from '../../words/words.ts'

/** The words of the comparison, beside those of the page. */
export const say = wordsOf('en', words)

export const ComparisonContext = createContext<Comparison | null>(null)

export function useComparison(): Comparison {
  const comparison = useContext(ComparisonContext)
  if (comparison === null) throw new Error('a column was rendered outside of the comparison')
  return comparison
}

export function useComparisonState<T>(select: (state: ComparisonState) => T): T {
  return useStore(useComparison(), select)
}
