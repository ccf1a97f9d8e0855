/**
 * What just happened, and why: one sentence for an event and a few for its causes, found by walking the causes that
 * the trace itself holds. Nothing here knows a story; every sentence is about events that are in the trace.
 */
import type { Policy } from '../protocol/policy.ts'
import type { MessageId, PacketId } from '../sim/packet.ts'
import type { Run } from '../sim/run.ts'
import { firedBy, type Trace, type TraceEvent } from '../sim/trace.ts'
import type { LedgerRow } from '../verdict/ledger.ts'
import { dollarsPerMessage, type Verdict } from '../verdict/verdict.ts'
import { type Sentence, seconds, type WordId, type WordValues } from '../words/words.ts'
import { labelOf } from './plan.ts'

export interface Explanation {
  readonly what: Sentence
  readonly why: readonly Sentence[]
  /** Which of the two outcomes the event is about, if any. */
  readonly tone: 'plain' | 'lost' | 'dup'
  readonly atMs: number
}

/** Before anything happened. */
export function nothingYet({ receiver }: Policy): Explanation {
  const sets = receiver.effect === 'set' ? 'yes' : 'no'
  return {
    what: say('what.start'),
    why: [say('why.start', { sets, dollars: dollarsPerMessage })],
    tone: 'plain',
    atMs: 0,
  }
}

/** How much an event matters to somebody who watches: 3 changes the outcome, 0 is routine. */
export function weightOf(trace: Trace, event: TraceEvent): 0 | 1 | 2 | 3 {
  switch (event.kind) {
    case 'apply':
      return isAgain(trace, event) ? 3 : 1
    case 'drop':
    case 'crash':
    case 'giveUp':
    case 'absorb':
      return 3
    case 'timeout':
    case 'duplicate':
    case 'restart':
      return 2
    case 'acknowledge':
      return 1
    default:
      return 0
  }
}

/** Whether an event is one that "Next surprise" stops at: a loss, a duplicate, a crash, a copy ignored, a give-up. */
export const isSurprise = (trace: Trace, event: TraceEvent): boolean => weightOf(trace, event) === 3

/** Whether an event is an effect of a message that had one before. */
export const isAgain = (trace: Trace, event: TraceEvent): boolean =>
  event.kind === 'apply' && effectsBefore(trace, event) > 0

/** The loss or the crash that left the sender without the ACK that a timeout waited for, where there was one. */
export function silencedBy(trace: Trace, event: TraceEvent): TraceEvent | undefined {
  if (event.kind !== 'timeout') return undefined
  const ofAttempt = trace.filter(
    ({ id, message, attempt }) =>
      id < event.id && id > (event.cause ?? 0) && message === event.message && attempt === event.attempt,
  )
  return ofAttempt.findLast(({ kind }) => kind === 'drop') ?? ofAttempt.findLast(({ kind }) => kind === 'crash')
}

/** Explains one event of a trace. */
export function explain(trace: Trace, event: TraceEvent, policy: Policy): Explanation {
  const message = event.message === undefined ? '' : labelOf(event.message)
  const teller = new Teller(trace, event, policy, message)
  const { what, why, tone = 'plain' } = teller.tell()
  return { what, why, tone, atMs: event.atMs }
}

/** A sentence names so many messages; the ledger has them all. */
const mostNamed = 12

/** How a run ended, or where it was cut and why, and what it had come to there. */
export function endingOf(
  { stopped, tooMany, endMs }: Pick<Run, 'stopped' | 'tooMany' | 'endMs'>,
  { lost, duplicated }: Pick<Verdict['outcomes'], 'lost' | 'duplicated'>,
): Sentence {
  if (stopped === 'nothing') return say('what.end', { lost, duplicated })
  return say('what.cut', { at: seconds(endMs), reason: tooMany ?? stopped, lost, duplicated })
}

