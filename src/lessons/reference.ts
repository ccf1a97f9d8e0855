/**
 * What the reference pages claim, with a run for every claim about behaviour: the run is what the page links to, and a
 * test runs it and compares what it gives. Words are in `words/reference.en.json`; figures in them come from here.
 */

import { type Policy, type PresetName, presets } from '../protocol/policy.ts'
import { type Run, run } from '../sim/run.ts'
import { type Fault, type Scenario, scenarioOf } from '../sim/scenario.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { verdictOf } from '../verdict/verdict.ts'
import type { LessonId } from './index.ts'

/** What can be counted at the end of a run. */
export interface Facts {
  readonly lost: number
  readonly duplicated: number
  readonly wrongValue: number
  readonly faults: number
  readonly expected: number
  readonly actual: number
  readonly messages: number
  /** Packets of both kinds that left a process. */
  readonly packets: number
  readonly attempts: number
  readonly deliveries: number
  readonly effects: number
  readonly absorbed: number
  /** How long after its sending m1 had its first effect; null when never. */
  readonly firstEffectMs: number | null
}

/** A run that shows a claim, and what has to come out of it for the claim to hold. */
export interface ClaimRun {
  readonly scenario: Scenario
  readonly gives: Partial<Facts>
}

export function factsOf({ trace, world }: Run): Facts {
  const ledger = ledgerOf(world)
  const { outcomes, faults, expected, actual } = verdictOf(world, ledger)
  const sum = (of: 'attempts' | 'deliveries' | 'effects' | 'absorbed') => ledger.reduce((all, row) => all + row[of], 0)
  return {
    lost: outcomes.lost,
    duplicated: outcomes.duplicated,
    wrongValue: outcomes.wrongValue,
    faults,
    expected,
    actual,
    messages: ledger.length,
    packets: trace.filter(({ kind }) => kind === 'send').length,
    attempts: sum('attempts'),
    deliveries: sum('deliveries'),
    effects: sum('effects'),
    absorbed: sum('absorbed'),
    firstEffectMs: trace.find(({ kind, message }) => kind === 'apply' && message === 1)?.atMs ?? null,
  }
}

/** Where the run of a claim ends: there it is shown. */
export const endOfShown = ({ scenario }: ClaimRun): number => run(scenario).endMs

/** The rows of the comparison table. */
export const aspects = [
  'promise',
  'failure',
  'latency',
  'complexity',
  'consumer',
  'storage',
  'bestFit',
  'tools',
] as const
export type Aspect = (typeof aspects)[number]

interface Parts {
  readonly sender?: Partial<Policy['sender']>
  readonly receiver?: Partial<Policy['receiver']>
  readonly faults?: readonly Fault[]
  readonly messages?: number
  readonly seed?: number
  readonly environment?: Partial<Scenario['environment']>
}

function shown(mode: PresetName, { sender, receiver, faults = [], ...rest }: Parts, gives: Partial<Facts>): ClaimRun {
  const policy = {
    sender: { ...presets[mode].sender, ...sender },
    receiver: { ...presets[mode].receiver, ...receiver },
  }
  return { scenario: scenarioOf({ ...rest, policy, faults: [...faults] }), gives }
}

const loseFirstAck: Fault = { do: 'drop', packet: 'a1.1' }
const loseFirstMessage: Fault = { do: 'drop', packet: 'm1.1' }
/** The two faults of the whole lab. */
const both: readonly Fault[] = [loseFirstAck, { do: 'drop', packet: 'm2.1' }]
const crashBeforeEffect: Fault = { do: 'crash', process: 'receiver', packet: 'm2.1', before: 'apply' }
const crashAfterEffect: Fault = { do: 'crash', process: 'receiver', packet: 'm1.1', before: 'ack' }

