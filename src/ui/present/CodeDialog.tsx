import { useEffect, useRef } from 'react'
import { handedOn } from '../../app/settings.ts'
import { hasRun } from '../../share/page.ts'
import { useLab, useLabState } from '../context.tsx'
import { Icon } from '../marks.tsx'
import QrCode from '../share/QrCode.tsx'
import { useHash } from '../share/shared.ts'
import { useBase, usePacked } from '../share/useShared.ts'
import { say } from './words.ts'

/** What is on the screen, for the cameras of a class: the very run and instant, or the lesson at its step. */
export default function CodeDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const { lab } = useLab()
  const isRun = useLabState(({ page }) => hasRun(page))
  // A projector's colours are not what a phone wants.
  const { theme: _, ...options } = handedOn(lab.getState())
  const link = `${useBase()}#${usePacked(useHash({ what: null, options, title: null }))}`
  return (
    <dialog ref={dialog} className="code-dialog" aria-labelledby="code-title" onClose={onClose}>
      <div className="dialog-head">
        <h2 id="code-title">{say('present.codeTitle')}</h2>
        <button type="button" aria-label={say('present.close')} onClick={() => dialog.current?.close()}>
          <Icon name="remove" />
        </button>
      </div>
      <p>{say(isRun ? 'present.codeLead' : 'present.codePage')}</p>
      <QrCode text={link} />
      <p className="code-link">{link}</p>
    </dialog>
  )
}
