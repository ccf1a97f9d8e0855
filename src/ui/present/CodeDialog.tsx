import { useEffect, useRef, useState } from 'react'
import { useLab } from '../context.tsx'
import { Icon } from '../marks.tsx'
import QrCode from '../share/QrCode.tsx'
import { useBase, usePacked } from '../share/useShared.ts'
import { classHash } from './classHash.ts'
import { say } from './words.ts'

/** A QR code of the link from which a class goes on. */
export default function CodeDialog({ onClose }: { onClose: () => void }) {
  const { lab } = useLab()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const [{ hash, toLesson }] = useState(() => classHash(lab.getState()))
  const link = `${useBase()}#${usePacked(hash)}`
  return (
    <dialog ref={dialog} className="code-dialog" aria-labelledby="code-title" onClose={onClose}>
      <div className="dialog-head">
        <h2 id="code-title">{say(toLesson ? 'present.codeTitleLesson' : 'present.codeTitle')}</h2>
        <button type="button" aria-label={say('present.close')} onClick={() => dialog.current?.close()}>
          <Icon name="remove" />
        </button>
      </div>
      <p>{say(toLesson ? 'present.codeLesson' : 'present.codeLead')}</p>
      <QrCode text={link} />
      <p className="code-link">{link}</p>
    </dialog>
  )
}
