import type { Options } from '../share/options.ts'
import { useLab, useLabState } from './context.tsx'
import { Icon } from './marks.tsx'
import { OpenAndEdit } from './OpenAndEdit.tsx'

type Lock = Options['lock'][number]

/** The id of the sentence that says what the author of the page locked. */
const sentence = 'set-by-author'

/** Whether the author of the page locked this. */
export const useIsLocked = (what: Lock): boolean => useLabState(({ options }) => options.lock.includes(what))

/** Attributes of a locked control, to be spread into it: that it is disabled, and why. Empty if it is not locked. */
export function useLocked(what: Lock): { 'aria-disabled'?: true; 'aria-describedby'?: string } {
  return useIsLocked(what) ? { 'aria-disabled': true, 'aria-describedby': sentence } : {}
}

/** Says above a group of locked controls why they are disabled. */
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

/** What the author of the page locked, and a link to a lab without locks. */
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
