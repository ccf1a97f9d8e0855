/**
 * What theory says that a sweep should measure, where it says something. The forms are those of renewal arguments: every
 * attempt is one independent trial. Each of them holds under assumptions that are checked here, one by one, against the
 * policy and the environment; where one fails, or where nobody has written the form down, there is a reason instead.
 *
 * p, q: a message, an ACK is lost · a = 1 − p, b = 1 − q · R: attempts at most · c: the weather crashes the receiver at
 * one of its two points, before the effect and between effect and ACK · s: an attempt is acknowledged.
 */
import { type Policy, relevantPolicy } from '../protocol/policy.ts'
import { receiverProgram } from '../protocol/program.ts'
import { timeoutOfAttempt } from '../sim/fates.ts'
import type { Environment } from '../sim/scenario.ts'
import { type Measure, messageMeasures, runMeasures } from './tally.ts'

/** What a form says, and which one it is. */
export type Expectation =
  | { readonly expected: number; readonly form: FormName }
  | { readonly expected: null; readonly why: Reason }

export type FormName =
  | 'oneAttempt' // at most once: one transmission
  | 'retries' // the geometric series of attempts, cut at R
  | 'dedup' // the same deliveries, the first of which has the effect
  | 'window' // a key is forgotten while retries go on
  | 'crash' // a crash before the effect is a lost message, one after it a lost ACK
  | 'impatience' // the timeout is below the round trip, and nothing is lost

/** What must hold for the forms that were given; all but `seldomMeet` were checked. */
export type Assumption =
  | 'independent' // every packet's fate, and every crash, is drawn for itself
  | 'patient' // every timeout is longer than the longest round trip
  | 'timeEnough' // of 10 000 messages less than one is cut off by the horizon
  | 'seldomMeet' // packets of different messages hardly ever queue for so long that a timer fires meanwhile
  | 'alone' // there is no other message that a crash could hit
  | 'backInTime' // a crashed receiver is up again before the next attempt arrives
  | 'fixedDelays' // every packet and every timer takes equally long

/** Why there is no closed form. */
export type Reason =
  | 'networkCopies' // the network makes copies
  | 'senderCrash' // the sender crashes
  | 'impatient' // timeouts fire while packets are on their way, and packets are lost as well, or delays vary
  | 'tie' // a timer and the ACK are due at the same instant
  | 'horizon' // the run ends before the messages do
  | 'crowd' // messages wait for each other at the receiver
  | 'sharedCrash' // a crash also takes packets of other messages
  | 'longDown' // an attempt may arrive while the receiver is still down
  | 'windowByCount' // how many keys come between two attempts depends on all other messages
  | 'windowEdge' // a delay decides whether the key is still there
  | 'crashAndWindow'
  | 'unknown' // nobody has derived it

export interface ClosedForms {
  readonly assumptions: readonly Assumption[]
  readonly measures: Readonly<Record<Measure, Expectation>>
}

/** What a sweep of this design in this weather should measure. */
export function closedForms(policy: Policy, messages: number, environment: Environment): ClosedForms {
  const setting = formSettingOf(relevantPolicy(policy), messages, environment)
  const found = policy.sender.awaitAck ? retriedForms(setting) : sentOnceForms(setting)
  if (typeof found === 'string') return { assumptions: [], measures: all({ expected: null, why: found }) }
  const measures = all({ expected: null, why: 'unknown' })
  return { assumptions: found.assumptions, measures: { ...measures, ...found.measures } }
}

/* The forms. */

/** Theory §6.3, and §6.2 where R is infinite: what retrying comes to, at the receiver without dedup. */
export function retries(p: number, q: number, R: number) {
  const s = (1 - p) * (1 - q)
  const lost = p ** R
  const gaveUp = s === 0 && R === Number.POSITIVE_INFINITY ? 0 : (1 - s) ** R
  const attempts = s === 0 ? R : (1 - gaveUp) / s
  const onlyOne = R === Number.POSITIVE_INFINITY ? 0 : R * (1 - p) * p ** (R - 1)
  return {
    lost,
    duplicated: q * (1 - lost - onlyOne),
    gaveUp,
    gaveUpThoughDone: gaveUp - lost,
    attempts,
    deliveries: (1 - p) * attempts,
    duplicates: (1 - p) * attempts - (1 - lost),
  }
}

