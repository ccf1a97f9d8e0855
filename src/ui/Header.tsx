import { lazy, Suspense, useRef, useState } from 'react'
import { linkOf, pageWith, stateOf } from '../app/address.ts'
import type { LabState } from '../app/lab.ts'
import { packed } from '../share/packed.ts'
import { Aids } from './Aids.tsx'
import { useLab, useLabState } from './context.tsx'
import { GuaranteeSwitch } from './GuaranteeSwitch.tsx'
import { usePresentKey } from './present/keys.ts'
import { Toolbar } from './Toolbar.tsx'

const Presenter = lazy(() => import('./present/Presenter.tsx'))
const ShareDialog = lazy(() => import('./share/ShareDialog.tsx'))

/** Pages without a run of their own that a guarantee could be chosen for. */
const toRead = /^(course|worksheet|table|glossary|theory)/

export function Header() {
  const { lab, say } = useLab()
  const page = useLabState((state) => state.page)
  const left = useLabState((state) => state.left)
  const reads = toRead.test(page)
  const present = useLabState(({ options }) => options.present)
  const [sharing, setSharing] = useState(false)
  const header = useRef<HTMLElement>(null)
  usePresentKey(lab, header)
  const embed = useLabState(({ options }) => options.embed)
  const note = useLabState(({ options }) => options.note)
  return (
    <header ref={header} className="top">
      <h1>{say('lab.title')}</h1>
      {!reads && <GuaranteeSwitch />}
      {note !== '' && <p className="author-note">{note}</p>}
      {present ? (
        <Suspense>
          <Presenter />
        </Suspense>
      ) : embed ? (
        <>
          <OpenAndEdit />
          <p className="poster">{say('embed.poster')}</p>
        </>
      ) : (
        <Toolbar label={say('aid.tools')} className="tools">
          {(page === '' || (reads && (left || page !== 'course'))) && (
            <button type="button" onClick={() => lab.open(left || 'course')}>
              {say(left ? 'nav.lesson' : 'nav.course')}
            </button>
          )}
          {page && (
            <button type="button" onClick={() => lab.open('')}>
              {say('nav.lab')}
            </button>
          )}
          <CopyLink />
          <button type="button" className="share" aria-haspopup="dialog" onClick={() => setSharing(true)}>
            {say('share.more')}
          </button>
          <Aids />
        </Toolbar>
      )}
      {sharing && (
        <Suspense>
          <ShareDialog onClose={() => setSharing(false)} />
        </Suspense>
      )}
    </header>
  )
}

/** The lab's own page with what is shown now. */
const hrefOf = (state: LabState): string => pageWith(state, stateOf(state)) ?? ''

/** Out of the frame, with this very run and no lock; a page where links are not wanted has none. */
function OpenAndEdit() {
  const { lab, say } = useLab()
  const links = useLabState(({ options }) => options.links)
  // The instant is read when the link is followed: the header does not render with every frame.
  const leave = (link: HTMLAnchorElement) => {
    link.href = hrefOf(lab.getState())
  }
  const nowhere = useLabState(({ home }) => home === null)
  if (!links || nowhere) return null
  return (
    <a
      className="open-and-edit"
      href={hrefOf(lab.getState())}
      target="_blank"
      rel="noopener"
      onPointerDown={({ currentTarget }) => leave(currentTarget)}
      onFocus={({ currentTarget }) => leave(currentTarget)}
      onClick={({ currentTarget }) => leave(currentTarget)}
    >
      {say('embed.open')}
    </a>
  )
}

function CopyLink() {
  const { lab, say } = useLab()
  const [copied, setCopied] = useState(false)
  async function copy(): Promise<void> {
    const state = lab.getState()
    const hash = await packed(linkOf(state))
    const link = pageWith(state, hash) ?? hash
    try {
      await navigator.clipboard.writeText(link)
      setCopied(true)
      setTimeout(() => setCopied(false), 2500)
    } catch {
      // No permission, or no clipboard at all: show the text instead, to be copied by hand.
      lab.notify({ kind: 'copy', link })
    }
  }
  return (
    <>
      <span className="said" role="status" aria-label={say('share.copied')}>
        {copied ? say('share.copied') : ''}
      </span>
      <button type="button" className="share" onClick={() => void copy()}>
        {say('share.copy')}
      </button>
    </>
  )
}
