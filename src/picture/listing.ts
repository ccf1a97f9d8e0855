/**
 * A program as people read it: pseudo-code made from the very lines that the machine is made from, with the crash
 * points between them, what a crash at each of them means, and what each process holds that a crash takes or leaves.
 */

import type { ProcessName } from '../protocol/exchange.ts'
import { type Policy, relevantPolicy } from '../protocol/policy.ts'
import { type Line, type LineWord, receiverProgram, senderProgram } from '../protocol/program.ts'
import { type Exchanged, exchanges, handlingOf, valueIn } from '../sim/exchanged.ts'
import { keyName, type MessageId } from '../sim/packet.ts'
import type { Trace } from '../sim/trace.ts'
import type { World } from '../sim/world.ts'
import { dollarsPerMessage } from '../verdict/verdict.ts'
import { type Sentence, seconds, type WordId } from '../words/words.ts'
import { labelOf } from './plan.ts'

export interface ListingLine {
  readonly name: LineName
  /** The line of the program that it shows; null for one that only says when lines run. */
  readonly word: LineWord | null
  /** The code of one move: a line that does two things at once has a row for each. */
  readonly rows: readonly ListingRow[]
  /** Whether a crash can be put just before it. */
  readonly crashable: boolean
}

/** A line of the program by its word; or one of the handlers of what may come instead. */
export type LineName = LineWord | 'on message' | 'each message' | 'on timeout' | 'give up' | 'on restart' | 'no wait'

export interface ListingRow {
  readonly code: Sentence
  readonly indent: 0 | 1 | 2
  readonly writes: Line['writes']
}

/** The listing of a process: 3 to 6 lines. */
export function listingOf(policy: Policy, process: ProcessName): ListingLine[] {
  const relevant = relevantPolicy(policy)
  return process === 'receiver' ? receiverListing(relevant) : senderListing(relevant)
}

function receiverListing(policy: Policy): ListingLine[] {
  return [
    aside('on message', 0, { id: 'listing.onMessage' }),
    ...receiverProgram(policy).map((line) => ({
      name: line.word,
      word: line.word,
      rows: receiverRows(line, policy),
      crashable: true,
    })),
  ]
}

function receiverRows(line: Line, { sender, receiver }: Policy): ListingRow[] {
  if (line.word === 'check key') {
    const early = receiver.ackTiming === 'beforeEffect'
    const seen = !sender.awaitAck ? 'checkKeyStop' : early ? 'checkKeyAckStop' : 'checkKey'
    return [{ code: { id: `listing.${seen}` }, indent: 1, writes: 'nothing' }]
  }
  const together = line.word === 'commit'
  const rows: ListingRow[] = together ? [{ code: { id: 'listing.transaction' }, indent: 1, writes: 'nothing' }] : []
  for (const effect of line.does) {
    const [code, writes] = codeOf(effect)
    rows.push({ code, indent: together ? 2 : 1, writes })
  }
  return rows

  function codeOf(effect: Line['does'][number]): [Sentence, Line['writes']] {
    switch (effect) {
      case 'apply':
        return receiver.effect === 'set'
          ? [{ id: 'listing.set' }, line.writes]
          : [{ id: 'listing.add', values: { dollars: dollarsPerMessage } }, line.writes]
      case 'remember':
        return [{ id: 'listing.remember' }, receiver.dedup === 'durable' ? 'durable' : 'volatile']
      case 'answer':
        return [{ id: 'listing.answer' }, 'nothing']
      case 'finish':
        return [{ id: 'listing.finish' }, 'nothing']
      case 'transmit':
        throw new Error('a handler cannot transmit')
    }
  }
}

