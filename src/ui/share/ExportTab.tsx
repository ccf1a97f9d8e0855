import { takesRuns } from '../../app/drops.ts'
import { useLabState } from '../context.tsx'
import { ExportPanel } from './ExportPanel.tsx'
import { ImportPanel } from './ImportPanel.tsx'
import type { PanelProps } from './shared.ts'

/** Export of the run as a file or a text, and import of another one where that is allowed. */
export function ExportTab({ onDone }: PanelProps) {
  const takes = useLabState(takesRuns)
  return (
    <>
      <ExportPanel />
      {takes && <ImportPanel onDone={onDone} />}
    </>
  )
}
