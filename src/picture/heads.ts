import type { LineWord } from '../protocol/program.ts'
import { exchanges, handlingOf, senderAwaitsAcks } from '../sim/exchanged.ts'
import type { Trace } from '../sim/trace.ts'
import type { World } from '../sim/world.ts'
import { type Sentence, seconds } from '../words/words.ts'
import { labelOf } from './plan.ts'

/**
 * Who is in which state, for the heads of the lifelines: one sentence a process. `world` is the world after the first
 * `shown` events of the trace.
 */
export function headsOf(world: World, trace: Trace, shown: number): Record<'sender' | 'receiver', Sentence> {
  return { sender: senderHead(), receiver: receiverHead() }

  function senderHead(): Sentence {
    if (!world.processes[0]?.up) return down('sender')
    const waiting = exchanges(world).filter(({ state }) => state === 'waiting')
    const [first] = waiting
    if (first !== undefined) {
      return waiting.length === 1
        ? { id: 'head.senderWaiting', values: { message: labelOf(first.id), attempt: first.attempts } }
        : { id: 'head.senderWaitingMany', values: { messages: listed(waiting.map(({ id }) => labelOf(id))) } }
    }
    const next = world.messages.find(({ handed }) => !handed)
    return next === undefined
      ? { id: 'head.senderDone' }
      : { id: 'head.senderNew', values: { message: labelOf(next.id) } }
  }

  function receiverHead(): Sentence {
    const process = world.processes[1]
    if (!process?.up) return down('receiver')
    const handling = handlingOf(world)
    if (handling !== null) {
      const word = handling.line as LineWord
      const message = labelOf(handling.packet.message)
      if (word === 'ack' && !senderAwaitsAcks(world)) return { id: 'head.receiverFinishing', values: { message } }
      const line = lineKey(word)
      return { id: 'head.receiverLine', values: { line, message } }
    }
    const last = trace.findLast(({ id, kind }) => id <= shown && kind === 'apply')
    if (last?.message === undefined) return { id: 'head.receiverIdle' }
    return { id: 'head.receiverAfter', values: { message: labelOf(last.message) } }
  }

  function down(process: string): Sentence {
    const crash = trace.findLast((e) => e.id <= shown && e.kind === 'crash' && e.process === process)
    const restart = trace.find((e) => e.kind === 'restart' && e.cause === crash?.id)
    return restart ? { id: 'head.down', values: { at: seconds(restart.atMs) } } : { id: 'head.downForGood' }
  }
}

/** A line's word as a name without spaces, as word ids and selects need it. */
function lineKey(word: LineWord): string {
  return word.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase())
}

function listed(labels: readonly string[]): string {
  return labels.length <= 3 ? labels.join(', ') : `${labels.slice(0, 2).join(', ')} … ${labels.at(-1)}`
}
