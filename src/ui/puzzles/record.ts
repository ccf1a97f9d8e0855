import * as v from 'valibot'
import { keep, keptDocument } from '../../app/kept.ts'
import type { Spent } from '../../lessons/puzzle.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const schema = v.record(v.string(), v.object({ faults: count, turns: count }))

/** The best solutions so far, by puzzle; empty where none are kept or what is kept is not valid. */
export function bestSoFar(): Readonly<Record<string, Spent>> {
  const read = v.safeParse(schema, keptDocument('puzzles'))
  return read.success ? read.output : {}
}

/** Remembers a solution, unless there was one as good. */
export function solvedWith(id: string, spent: Spent): void {
  const best = bestSoFar()
  const before = best[id]
  if (before !== undefined && before.faults + before.turns <= spent.faults + spent.turns) return
  keep('puzzles', { ...best, [id]: spent })
}
