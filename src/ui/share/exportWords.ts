import words from '../../words/export.en.json'
import folds from '../../words/folds.en.json'
import { wordsOf } from '../../words/words.ts'

/** The words of export and import, beside those of the page. */
export const say = wordsOf('en', { ...words, ...folds })
