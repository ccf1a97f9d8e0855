import { isUp } from '../../app/lab.ts'
import { labelOf } from '../../picture/plan.ts'
import { useLab, useLabState } from '../context.tsx'
import { Icon } from '../marks.tsx'
import { packetName } from '../packetName.ts'
import { Toolbar } from '../Toolbar.tsx'
import { say, useComparison, useComparisonState } from './comparisonOf.ts'

/** Still controls for what moves in any column. Whatever is done here is done to the one script. */
export function CompareBreak() {
  const { lab } = useLab()
  const comparison = useComparison()
  const inFlight = useComparisonState((state) => state.inFlight)
  const { m, a } = useComparisonState((state) => state.armed)
  const down = {
    sender: useLabState(({ run, moves }) => !isUp(run, moves, 'sender')),
    receiver: useLabState(({ run, moves }) => !isUp(run, moves, 'receiver')),
  }
  return (
    <div className="compare-break">
      <Toolbar label={say('break.inFlight')} className="in-flight">
        <span className="bar-label" aria-hidden="true">
          {say('break.inFlight')}
        </span>
        {inFlight.length === 0 && <span className="quiet">{say('break.nothingInFlight')}</span>}
        {inFlight.map((mark) => (
          <button
            key={mark.packet}
            type="button"
            className={`chip ${mark.kind}`}
            onClick={() => comparison.losePacket(mark.packet)}
          >
            {say('packet.lose', { packet: packetName(mark, say) })}
          </button>
        ))}
        <Followed />
      </Toolbar>
      <Toolbar label={say('break.title')} className="toggles">
        <button type="button" aria-pressed={m} onClick={() => comparison.loseNext('m')}>
          <Icon name="loseMessage" />
          <span>{say('break.loseNextMessage')}</span>
        </button>
        <button type="button" aria-pressed={a} onClick={() => comparison.loseNext('a')}>
          <Icon name="loseAck" />
          <span>{say('break.loseNextAck')}</span>
        </button>
        <button type="button" aria-pressed={down.sender} onClick={() => lab.toggleCrash('sender')}>
          <Icon name="crash" />
          <span>{say('break.crashSender')}</span>
        </button>
        <button type="button" aria-pressed={down.receiver} onClick={() => lab.toggleCrash('receiver')}>
          <Icon name="crash" />
          <span>{say('break.crashReceiver')}</span>
        </button>
      </Toolbar>
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
