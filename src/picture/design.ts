/** A design in words: the decisions of a policy, each as one sentence. */
import { type Policy, relevantPolicy } from '../protocol/policy.ts'
import { dollarsPerMessage } from '../verdict/verdict.ts'
import { type Sentence, seconds } from '../words/words.ts'

/** One decision, and whether it is something that is done or something that is left out. */
export interface PolicyDecision {
  readonly holds: boolean
  readonly says: Sentence
}

/** The decisions that a guarantee follows from: whether anybody retries, when the ACK leaves, what is remembered. */
export function mainDecisions(policy: Policy): PolicyDecision[] {
  const { sender, receiver } = policy
  const ack = receiver.ackTiming === 'beforeEffect' ? 'mechanism.ackBefore' : 'mechanism.ackAfter'
  const dedup = ({ none: 'dedupNone', volatile: 'dedupVolatile', durable: 'dedupDurable' } as const)[receiver.dedup]
  return [
    { holds: sender.awaitAck && sender.attempts !== 1, says: retriesOf(sender) },
    { holds: sender.awaitAck, says: { id: sender.awaitAck ? ack : 'mechanism.ackNone' } },
    { holds: receiver.dedup !== 'none', says: { id: `mechanism.${dedup}` } },
    ...(receiver.effect === 'set' ? [{ holds: true, says: { id: 'mechanism.sets' } as const }] : []),
  ]
}

/** All that a run of so many messages depends on, as far as it is not as usual: what has to be known to foretell it. */
export function wholeDesign(policy: Policy, messages: number): Sentence[] {
  const { sender, receiver } = relevantPolicy(policy)
  const main = mainDecisions(policy).filter(({ says }) => says.id !== 'mechanism.sets')
  const from = receiver.effect === 'set' ? ({ id: 'drill.fact.set' } as const) : ({ id: 'drill.fact.add' } as const)
  const values = { messages, dollars: dollarsPerMessage }
  return [
    { id: from.id, values },
    ...main.map(({ says }) => says),
    ...(sender.backoff === 'exponential' ? [{ id: 'drill.fact.backoff' } as const] : []),
    ...(sender.keyScope === 'attempt' ? [{ id: 'drill.fact.newKey' } as const] : []),
    ...(sender.onRestart === 'resumeNewKey' ? [{ id: 'drill.fact.newKeyAfterCrash' } as const] : []),
    ...(sender.awaitAck && sender.onRestart === 'forget' ? [{ id: 'drill.fact.forgets' } as const] : []),
    ...(receiver.dedup === 'durable' ? [{ id: `drill.fact.${receiver.commit}` } as const] : []),
    ...windowOf(receiver),
  ]
}

function retriesOf({ awaitAck, attempts, timeoutMs }: Policy['sender']): Sentence {
  const timeout = seconds(timeoutMs)
  if (!awaitAck) return { id: 'mechanism.retryNo' }
  if (attempts === 'unlimited') return { id: 'mechanism.retryYes', values: { timeout } }
  return attempts === 1
    ? { id: 'mechanism.retryOnce', values: { timeout } }
    : { id: 'mechanism.retryTimes', values: { timeout, attempts } }
}

function windowOf({ window }: Policy['receiver']): Sentence[] {
  if (window === 'unlimited') return []
  return 'ms' in window
    ? [{ id: 'drill.fact.windowMs', values: { time: seconds(window.ms) } }]
    : [{ id: 'drill.fact.windowKeys', values: { keys: window.keys } }]
}
