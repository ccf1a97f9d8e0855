import words from '../../words/offline.en.json'
import { wordsOf } from '../../words/words.ts'

const say = wordsOf('en', words)

/** Says that another version is ready. The visitor may continue with this one. */
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
