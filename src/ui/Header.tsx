import { useState } from 'react'
import { linkOf, pageWith, stateOf } from '../app/address.ts'
import type { LabState } from '../app/lab.ts'
import { themes } from '../share/options.ts'
import { useLab, useLabState } from './context.tsx'
import { ExportButton } from './ExportButton.tsx'
import { GuaranteeSwitch } from './GuaranteeSwitch.tsx'

export function Header() {
  const { lab, say } = useLab()
  const page = useLabState((state) => state.page)
  const embed = useLabState(({ options }) => options.embed)
  const note = useLabState(({ options }) => options.note)
  return (
    <header className="top">
      <h1>{say('lab.title')}</h1>
      <GuaranteeSwitch />
      {note !== '' && <p className="author-note">{note}</p>}
      {embed ? (
        <>
          <OpenAndEdit />
          <p className="poster">{say('embed.poster')}</p>
        </>
      ) : (
        <div className="tools">
          <button type="button" onClick={() => lab.open(page === '' ? 'course' : '')}>
            {say(page === '' ? 'nav.course' : 'nav.lab')}
          </button>
          <CopyLink />
          <ExportButton place="wide" />
          <ThemeChoice />
        </div>
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
    const link = pageWith(state, linkOf(state)) ?? linkOf(state)
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
      <button type="button" onClick={() => void copy()}>
        {say('share.copy')}
      </button>
    </>
  )
}

function ThemeChoice() {
  const { lab, say } = useLab()
  const theme = useLabState(({ options }) => options.theme)
  return (
    <select
      aria-label={say('theme.title')}
      value={theme}
      onChange={({ target }) => lab.setOption('theme', themes.find((name) => name === target.value) ?? 'auto')}
    >
      {themes.map((name) => (
        <option key={name} value={name}>
          {say(`theme.${name}`)}
        </option>
      ))}
    </select>
  )
}
