import { describe, expect, test } from 'vitest'
import { presets } from '../../protocol/policy.ts'
import { run } from '../../sim/run.ts'
import { scenarioOf } from '../../sim/scenario.ts'
import { verdictOf } from '../../verdict/verdict.ts'
import { refuted } from '../refuted.ts'
import documents from './vendors.json'
import { isVendor, likeVendor, readVendor, type VendorId, vendorIds, vendorOf } from './vendors.ts'

/**
 * What the documents state, written down a second time: figures as knobs, and what is promised. Read in the vendors' own
 * texts; the address of each is in the vendor's document.
 */
const stated: Readonly<Record<VendorId, { sender?: object; receiver?: object; guarantee: string | null }>> = {
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
    guarantee: 'atLeastOnce',
  },
  // visibility timeout 30 s; "isn't a guarantee against receiving a message twice"
  'sqs-standard': { sender: { timeoutMs: 30_000 }, receiver: { dedup: 'none' }, guarantee: 'atLeastOnce' },
  // the deduplication interval is 5 minutes
  'sqs-fifo-send': {
    receiver: { dedup: 'durable', window: { ms: 5 * 60_000 } },
    guarantee: 'effectivelyOnce',
  },
  // ack deadline 10 s
  pubsub: { sender: { timeoutMs: 10_000 }, receiver: { dedup: 'none' }, guarantee: 'atLeastOnce' },
  // AckWait 30 s, MaxDeliver -1
  jetstream: { sender: { timeoutMs: 30_000, attempts: 'unlimited' }, guarantee: 'atLeastOnce' },
  // Nats-Msg-Id, 2 minutes
  'jetstream-publish': { receiver: { dedup: 'durable', window: { ms: 2 * 60_000 } }, guarantee: 'effectivelyOnce' },
  // "forever lost"
  'redis-pubsub': { sender: { awaitAck: false }, guarantee: 'atMostOnce' },
  // lock 1 min, MaxDeliveryCount 10
  'service-bus-peek-lock': { sender: { timeoutMs: 60_000, attempts: 10 }, guarantee: 'atLeastOnce' },
  // "If the message transfer fails, the message is lost"
  'service-bus-receive-and-delete': { sender: { awaitAck: false }, guarantee: 'atMostOnce' },
  // early acknowledgement: "a task invocation that already started is never executed again"
  celery: { receiver: { ackTiming: 'beforeEffect' }, guarantee: 'atMostOnce' },
  // two more tries, after one minute and after two; events may be dropped, and may come twice
  'lambda-async': { sender: { timeoutMs: 60_000, attempts: 1 + 2, backoff: 'exponential' }, guarantee: null },
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
    const { guarantee, ...knobs } = stated[id]
    expect(vendor.policy).toMatchObject(knobs)
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
    expect(vendor.proofs.flatMap((proof) => refuted(vendor.policy, proof))).toEqual([])
    const its = vendor.proofs.filter(({ policy }) => policy === undefined)
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

test('a document that is no vendor is refused by its field', () => {
  const read = readVendor({ ...documents.celery, guarantee: 'exactlyOnce', source: { title: 'x', url: 'http://x' } })
  expect(read.ok ? [] : read.problems.map(({ field }) => field).sort()).toEqual(['guarantee', 'source.url'])
  expect(isVendor('toString')).toBe(false)
})
