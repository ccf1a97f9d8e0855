import { useMemo } from 'react'
import type { ClaimRun } from '../../lessons/reference.ts'
import { linkTo, say } from './referenceOf.ts'

/** The way from a claim to the run that shows it: a link like any other, to be opened, copied or sent. */
export function SeeIt({ shown, what }: { shown: ClaimRun; what: string }) {
  const href = useMemo(() => linkTo(shown), [shown])
  return (
    <a className="see-it" href={href} aria-label={say('reference.seeWhat', { what })}>
      {say('reference.see')}
    </a>
  )
}
