/**
 * The same protocol by hand: what a run could cost at least. One mutable record per message, one heap, no machine, no
 * trace, no history; and it can do the three guarantees under packet loss and nothing else. It counts what a trace
 * would tell and ends in the same ledger, which the benchmark checks before it compares times.
 */
import { Agenda } from '../src/sim/agenda.ts'
import { fateOf } from '../src/sim/fates.ts'
import type { Identity } from '../src/sim/packet.ts'
import type { Scenario } from '../src/sim/scenario.ts'

interface Message {
  attempts: number
  deliveries: number
  effects: number
  absorbed: number
  /** Order of the timer that runs, or -1. */
  timer: number
}

type Due =
  | { kind: 'submit'; message: number }
  | { kind: 'timer'; message: number }
  | { kind: 'arrive'; packet: Identity }
  | { kind: 'lose' }
  | { kind: 'line' }

export function floor(scenario: Scenario): { events: number; messages: Message[] } {
  const { policy, environment, seed } = scenario
  const { awaitAck, timeoutMs } = policy.sender
  const dedup = policy.receiver.dedup !== 'none'
  const { lineMs, horizonMs, sendEveryMs } = environment
  const messages: Message[] = []
  const agenda = new Agenda<Due>()
  const waiting: Identity[] = []
  let handling: Identity | null = null
  let line: 'check' | 'apply' | 'ack' = 'apply'
  let events = 0

  for (let i = 0; i < scenario.messages; i++) {
    messages.push({ attempts: 0, deliveries: 0, effects: 0, absorbed: 0, timer: -1 })
    agenda.put(i * sendEveryMs, { kind: 'submit', message: i + 1 })
  }

  function send(packet: Identity, nowMs: number): void {
    const { lost, hopMs } = fateOf(seed, environment, packet)
    events++
    if (lost) agenda.put(nowMs + Math.floor(hopMs / 2), { kind: 'lose' })
    else agenda.put(nowMs + hopMs, { kind: 'arrive', packet })
  }

  function transmit(id: number, nowMs: number): void {
    const message = messages[id - 1] as Message
    message.attempts++
    send({ kind: 'm', message: id, attempt: message.attempts, copy: 0 }, nowMs)
    if (awaitAck) message.timer = agenda.put(nowMs + timeoutMs, { kind: 'timer', message: id })
  }

  function take(packet: Identity, nowMs: number): void {
    handling = packet
    events++
    ;(messages[packet.message - 1] as Message).deliveries++
    line = dedup ? 'check' : 'apply'
    agenda.put(nowMs + lineMs, { kind: 'line' })
  }

  function runLine(nowMs: number): void {
    const { message: id, attempt } = handling as Identity
    const message = messages[id - 1] as Message
    if (line === 'ack') {
      if (awaitAck) send({ kind: 'a', message: id, attempt, copy: 0 }, nowMs)
      else events++
      handling = null
      const next = waiting.shift()
      if (next) take(next, nowMs)
      return
    }
    events++
    if (line === 'check' && message.effects > 0) {
      message.absorbed++
      line = 'ack'
    } else if (line === 'check') {
      line = 'apply'
    } else {
      message.effects++
      line = 'ack'
    }
    agenda.put(nowMs + lineMs, { kind: 'line' })
  }

  for (let due = agenda.take(); due !== undefined && due.atMs <= horizonMs; due = agenda.take()) {
    const { atMs, order, due: what } = due
    if (what.kind === 'submit') transmit(what.message, atMs)
    else if (what.kind === 'lose') events++
    else if (what.kind === 'line') runLine(atMs)
    else if (what.kind === 'timer') {
      if ((messages[what.message - 1] as Message).timer !== order) continue
      events++
      transmit(what.message, atMs)
    } else if (what.packet.kind === 'a') {
      events += 2 // delivered, and acknowledged or ignored
      ;(messages[what.packet.message - 1] as Message).timer = -1
    } else if (handling === null) take(what.packet, atMs)
    else {
      events++
      waiting.push(what.packet)
    }
  }
  return { events, messages }
}
