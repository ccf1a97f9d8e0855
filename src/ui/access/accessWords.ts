import folds from '../../words/folds.en.json'
import words from '../../words/settings.en.json'
import { wordsOf } from '../../words/words.ts'

export const say = wordsOf('en', { ...words, ...folds })
