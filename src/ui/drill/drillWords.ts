import words from '../../words/drill.en.json'
import guarantees from '../../words/guarantees.en.json'
import { merged, type WordValues, wordsOf } from '../../words/words.ts'

/** The words of the drill and the puzzles. */
export const say = wordsOf('en', merged(words, guarantees))

/** The words of a puzzle, by an id that is put together. */
export const puzzleText = say as (id: string, values?: WordValues) => string