/** The cells of the comparison table that claim a behaviour. What tools there are is no behaviour of the lab. */
export const cells: Readonly<Record<PresetName, Readonly<Record<Exclude<Aspect, 'tools'>, ClaimRun>>>> = {
  atMostOnce: {
    promise: shown('atMostOnce', { faults: both }, { lost: 1, duplicated: 0 }),
    failure: shown('atMostOnce', { faults: [crashBeforeEffect] }, { lost: 1, duplicated: 0, attempts: 3 }),
    latency: shown('atMostOnce', {}, { firstEffectMs: 1100 }),
    complexity: shown('atMostOnce', {}, { messages: 3, packets: 3 }),
    consumer: shown('atMostOnce', { faults: both }, { expected: 30, actual: 20 }),
    storage: shown(
      'atMostOnce',
      { faults: [{ do: 'crash', process: 'receiver', atMs: 4500 }] },
      { lost: 1, attempts: 3 },
    ),
    bestFit: shown(
      'atMostOnce',
      { messages: 8, seed: 3, environment: { loseMessagePct: 20 } },
      { messages: 8, lost: 1, duplicated: 0, effects: 7 },
    ),
  },
  atLeastOnce: {
    promise: shown('atLeastOnce', { faults: both }, { lost: 0, duplicated: 1 }),
    failure: shown('atLeastOnce', { faults: [crashAfterEffect] }, { lost: 0, duplicated: 1 }),
    latency: shown('atLeastOnce', { faults: [loseFirstMessage] }, { firstEffectMs: 4100 }),
    complexity: shown('atLeastOnce', { sender: { timeoutMs: 1500 } }, { faults: 0, duplicated: 3 }),
    consumer: shown('atLeastOnce', { faults: [loseFirstAck] }, { expected: 30, actual: 40 }),
    storage: shown(
      'atLeastOnce',
      { faults: [loseFirstMessage, { do: 'crash', process: 'sender', atMs: 2000 }] },
      { lost: 0, duplicated: 0, attempts: 4 },
    ),
    bestFit: shown(
      'atLeastOnce',
      { receiver: { effect: 'set' }, faults: [loseFirstAck] },
      { duplicated: 1, wrongValue: 0, expected: 300, actual: 300 },
    ),
  },
  effectivelyOnce: {
    promise: shown('effectivelyOnce', { faults: both }, { lost: 0, duplicated: 0, deliveries: 4, effects: 3 }),
    failure: shown('effectivelyOnce', { faults: [crashAfterEffect] }, { lost: 0, duplicated: 0, absorbed: 1 }),
    latency: shown('effectivelyOnce', {}, { firstEffectMs: 1200 }),
    complexity: shown(
      'effectivelyOnce',
      {
        receiver: { commit: 'keyFirst' },
        faults: [{ do: 'crash', process: 'receiver', packet: 'm1.1', before: 'apply' }],
      },
      { lost: 1, duplicated: 0 },
    ),
    consumer: shown(
      'effectivelyOnce',
      { receiver: { dedup: 'volatile' }, faults: [crashAfterEffect] },
      { lost: 0, duplicated: 1 },
    ),
    storage: shown(
      'effectivelyOnce',
      { receiver: { window: { keys: 1 } }, faults: [loseFirstAck], environment: { sendEveryMs: 1500 } },
      { lost: 0, duplicated: 1 },
    ),
    bestFit: shown(
      'effectivelyOnce',
      { faults: [loseFirstAck] },
      { duplicated: 0, absorbed: 1, expected: 30, actual: 30 },
    ),
  },
}

