import { packetName } from '../../picture/packetName.ts'
import { labelOf } from '../../picture/plan.ts'
import { BreakToggles } from '../BreakBar.tsx'
import { useLab, useLabState } from '../context.tsx'
import { Icon } from '../marks.tsx'
import { Toolbar } from '../Toolbar.tsx'
import { say, useComparison, useComparisonState } from './comparisonOf.ts'

/** Still controls for what moves in any column. Whatever is done here is done to the one script. */
export function CompareBreak() {
  const comparison = useComparison()
  const inFlight = useComparisonState((state) => state.inFlight)
  const armed = useComparisonState((state) => state.armed)
  return (
    <div className="compare-break">
      <Toolbar label={say('break.inFlight')} className="in-flight">
        <span className="bar-label" aria-hidden="true">
          {say('break.inFlight')}
        </span>
        {inFlight.length === 0 && <span className="quiet">{say('break.nothingInFlight')}</span>}
        {inFlight.map((mark) => (
          <span key={mark.packet} className="chip-pair">
            <button type="button" className={`chip ${mark.kind}`} onClick={() => comparison.losePacket(mark.packet)}>
              {say('packet.lose', { packet: packetName(mark, say) })}
            </button>
            <button
              type="button"
              className="chip more"
              aria-label={say('packet.more', { packet: packetName(mark, say) })}
              aria-haspopup="dialog"
              onClick={() => comparison.openCard(mark.packet)}
            >
              <Icon name="more" />
            </button>
          </span>
        ))}
        <Followed />
      </Toolbar>
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