/**
 * Theory §6.5: a duplicate effect although keys are remembered. `forgetful(k)`: the first attempt that finds the key of
 * attempt k forgotten. Between the two every attempt goes unacknowledged, and one from there on arrives.
 */
export function windowDuplicates(p: number, q: number, R: number, forgetful: (k: number) => number): number {
  const s = (1 - p) * (1 - q)
  let sum = 0
  for (let k = 1; k < R && p ** (k - 1) > negligible; k++) {
    const from = forgetful(k)
    if (from > R) continue
    const arrives = R === Number.POSITIVE_INFINITY ? 1 : 1 - p ** (R - from + 1)
    sum += p ** (k - 1) * (1 - p) * q * (1 - s) ** (from - k - 1) * arrives
  }
  return sum
}

/** Theory §6.6: keys in memory that a crash wipes, unlimited retries. c1, c2: crash before the effect, and after it. */
export function wipedDuplicates(q: number, c1: number, c2: number): number {
  const either = c1 + (1 - c1) * c2
  const wiped = either / (1 - (1 - either) * q)
  return c2 + (1 - c2) * q * wiped
}

/** Theory §6.7: transmissions before the first ACK is back; `timerAt(k)` is the instant at which the k-th timer fires. */
export function impatientCopies(roundTripMs: number, R: number, timerAt: (k: number) => number): number {
  let copies = 1
  while (copies < R && timerAt(copies) < roundTripMs) copies++
  return copies
}

/** 1 + x + x² + …, so many terms of it. */
const geometric = (x: number, terms: number): number => (x === 1 ? terms : (1 - x ** terms) / (1 - x))

/* Which form a design takes. */

interface FormSetting {
  readonly policy: Policy
  readonly messages: number
  readonly environment: Environment
  readonly p: number
  readonly q: number
  readonly c: number
  readonly R: number
  /** What one delivery takes at the receiver, and until its ACK leaves. */
  readonly handlerMs: number
  readonly toAckMs: number
  /** The longest round trip of a message that waits for no other. */
  readonly roundTripMs: number
  /** The shortest timeout there can be, and the longest of the k-th attempt. */
  readonly shortestMs: number
  longestMs(attempt: number): number
}

interface FormsFound {
  readonly assumptions: readonly Assumption[]
  readonly measures: Partial<Record<Measure, Expectation>>
}

/** The share of messages that a horizon may cut off before theory no longer fits. */
const mostCutOff = 1e-4
/** The share of its time that a receiver may be busy before packets of different messages meet too often. */
const mostBusy = 0.1
/** Nobody wants to know more exactly how many copies impatience makes. */
const mostCopies = 10_000
/** What is less likely than this is left out of a sum. */
const negligible = 1e-15

function formSettingOf(policy: Policy, messages: number, environment: Environment): FormSetting {
  const { attempts, jitterPct } = policy.sender
  const program = receiverProgram(policy)
  const toAckMs = (program.findIndex(({ word }) => word === 'ack') + 1) * environment.lineMs
  const steady: Policy = { ...policy, sender: { ...policy.sender, jitterPct: 0 } }
  const steadyMs = (attempt: number) => timeoutOfAttempt(0, steady, 1, attempt)
  return {
    policy,
    messages,
    environment,
    p: environment.loseMessagePct / 100,
    q: environment.loseAckPct / 100,
    c: environment.crashReceiverPct / 100,
    R: attempts === 'unlimited' ? Number.POSITIVE_INFINITY : attempts,
    handlerMs: program.length * environment.lineMs,
    toAckMs,
    roundTripMs: 2 * environment.hopMs[1] + toAckMs,
    shortestMs: Math.max(1, Math.floor(steadyMs(1) * (1 - jitterPct / 100))),
    longestMs: (attempt) => Math.ceil(steadyMs(attempt) * (1 + jitterPct / 100)),
  }
}

