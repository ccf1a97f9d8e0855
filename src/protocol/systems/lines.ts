import type { Condition, LineDocument, Operation } from '../document.ts'

/** A line that asks something: if it holds, the task goes to the line `then`; else it does what follows, and goes on. */
export function asking(word: string, condition: Condition, then: string, ...otherwise: Operation[]): LineDocument {
  return { word, if: condition, then, ...(otherwise.length === 0 ? {} : { do: otherwise }) }
}

/** The thing, or nothing: for what a document has only at some settings. */
export const when = <T>(holds: boolean, ...things: readonly T[]): readonly T[] => (holds ? things : [])
