import { takesRuns } from '../../app/drops.ts'
import { useLabState } from '../context.tsx'
import { ExportPanel } from './ExportPanel.tsx'
import { ImportPanel } from './ImportPanel.tsx'
import type { PanelProps } from './shared.ts'

/** The run as a file or a text, and another one taken in, where one may be. */
export function ExportTab({ onDone }: PanelProps) {
  const takes = useLabState(takesRuns)
  return (
    <>
      <ExportPanel />
      {takes && <ImportPanel onDone={onDone} />}
    </>
  )
}