/** The run in one sentence, once it has ended. */
export function summaryOf(
  ledger: readonly LedgerRow[],
  verdict: Verdict,
  dropped: number,
  run: Pick<Run, 'stopped' | 'tooMany' | 'endMs'>,
): Explanation {
  const labels = (outcome: LedgerRow['outcome']) => {
    const all = ledger.filter((row) => row.outcome === outcome)
    const named = all.slice(0, mostNamed).map((row) => labelOf(row.message))
    return `${named.join(', ')}${all.length > mostNamed ? ` … (${all.length})` : ''}`
  }
  const { lost, duplicated } = verdict.outcomes
  const absorbed = ledger.reduce((sum, row) => sum + row.absorbed, 0)
  const sent = ledger.filter(({ attempts }) => attempts > 0)
  return {
    what: endingOf(run, { lost, duplicated }),
    why: [
      ...(lost + duplicated > 0
        ? [say('why.endWho', { lost: labels('lost') || 'none', duplicated: labels('duplicated') || 'none' })]
        : []),
      ...(absorbed > 0 ? [say('why.endAbsorbed', { absorbed })] : []),
      say('why.endSums', {
        sent: sent.length,
        dropped,
        expected: verdict.expected,
        actual: verdict.actual,
      }),
      ...(run.stopped === 'nothing'
        ? []
        : [
            say('why.endCut', {
              undecided: sent.filter(({ outcome }) => outcome === 'undecided').length,
              unsent: ledger.length - sent.length,
            }),
          ]),
    ],
    tone: duplicated > 0 ? 'dup' : lost > 0 ? 'lost' : 'plain',
    atMs: run.endMs,
  }
}

interface Told {
  what: Sentence
  why: Sentence[]
  tone?: Explanation['tone']
}

function say(id: WordId, values?: WordValues): Sentence {
  return values === undefined ? { id } : { id, values }
}

function effectsBefore(trace: Trace, event: TraceEvent): number {
  return (
    effectsIn(trace)
      .get(event.message)
      ?.filter((id) => id < event.id).length ?? 0
  )
}

/** The effects of each message by their ids. Found once a trace, for a long run is asked at each of its events. */
function effectsIn(trace: Trace): ReadonlyMap<MessageId | undefined, readonly number[]> {
  const known = effects.get(trace)
  if (known !== undefined) return known
  const found = new Map<MessageId | undefined, number[]>()
  for (const { id, kind, message } of trace) {
    if (kind !== 'apply') continue
    const ids = found.get(message)
    if (ids === undefined) found.set(message, [id])
    else ids.push(id)
  }
  effects.set(trace, found)
  return found
}

const effects = new WeakMap<Trace, ReadonlyMap<MessageId | undefined, readonly number[]>>()

/** Tells one event. It looks back through causes, and ahead only for what is settled already: a timer's instant. */
class Teller {
  private readonly trace: Trace
  private readonly event: TraceEvent
  private readonly policy: Policy
  private readonly message: string

  constructor(trace: Trace, event: TraceEvent, policy: Policy, message: string) {
    this.trace = trace
    this.event = event
    this.policy = policy
    this.message = message
  }

  tell(): Told {
    const { event, message } = this
    const isAck = event.link?.kind === 'a'
    switch (event.kind) {
      case 'send':
        return isAck ? this.answered() : this.sent()
      case 'deliver':
        return isAck ? { what: say('what.takeAck', { message }), why: [say('why.namesKey')] } : this.taken()
      case 'wait':
        return { what: say('what.wait', { message }), why: [say('why.receiverBusy')] }
      case 'miss':
        return { what: say('what.miss', { message }), why: [this.whyMissed()] }
      case 'absorb': {
        const applied = effectsBefore(this.trace, event) > 0
        return {
          what: say('what.absorb', { message }),
          why: [say(applied ? 'why.absorb' : 'why.absorbWithoutEffect', { message })],
        }
      }
      case 'apply':
        return this.applied()
      case 'remember': {
        const early = effectsBefore(this.trace, event) === 0
        return {
          what: say('what.remember', { message }),
          why: [say(early ? 'why.keyBeforeEffect' : 'why.keyAfterEffect', { message })],
        }
      }
      case 'evict':
        return { what: say('what.evict', { message }), why: [say('why.windowOver', { message })] }
      case 'finish':
        return { what: say('what.finish', { message }), why: [say('why.nobodyWaits')] }
      case 'acknowledge': {
        const undone = effectsBefore(this.trace, event) === 0
        return {
          what: say('what.acknowledge', { message }),
          why: [say('why.timerStopped', { message }), ...(undone ? [say('why.ackedUndone')] : [])],
        }
      }
      case 'ignore':
        return { what: say('what.ignore', { message }), why: [this.whyIgnored()] }
      case 'drop':
        return this.dropped(isAck)
      case 'duplicate':
        return { what: say('what.duplicate', { kind: isAck ? 'a' : 'm', message }), why: [say('why.duplicated')] }
      case 'timeout': {
        const isLast = event.fired?.event === 'lastTimer'
        return { what: say(isLast ? 'what.timeout' : 'what.retry', { message }), why: [this.truth()] }
      }
      case 'giveUp': {
        const done = effectsBefore(this.trace, event) > 0
        const attempts = event.attempt ?? 1
        return {
          what: say('what.giveUp', { message }),
          why: [say('why.gaveUpUndone', { attempts }), ...(done ? [say('why.gaveUpDone', { message })] : [])],
        }
      }
      case 'crash':
        return this.crashed()
      case 'restart':
        return this.restarted()
      case 'resume':
        return {
          what: say('what.resume', { message }),
          why: [say('why.gaveUpUndone', { attempts: event.attempt ?? 1 })],
        }
      case 'forget':
        return { what: say('what.forget', { message }), why: [say('why.crashForget', { messages: message })] }
    }
  }

