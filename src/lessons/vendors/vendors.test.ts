import { describe, expect, test } from 'vitest'
import { exploreSystem } from '../../explore/systems/systemSearch.ts'
import { presets } from '../../protocol/policy.ts'
import { run } from '../../sim/run.ts'
import { scenarioOf } from '../../sim/scenario.ts'
import { verdictOf } from '../../verdict/verdict.ts'
import { refuted } from '../refuted.ts'
import { refutedOfSystem, systemQueryOf } from '../refutedSystem.ts'
import documents from './vendors.json'
import {
  isSystemVendor,
  isVendor,
  likeVendor,
  readVendor,
  type SystemVendor,
  type Vendor,
  type VendorId,
  vendorIds,
  vendorOf,
} from './vendors.ts'

/**
 * What the documents state, written down a second time: figures as knobs, and what is promised. Read in the vendors' own
 * texts; the address of each is in the vendor's document.
 */
const stated: Readonly<
  Record<VendorId, { sender?: object; receiver?: object; leased?: object; guarantee: string | null }>
> = {
  // "retries configuration will not take effect"
  'kafka-acks-0': { sender: { awaitAck: false }, guarantee: 'atMostOnce' },
  // request.timeout.ms 30000 inside delivery.timeout.ms 120000; idempotent within a single producer session
  'kafka-producer': {
    sender: { timeoutMs: 30_000, attempts: 120_000 / 30_000, onRestart: 'resumeNewKey' },
    receiver: { dedup: 'durable' },
    guarantee: 'effectivelyOnce',
  },
  // session.timeout.ms 45000; process, then commit
  'kafka-commit-after': {
    sender: { timeoutMs: 45_000 },
    receiver: { ackTiming: 'afterEffect', dedup: 'none' },
    leased: { workers: 2, ack: 'afterEffect' },
    guarantee: 'atLeastOnce',
  },
  // commit, then process
  'kafka-commit-before': {
    sender: { timeoutMs: 45_000 },
    receiver: { ackTiming: 'beforeEffect', dedup: 'none' },
    guarantee: 'atMostOnce',
  },
  // delivered "immediately after it is sent out (written to a TCP socket)"
  'rabbitmq-auto-ack': { sender: { awaitAck: false }, guarantee: 'atMostOnce' },
  'rabbitmq-manual-ack': {
    sender: { awaitAck: true },
    receiver: { ackTiming: 'afterEffect', dedup: 'none' },
    leased: { workers: 2, ack: 'afterEffect' },
    guarantee: 'atLeastOnce',
  },
  // visibility timeout 30 s; "isn't a guarantee against receiving a message twice"
  'sqs-standard': {
    sender: { timeoutMs: 30_000 },
    receiver: { dedup: 'none' },
    leased: { workers: 2, ack: 'afterEffect' },
    guarantee: 'atLeastOnce',
  },
  // the deduplication interval is 5 minutes
  'sqs-fifo-send': {
    receiver: { dedup: 'durable', window: { ms: 5 * 60_000 } },
    guarantee: 'effectivelyOnce',
  },
  // ack deadline 10 s
  pubsub: {
    sender: { timeoutMs: 10_000 },
    receiver: { dedup: 'none' },
    leased: { workers: 2, ack: 'afterEffect' },
    guarantee: 'atLeastOnce',
  },
  // AckWait 30 s, MaxDeliver -1
  jetstream: {
    sender: { timeoutMs: 30_000, attempts: 'unlimited' },
    leased: { workers: 2, ack: 'afterEffect', deliveries: 'unlimited' },
    guarantee: 'atLeastOnce',
  },
  // Nats-Msg-Id, 2 minutes
  'jetstream-publish': { receiver: { dedup: 'durable', window: { ms: 2 * 60_000 } }, guarantee: 'effectivelyOnce' },
  // "forever lost"
  'redis-pubsub': { sender: { awaitAck: false }, guarantee: 'atMostOnce' },
  // lock 1 min, MaxDeliveryCount 10, of which the leased queue has 5 at most
  'service-bus-peek-lock': {
    sender: { timeoutMs: 60_000, attempts: 10 },
    leased: { workers: 2, ack: 'afterEffect', deliveries: 5 },
    guarantee: 'atLeastOnce',
  },
  // "If the message transfer fails, the message is lost"
  'service-bus-receive-and-delete': { sender: { awaitAck: false }, guarantee: 'atMostOnce' },
  // early acknowledgement: "a task invocation that already started is never executed again"; but one that has not started
  // within the visibility timeout of Redis "will be redelivered to another worker and executed"
  celery: {
    receiver: { ackTiming: 'beforeEffect' },
    leased: { workers: 2, ack: 'beforeEffect' },
    guarantee: null,
  },
  // two more tries, after one minute and after two; events may be dropped, and may come twice
  'lambda-async': {
    sender: { timeoutMs: 60_000, attempts: 1 + 2, backoff: 'exponential' },
    leased: { workers: 2, ack: 'afterEffect', deliveries: 1 + 2 },
    guarantee: null,
  },
  // keys may be pruned when at least 24 h old
  'stripe-api': {
    sender: { keyScope: 'message' },
    receiver: { dedup: 'durable', window: { ms: 24 * 3_600_000 } },
    guarantee: 'effectivelyOnce',
  },
  // exponential, up to three days
  'stripe-webhooks': { sender: { attempts: 'unlimited', backoff: 'exponential' }, guarantee: 'atLeastOnce' },
  // "does not automatically redeliver failed deliveries"; 10 s
  'github-webhooks': { sender: { attempts: 1, timeoutMs: 10_000 }, guarantee: 'atMostOnce' },
}