/** Products whose documentation says this of them, each with where it says so. Names are theirs, so that they are no words. */
export const tools: Readonly<Record<PresetName, readonly { readonly name: string; readonly url: string }[]>> = {
  atMostOnce: [
    { name: 'Kafka producer, acks=0', url: 'https://kafka.apache.org/documentation/#producerconfigs' },
    { name: 'RabbitMQ, automatic acknowledgement', url: 'https://www.rabbitmq.com/docs/confirms' },
    { name: 'NATS core', url: 'https://docs.nats.io/nats-concepts/jetstream' },
    { name: 'Redis Pub/Sub', url: 'https://redis.io/docs/latest/develop/pubsub/' },
  ],
  atLeastOnce: [
    { name: 'Kafka consumer, commit after processing', url: 'https://kafka.apache.org/documentation/#semantics' },
    { name: 'RabbitMQ, manual acknowledgement', url: 'https://www.rabbitmq.com/docs/confirms' },
    {
      name: 'Amazon SQS, standard queue',
      url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html',
    },
    { name: 'NATS JetStream', url: 'https://docs.nats.io/nats-concepts/jetstream' },
    { name: 'Stripe webhooks', url: 'https://docs.stripe.com/webhooks/process-undelivered-events' },
  ],
  effectivelyOnce: [
    { name: 'Stripe API, while it keeps the idempotency key', url: 'https://docs.stripe.com/api/idempotent_requests' },
    {
      name: 'Kafka transactions, from Kafka to Kafka, read_committed',
      url: 'https://kafka.apache.org/documentation/#semantics',
    },
    {
      name: 'Amazon SQS FIFO, sends within its deduplication interval',
      url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html',
    },
    {
      name: 'NATS JetStream, publishes with Nats-Msg-Id within its window',
      url: 'https://docs.nats.io/using-nats/jetstream/model_deep_dive',
    },
  ],
}

/** The sections of the theory page: runs that show what they say, lessons, and where it is from. */
export interface Section {
  readonly id: 'generals' | 'knowledge' | 'possible' | 'crashes' | 'endToEnd' | 'flp'
  readonly runs: readonly ShownId[]
  readonly lessons: readonly LessonId[]
  readonly sources: readonly SourceId[]
}

export const theoryRuns = {
  lostMessage: shown('atLeastOnce', { faults: [loseFirstMessage] }, { lost: 0, duplicated: 0, effects: 3 }),
  lostAck: shown('atLeastOnce', { faults: [loseFirstAck] }, { lost: 0, duplicated: 1, effects: 4 }),
  neverTwice: shown('atMostOnce', { faults: both }, { lost: 1, duplicated: 0 }),
  neverLost: shown('atLeastOnce', { faults: both }, { lost: 0, duplicated: 1 }),
  effectOnce: shown('effectivelyOnce', { faults: both }, { lost: 0, duplicated: 0, absorbed: 1 }),
  memoryDies: shown(
    'effectivelyOnce',
    { receiver: { dedup: 'volatile' }, faults: [crashAfterEffect] },
    { lost: 0, duplicated: 1 },
  ),
  stableWrite: shown('effectivelyOnce', { faults: [crashAfterEffect] }, { lost: 0, duplicated: 0, absorbed: 1 }),
  newKey: shown('effectivelyOnce', { sender: { keyScope: 'attempt' }, faults: [loseFirstAck] }, { duplicated: 1 }),
} satisfies Record<string, ClaimRun>
export type ShownId = keyof typeof theoryRuns

export const theory: readonly Section[] = [
  {
    id: 'generals',
    runs: ['lostMessage', 'lostAck'],
    lessons: ['lose-the-ack', 'two-worlds', 'longer-timeout'],
    sources: ['akkoyunlu', 'gray'],
  },
  { id: 'knowledge', runs: [], lessons: ['last-word', 'ack-of-ack'], sources: ['halpern', 'davis'] },
  {
    id: 'possible',
    runs: ['neverTwice', 'neverLost', 'effectOnce'],
    lessons: ['lose-the-message', 'same-faults', 'dedup', 'replay'],
    sources: ['treat', 'kreps', 'helland'],
  },
  {
    id: 'crashes',
    runs: ['memoryDies', 'stableWrite'],
    lessons: ['volatile-keys', 'key-first', 'one-transaction'],
    sources: ['fekete', 'lampson', 'spinelli', 'goldreich'],
  },
  { id: 'endToEnd', runs: ['newKey'], lessons: ['new-key'], sources: ['saltzer'] },
  { id: 'flp', runs: [], lessons: [], sources: ['fischer'] },
]