  private sent(): Told {
    const { event, message, policy } = this
    const { awaitAck, attempts } = policy.sender
    const timeout = seconds((event.expiresMs ?? event.atMs) - event.atMs)
    const last = attempts !== 'unlimited' && (event.attempt ?? 1) >= attempts
    const then = awaitAck ? (last ? 'why.timerLast' : 'why.timerRuns') : 'why.fireAndForget'
    const attempt = event.attempt ?? 1
    const what = attempt > 1 ? say('what.sendAgain', { message, attempt }) : say('what.send', { message })
    return { what, why: [say(then, { message, timeout })] }
  }

  private answered(): Told {
    const { event, message, policy, trace } = this
    const before = effectsBefore(trace, event) === 0 && policy.receiver.ackTiming === 'beforeEffect'
    const again = this.sameHandling().some(({ kind }) => kind === 'absorb')
    const why = before ? 'why.ackTooEarly' : again ? 'why.ackAgain' : 'why.ackOnlyThen'
    return { what: say('what.sendAck', { message }), why: [say(why)] }
  }

  private taken(): Told {
    const { event, message, trace, policy } = this
    const before = trace.some(
      (e) => e.id < event.id && e.kind === 'deliver' && e.message === event.message && e.link?.kind === 'm',
    )
    const line =
      policy.receiver.dedup === 'none' ? (policy.receiver.ackTiming === 'beforeEffect' ? 'ack' : 'apply') : 'check key'
    return {
      what: say(before ? 'what.takeAgain' : 'what.take', { message }),
      why: [say('why.receiverStarts', { line })],
    }
  }

  private applied(): Told {
    const { event, message, trace, policy } = this
    const before = effectsBefore(trace, event)
    if (before > 0) {
      return {
        what: say('what.applyAgain', { message, times: before + 1 }),
        why: [...this.whyAnotherCopy(), this.whyNotRecognised()],
        tone: 'dup',
      }
    }
    const sets = policy.receiver.effect === 'set' ? 'yes' : 'no'
    const values = { sets, dollars: dollarsPerMessage, value: event.value ?? 0 }
    if (!policy.sender.awaitAck) return { what: say('what.apply', { message }), why: [say('why.applySilent', values)] }
    const early = policy.receiver.ackTiming === 'beforeEffect'
    return {
      what: say('what.apply', { message }),
      why: [say(early ? 'why.applyAfterAck' : 'why.applyUnknown', values)],
    }
  }

  /** The events of the handling that this event is part of, the delivery first. */
  private sameHandling(): TraceEvent[] {
    const chain: TraceEvent[] = []
    for (let e: TraceEvent | null = this.event; e !== null; e = this.causeOf(e)) {
      chain.unshift(e)
      if (e.kind === 'deliver') break
    }
    return chain
  }

  private causeOf({ cause }: TraceEvent): TraceEvent | null {
    return cause === null ? null : (this.trace[cause - 1] ?? null)
  }

  /** Why there was one more copy to deliver: a retry, a restart or the network; and why the ACK before it was no use. */
  private whyAnotherCopy(): Sentence[] {
    const { message } = this
    const deliver = this.sameHandling()[0] as TraceEvent
    const sending = this.causeOf(deliver)
    if (sending === null) return []
    if (sending.kind === 'duplicate') return [say('why.networkCopied', { at: seconds(sending.atMs) })]
    const trigger = this.causeOf(sending)
    if (trigger === null) return []
    const at = seconds(trigger.atMs)
    if (sending.fired?.event === 'restart') return [say('why.restartSent', { at, message })]
    const silence = this.whySilent(trigger)
    return [...(silence === null ? [] : [silence]), say('why.timerFired', { at, message }), say('why.cannotTell')]
  }

