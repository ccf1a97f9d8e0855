import { useEffect, useId, useRef } from 'react'
import { ExportPanel } from './ExportPanel.tsx'
import { say } from './exportWords.ts'
import { ImportPanel } from './ImportPanel.tsx'

/** Export and import over the page, which waits. */
export default function ExportDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useId()
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    // Closed by whatever means, the focus goes back to what opened it.
    return () => shown?.close()
  }, [])
  const close = () => dialog.current?.close()
  return (
    <dialog ref={dialog} className="export-dialog" aria-labelledby={title} onClose={onClose}>
      <header>
        <h2 id={title}>{say('export.title')}</h2>
        <button type="button" onClick={close}>
          {say('export.close')}
        </button>
      </header>
      <ExportPanel />
      <ImportPanel onDone={close} />
    </dialog>
  )
}
