import { useEffect, useState } from 'react'
import { type Par, type Puzzle, searchPar } from '../../lessons/puzzle.ts'

/** How long a slice of the search may block the page. */
const sliceMs = 6

const found = new Map<string, Par | null>()

/** The par of a puzzle, searched in slices while the page is idle; undefined until it is found. */
export function usePar(puzzle: Puzzle): Par | null | undefined {
  const [, setFound] = useState(0)
  useEffect(() => {
    if (found.has(puzzle.id)) return
    const search = searchPar(puzzle)
    let timer = setTimeout(goOn)
    function goOn(): void {
      const until = performance.now() + sliceMs
      do {
        const { done, value } = search.next()
        if (!done) continue
        found.set(puzzle.id, value)
        setFound((count) => count + 1)
        return
      } while (performance.now() < until)
      timer = setTimeout(goOn)
    }
    return () => clearTimeout(timer)
  }, [puzzle])
  return found.get(puzzle.id)
}
