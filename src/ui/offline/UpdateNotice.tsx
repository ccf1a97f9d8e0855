import words from '../../words/offline.en.json'
import { wordsOf } from '../../words/words.ts'

const say = wordsOf('en', words)

/** Another version is ready; whoever is in the middle of something may go on with this one. */
export default function UpdateNotice({ reload }: { reload: () => void }) {
  return (
    <p>
      {say('offline.ready')}{' '}
      <button type="button" className="primary" onClick={reload}>
        {say('offline.reload')}
      </button>
    </p>
  )
}