describe.each(vendorIds)('%s', (id) => {
  const vendor = vendorOf(id)

  test('can be read, and is what its document states', () => {
    expect(readVendor(documents[id])).toEqual({ ok: true, value: vendor })
    const { guarantee, leased, ...knobs } = stated[id]
    expect(vendor.policy).toMatchObject(knobs)
    expect(isSystemVendor(vendor) ? [vendor.system, vendor.knobs] : []).toEqual(leased ? ['leased-queue', leased] : [])
    expect(vendor.guarantee).toBe(guarantee)
  })

  test('every figure that it prints is one of a knob that stands elsewhere than in the lab, or needs no other place', () => {
    for (const { knob } of vendor.figures) {
      const [side, name] = knob.split('.') as ['sender' | 'receiver', string]
      const value = (policy: typeof vendor.policy) => (policy[side] as Record<string, unknown>)[name]
      if (value(vendor.policy) !== 'unlimited') expect(value(vendor.policy)).not.toEqual(value(presets.atLeastOnce))
    }
  })

  test('keeps its promise within the bounds of its proof, and breaks where its document says so', () => {
    expect(wrongOf(vendor)).toEqual([])
    const its: readonly { can: object; cannot: readonly string[] }[] = isSystemVendor(vendor)
      ? vendor.proofs.filter(({ knobs }) => Object.keys(knobs).length === 0)
      : vendor.proofs.filter(({ policy }) => policy === undefined)
    const cannot = new Set(its.flatMap((proof) => proof.cannot))
    const can = new Set(its.flatMap((proof) => Object.keys(proof.can)))
    if (vendor.guarantee === 'atMostOnce') expect([cannot.has('duplicated'), can.has('lost')]).toEqual([true, true])
    if (vendor.guarantee === 'atLeastOnce') expect([cannot.has('lost'), can.has('duplicated')]).toEqual([true, true])
    if (vendor.guarantee === 'effectivelyOnce')
      expect([...cannot]).toEqual(expect.arrayContaining(['lost', 'duplicated']))
    if (vendor.guarantee === null) expect([can.has('lost'), can.has('duplicated')]).toEqual([true, true])
  })

  test('plays to its end without faults, each message applied once', () => {
    const played = run(likeVendor(scenarioOf({}), id))
    expect(played.stopped).toBe('nothing')
    expect(verdictOf(played.world)).toMatchObject({ actual: 30, expected: 30, faults: 0 })
  })
})

