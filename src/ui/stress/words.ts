import folds from '../../words/folds.en.json'
import words from '../../words/stress.en.json'
import { wordsOf } from '../../words/words.ts'

/** The words of the lab, and those of its views of long runs. */
export const say = wordsOf('en', { ...words, ...folds })
