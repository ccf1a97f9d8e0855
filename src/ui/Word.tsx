import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { TermId } from '../lessons/terms.ts'
import { treeOf } from './room.ts'

const WordNote = lazy(() => import('./reference/WordNote.tsx'))

/**
 * A word that shows its meaning when it is pressed. The note lies over the page, which does not change, so closing the
 * note returns to the same instant.
 */
export function Word({ id, children }: { id: TermId; children: ReactNode }) {
  const word = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        ref={word}
        className="word"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open &&
        createPortal(
          <Suspense>
            <WordNote id={id} word={word} onClose={() => setOpen(false)} />
          </Suspense>,
          placeFor(word.current),
        )}
    </>
  )
}

/**
 * The parent of a word's note: the body of the page, or in a custom element the lab, because styles apply only there.
 */
function placeFor(word: HTMLElement | null): Element {
  const lab = word !== null && treeOf(word) !== document ? word.closest('.lab') : null
  return lab ?? document.body
}
