import { type ClaimRun, endOfShown } from '../../lessons/reference.ts'
import { writeLink } from '../../share/link.ts'
import guarantees from '../../words/guarantees.en.json'
import words from '../../words/reference.en.json'
import { merged, wordsOf } from '../../words/words.ts'

/** The words of the reference pages, beside those of the page. */
export const say = wordsOf('en', merged(words, guarantees))

/** Goes to another page of the lab, and there to an anchor or a lesson. */
export type Go = (page: string, at?: string) => void

/** The address of the run that shows a claim, at its end. */
export const linkTo = (shown: ClaimRun): string =>
  `#${writeLink({ scenario: shown.scenario, atMs: endOfShown(shown) })}`
