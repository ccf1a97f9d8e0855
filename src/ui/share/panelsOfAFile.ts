import { ExportTab } from './ExportTab.tsx'
import { LinkTab } from './LinkTab.tsx'

/**
 * Ways to share that the lab as one file has. It stands where `panels.ts` stands: a file has no address that others could
 * embed, and no files beside it to download.
 */
export const panels = { link: LinkTab, export: ExportTab } as const
