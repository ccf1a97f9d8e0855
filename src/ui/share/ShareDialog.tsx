import { useEffect, useRef, useState } from 'react'
import type { Options } from '../../share/options.ts'
import { useLab } from '../context.tsx'
import { Icon } from '../marks.tsx'
import { EmbedTab } from './EmbedTab.tsx'
import { ExportTab } from './ExportTab.tsx'
import { FilesTab } from './FilesTab.tsx'
import { LinkTab } from './LinkTab.tsx'
import { ParametersTab } from './ParametersTab.tsx'
import { type Shared, useTitle } from './shared.ts'
import { Tabs } from './Tabs.tsx'
import { say } from './words.ts'
import './share.css'

/** One line for each way to share; another panel is another line. */
const panels = {
  link: LinkTab,
  embed: EmbedTab,
  export: ExportTab,
  files: FilesTab,
  parameters: ParametersTab,
} as const
const names = Object.keys(panels) as (keyof typeof panels)[]

/**
 * What others need to see this very run: a link, a snippet, a file, and what the parameters of an address mean. The
 * options that go with it outlive the dialog.
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
  // What was dropped on the page is told on the page.
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