function senderListing(policy: Policy): ListingLine[] {
  const { awaitAck, attempts, timeoutMs, jitterPct: jitter, backoff, keyScope, onRestart } = policy.sender
  const wait: Sentence = { id: 'listing.wait', values: { timeout: seconds(timeoutMs), jitter, backoff } }
  const lines: ListingLine[] = senderProgram(policy).map(({ word, writes }) => ({
    name: word,
    word,
    rows: [{ code: word === 'send' ? { id: 'listing.send' } : wait, indent: 1, writes }],
    crashable: word === 'wait for ACK',
  }))
  const start = aside('each message', 0, { id: 'listing.eachMessage' })
  if (!awaitAck) return [start, ...lines, aside('no wait', 1, { id: 'listing.noWait' })]
  const again = keyScope === 'message' ? 'retry' : 'retryNewKey'
  const resume = attempts === 1 ? 'restartWait' : 'restartResume'
  const newKey = attempts === 1 ? 'restartWait' : 'restartNewKey'
  const restart = ({ forget: 'restartForget', resume, resumeNewKey: newKey } as const)[onRestart]
  return [
    start,
    ...lines,
    ...(attempts === 1 ? [] : [aside('on timeout', 1, { id: `listing.${again}` })]),
    ...(attempts === 'unlimited' ? [] : [aside('give up', 1, { id: 'listing.giveUp', values: { attempts } })]),
    aside('on restart', 1, { id: `listing.${restart}` }),
  ]
}

function aside(name: LineName, indent: ListingRow['indent'], code: Sentence): ListingLine {
  return { name, word: null, rows: [{ code, indent, writes: 'nothing' }], crashable: false }
}

/**
 * Which lines are lit, and for which messages. The events after `from` up to `shown` are what happens just now; where
 * there are none, only what lasts is lit. `selected` narrows the sender to one message.
 */
export function litLines(
  world: World,
  trace: Trace,
  [from, shown]: readonly [number, number],
  selected: MessageId | null,
): Record<ProcessName, ReadonlyMap<LineName, readonly string[]>> {
  const lit = { sender: new Map<LineName, string[]>(), receiver: new Map<LineName, string[]>() }
  const handling = handlingOf(world)
  if (handling !== null) lit.receiver.set(handling.line as LineName, [labelOf(handling.packet.message)])
  if (!world.processes[0]?.up) return lit

  const now = new Map<MessageId, LineName>()
  let cause: LineName = 'send'
  for (const { kind, process, message } of trace.slice(from, shown)) {
    if (process !== 'sender') continue
    if (kind === 'timeout') cause = 'on timeout'
    else if (kind === 'restart') cause = 'on restart'
    else if (message === undefined) continue
    else if (kind === 'send' || kind === 'resume') now.set(message, cause)
    else if (kind === 'giveUp') now.set(message, 'give up')
  }
  for (const message of world.messages) {
    if (selected !== null && message.id !== selected) continue
    const name = now.get(message.id) ?? (message.origin === 'waiting' ? 'wait for ACK' : null)
    if (name !== null) lit.sender.set(name, [...(lit.sender.get(name) ?? []), labelOf(message.id)])
  }
  return lit
}

/** What holds between two lines of the handler, when a message is delivered for the first time. */
export interface CrashPoint {
  readonly effectDone: boolean
  /** Where its key is: nowhere yet, where a crash wipes it, or where it stays. */
  readonly key: 'none' | 'volatile' | 'durable'
  readonly ackSent: boolean
}

export function crashPointOf(policy: Policy, word: LineWord): CrashPoint {
  const program = receiverProgram(relevantPolicy(policy))
  const before = program.slice(
    0,
    program.findIndex((line) => line.word === word),
  )
  const done = before.flatMap(({ does }) => does)
  return {
    effectDone: done.includes('apply'),
    key: done.includes('remember') && policy.receiver.dedup !== 'none' ? policy.receiver.dedup : 'none',
    ackSent: done.includes('answer'),
  }
}

export interface Consequence {
  readonly sentences: readonly Sentence[]
  /** What becomes of a message whose first delivery it hits, if nothing else goes wrong; null where it depends. */
  readonly outcome: 'once' | 'lost' | 'duplicated' | null
}

/** What was so already when a delivery began, or an attempt was made. */
export interface MessageHistory {
  /** How often the message has been sent by then. */
  readonly attempts: number
  readonly effects: number
  /** Whether the key that it carries is in the store. */
  readonly known: boolean
}

