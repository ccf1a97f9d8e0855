import { useId, useState } from 'react'
import type { Given } from '../../app/drops.ts'
import { useLab } from '../context.tsx'
import { say } from './exportWords.ts'
import { type ImportNotice, takeIn } from './takeIn.ts'
import './export.css'

/** A run from outside, by paste or file. What is wrong with it is said here; `onDone` is called when it was taken in. */
export function ImportPanel({ onDone }: { onDone: () => void }) {
  const { lab } = useLab()
  const [text, setText] = useState('')
  const [failed, setFailed] = useState<ImportNotice | null>(null)
  const field = useId()
  async function take(given: Given): Promise<void> {
    setFailed(null)
    const notice = await takeIn(lab, given, setFailed)
    if (notice.ok) onDone()
  }
  return (
    <section className="import-panel" aria-label={say('import.title')}>
      <h3>{say('import.title')}</h3>
      <p className="quiet">{say('import.lead')}</p>
      <label htmlFor={field}>{say('import.text')}</label>
      <textarea
        id={field}
        rows={4}
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
        aria-invalid={failed !== null}
        aria-describedby={`${field}-problems`}
      />
      <div id={`${field}-problems`} role="alert">
        {failed !== null && (
          <div className="problems">
            <p>{failed.title}</p>
            <ul>
              {failed.lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
      <div className="choices">
        <button type="button" onClick={() => void take(text)}>
          {say('import.take')}
        </button>
        <label className="button file">
          {say('import.file')}
          <input
            type="file"
            accept=".json,.txt,application/json,text/plain"
            onChange={({ target }) => {
              const [file] = target.files ?? []
              // The same file may be chosen again once it is mended.
              target.value = ''
              if (file) void take(file)
            }}
          />
        </label>
      </div>
    </section>
  )
}
