/**
 * Shows a knob at work: puts in the next fault that makes a difference for this knob, and moves the playhead to the
 * event where the difference shows.
 */

import { type Lab, type LabState, shownOf } from '../../app/lab.ts'
import type { PacketMark } from '../../picture/plan.ts'
import type { Telling } from '../../protocol/knobs.ts'
import { type LineWord, receiverProgram } from '../../protocol/program.ts'
import { packetId } from '../../sim/packet.ts'
import { movesTo } from '../../sim/run.ts'
import type { Fault, Scenario } from '../../sim/scenario.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import type { Sentence } from '../../words/words.ts'

/**
 * A fault that shows what a knob decides: the label of its button, the packets it applies to, the faults, the event to
 * go to.
 */
interface Sight {
  readonly says: Sentence
  readonly befalls: (mark: PacketMark) => boolean
  readonly faults: (mark: PacketMark) => readonly Fault[]
  readonly tells: (event: TraceEvent, mark: PacketMark) => boolean
}

/** The fault that shows what a knob decides, for the present scenario. */
export function sightOf(telling: Telling, { policy, environment, messages }: Scenario): Sight {
  const { sender, receiver } = policy
  const sights: Record<Telling, () => Sight> = {
    lostOnce: () => loseMessage(1),
    lostEveryTime: () => loseMessage(sender.attempts === 'unlimited' ? 3 : sender.attempts),
    lostAFewTimes: () => loseMessage(sender.attempts === 'unlimited' ? 3 : Math.min(3, sender.attempts)),
    slowAck: () => ({
      says: { id: 'knob.see.slowAck' },
      befalls: ({ kind }) => kind === 'a',
      faults: ({ packet }) => [{ do: 'delay', packet, ms: sender.timeoutMs }],
      tells: ({ kind, message }, mark) => kind === 'timeout' && message === mark.message,
    }),
    lostAck: () => loseAck,
    crashWhileWaiting: () => ({
      says: { id: 'knob.see.crashSender' },
      befalls: isFirst,
      faults: ({ packet }) => [{ do: 'crash', process: 'sender', packet, before: 'wait for ACK' }],
      tells: ({ kind, process }) => kind === 'crash' && process === 'sender',
    }),
    crashBeforeLastLine: () => crashReceiver(receiverProgram(policy).at(-1)?.word ?? 'ack'),
    lostAckOrCopy: () => (sender.awaitAck ? loseAck : copy),
    crashBetweenWrites: () =>
      crashReceiver(({ atomic: 'commit', keyFirst: 'apply', effectFirst: 'record key' } as const)[receiver.commit]),
    lateCopy: () => lateCopy(pastWindowMs()),
    overtaking: () => ({
      says: { id: 'knob.see.overtake' },
      befalls: (mark) => isFirst(mark) && (mark.message < messages || messages === 1),
      faults: ({ packet }) => [{ do: 'delay', packet, ms: environment.sendEveryMs + 2 * environment.lineMs + 1000 }],
      tells: ({ kind, packet }, mark) => packet === mark.packet && (kind === 'apply' || kind === 'absorb'),
    }),
  }
  return sights[telling]()

  /** A delay after which a key has left the window, if the window has an end. */
  function pastWindowMs(): number {
    const { window } = receiver
    if (window === 'unlimited') return 2 * environment.sendEveryMs
    return 'ms' in window ? window.ms + environment.hopMs[1] : (window.keys + 1) * environment.sendEveryMs
  }
}

/** Puts the fault in, unless it is there already, and goes to the event where it shows. */
export function see(lab: Lab, sight: Sight): void {
  const state = lab.getState()
  const mark = nextMark(state, sight)
  if (mark === undefined) {
    // Only where no ACK is ever sent; messages are always sent.
    lab.notify({ kind: 'info', id: 'break.noNextAck' })
    return
  }
  const { faults } = state.scenario
  const known = new Set(faults.map((fault) => JSON.stringify(fault)))
  const fresh = sight.faults(mark).filter((fault) => !known.has(JSON.stringify(fault)))
  if (fresh.length > 0 && !lab.edit({ faults: [...faults, ...fresh] })) return
  const { run, before } = lab.getState()
  const telling = run.trace.find((event) => event.id >= mark.firstEvent && sight.tells(event, mark))
  if (telling === undefined) return
  lab.goTo(movesTo(run, telling.id))
  lab.setState({ before })
}

/** The next packet that the fault can apply to; if there is none, the first of the run. */
function nextMark(state: LabState, { befalls }: Sight): PacketMark | undefined {
  const fit = state.plan.packets.filter((mark) => mark.copy === 0 && befalls(mark))
  const shown = shownOf(state)
  return fit.find(({ firstEvent }) => firstEvent > shown) ?? fit[0]
}

const isFirst = ({ kind, attempt }: PacketMark) => kind === 'm' && attempt === 1

const loseMessage = (attempts: number): Sight => ({
  says: { id: 'knob.see.loseMessage', values: { attempts } },
  befalls: isFirst,
  faults: ({ message }) =>
    Array.from({ length: attempts }, (_, i) => ({ do: 'drop', packet: packetId('m', message, i + 1) })),
  tells: ({ kind, packet }, mark) => kind === 'drop' && packet === mark.packet,
})

const loseAck: Sight = {
  says: { id: 'knob.see.loseAck' },
  befalls: ({ kind }) => kind === 'a',
  faults: ({ packet }) => [{ do: 'drop', packet }],
  tells: ({ kind, packet }, mark) => kind === 'drop' && packet === mark.packet,
}

const copy: Sight = {
  says: { id: 'knob.see.copy' },
  befalls: isFirst,
  faults: ({ packet }) => [{ do: 'duplicate', packet }],
  tells: ({ kind, message }, mark) => kind === 'duplicate' && message === mark.message,
}

const lateCopy = (ms: number): Sight => ({
  says: { id: 'knob.see.lateCopy' },
  befalls: isFirst,
  faults: ({ packet, message }) => [
    { do: 'duplicate', packet },
    { do: 'delay', packet: packetId('m', message, 1, 1), ms },
  ],
  tells: ({ kind, packet }, { message }) =>
    packet === packetId('m', message, 1, 1) && (kind === 'apply' || kind === 'absorb'),
})

const crashReceiver = (before: LineWord): Sight => ({
  says: { id: 'knob.see.crashReceiver', values: { line: before } },
  befalls: isFirst,
  faults: ({ packet }) => [{ do: 'crash', process: 'receiver', packet, before }],
  tells: ({ kind, process }) => kind === 'crash' && process === 'receiver',
})