/** Fire and forget. */
function sentOnceForms(setting: FormSetting): FormsFound | Reason {
  const { messages, environment, p, c, handlerMs } = setting
  const { hopMs, downMs, sendEveryMs, horizonMs, duplicatePct } = environment
  if (duplicatePct > 0) return 'networkCopies'
  const spread = hopMs[1] - hopMs[0]
  const meets = messages > 1 && sendEveryMs - spread <= handlerMs
  if ((messages - 1) * sendEveryMs + hopMs[1] + (meets ? messages : 1) * handlerMs > horizonMs) return 'horizon'
  if (c > 0 && messages > 1 && sendEveryMs - spread <= handlerMs + downMs) return 'sharedCrash'
  const lost = 1 - (1 - p) * (1 - c)
  const form = c > 0 ? 'crash' : 'oneAttempt'
  const none = given('oneAttempt', 0)
  return {
    assumptions: ['independent', 'timeEnough', ...(c > 0 ? (['alone'] as const) : [])],
    measures: {
      lost: given(form, lost),
      duplicated: none,
      gaveUp: none,
      gaveUpThoughDone: none,
      ackedWithoutEffect: none,
      attempts: given('oneAttempt', 1),
      deliveries: given('oneAttempt', 1 - p),
      duplicates: none,
      absorbed: none,
      packets: given('oneAttempt', 1),
    },
  }
}

function retriedForms(setting: FormSetting): FormsFound | Reason {
  const { messages, environment, p, q, c, handlerMs, roundTripMs, shortestMs } = setting
  const { hopMs, duplicatePct, crashSenderPct, downMs, sendEveryMs } = environment
  if (duplicatePct > 0) return 'networkCopies'
  if (crashSenderPct > 0) return 'senderCrash'
  if (shortestMs <= roundTripMs) return impatientForms(setting)
  const assumptions: Assumption[] = ['independent', 'patient']
  const s = (1 - p) * (1 - q) * (1 - c) ** (setting.policy.receiver.ackTiming === 'afterEffect' ? 2 : 0)

  // At worst a packet finds one of every other message before it.
  if (shortestMs <= roundTripMs + (messages - 1) * handlerMs) {
    const busy = ((1 - p) * geometric(1 - s, setting.R) * handlerMs) / sendEveryMs
    const slack = Math.floor((shortestMs - roundTripMs) / handlerMs)
    if (slack < 1 || !(busy <= mostBusy)) return 'crowd'
    assumptions.push('seldomMeet')
  }
  if (isCutOff(setting, s)) return 'horizon'
  assumptions.push('timeEnough')
  if (c > 0) {
    if (messages > 1) return 'sharedCrash'
    if (setting.R > 1 && shortestMs + hopMs[0] <= hopMs[1] + handlerMs + downMs) return 'longDown'
    assumptions.push('alone', 'backInTime')
  }
  return { assumptions, measures: patientForms(setting) }
}

/** Whether the horizon ends the run before the last message has made all its attempts, but for very few. */
function isCutOff({ environment, messages, R, roundTripMs, handlerMs, longestMs }: FormSetting, s: number): boolean {
  if (s === 0 && R === Number.POSITIVE_INFINITY) return true
  let atMs = (messages - 1) * environment.sendEveryMs
  const waitMs = (messages - 1) * handlerMs
  let left = 1
  for (let attempt = 1; left > mostCutOff && attempt <= R; attempt++) {
    if (atMs + roundTripMs + Math.min(waitMs, longestMs(1)) > environment.horizonMs) return true
    left *= 1 - s
    atMs += longestMs(attempt)
  }
  // The last timer says that the sender gave up.
  return left > mostCutOff && atMs > environment.horizonMs
}

