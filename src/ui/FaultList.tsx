import { isEyeOpen } from '../app/lab.ts'
import { packetName } from '../picture/packetName.ts'
import { type Identity, readPacketId } from '../sim/packet.ts'
import type { Fault } from '../sim/scenario.ts'
import { type Say, type Sentence, seconds } from '../words/words.ts'
import { useLab, useLabState } from './context.tsx'
import { useLocked } from './locked.tsx'
import { Icon } from './marks.tsx'
import { Toolbar } from './Toolbar.tsx'

/** The faults that were put in by hand, in that order; each can be taken out. */
export function FaultList() {
  const { lab, say } = useLab()
  const faults = useLabState((state) => state.scenario.faults)
  // Under the sender's eye the script is shown, but not which faults applied: that is part of what happened.
  const eye = useLabState(isEyeOpen)
  const applied = useLabState((state) => state.run.applied)
  const canUndo = useLabState((state) => state.past.length > 0)
  const canRedo = useLabState((state) => state.future.length > 0)
  const locked = useLocked('faults')
  return (
    <section className="card faults" aria-labelledby="faults-title">
      <h2 id="faults-title">{say('faults.title')}</h2>
      <Toolbar label={say('faults.edit')}>
        {faults.length === 0 ? (
          <p className="quiet">{say('faults.none')}</p>
        ) : (
          <>
            <ul aria-label={say('faults.title')}>
              {faults.map((fault, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a fault is its place in the list
                <FaultEntry key={i} index={i} fault={fault} applied={eye || applied[i] === true} />
              ))}
            </ul>
            <button type="button" {...locked} onClick={() => lab.clearFaults()}>
              {say('faults.clear')}
            </button>
          </>
        )}
        <div className="history">
          <button type="button" disabled={!canUndo} onClick={() => lab.undo()}>
            {say('faults.undo')}
          </button>
          <button type="button" disabled={!canRedo} onClick={() => lab.redo()}>
            {say('faults.redo')}
          </button>
        </div>
      </Toolbar>
    </section>
  )
}

/** One fault of the script, in words, and a button that takes it out. */
export function FaultEntry({ fault, index, applied = true }: { fault: Fault; index: number; applied?: boolean }) {
  const { lab, say } = useLab()
  const locked = useLocked('faults')
  const { id, values } = sentenceOf(fault, say)
  const text = say(id, values)
  return (
    <li className={applied ? '' : 'idle'}>
      <span>
        {text}
        {!applied && <small>{say('faults.idle')}</small>}
      </span>
      <button
        type="button"
        className="small"
        aria-label={say('faults.remove', { fault: text })}
        {...locked}
        onClick={() => lab.removeFault(index)}
      >
        <Icon name="remove" />
      </button>
    </li>
  )
}

/** A fault in words. */
function sentenceOf(fault: Fault, say: Say): Sentence {
  const named = (id: string) => packetName(readPacketId(id) as Identity, say)
  switch (fault.do) {
    case 'drop':
    case 'duplicate':
      return { id: `faults.${fault.do}`, values: { packet: named(fault.packet) } }
    case 'delay':
      return { id: 'faults.delay', values: { packet: named(fault.packet), by: seconds(fault.ms) } }
    case 'late':
      return { id: 'faults.late', values: { packet: named(fault.timer), by: seconds(fault.ms) } }
    case 'crash': {
      const { process, atMs, packet = '', before = '' } = fault
      if (atMs === undefined)
        return { id: 'faults.crashBefore', values: { process, packet: named(packet), line: before } }
      return { id: 'faults.crashAt', values: { process, at: seconds(atMs) } }
    }
  }
}
