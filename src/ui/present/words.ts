import words from '../../words/present.en.json'
import { wordsOf } from '../../words/words.ts'

export const say = wordsOf('en', words)
