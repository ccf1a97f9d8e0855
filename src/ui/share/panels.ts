import { EmbedTab } from './EmbedTab.tsx'
import { ExportTab } from './ExportTab.tsx'
import { FilesTab } from './FilesTab.tsx'
import { LinkTab } from './LinkTab.tsx'
import { ParametersTab } from './ParametersTab.tsx'

/** The tabs of the share dialog, a line for each. */
export const panels = {
  link: LinkTab,
  embed: EmbedTab,
  export: ExportTab,
  files: FilesTab,
  parameters: ParametersTab,
} as const
