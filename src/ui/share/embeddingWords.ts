import embedding from '../../words/embedding.en.json'
import knobs from '../../words/knobs.en.json'
import share from '../../words/share.en.json'
import { wordsOf } from '../../words/words.ts'

/** The words of the tabs that only a lab with an address has. */
export const say = wordsOf('en', { ...share, ...knobs, ...embedding })
