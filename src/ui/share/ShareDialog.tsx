import { useEffect, useRef, useState } from 'react'
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

/** What others need to see this very run: a link, a snippet, a file, and what the parameters of an address mean. */
export default function ShareDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [open, setOpen] = useState<keyof typeof panels>('link')
  const [chosen, setChosen] = useState<Shared>({ what: null, options: {}, title: null })
  const title = useTitle()
  useEffect(() => dialog.current?.showModal(), [])
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
            shared={chosen}
            title={title}
            onShare={(change) => setChosen({ ...chosen, ...change })}
            onDone={() => dialog.current?.close()}
          />
        </Tabs>
        <p className="privacy quiet">{say('sharing.privacy')}</p>
      </div>
    </dialog>
  )
}