  /** Why the sender had heard nothing by the instant of an event: the fate of the ACKs of the deliveries before. */
  private whySilent(until: TraceEvent): Sentence | null {
    const { trace, event } = this
    const about = trace.filter((e) => e.id < until.id && e.message === event.message)
    const lost = about.findLast((e) => e.kind === 'drop' && e.link?.kind === 'a')
    if (lost) return say(lost.process === undefined ? 'why.ackLostAt' : 'why.ackDownAt', { at: seconds(lost.atMs) })
    const crash = about.findLast((e) => e.kind === 'crash')
    if (crash) return say('why.ackNeverLeft', { at: seconds(crash.atMs) })
    return about.some((e) => e.kind === 'send' && e.link?.kind === 'a') ? say('why.ackLate') : null
  }

  private whyNotRecognised(): Sentence {
    const { policy } = this
    if (policy.receiver.dedup === 'none') return say('why.noKeys')
    const evicted = this.trace.findLast(
      (e) => e.id < this.event.id && e.kind === 'evict' && e.message === this.event.message,
    )
    if (evicted) return say('why.keysEvicted', { at: seconds(evicted.atMs) })
    const crash = this.crashSinceEffect()
    if (crash !== null && policy.receiver.dedup === 'volatile') return say('why.keysWiped', { at: seconds(crash.atMs) })
    if (crash !== null && policy.receiver.commit === 'effectFirst')
      return say('why.keyNotRecorded', { at: seconds(crash.atMs) })
    return say('why.otherKey')
  }

  private whyMissed(): Sentence {
    const { event, trace, policy, message } = this
    if (effectsBefore(trace, event) === 0) {
      const at =
        this.policy.receiver.commit === 'keyFirst' && policy.receiver.dedup === 'durable' ? 'record key' : undefined
      const work = policy.receiver.dedup === 'durable' && policy.receiver.commit === 'atomic' ? 'commit' : 'apply'
      const next = policy.receiver.ackTiming === 'beforeEffect' ? 'ack' : (at ?? work)
      return say('why.missNew', { line: next })
    }
    const evicted = trace.findLast((e) => e.id < event.id && e.kind === 'evict' && e.message === event.message)
    if (evicted) return say('why.keysEvicted', { at: seconds(evicted.atMs) })
    const crash = this.crashSinceEffect()
    if (crash === null) return say('why.missOtherKey', { message })
    const wiped = policy.receiver.dedup === 'volatile'
    return say(wiped ? 'why.missWiped' : 'why.missUnrecorded', { at: seconds(crash.atMs) })
  }

  /** The last crash of the handler's process after the message's first effect. */
  private crashSinceEffect(): TraceEvent | null {
    const { trace, event } = this
    const first = trace.find((e) => e.kind === 'apply' && e.message === event.message)
    if (first === undefined) return null
    return (
      trace.findLast((e) => e.id < event.id && e.id > first.id && e.kind === 'crash' && e.process === first.process) ??
      null
    )
  }

  private whyIgnored(): Sentence {
    const { event, trace, message } = this
    const earlier = trace.findLast(
      (e) => e.id < event.id && e.message === event.message && ['acknowledge', 'giveUp'].includes(e.kind),
    )
    if (earlier === undefined) return say('why.senderForgot')
    return say(earlier.kind === 'acknowledge' ? 'why.alreadyAcked' : 'why.alreadyGaveUp', { message })
  }

  private dropped(isAck: boolean): Told {
    const { event, message, trace } = this
    if (event.process !== undefined) {
      const crash = this.causeOf(event)
      return {
        what: say('what.dropDown', { kind: isAck ? 'a' : 'm', message, process: event.process }),
        why: [say('why.downSince', { at: seconds(crash?.atMs ?? event.atMs) })],
        tone: 'lost',
      }
    }
    const tone = 'lost'
    if (isAck) {
      const settled = trace.some(
        (e) => e.id < event.id && e.message === event.message && ['acknowledge', 'giveUp'].includes(e.kind),
      )
      const applied = trace.findLast((e) => e.id < event.id && e.message === event.message && e.kind === 'apply')
      const why = settled
        ? say('why.ackGoneLate')
        : applied
          ? say('why.ackGone', { message, at: seconds(applied.atMs) })
          : say('why.ackGoneUndone')
      return { what: say('what.dropAck', { message }), why: [why], tone }
    }
    return { what: say('what.dropMessage', { message }), why: [this.whatBecomesOfIt()], tone }
  }

