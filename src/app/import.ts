import { type Imported, readPackedImport } from '../share/import.ts'
import { drawable, type Lab, noStory } from './lab.ts'

/**
 * Takes a scenario, a trace or a link into the free lab: one edit, which Undo takes back. A text that cannot be used
 * changes nothing. Never rejects.
 */
export async function importText(lab: Lab, text: string): Promise<Imported> {
  const read = await readPackedImport(text, drawable)
  if (!read.ok) return read
  if (lab.getState().page !== '') lab.open('')
  lab.endGesture()
  lab.setState({ story: noStory, playing: false })
  lab.edit(read.scenario)
  // A link without an instant opens at the beginning, a document at the end, where its whole run is visible.
  lab.seek(read.atMs ?? (read.kind === 'link' ? 0 : Number.POSITIVE_INFINITY))
  // The run before was another one, so there is no other future to compare with.
  lab.hideGhost()
  return read
}
