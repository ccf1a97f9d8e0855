import { packetName } from '../../picture/packetName.ts'
import { type NoteMark, type PacketMark, planOf } from '../../picture/plan.ts'
import type { ProcessName } from '../../protocol/exchange.ts'
import type { Trace } from '../../sim/trace.ts'
import { type Say, seconds } from '../../words/words.ts'

/** What a sequence diagram can say of a run: an arrow for every packet, a note for every note of the picture. */
export type SequenceItem =
  | {
      readonly is: 'arrow'
      readonly from: ProcessName
      readonly to: ProcessName
      readonly isAck: boolean
      readonly isLost: boolean
      readonly text: string
    }
  | { readonly is: 'note'; readonly at: ProcessName; readonly text: string }

/**
 * The marks of the picture from top to bottom. A sequence diagram has no slopes: an arrow stands where its packet was
 * sent, so that nothing comes before its cause, and says when the packet left and when it came.
 */
export function sequenceOf(trace: Trace, say: Say): SequenceItem[] {
  const { packets, notes } = planOf(trace)
  const items = [
    ...packets.map((mark) => ({ event: mark.firstEvent, item: arrowOf(mark, say) })),
    ...notes.map((mark) => ({ event: mark.event, item: noteOf(mark, say) })),
  ]
  return items.sort((a, b) => a.event - b.event).map(({ item }) => item)
}

function arrowOf(mark: PacketMark, say: Say): SequenceItem {
  const [from, to] = mark.kind === 'm' ? (['sender', 'receiver'] as const) : (['receiver', 'sender'] as const)
  const values = {
    packet: packetName(mark, say),
    from: seconds(mark.fromMs),
    to: seconds(mark.endMs ?? mark.dueMs),
  }
  return {
    is: 'arrow',
    from,
    to,
    isAck: mark.kind === 'a',
    isLost: mark.end === 'lost' || mark.end === 'down',
    text: say(`arrow.${mark.end ?? 'flying'}`, values),
  }
}

const noteOf = ({ process, atMs, label }: NoteMark, say: Say): SequenceItem => ({
  is: 'note',
  at: process,
  text: say('arrow.note', { what: say(label.id, label.values), at: seconds(atMs) }),
})