  /** After a message packet was lost: what can still make its effect happen. */
  private whatBecomesOfIt(): Sentence {
    const { event, message, trace } = this
    const before = trace.filter((e) => e.id < event.id && e.message === event.message)
    const others = before.some((e) => e.kind === 'apply' || (e.kind === 'duplicate' && e.packet !== event.packet))
    if (others) return say('why.messageOther', { message })
    const timer = before.findLast((e) => e.expiresMs !== undefined)
    const over = before.some(
      (e) => (e.kind === 'giveUp' || e.kind === 'forget' || e.kind === 'acknowledge') && e.id > (timer?.id ?? 0),
    )
    if (timer === undefined || over) return say('why.messageGone', { message })
    const { attempts } = this.policy.sender
    const last = attempts !== 'unlimited' && (timer.attempt ?? 1) >= attempts
    return say(last ? 'why.messageLast' : 'why.messageRetried', { at: seconds(timer.expiresMs as number) })
  }

  /** What really had happened when a timer fired; the sender cannot know. */
  private truth(): Sentence {
    const { event, trace, message } = this
    const attempt = trace.filter((e) => e.id < event.id && e.message === event.message && e.attempt === event.attempt)
    const applied = attempt.some((e) => e.kind === 'apply' || e.kind === 'absorb')
    const drop = attempt.findLast((e) => e.kind === 'drop')
    if (drop?.process !== undefined) return say('why.truthDown')
    if (drop?.link?.kind === 'a') return say(applied ? 'why.truthAckLost' : 'why.truthAckLostUndone', { message })
    if (drop) return say('why.truthMessageLost')
    if (attempt.some((e) => e.kind === 'crash')) return say('why.truthCrash')
    return say('why.truthLate')
  }

  private crashed(): Told {
    const { event, policy, trace, message } = this
    const what = say('what.crash', { process: event.process ?? '' })
    if (event.process === 'sender') {
      const forgotten = trace
        .filter((e) => e.cause === event.id && e.kind === 'forget')
        .map((e) => labelOf(e.message as MessageId))
      if (forgotten.length > 0) return { what, why: [say('why.crashForget', { messages: forgotten.join(', ') })] }
      if (firedBy(trace, event).length === 0) return { what, why: [say('why.crashWaitingNothing')] }
      return { what, why: [say(policy.sender.onRestart === 'resumeNewKey' ? 'why.crashNewKey' : 'why.crashResume')] }
    }
    const keys = policy.receiver.dedup === 'volatile' ? [say('why.crashKeysGone')] : []
    if (event.packet === undefined) return { what, why: [say('why.crashIdle'), ...keys] }
    const handling = trace.filter((e) => e.id < event.id && e.packet === (event.packet as PacketId))
    const lines = handling.slice(handling.findLastIndex((e) => e.kind === 'deliver'))
    return { what, why: [say(this.whatCrashTook(lines), { message }), ...keys] }
  }

  /** What a crash of the handler took, by what the handling had done before: its lines, the delivery first. */
  private whatCrashTook(lines: readonly TraceEvent[]): WordId {
    const { event, trace, policy } = this
    const delivery = lines[0]?.id ?? 0
    const answered = trace.some((e) => e.id > delivery && e.id < event.id && e.kind === 'send' && e.line === 'ack')
    if (lines.some((e) => e.kind === 'absorb')) return answered ? 'why.crashAfterAck' : 'why.crashAbsorbed'
    if (!lines.some((e) => e.kind === 'apply')) return 'why.crashBeforeEffect'
    if (!policy.sender.awaitAck) return 'why.crashAfterSilent'
    return answered ? 'why.crashAfterAck' : 'why.crashAfterEffect'
  }

  private restarted(): Told {
    const { event, policy, trace } = this
    const what = say('what.restart', { process: event.process ?? '' })
    if (event.process === 'sender') {
      const sent = trace
        .filter((e) => e.cause === event.id && e.kind === 'send')
        .map((e) => labelOf(e.message as MessageId))
      const why = sent.length > 0 ? say('why.upSent', { messages: sent.join(', ') }) : say('why.upNothing')
      return { what, why: [why] }
    }
    const { dedup } = policy.receiver
    const why = dedup === 'durable' ? 'why.upKeysKept' : dedup === 'volatile' ? 'why.upKeysGone' : 'why.upReady'
    return { what, why: [say(why)] }
  }
}
