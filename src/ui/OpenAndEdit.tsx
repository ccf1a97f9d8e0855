import { pageWith, stateOf } from '../app/address.ts'
import type { LabState } from '../app/lab.ts'
import { useLab, useLabState } from './context.tsx'

/** The address of the lab's own page with what is shown now. */
const hrefOf = (state: LabState): string => pageWith(state, stateOf(state)) ?? ''

/**
 * A link out of an embed to the lab's own page, with this run and without locks. Absent where links are switched off.
 */
export function OpenAndEdit() {
  const { lab, say } = useLab()
  const links = useLabState(({ options }) => options.links)
  // The instant is read when the link is followed, since the header does not render with every frame.
  const leave = (link: HTMLAnchorElement) => {
    link.href = hrefOf(lab.getState())
  }
  const nowhere = useLabState(({ home }) => home === null)
  if (!links || nowhere) return null
  return (
    <a
      className="open-and-edit"
      href={hrefOf(lab.getState())}
      target="_blank"
      rel="noopener"
      onPointerDown={({ currentTarget }) => leave(currentTarget)}
      onFocus={({ currentTarget }) => leave(currentTarget)}
      onClick={({ currentTarget }) => leave(currentTarget)}
    >
      {say('embed.open')}
    </a>
  )
}