/** What refutes the claims of a vendor; several make the same claims of the same system, which are searched once. */
function wrongOf(vendor: Vendor): readonly string[] {
  if (!isSystemVendor(vendor)) return vendor.proofs.flatMap((proof) => refuted(vendor.policy, proof))
  const { system, knobs, proofs } = vendor
  return proofs.flatMap((proof) => {
    const text = JSON.stringify([system, { deliveries: 'unlimited', ...knobs }, proof])
    const wrong = searched.get(text) ?? refutedOfSystem({ system, knobs }, proof)
    searched.set(text, wrong)
    return wrong
  })
}
const searched = new Map<string, string[]>()

const systemVendors = vendorIds.map((id) => [id, vendorOf(id)] as const).filter(([, vendor]) => isSystemVendor(vendor))

test('vendors that lease what they hand out are proved of two workers', () => {
  expect(Object.fromEntries(systemVendors.map(([id, vendor]) => [id, (vendor as SystemVendor).beyond]))).toEqual({
    'kafka-commit-after': 'lease',
    'rabbitmq-manual-ack': 'requeue',
    'sqs-standard': 'lease',
    pubsub: 'lease',
    jetstream: 'lease',
    'service-bus-peek-lock': 'lease',
    celery: 'reserved',
    'lambda-async': 'repeat',
  })
})

test.each(systemVendors)(
  '%s: keys that one worker looks up let nothing through twice, those of two workers do',
  (_, vendor) => {
    const { proofs, ...system } = vendor as SystemVendor
    const withKeys = proofs.filter(({ knobs }) => knobs.inbox === 'atomic' && knobs.fence === undefined)
    expect(withKeys.map(({ knobs, can, cannot }) => [knobs.workers ?? 2, Object.keys(can), cannot])).toEqual([
      [2, ['duplicated'], []],
      [1, [], ['duplicated']],
    ])
    const asked = systemQueryOf(system, withKeys[0] as (typeof proofs)[number])
    if ('wrong' in asked) throw new Error(asked.wrong.join('; '))
    const { processes } = asked.query.system
    const choices = exploreSystem(asked.query).outcomes.duplicated?.moves.flatMap((move) => move.choices) ?? []
    const acted = choices.map(
      (choice) => `${choice.do} ${'process' in choice ? processes[choice.process ?? -1]?.name : ''}`,
    )
    // The producer sent it once: it is the queue that hands it out again, to the other worker.
    expect(acted).not.toContain('expire producer')
    expect(acted).toContain(isSystemVendor(vendor) && vendor.beyond === 'requeue' ? 'crash queue' : 'expire queue')
    expect(acted).toEqual(expect.arrayContaining(['run worker 1', 'run worker 2']))
  },
)

test('a proof about a system names what the system has, and is refuted by what it finds', () => {
  const proof = (parts: object) => {
    const read = readVendor({ ...documents.celery, proofs: [parts] })
    const vendor = read.ok ? read.value : null
    return vendor && isSystemVendor(vendor) ? wrongOf(vendor) : null
  }
  expect(proof({ can: { doubled: 1 } })).toEqual(['the system has no property doubled'])
  expect(proof({ cannot: ['lost'], faults: { lose: ['jobs'], stop: ['broker'] } })).toEqual([
    'the system has no packet jobs',
    'the system has no process broker',
  ])
  expect(proof({ knobs: { workers: 3 } })).toEqual(['knobs.workers must be 1 or 2'])
  // What was claimed of Celery before: that it never runs a task twice.
  expect(proof({ faults: { max: 0 }, network: { slow: true, attempts: 2 }, cannot: ['duplicated'] })).toEqual([
    'duplicated can happen, with 0 faults',
  ])
  expect(proof({ faults: { max: 0 }, can: { lost: 0 } })).toEqual([
    'lost takes more than there may be faults, not 0',
    'no run shows lost',
  ])
})

test('a document that is no vendor is refused by its field', () => {
  const read = readVendor({ ...documents.celery, guarantee: 'exactlyOnce', source: { title: 'x', url: 'http://x' } })
  expect(read.ok ? [] : read.problems.map(({ field }) => field).sort()).toEqual(['guarantee', 'source.url'])
  const system = readVendor({ ...documents.celery, beyond: 'nothing', proofs: [{ faults: { loseAck: true } }] })
  expect(system.ok ? [] : system.problems.map(({ field }) => field).sort()).toEqual([
    'beyond',
    'proofs.0.faults.loseAck',
  ])
  expect(isVendor('toString')).toBe(false)
})
