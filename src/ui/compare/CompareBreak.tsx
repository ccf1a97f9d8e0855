import { useSyncExternalStore } from 'react'
import { type Column, flyingIn } from '../../app/compare.ts'
import { armedDrop, isUp } from '../../app/lab.ts'
import { labelOf, type PacketMark } from '../../picture/plan.ts'
import { useLab, useLabState } from '../context.tsx'
import { Icon } from '../marks.tsx'
import { packetName } from '../packetName.ts'
import { Toolbar } from '../Toolbar.tsx'
import { say, useComparison, useComparisonState } from './comparisonOf.ts'

/** Still controls for what moves in any column. Whatever is done here is done to the one script. */
export function CompareBreak() {
  const { lab } = useLab()
  const comparison = useComparison()
  const columns = useComparisonState((state) => state.columns)
  const inFlight = useFlying(columns)
  const armed = (kind: 'm' | 'a') => columns.some((column) => armedDrop(column.lab.getState(), kind) !== null)
  const [m, a] = [useTold(columns, () => armed('m')), useTold(columns, () => armed('a'))]
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

/** Asks something of the columns again whenever one of them changes; renders when the answer is another. */
function useTold<T>(columns: readonly Column[], ask: () => T): T {
  return useSyncExternalStore((onChange) => {
    const stops = columns.map(({ lab }) => lab.subscribe(onChange))
    return () => {
      for (const stop of stops) stop()
    }
  }, ask)
}

function useFlying(columns: readonly Column[]): readonly PacketMark[] {
  // The answer is a name, so that a frame in which no packet leaves or ends renders nothing.
  useTold(columns, () =>
    flyingIn(columns)
      .map(({ packet }) => packet)
      .join(' '),
  )
  return flyingIn(columns)
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
