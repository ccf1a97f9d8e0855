import words from '../../words/drill.en.json'
import { type WordValues, wordsOf } from '../../words/words.ts'

/** The words of the drill and the puzzles. */
export const say = wordsOf('en', words)

/** The words of a puzzle, by an id that is put together. */
export const puzzleText = say as (id: string, values?: WordValues) => string
