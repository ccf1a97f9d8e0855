import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { isMistaken, type TermId } from '../../lessons/terms.ts'
import guarantees from '../../words/guarantees.en.json'
import words from '../../words/reference.en.json'
import { merged, wordsOf } from '../../words/words.ts'
import { useLab } from '../context.tsx'
import { Term } from './Term.tsx'
import './reference.css'

const say = wordsOf('en', merged(words, guarantees))
/** How far the note stays from its word and from the edges of the window, in pixels. */
const gap = 8

/**
 * The meaning of a word, beside it. Escape, its button or a press elsewhere closes it, and the focus returns to the
 * word.
 */
export default function WordNote(props: {
  id: TermId
  word: RefObject<HTMLButtonElement | null>
  onClose: () => void
}) {
  const { id, word, onClose } = props
  const { lab } = useLab()
  const note = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = note.current
    if (element === null || word.current === null) return
    element.showPopover()
    place(element, word.current.getBoundingClientRect())
    element.querySelector('button')?.focus({ preventScroll: true })
  }, [word])
  useEffect(() => {
    const onElsewhere = (event: PointerEvent) => {
      // For a listener outside of a custom element the target is the element itself, so the path of the event is
      // needed.
      const path = event.composedPath()
      // A press on the word itself is left out, because the word closes its note.
      if (![note.current, word.current].some((each) => each !== null && path.includes(each))) onClose()
    }
    document.addEventListener('pointerdown', onElsewhere)
    return () => document.removeEventListener('pointerdown', onElsewhere)
  }, [word, onClose])
  const close = () => {
    onClose()
    word.current?.focus({ preventScroll: true })
  }
  return (
    <div
      ref={note}
      popover="manual"
      role="dialog"
      aria-labelledby="word-title"
      aria-describedby="word-meaning"
      className="card word-note"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        close()
      }}
    >
      <h2 id="word-title">{say(`term.${id}.term`)}</h2>
      <p id="word-meaning">{say(`term.${id}.meaning`)}</p>
      {isMistaken(id) && (
        <p>
          <b>{say('reference.glossary.not')}</b> {say(`term.${id}.not`)}.
        </p>
      )}
      <div className="acts">
        <button type="button" onClick={close}>
          {say('reference.glossary.close')}
        </button>
        <Term id={id} go={(page, at) => lab.open(`${page}/${at}`)}>
          {say('reference.glossary.all')}
        </Term>
      </div>
    </div>
  )
}

/** Below its word, or above it where there is more room, within the window. */
function place(note: HTMLElement, at: DOMRect): void {
  const { width, height } = note.getBoundingClientRect()
  const below = at.bottom + gap + height <= innerHeight - gap
  const top = below ? at.bottom + gap : at.top - gap - height
  note.style.left = `${Math.max(gap, Math.min(at.left, innerWidth - width - gap))}px`
  note.style.top = `${Math.max(gap, Math.min(top, innerHeight - height - gap))}px`
}