/** Every timeout is longer than the round trip, so that an attempt is only made when the one before it has failed. */
function patientForms(setting: FormSetting): FormsFound['measures'] {
  const { policy, messages, p, q, c, R } = setting
  const { ackTiming, dedup, commit, window } = policy.receiver
  const remembers = dedup !== 'none' && policy.sender.keyScope === 'message'
  const a = 1 - p
  const unlimited = R === Number.POSITIVE_INFINITY
  if (ackTiming === 'beforeEffect' && c > 0) return remembers ? {} : ackedFirst(setting)

  // A crash before the effect is a lost message, and one after it a lost ACK; a key that was seen passes both points.
  const form = c > 0 ? 'crash' : 'retries'
  const effects = retries(1 - a * (1 - c), 1 - (1 - q) * (1 - c), R)
  const { attempts, gaveUp } = effects
  const deliveries = a * attempts
  const asAlways: FormsFound['measures'] = {
    gaveUp: given(form, gaveUp),
    attempts: given(form, attempts),
    deliveries: given(form, deliveries),
    packets: given(form, attempts + deliveries * (1 - c) ** 2),
  }
  if (!remembers) {
    return {
      ...asAlways,
      lost: given(form, effects.lost),
      duplicated: given(form, effects.duplicated),
      gaveUpThoughDone: given(form, effects.gaveUpThoughDone),
      ackedWithoutEffect: given(form, 0),
      duplicates: given(form, effects.duplicates),
      absorbed: given(form, 0),
      ...(dedup === 'none' && { keysStored: given('retries', 0) }),
    }
  }
  const forgetting = windowOf(setting)
  if (c === 0) {
    const base: FormsFound['measures'] = {
      ...asAlways,
      lost: given('dedup', effects.lost),
      gaveUpThoughDone: given('dedup', effects.gaveUpThoughDone),
      ackedWithoutEffect: given('dedup', 0),
    }
    if (typeof forgetting === 'string') return { ...base, duplicated: without(forgetting) }
    const duplicated = forgetting === null ? 0 : windowDuplicates(p, q, R, forgetting)
    if (duplicated > 0) return { ...base, duplicated: given('window', duplicated) }
    return {
      ...base,
      duplicated: given('dedup', 0),
      duplicates: given('dedup', 0),
      absorbed: given('dedup', effects.duplicates),
      ...(window === 'unlimited' && { keysStored: given('dedup', messages * (1 - effects.lost)) }),
    }
  }
  if (forgetting !== null) {
    const why = without('crashAndWindow')
    return { ...asAlways, lost: why, duplicated: why, gaveUpThoughDone: why, ackedWithoutEffect: why, duplicates: why }
  }
  if (dedup === 'durable' && commit === 'keyFirst') {
    // The first delivery that crashes before its effect has left its key, and no later one has the effect.
    return {
      ...asAlways,
      lost: given('crash', p ** R + (1 - p ** R) * c),
      duplicated: given('crash', 0),
      duplicates: given('crash', 0),
    }
  }
  const done: FormsFound['measures'] = {
    ...asAlways,
    lost: given('crash', effects.lost),
    gaveUpThoughDone: given('crash', effects.gaveUpThoughDone),
    ackedWithoutEffect: given('crash', 0),
  }
  if (dedup === 'volatile') return unlimited ? { ...done, duplicated: given('crash', wipedDuplicates(q, c, c)) } : done
  // The effect is there and its key is not: the next delivery repeats it.
  if (commit === 'effectFirst') return unlimited ? { ...done, duplicated: given('crash', c) } : done
  // Of the attempts before the first effect, those that arrive and crash.
  const interrupted = a * c * geometric(1 - a * (1 - c), R)
  return {
    ...done,
    duplicated: given('crash', 0),
    duplicates: given('crash', 0),
    absorbed: given('crash', deliveries - (1 - effects.lost) - interrupted),
    keysStored: given('crash', 1 - effects.lost),
  }
}

/** The ACK leaves before the effect, which a crash may prevent; nothing is remembered. */
function ackedFirst({ p, q, c, R }: FormSetting): FormsFound['measures'] {
  const [a, b] = [1 - p, 1 - q]
  const { gaveUp, attempts, deliveries } = retries(p, q, R)
  /** An attempt without effect, after which the next one follows. */
  const nothing = p + a * q * c
  const ackedWithoutEffect = a * b * c * geometric(nothing, R)
  const lost = ackedWithoutEffect + nothing ** R
  return {
    lost: given('crash', lost),
    ackedWithoutEffect: given('crash', ackedWithoutEffect),
    gaveUp: given('crash', gaveUp),
    gaveUpThoughDone: given('crash', gaveUp - nothing ** R),
    attempts: given('crash', attempts),
    deliveries: given('crash', deliveries),
    duplicates: given('crash', deliveries * (1 - c) - (1 - lost)),
    absorbed: given('crash', 0),
    packets: given('crash', attempts + deliveries),
  }
}

/**
 * The attempt that finds the key of attempt k forgotten; null where none can. A key is stored some lines after it is
 * looked up, so it outlives its window by so much.
 */
