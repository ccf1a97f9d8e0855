import { useEffect, useRef } from 'react'
import { Icon } from '../marks.tsx'
import QrCode from '../share/QrCode.tsx'
import { useHash } from '../share/shared.ts'
import { useBase, usePacked } from '../share/useShared.ts'
import { say } from './words.ts'

/** The very run and instant on the screen, for the cameras of a class. */
export default function CodeDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const link = `${useBase()}#${usePacked(useHash({ what: 'instant', options: {}, title: null }))}`
  return (
    <dialog ref={dialog} className="code-dialog" aria-labelledby="code-title" onClose={onClose}>
      <div className="dialog-head">
        <h2 id="code-title">{say('present.codeTitle')}</h2>
        <button type="button" aria-label={say('present.close')} onClick={() => dialog.current?.close()}>
          <Icon name="remove" />
        </button>
      </div>
      <p>{say('present.codeLead')}</p>
      <QrCode text={link} />
      <p className="code-link">{link}</p>
    </dialog>
  )
}
