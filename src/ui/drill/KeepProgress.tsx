import { useId, useState } from 'react'
import { parsed } from '../../app/kept.ts'
import { cards } from '../../lessons/drill/cards.ts'
import type { DrillProgress } from '../../lessons/drill/session.ts'
import { say } from './drillWords.ts'

/** Progress as a file, as text, and away with it. */
export function KeepProgress(props: {
  progress: DrillProgress
  isKept: boolean
  onRead: (document: unknown) => boolean
  onClear: () => void
}) {
  const { progress, isKept, onRead, onClear } = props
  const [text, setText] = useState('')
  const [said, setSaid] = useState('')
  const field = useId()
  const document = JSON.stringify(progress)
  const known = Object.values(progress.known)
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(document)
      setSaid(say('drill.copied'))
    } catch {
      // No permission, or no clipboard at all: it is in the field, to be copied by hand.
      setText(document)
      setSaid(say('drill.copyFailed'))
    }
  }
  function download(): void {
    const url = URL.createObjectURL(new Blob([document], { type: 'application/json' }))
    const link = Object.assign(window.document.createElement('a'), { href: url, download: 'drill-progress.json' })
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 1000)
  }
  return (
    <details className="keep">
      <summary>{say('drill.keep')}</summary>
      <p>
        {say('drill.known', { met: known.length, of: cards.length, right: known.filter(Boolean).length })}{' '}
        {say(isKept ? 'drill.kept' : 'drill.notKept')}
      </p>
      <div className="acts">
        <button type="button" onClick={download}>
          {say('drill.export')}
        </button>
        <button type="button" onClick={() => void copy()}>
          {say('drill.copy')}
        </button>
        <button
          type="button"
          onClick={() => {
            onClear()
            setSaid(say('drill.cleared'))
          }}
        >
          {say('drill.clear')}
        </button>
      </div>
      <label htmlFor={field}>{say('drill.importLead')}</label>
      <textarea
        id={field}
        rows={3}
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
        aria-describedby={`${field}-said`}
      />
      <div className="acts">
        <button type="button" onClick={() => setSaid(onRead(parsed(text)) ? say('drill.imported') : '')}>
          {say('drill.import')}
        </button>
        <span role="status" id={`${field}-said`}>
          {said}
        </span>
      </div>
    </details>
  )
}
