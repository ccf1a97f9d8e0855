import { ExportTab } from './ExportTab.tsx'
import { LinkTab } from './LinkTab.tsx'

/**
 * The tabs of the share dialog in the lab as one file, in place of `panels.ts`: a file has no address to embed, and no
 * files beside it to download.
 */
export const panels = { link: LinkTab, export: ExportTab } as const
