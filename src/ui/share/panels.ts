import { EmbedTab } from './EmbedTab.tsx'
import { ExportTab } from './ExportTab.tsx'
import { FilesTab } from './FilesTab.tsx'
import { LinkTab } from './LinkTab.tsx'
import { ParametersTab } from './ParametersTab.tsx'

/** One line for each way to share; another panel is another line. */
export const panels = {
  link: LinkTab,
  embed: EmbedTab,
  export: ExportTab,
  files: FilesTab,
  parameters: ParametersTab,
} as const
