import { useId, useRef, useState } from 'react'
import { say } from './words.ts'

/** A text to copy. It is shown whole, so that it can be copied by hand where the browser refuses the clipboard. */
export function CopyText({ label, text, rows = 1 }: { label: string; text: string; rows?: number }) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null)
  const [said, setSaid] = useState<'copied' | 'refused' | null>(null)
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      setSaid('copied')
      setTimeout(() => setSaid(null), 2500)
    } catch {
      setSaid('refused')
      field.current?.focus()
      field.current?.select()
    }
  }
  const Field = rows > 1 ? 'textarea' : 'input'
  return (
    <div className="copy-text">
      <div className="copy-head">
        <label htmlFor={id}>{label}</label>
        <span role="status" className="said">
          {said !== null && say(`sharing.${said}`)}
        </span>
      </div>
      <div className="copy-row">
        <Field
          id={id}
          ref={field}
          readOnly
          spellCheck={false}
          value={text}
          onFocus={({ target }: { target: HTMLInputElement | HTMLTextAreaElement }) => target.select()}
          {...(rows > 1 ? { rows } : {})}
        />
        <button type="button" onClick={() => void copy()}>
          {say('sharing.copy')}
        </button>
      </div>
    </div>
  )
}
