import { presetOf } from '../protocol/policy.ts'
import { type Sentence, seconds } from '../words/words.ts'
import { useLab, useLabState } from './context.tsx'

/** A guarantee is a consequence: the three decisions it follows from, read off the policy. */
export function HowItWorks() {
  const { say } = useLab()
  const { sender, receiver } = useLabState((state) => state.scenario.policy)
  const mode = useLabState((state) => presetOf(state.scenario.policy))
  const timeout = seconds(sender.timeoutMs)
  const retries: Sentence = !sender.awaitAck
    ? { id: 'mechanism.retryNo' }
    : sender.attempts === 'unlimited'
      ? { id: 'mechanism.retryYes', values: { timeout } }
      : { id: 'mechanism.retryTimes', values: { timeout, attempts: sender.attempts } }
  const dedup = ({ none: 'dedupNone', volatile: 'dedupVolatile', durable: 'dedupDurable' } as const)[receiver.dedup]
  const early = receiver.ackTiming === 'beforeEffect'
  const ack = sender.awaitAck ? (early ? 'ackBefore' : 'ackAfter') : 'ackNone'
  return (
    <section className="card how-it-works" aria-labelledby="how-title">
      <h2 id="how-title">{say('mechanism.title')}</h2>
      <p className="idea">{say(mode === null ? 'mode.customIdea' : `mode.${mode}Idea`)}</p>
      <ul>
        <Fact holds={sender.awaitAck} text={say(retries.id, retries.values)} />
        <Fact holds={sender.awaitAck} text={say(`mechanism.${ack}`)} />
        <Fact holds={receiver.dedup !== 'none'} text={say(`mechanism.${dedup}`)} />
      </ul>
    </section>
  )
}

function Fact({ holds, text }: { holds: boolean; text: string }) {
  return (
    <li>
      <svg viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">
        <path d={holds ? 'M-5 0L-1.5 4L5 -5' : 'M-4 -4L4 4M4 -4L-4 4'} />
      </svg>
      {text}
    </li>
  )
}
