import { lazy, Suspense, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useLab, useLabState } from './context.tsx'

const ExportDialog = lazy(() => import('./share/ExportDialog.tsx'))

/** Opens the dialog that writes the run down and reads another one in. A phone has it in the sheet. */
export function ExportButton({ place }: { place: 'wide' | 'narrow' }) {
  const { lab, say } = useLab()
  // A first visit has one thing to look at.
  const isWanted = useLabState(({ story }) => story.act === 'free' || story.act === 'second')
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  // The dialog is no part of what the button stands in.
  const screen = button.current?.closest('.lab')
  if (!isWanted) return null
  return (
    <>
      <button
        type="button"
        ref={button}
        className={`export-${place}`}
        aria-haspopup="dialog"
        onClick={() => {
          lab.pause()
          setOpen(true)
        }}
      >
        {say('share.export')}
      </button>
      {open &&
        screen &&
        createPortal(
          <Suspense>
            <ExportDialog onClose={() => setOpen(false)} />
          </Suspense>,
          screen,
        )}
    </>
  )
}
