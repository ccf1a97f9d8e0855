import { labelOf } from '../../picture/plan.ts'
import { BreakToggles, InFlight } from '../BreakBar.tsx'
import { useLab, useLabState } from '../context.tsx'
import { say, useComparison, useComparisonState } from './comparisonOf.ts'

/** Still controls for what moves in any column. Whatever is done here is done to the one script. */
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

/** The message that is followed through all columns, if one is. */
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
