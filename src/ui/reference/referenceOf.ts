import { type ClaimRun, endOfShown } from '../../lessons/reference.ts'
import { writeLink } from '../../share/link.ts'
import words from '../../words/reference.en.json'
import { wordsOf } from '../../words/words.ts'

/** The words of the reference pages, beside those of the page. */
export const say = wordsOf('en', words)

/** Goes to another page of the lab, and there to an anchor or a lesson. */
export type Go = (page: string, at?: string) => void

/** The address of the run that shows a claim, at its end. */
export const linkTo = (shown: ClaimRun): string =>
  `#${writeLink({ scenario: shown.scenario, atMs: endOfShown(shown) })}`
