import type { ClaimResult } from '../../app/prover/prover.ts'
import type { ClaimName } from '../../verdict/outcomes.ts'
import { OutcomeShape } from '../marks.tsx'

/** can: the shape of what happens · cannot: a tick in a shield · not known: dots */
export function ClaimShape({ name, is }: { name: ClaimName; is: ClaimResult['is'] }) {
  if (is === 'can' && name === 'lose') return <OutcomeShape outcome="lost" />
  if (is === 'can' && name === 'duplicate') return <OutcomeShape outcome="duplicated" />
  return (
    <svg className={`claim-shape ${is}`} viewBox="-12 -12 24 24" width="22" height="22" aria-hidden="true">
      {is === 'can' && <path d="M-8 -3H8M-8 3H8M-4 8L4 -8" />}
      {is === 'cannot' && <path d="M0 -10L8 -6V0C8 5 4 8 0 10C-4 8 -8 5 -8 0V-6ZM-4 0L-1 3.5L4.5 -3" />}
      {is === 'open' && <path d="M-7 0H-6.9M0 0H0.1M7 0H7.1" className="dots" />}
    </svg>
  )
}
