import { lazy, Suspense, useRef, useState } from 'react'
import { linkToShare, pageWith } from '../app/address.ts'
import { handedOn } from '../app/settings.ts'
import type { Options } from '../share/options.ts'
import { packed } from '../share/packed.ts'
import { type PageName, partsOf } from '../share/page.ts'
import { Aids } from './Aids.tsx'
import { useLab, useLabState } from './context.tsx'
import { GuaranteeSwitch } from './GuaranteeSwitch.tsx'
import { SetByAuthor } from './locked.tsx'
import { OpenAndEdit } from './OpenAndEdit.tsx'
import { useBeginning } from './pageStart.ts'
import { usePresentKey } from './present/keys.ts'
import { Toolbar } from './Toolbar.tsx'

const Presenter = lazy(() => import('./present/Presenter.tsx'))
const ShareDialog = lazy(() => import('./share/ShareDialog.tsx'))

/** Pages without a run of their own that a guarantee could be chosen for. */
const toRead: ReadonlySet<PageName | ''> = new Set(['course', 'worksheet', 'table', 'glossary', 'theory'])

export function Header() {
  const { lab, say } = useLab()
  const page = useLabState((state) => state.page)
  const left = useLabState((state) => state.left)
  const { name } = partsOf(page)
  const reads = toRead.has(name)
  const present = useLabState(({ options }) => options.present)
  const [sharing, setSharing] = useState(false)
  // What an author chose holds until another link is opened, so that it can be corrected.
  const asked = useLabState((state) => state.asked)
  const [chosen, choose] = useState<{ of: object; options: Partial<Options> } | null>(null)
  const header = useRef<HTMLElement>(null)
  const heading = useBeginning(page === '' ? say('lab.title') : null)
  usePresentKey(lab, header)
  const embed = useLabState(({ options }) => options.embed)
  const note = useLabState(({ options }) => options.note)
  const lock = useLabState(({ options }) => options.lock)
  return (
    <header ref={header} className="top">
      <h1 ref={heading} tabIndex={-1}>
        {say('lab.title')}
      </h1>
      {!reads && <GuaranteeSwitch />}
      {(note !== '' || lock.length > 0) && (
        <div className="author">
          {note !== '' && <p className="author-note">{note}</p>}
          {!reads && <SetByAuthor />}
        </div>
      )}
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
          {(page === '' || (reads && (left !== '' || page !== 'course'))) && (
            <button type="button" onClick={() => lab.open(left === '' ? 'course' : left)}>
              {say(left === '' ? 'nav.course' : 'nav.lesson')}
            </button>
          )}
          {page !== '' && (
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
          <ShareDialog
            options={chosen?.of === asked ? chosen.options : handedOn(lab.getState())}
            onOptions={(options) => choose({ of: asked, options })}
            onClose={() => setSharing(false)}
          />
        </Suspense>
      )}
    </header>
  )
}

function CopyLink() {
  const { lab, say } = useLab()
  const [copied, setCopied] = useState(false)
  async function copy(): Promise<void> {
    const state = lab.getState()
    const hash = await packed(linkToShare(state))
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
      {/* Its own words say what came of it: beside it they would push it away. */}
      <button type="button" className="share" onClick={() => void copy()}>
        {say(copied ? 'share.copied' : 'share.copy')}
      </button>
    </>
  )
}
