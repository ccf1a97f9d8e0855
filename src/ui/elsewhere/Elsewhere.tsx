import { pageWith, stateOf } from '../../app/address.ts'
import { partsOf } from '../../share/page.ts'
import words from '../../words/element.en.json'
import { wordsOf } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { Header } from '../Header.tsx'

const say = wordsOf('en', words)

/**
 * Shown in a custom element for a page that only the lab's own page has: what it is, why, and a link to it with this
 * run.
 */
export default function Elsewhere() {
  const { lab } = useLab()
  const name = partsOf(useLabState((state) => state.page)).name === 'drill' ? 'drill' : 'costs'
  const page = useLabState((state) => pageWith(state, stateOf(state)))
  const links = useLabState(({ options }) => options.links)
  const main = (
    <main className="course-page">
      <h2>{say(`element.title.${name}`)}</h2>
      <p className="lead">{say(`element.why.${name}`)}</p>
      <div className="acts">
        {page !== null && links ? (
          <a className="go" href={page} target="_blank" rel="noopener">
            {say('element.open')}
          </a>
        ) : (
          <p>{say('element.nowhere')}</p>
        )}
        <button type="button" onClick={() => lab.open('')}>
          {say('element.back')}
        </button>
      </div>
    </main>
  )
  // The drill has its own header; the costs are below the header of the lab.
  if (name === 'costs') return main
  return (
    <div className="lab">
      <Header />
      {main}
    </div>
  )
}
