import { useMemo } from 'react'
import type { ClaimRun } from '../../lessons/reference.ts'
import { linkTo, say } from './referenceOf.ts'

/** A link from a claim to the run that shows it. */
export function SeeIt({ shown, what }: { shown: ClaimRun; what: string }) {
  const href = useMemo(() => linkTo(shown), [shown])
  return (
    <a className="see-it" href={href} aria-label={say('reference.seeWhat', { what })}>
      {say('reference.see')}
    </a>
  )
}
