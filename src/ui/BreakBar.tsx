import type { ReactNode } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { armedDrop, isEyeOpen, isUp, packetsInFlight } from '../app/lab.ts'
import { packetName } from '../picture/packetName.ts'
import type { PacketMark } from '../picture/plan.ts'
import type { ProcessName } from '../protocol/exchange.ts'
import type { PacketKind } from '../sim/packet.ts'
import { useLab, useLabState } from './context.tsx'
import { useLocked } from './locked.tsx'
import { Icon } from './marks.tsx'
import { Toolbar } from './Toolbar.tsx'

/** Still controls for what moves: a button for every packet in flight, and toggles for what comes next. */
export function BreakBar() {
  const { lab } = useLab()
  const inFlight = useLabState(useShallow(packetsInFlight))
  const armed: Record<PacketKind, boolean> = {
    m: useLabState((state) => armedDrop(state, 'm') !== null),
    a: useLabState((state) => armedDrop(state, 'a') !== null),
  }
  return (
    <div className="break">
      <InFlight marks={inFlight} lose={lab.losePacket} more={lab.openCard} />
      <BreakToggles armed={armed} loseNext={lab.loseNext} />
    </div>
  )
}

/** A button to lose each packet in flight, and one for what else can be done with it; then what else belongs in the row. */
export function InFlight(props: {
  marks: readonly PacketMark[]
  lose: (packet: string) => void
  more: (packet: string) => void
  children?: ReactNode
}) {
  const { say } = useLab()
  const { marks, lose, more, children } = props
  const eye = useLabState(isEyeOpen)
  const locked = useLocked('faults')
  // What the script loses anyway.
  const doomed = useLabState(
    useShallow(({ scenario }) => scenario.faults.flatMap((f) => (f.do === 'drop' ? [f.packet] : []))),
  )
  return (
    <Toolbar label={say('break.inFlight')} className="in-flight">
      <span className="bar-label" aria-hidden="true">
        {say('break.inFlight')}
      </span>
      {eye ? (
        <span className="quiet">{say('head.unseen')}</span>
      ) : (
        marks.length === 0 && <span className="quiet">{say('break.nothingInFlight')}</span>
      )}
      {(eye ? [] : marks).map((mark) => (
        <span key={mark.packet} className="chip-pair">
          <button
            type="button"
            className={`chip ${mark.kind}`}
            aria-disabled={doomed.includes(mark.packet)}
            {...locked}
            onClick={() => lose(mark.packet)}
          >
            {say('packet.lose', { packet: packetName(mark, say) })}
          </button>
          <button
            type="button"
            className="chip more"
            aria-label={say('packet.more', { packet: packetName(mark, say) })}
            aria-haspopup="dialog"
            onClick={() => more(mark.packet)}
          >
            <Icon name="more" />
          </button>
        </span>
      ))}
      {children}
    </Toolbar>
  )
}

/** What comes next is lost, or a process crashes: each pressed as long as it is so. */
export function BreakToggles(props: {
  armed: Readonly<Record<PacketKind, boolean>>
  loseNext: (kind: PacketKind) => void
}) {
  const { lab, say } = useLab()
  const { armed, loseNext } = props
  const locked = useLocked('faults')
  const down: Record<ProcessName, boolean> = {
    sender: useLabState(({ run, moves }) => !isUp(run, moves, 'sender')),
    // Under the sender's eye whoever crashed it knows, and nobody else.
    receiver: useLabState((state) => !isUp(state.run, state.moves, 'receiver') && !isEyeOpen(state)),
  }
  return (
    <Toolbar label={say('break.title')} className="toggles">
      <button type="button" aria-pressed={armed.m} {...locked} onClick={() => loseNext('m')}>
        <Icon name="loseMessage" />
        <span>{say('break.loseNextMessage')}</span>
      </button>
      <button type="button" aria-pressed={armed.a} {...locked} onClick={() => loseNext('a')}>
        <Icon name="loseAck" />
        <span>{say('break.loseNextAck')}</span>
      </button>
      <button type="button" aria-pressed={down.sender} {...locked} onClick={() => lab.toggleCrash('sender')}>
        <Icon name="crash" />
        <span>{say('break.crashSender')}</span>
      </button>
      <button type="button" aria-pressed={down.receiver} {...locked} onClick={() => lab.toggleCrash('receiver')}>
        <Icon name="crash" />
        <span>{say('break.crashReceiver')}</span>
      </button>
    </Toolbar>
  )
}
