import knobs from '../../words/knobs.en.json'
import words from '../../words/prover.en.json'
import { wordsOf } from '../../words/words.ts'

/** The words of what is proved, with those of the knobs that it speaks of. */
export const say = wordsOf('en', { ...knobs, ...words })