export const firstTime: MessageHistory = { attempts: 1, effects: 0, known: false }

/** What a crash just before a line leads to: by default a line of the first delivery, or of the first attempt. */
export function consequenceOf(
  policy: Policy,
  process: ProcessName,
  word: LineWord,
  history: MessageHistory = firstTime,
): Consequence {
  const relevant = relevantPolicy(policy)
  const { attempts } = relevant.sender
  // To the attempts that are left, those that were made are as if they had never been allowed.
  const sender = { ...relevant.sender, attempts: attempts === history.attempts ? 1 : attempts }
  const now = { ...relevant, sender }
  if (process === 'sender') {
    const [id, outcome] = senderCrash(now)
    return { sentences: [{ id }], outcome: history.attempts > 1 ? null : outcome }
  }
  const repeated = history.effects > 0 || history.known
  const [id, outcome] = repeated ? repeatedCrash(now, word, history) : receiverCrash(now, word)
  const sentences: Sentence[] = [{ id }]
  const wipes = relevant.receiver.dedup === 'volatile'
  if (wipes && !id.endsWith('Wiped')) sentences.push({ id: 'listing.crash.wipesKeys' })
  const retries = sender.awaitAck && sender.attempts !== 1 && !crashPointOf(relevant, word).ackSent
  if (repeated && retries) sentences.push({ id: 'listing.crash.repeatRetries' })
  return { sentences, outcome }
}

type CrashSentence = [WordId, Consequence['outcome']]

/** A delivery that is not the first: its effect, or its key, is there from before. How it ends, only a run can tell. */
function repeatedCrash(policy: Policy, word: LineWord, { effects, known }: MessageHistory): CrashSentence {
  const { receiver } = policy
  if (known) {
    if (receiver.dedup === 'volatile') return ['listing.crash.repeatWiped', null]
    if (effects === 0) return ['listing.crash.repeatKeyOnly', null]
    return [receiver.window === 'unlimited' ? 'listing.crash.repeatKnown' : 'listing.crash.repeatWindow', null]
  }
  const done = crashPointOf(policy, word).effectDone
  return [done ? 'listing.crash.repeatAgain' : 'listing.crash.repeatUnknown', null]
}

function receiverCrash(policy: Policy, word: LineWord): CrashSentence {
  const { effectDone, key, ackSent } = crashPointOf(policy, word)
  const { awaitAck, attempts, keyScope } = policy.sender
  const { dedup, window } = policy.receiver
  if (ackSent) {
    if (effectDone) return ['listing.crash.promisedDone', 'once']
    return [key === 'durable' ? 'listing.crash.promisedKey' : 'listing.crash.promised', 'lost']
  }
  const retries = awaitAck && attempts !== 1
  const evicts = window !== 'unlimited'
  if (!effectDone) {
    if (key === 'none' && retries) return ['listing.crash.untouched', 'once']
    if (!awaitAck) return [key === 'none' ? 'listing.crash.untouchedGone' : 'listing.crash.keyOnlyGone', 'lost']
    if (!retries) return [key === 'none' ? 'listing.crash.untouchedGivesUp' : 'listing.crash.keyOnlyGivesUp', 'lost']
    if (keyScope === 'attempt') return ['listing.crash.keyOnlyOtherKey', 'once']
    return evicts ? ['listing.crash.keyOnlyWindow', null] : ['listing.crash.keyOnly', 'lost']
  }
  if (!awaitAck) return ['listing.crash.doneSilent', 'once']
  if (!retries) return ['listing.crash.doneGivesUp', 'once']
  if (dedup === 'none') return ['listing.crash.doneNoKeys', 'duplicated']
  if (key === 'none') return ['listing.crash.doneUnrecorded', 'duplicated']
  if (key === 'volatile') return ['listing.crash.doneWiped', 'duplicated']
  if (keyScope === 'attempt') return ['listing.crash.doneOtherKey', 'duplicated']
  return evicts ? ['listing.crash.doneWindow', null] : ['listing.crash.doneKnown', 'once']
}

