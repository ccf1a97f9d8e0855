import type { Options } from '../share/options.ts'
import { useLab, useLabState } from './context.tsx'
import { Icon } from './marks.tsx'
import { OpenAndEdit } from './OpenAndEdit.tsx'

type Lock = Options['lock'][number]

/** The id of the sentence that says what the author of the page set. */
const sentence = 'set-by-author'

/** Whether the author of the page set this. */
export const useIsLocked = (what: Lock): boolean => useLabState(({ options }) => options.lock.includes(what))

/** What a locked control says of itself, to be spread into it: that it is off, and by whom. Nothing of one that is not. */
export function useLocked(what: Lock): { 'aria-disabled'?: true; 'aria-describedby'?: string } {
  return useIsLocked(what) ? { 'aria-disabled': true, 'aria-describedby': sentence } : {}
}

/** Says, at the head of controls that are switched off together, why they are. */
export function LockNote({ what }: { what: Lock }) {
  const { say } = useLab()
  return (
    useIsLocked(what) && (
      <p className="set-by-author">
        <Icon name="lock" />
        {say('lock.here')}
      </p>
    )
  )
}

/** What the author of the page set, and the way to a lab in which nothing is. */
export function SetByAuthor() {
  const { say } = useLab()
  const lock = useLabState(({ options }) => options.lock)
  const embed = useLabState(({ options }) => options.embed)
  if (lock.length === 0) return null
  return (
    <p className="set-by-author">
      <span id={sentence}>
        <Icon name="lock" />
        {say('lock.set')}{' '}
        {lock.map((what) => (
          <b key={what}>{say(`lock.what.${what}`)}</b>
        ))}
      </span>{' '}
      {!embed && <OpenAndEdit />}
    </p>
  )
}
