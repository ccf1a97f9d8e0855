import cards from '../../words/cards.en.json'
import words from '../../words/drill.en.json'
import guarantees from '../../words/guarantees.en.json'
import { merged, type WordValues, wordsOf } from '../../words/words.ts'

/** The words of the drill with those of a card, by an id that is put together. */
export const cardText = wordsOf('en', merged({ ...words, ...cards }, guarantees)) as (
  id: string,
  values?: WordValues,
) => string
