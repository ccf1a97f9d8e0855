import { useEffect, useRef, useState } from 'react'
import type { Options } from '../../share/options.ts'
import { useLab } from '../context.tsx'
import { Icon } from '../marks.tsx'
import { panels } from './panels.ts'
import { type Shared, useTitle } from './shared.ts'
import { Tabs } from './Tabs.tsx'
import { say } from './words.ts'
import './share.css'

const names = Object.keys(panels) as (keyof typeof panels)[]

/**
 * Ways to share this run: a link, a snippet, a file, and the list of an address's parameters. The chosen options are
 * kept when the dialog closes.
 */
export default function ShareDialog(props: {
  options: Partial<Options>
  onOptions: (options: Partial<Options>) => void
  onClose: () => void
}) {
  const { options, onOptions, onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const [open, setOpen] = useState<keyof typeof panels>('link')
  const [chosen, setChosen] = useState<Omit<Shared, 'options'>>({ what: null, title: null })
  const titles = useTitle()
  useEffect(() => dialog.current?.showModal(), [])
  // A notice about an import belongs to the page, not to this dialog.
  const { lab } = useLab()
  useEffect(
    () =>
      lab.subscribe(({ notice }, before) => {
        if (notice !== before.notice && notice?.kind === 'import') dialog.current?.close()
      }),
    [lab],
  )
  const Panel = panels[open]
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press beside the dialog closes it; Escape and the button do too
    <dialog
      ref={dialog}
      className="share-dialog"
      aria-labelledby="share-title"
      onClose={onClose}
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
    >
      <div className="dialog-body">
        <div className="dialog-head">
          <h2 id="share-title">{say('sharing.title')}</h2>
          <button
            type="button"
            className="close"
            aria-label={say('sharing.close')}
            onClick={() => dialog.current?.close()}
          >
            <Icon name="remove" />
          </button>
        </div>
        <Tabs
          label={say('sharing.tabs')}
          tabs={names.map((name) => ({ name, label: say(`sharing.tab.${name}`) }))}
          open={open}
          onOpen={setOpen}
        >
          <Panel
            shared={{ ...chosen, options }}
            {...titles}
            onShare={({ options, ...change }) => {
              setChosen({ ...chosen, ...change })
              if (options !== undefined) onOptions(options)
            }}
            onDone={() => dialog.current?.close()}
          />
        </Tabs>
        <p className="privacy quiet">{say('sharing.privacy')}</p>
      </div>
    </dialog>
  )
}
