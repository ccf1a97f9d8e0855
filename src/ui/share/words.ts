import words from '../../words/share.en.json'
import { wordsOf } from '../../words/words.ts'

export const say = wordsOf('en', words)
