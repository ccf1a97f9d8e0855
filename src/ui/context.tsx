import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Lab, LabState } from '../app/lab.ts'
import type { Say } from '../words/words.ts'

/** What every component needs: the lab it belongs to and the words of its language. */
export const LabContext = createContext<{ lab: Lab; say: Say } | null>(null)

export function useLab(): { lab: Lab; say: Say } {
  const context = useContext(LabContext)
  if (context === null) throw new Error('a component of the lab was rendered outside of LabContext')
  return context
}

/** A part of the lab's state; the component renders again only when that part changes. */
export function useLabState<T>(select: (state: LabState) => T): T {
  return useStore(useLab().lab, select)
}