function senderCrash({ sender, receiver }: Policy): CrashSentence {
  if (sender.onRestart === 'forget') return ['listing.crash.senderForgets', 'once']
  const newKey = sender.onRestart === 'resumeNewKey'
  if (sender.attempts === 1) return [newKey ? 'listing.crash.senderKeyLost' : 'listing.crash.senderWaits', 'once']
  if (newKey) return ['listing.crash.senderNewKey', 'duplicated']
  if (receiver.dedup === 'none') return ['listing.crash.senderTwice', 'duplicated']
  if (receiver.window !== 'unlimited') return ['listing.crash.senderWindow', null]
  return ['listing.crash.senderKnown', 'once']
}

/** What a process holds where a crash takes it, and where a crash leaves it. */
export interface Stores {
  /** Null while the process is down: there is nothing. */
  readonly memory: readonly Holding[] | null
  readonly disk: readonly Holding[]
}

export interface Holding {
  readonly what: WordId
  /** What is held, each as one or more names: a message, a message and its keys, a key. */
  readonly items: readonly (readonly string[])[]
  /** In place of items, for what is one value. */
  readonly value?: Sentence
}

export function storesOf(world: World, policy: Policy, process: ProcessName): Stores {
  return process === 'receiver'
    ? receiverStores(world, relevantPolicy(policy))
    : senderStores(world, relevantPolicy(policy))
}

function receiverStores(world: World, { receiver }: Policy): Stores {
  const state = world.processes[1]
  const handling = handlingOf(world)
  const at: Holding = {
    what: 'store.position',
    items: [],
    value:
      handling === null
        ? { id: 'store.idle' }
        : { id: 'store.atLine', values: { line: handling.line, message: labelOf(handling.packet.message) } },
  }
  const keys: Holding = {
    what: 'store.seen',
    items: exchanges(world).flatMap(({ id, seenKeys }) => seenKeys.map((key) => [keyName(id, key)])),
  }
  const effects = exchanges(world).reduce((sum, message) => sum + message.effects, 0)
  const dollars = receiver.effect === 'set' ? valueIn(world) : effects * dollarsPerMessage
  const balance: Holding = { what: 'store.balance', items: [], value: { id: 'store.dollars', values: { dollars } } }
  return {
    memory: state?.up ? [at, ...(receiver.dedup === 'volatile' ? [keys] : [])] : null,
    disk: [balance, ...(receiver.dedup === 'durable' ? [keys] : [])],
  }
}

/**
 * Where the outbox is follows from what a crash leaves of it. A sender that takes a new key after a restart has its
 * messages on disk and their keys in memory: that is why it needs new ones.
 */
function senderStores(world: World, { sender }: Policy): Stores {
  if (!sender.awaitAck) return { memory: world.processes[0]?.up ? [] : null, disk: [] }
  const waiting = exchanges(world).filter(({ state }) => state === 'waiting')
  const named = ({ id, sentKeys }: Exchanged) => sentKeys.map((key) => keyName(id, key))
  const items = (names: (message: Exchanged) => readonly string[]) =>
    waiting.map(names).filter((list) => list.length > 0)
  const timers: Holding = { what: 'store.timers', items: items(({ id, timer }) => (timer ? [labelOf(id)] : [])) }
  const outbox: Holding = { what: 'store.outbox', items: items((message) => [labelOf(message.id), ...named(message)]) }
  const letters: Holding = { what: 'store.outbox', items: items(({ id }) => [labelOf(id)]) }
  const keys: Holding = { what: 'store.keys', items: items(named) }
  const volatile = { resume: [timers], resumeNewKey: [timers, keys], forget: [timers, outbox] }[sender.onRestart]
  const durable = { resume: [outbox], resumeNewKey: [letters], forget: [] }[sender.onRestart]
  return { memory: world.processes[0]?.up ? volatile : null, disk: durable }
}
