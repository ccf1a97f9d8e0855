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
  // A link without an instant is a run from its beginning; of a document one wants to see what is in it.
  lab.seek(read.atMs ?? (read.kind === 'link' ? 0 : Number.POSITIVE_INFINITY))
  // What was before is another run, not another future of this one.
  lab.hideGhost()
  return read
}
