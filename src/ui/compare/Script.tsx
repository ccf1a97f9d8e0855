import { useLabState } from '../context.tsx'
import { FaultEntry } from '../FaultList.tsx'
import { Toolbar } from '../Toolbar.tsx'
import { say } from './comparisonOf.ts'

/** The one fault script. Each fault can be taken out, for all columns at once. */
export function Script() {
  const faults = useLabState((state) => state.scenario.faults)
  if (faults.length === 0) return <p className="script quiet">{say('compare.noFaults')}</p>
  return (
    <Toolbar label={say('compare.faults')} className="script">
      <ul aria-label={say('faults.title')}>
        {faults.map((fault, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fault is its place in the list
          <FaultEntry key={i} index={i} fault={fault} />
        ))}
      </ul>
    </Toolbar>
  )
}
