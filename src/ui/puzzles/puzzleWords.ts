import type { FaultKind, Par, Puzzle, Spent } from '../../lessons/puzzle.ts'
import { puzzleText, say } from '../drill/drillWords.ts'

/** What may be used in a puzzle, as a list in words. */
export function mayUse({ faults, knobs }: Puzzle): string {
  const kinds = faults.map((kind: FaultKind) => say(`puzzle.kind.${kind}`))
  const turns = knobs.map(({ knob }) => puzzleText(`puzzle.knob.${knob.split('.')[1]}`))
  return [...kinds, ...turns].join(', ')
}

export const spentText = ({ faults, turns }: Spent): string => say('puzzle.spent', { faults, turns })

export function parText(par: Par | null | undefined): string {
  if (par === undefined || par === null) return say('puzzle.searching')
  const { faults, turns } = par
  return say('puzzle.par', { faults, turns, both: String(faults > 0 && turns > 0) })
}

export const titleOf = ({ id }: Puzzle): string => puzzleText(`puzzle.text.${id}.title`)
export const goalOf = ({ id }: Puzzle): string => puzzleText(`puzzle.text.${id}.goal`)
export const hintOf = ({ id }: Puzzle): string => puzzleText(`puzzle.text.${id}.hint`)
