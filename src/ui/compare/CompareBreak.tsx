import { labelOf } from '../../picture/plan.ts'
import { BreakToggles, InFlight } from '../BreakBar.tsx'
import { useLab, useLabState } from '../context.tsx'
import { say, useComparison, useComparisonState } from './comparisonOf.ts'

/** Controls that stay in place for what moves in any column. They change the one fault script. */
export function CompareBreak() {
  const comparison = useComparison()
  const inFlight = useComparisonState((state) => state.inFlight)
  const armed = useComparisonState((state) => state.armed)
  return (
    <div className="compare-break">
      <InFlight marks={inFlight} lose={comparison.losePacket} more={comparison.openCard}>
        <Followed />
      </InFlight>
      <BreakToggles armed={armed} loseNext={comparison.loseNext} />
    </div>
  )
}

/** The message that is followed in all columns, if there is one. */
function Followed() {
  const { lab } = useLab()
  const selected = useLabState((state) => state.selected)
  if (selected === null) return null
  return (
    <button type="button" className="chip" onClick={() => lab.select(null)}>
      {say('compare.unfollow', { message: labelOf(selected) })}
    </button>
  )
}
