import embedding from '../../words/embedding.en.json'
import knobs from '../../words/knobs.en.json'
import share from '../../words/share.en.json'
import { wordsOf } from '../../words/words.ts'

/** The words of what only a lab with an address hands out. */
export const say = wordsOf('en', { ...share, ...knobs, ...embedding })