function windowOf(setting: FormSetting): ((k: number) => number) | Reason | null {
  const { policy, messages, environment, p, q, R, handlerMs } = setting
  const { window } = policy.receiver
  if (window === 'unlimited') return null
  if ('keys' in window) return window.keys >= messages ? null : 'windowByCount'
  const program = receiverProgram(policy)
  const lines = program.findIndex(({ does }) => does.includes('remember'))
  const windowMs = window.ms + lines * environment.lineMs
  const astrayMs = environment.hopMs[1] - environment.hopMs[0] + (messages - 1) * handlerMs
  const jitter = policy.sender.jitterPct / 100
  const steady: Policy = { ...policy, sender: { ...policy.sender, jitterPct: 0 } }
  const known = new Map<number, number>()
  let reaches = false
  for (let k = 1; k < R && (k === 1 || p ** (k - 1) > negligible); k++) {
    let gapMs = 0
    for (let j = k + 1; ; j++) {
      // So late is no attempt ever made.
      if (j > R || (1 - (1 - p) * (1 - q)) ** (j - k - 1) < negligible) break
      gapMs += timeoutOfAttempt(0, steady, 1, j - 1)
      const [leastMs, mostMs] = [gapMs * (1 - jitter) - astrayMs, gapMs * (1 + jitter) + astrayMs]
      if (mostMs < windowMs) continue
      if (leastMs < windowMs) return 'windowEdge'
      known.set(k, j)
      reaches = true
      break
    }
  }
  return reaches ? (k) => known.get(k) ?? Number.POSITIVE_INFINITY : null
}

/** The timeout is below the round trip: there is a form where nothing else goes wrong. */
function impatientForms(setting: FormSetting): FormsFound | Reason {
  const { policy, messages, environment, p, q, c, R, handlerMs, roundTripMs } = setting
  const { hopMs, sendEveryMs, horizonMs } = environment
  const { window } = policy.receiver
  if (p > 0 || q > 0 || c > 0 || hopMs[0] !== hopMs[1] || policy.sender.jitterPct > 0) return 'impatient'
  const timersMs = [0]
  const timerAt = (k: number): number => {
    for (let i = timersMs.length; i <= k; i++) {
      timersMs.push((timersMs[i - 1] as number) + timeoutOfAttempt(0, policy, 1, i))
    }
    return timersMs[k] as number
  }
  if (setting.shortestMs * mostCopies < roundTripMs) return 'crowd'
  const copies = impatientCopies(roundTripMs, R, timerAt)
  if (timerAt(copies) === roundTripMs) return 'tie'
  // Copies queue at the receiver; the next message must not find any of them there.
  let doneMs = 0
  for (let k = 0; k < copies; k++) doneMs = Math.max(doneMs, timerAt(k) + (copies - k) * handlerMs)
  if (messages > 1 && sendEveryMs <= doneMs) return 'crowd'
  if ((messages - 1) * sendEveryMs + doneMs + 2 * hopMs[1] > horizonMs) return 'horizon'
  const remembers = policy.receiver.dedup !== 'none' && policy.sender.keyScope === 'message'
  if (remembers && window !== 'unlimited' && 'ms' in window && window.ms <= doneMs) return 'windowEdge'
  const gaveUp = timerAt(copies) < roundTripMs ? 1 : 0
  const is = (value: number) => given('impatience', value)
  return {
    assumptions: ['fixedDelays', 'timeEnough'],
    measures: {
      lost: is(0),
      duplicated: is(copies > 1 && !remembers ? 1 : 0),
      gaveUp: is(gaveUp),
      gaveUpThoughDone: is(gaveUp),
      ackedWithoutEffect: is(0),
      attempts: is(copies),
      deliveries: is(copies),
      duplicates: is(remembers ? 0 : copies - 1),
      absorbed: is(remembers ? copies - 1 : 0),
      packets: is(2 * copies),
    },
  }
}

const given = (form: FormName, expected: number): Expectation => ({ expected, form })
const without = (why: Reason): Expectation => ({ expected: null, why })

function all(expectation: Expectation): Record<Measure, Expectation> {
  const names: readonly Measure[] = [...messageMeasures, ...runMeasures]
  return Object.fromEntries(names.map((name) => [name, expectation])) as Record<Measure, Expectation>
}