interface Source {
  readonly by: string
  readonly title: string
  readonly where: string
  /** Null where only the citation could be verified. */
  readonly url: string | null
}

/** What the theory page is from. Nothing is here that nobody has looked up. */
export const sources = {
  akkoyunlu: {
    by: 'E. A. Akkoyunlu, K. Ekanadham, R. V. Huber',
    title: 'Some constraints and tradeoffs in the design of network communications',
    where: 'SOSP 1975',
    url: 'https://doi.org/10.1145/800213.806523',
  },
  gray: {
    by: 'J. Gray',
    title: 'Notes on Data Base Operating Systems',
    where: 'LNCS 60, 1978',
    url: 'https://jimgray.azurewebsites.net/papers/dbos.pdf',
  },
  halpern: {
    by: 'J. Y. Halpern, Y. Moses',
    title: 'Knowledge and common knowledge in a distributed environment',
    where: 'JACM 37(3), 549–587, 1990',
    url: 'https://arxiv.org/abs/cs/0006009',
  },
  davis: {
    by: 'emptysqua.re',
    title: 'Review: common knowledge, part 3',
    where: 'a walk through that paper',
    url: 'https://emptysqua.re/blog/review-common-knowledge-part-3',
  },
  treat: {
    by: 'T. Treat',
    title: 'You Cannot Have Exactly-Once Delivery Redux',
    where: 'Brave New Geek, 2017',
    url: 'https://bravenewgeek.com/you-cannot-have-exactly-once-delivery-redux/',
  },
  kreps: {
    by: 'J. Kreps',
    title: 'Exactly-once Support in Apache Kafka',
    where: '2017, as quoted',
    url: 'https://mpr.crossjam.net/2017/07/exactly-once',
  },
  helland: {
    by: 'P. Helland',
    title: 'Idempotence Is Not a Medical Condition',
    where: 'ACM Queue, 2012',
    url: 'https://queue.acm.org/detail.cfm?id=2187821',
  },
  fekete: {
    by: 'A. Fekete, N. Lynch, Y. Mansour, J. Spinelli',
    title: 'The impossibility of implementing reliable communication in the face of crashes',
    where: '1993, abstract',
    url: 'https://vdocuments.site/the-impossibility-of-implementing-reliable-communication-in-the-face-of-crashes.html',
  },
  lampson: {
    by: 'B. Lampson',
    title: 'Reliable Messages and Connection Establishment',
    where: 'in: S. Mullender (ed.), Distributed Systems, 2nd ed., 1993, 251–281; bwlampson.site/47-ReliableMessages',
    url: null,
  },
  spinelli: {
    by: 'J. Spinelli',
    title: 'LIDS-P-1844',
    where: '1988, abstract',
    url: 'https://studylib.net/doc/11066195/',
  },
  goldreich: {
    by: 'O. Goldreich, A. Herzberg, Y. Mansour',
    title: 'Source to destination communication in the presence of faults',
    where: '1989, abstract',
    url: null,
  },
  saltzer: {
    by: 'J. H. Saltzer, D. P. Reed, D. D. Clark',
    title: 'End-to-end arguments in system design',
    where: '1984',
    url: 'https://web.mit.edu/Saltzer/www/publications/endtoend/endtoend.pdf',
  },
  fischer: {
    by: 'M. J. Fischer, N. A. Lynch, M. S. Paterson',
    title: 'Impossibility of distributed consensus with one faulty process',
    where: 'JACM 32(2), 374–382, 1985',
    url: 'https://groups.csail.mit.edu/tds/papers/Lynch/jacm85.pdf',
  },
} satisfies Record<string, Source>
export type SourceId = keyof typeof sources
