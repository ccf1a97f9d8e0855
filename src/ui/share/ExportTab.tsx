import { ExportPanel } from './ExportPanel.tsx'
import { ImportPanel } from './ImportPanel.tsx'
import type { PanelProps } from './shared.ts'

/** The run as a file or a text, and another one taken in. */
export function ExportTab({ onDone }: PanelProps) {
  return (
    <>
      <ExportPanel />
      <ImportPanel onDone={onDone} />
    </>
  )
}
