/**
 * The first lab as a system: one sender, one receiver, a link each way, the ledger at the receiver. Its machines have
 * a vocabulary of their own, older than documents; here it is said what each of their actions means for stores,
 * packets and tasks. `step` reads this as it reads any system.
 */
import { receiverMachine, senderMachine } from './machines.ts'
import type { Policy } from './policy.ts'
import { relevantPolicy } from './presets.ts'
import { type Line as ProgramLine, receiverProgram } from './program.ts'
import type { Act, Line, Process, Program, Start, Store, System } from './system.ts'
import { type StateId, type Table, tabulate } from './tabulate.ts'

/** Where its processes and its durable stores stand; the keys are here, or in the receiver's memory. */
export const exchange = { sender: 0, receiver: 1, effects: 0, value: 1, keys: 2 } as const

export const processNames = ['sender', 'receiver'] as const
export type ProcessName = (typeof processNames)[number]

/** The kinds of its packets: a message packet, and the ACK that answers it. */
export const exchangePackets = { message: 'm', ack: 'a' } as const

const place = 'receiver disk'
const noStart: Omit<Start, 'kind' | 'packet'> = {
  entry: null,
  word: null,
  unlocked: false,
  cursor: null,
  differ: null,
  may: 0,
  everyMs: null,
}
const plainLine: Omit<Line, 'word'> = {
  does: [],
  doesThen: [],
  asks: null,
  awaits: [],
  timer: false,
  attempts: null,
  timeoutMs: null,
}

const systems = new Map<string, System>()

/** The system of a policy. Policies that behave alike in their knobs that matter share one. */
export function exchangeOf(policy: Policy): System {
  const relevant = relevantPolicy(policy)
  const { dedup, window, effect } = relevant.receiver
  const text = JSON.stringify(relevant)
  const known = systems.get(text)
  if (known !== undefined) return known
  const keys: Store = {
    name: 'keys',
    kind: 'table',
    place: dedup === 'durable' ? place : null,
    by: 'key',
    keeper: 'receiver',
    window,
  }
  const durable = dedup === 'durable' ? [keys] : []
  const memory = dedup === 'volatile' ? [keys] : []
  const keysRef = dedup === 'volatile' ? -1 : exchange.keys
  const sender: Process = { name: 'sender', role: 'sender', programs: [sending(relevant)], memory: [] }
  const receiver: Process = {
    name: 'receiver',
    role: 'receiver',
    programs: [handling(relevant, keysRef, effect)],
    memory,
  }
  const system: System = {
    id: 'exchange',
    processes: [sender, receiver],
    stores: [
      { name: 'effects', kind: 'ledger', place, by: 'key', keeper: null, window: 'unlimited' },
      { name: 'value', kind: 'cursor', place, by: 'key', keeper: null, window: 'unlimited' },
      ...durable,
    ],
    properties: [],
    answersShareNumbers: true,
    tellsStores: false,
    mayStop: false,
  }
  if (systems.size >= mostKept) systems.clear()
  systems.set(text, system)
  return system
}

/** A slider that is dragged asks for many. */
const mostKept = 500

/** One message at the sender: submitted, waiting for its ACK, acknowledged, given up or forgotten. */
function sending(policy: Policy): Program {
  const definition = senderMachine(policy)
  const machine = tabulate(definition)
  const waiting: Line = { ...plainLine, word: 'wait for ACK', awaits: [exchangePackets.ack], timer: true }
  return {
    name: 'send',
    starts: { ...noStart, kind: 'submit', packet: null },
    beside: true,
    definition,
    machine,
    startEvent: 'submit',
    atOnce: true,
    awaitEvent: () => 'ack',
    tellsLines: false,
    tellsChecks: false,
    lines: [waiting],
    lineOf: byState(machine, (name) => (name === 'waiting' ? waiting : null)),
    isOver: byState(machine, (name) => name !== 'new' && name !== 'waiting'),
    waits: true,
    tellsAwaits: 0,
    means: {
      newKey: [{ act: 'newKey' }],
      forgetKeys: [{ act: 'forgetKeys' }],
      transmit: [{ act: 'send', kind: exchangePackets.message, role: 'receiver' }],
      startTimer: [{ act: 'enterAwait' }],
      stopTimer: [{ act: 'leaveAwait' }],
      acknowledge: [{ act: 'tell', what: 'acknowledge' }],
      giveUp: [{ act: 'tell', what: 'giveUp' }],
      forget: [{ act: 'tell', what: 'forget' }],
    },
  }
}

/** One delivery at the receiver. */
function handling(policy: Policy, keys: number, effect: Policy['receiver']['effect']): Program {
  const definition = receiverMachine(policy)
  const machine = tabulate(definition)
  const lines = new Map(
    receiverProgram(policy).map(({ word }): [ProgramLine['word'], Line] => [
      word,
      { ...plainLine, word, asks: word === 'check key' ? { asks: 'in', store: keys, word: null } : null },
    ]),
  )
  const apply: Act[] = [{ act: 'apply', store: exchange.effects }]
  return {
    name: 'handle',
    starts: { ...noStart, kind: 'packet', packet: exchangePackets.message },
    beside: false,
    definition,
    machine,
    startEvent: 'take',
    atOnce: false,
    awaitEvent: () => 'ack',
    tellsLines: true,
    tellsChecks: false,
    lines: [...lines.values()],
    lineOf: byState(machine, (name) => lines.get(name as ProgramLine['word']) ?? null),
    isOver: byState(machine, (name) => name === definition.initial),
    waits: false,
    tellsAwaits: 0,
    means: {
      miss: [{ act: 'tell', what: 'miss' }],
      absorb: [{ act: 'tell', what: 'absorb' }],
      finish: [{ act: 'tell', what: 'finish' }],
      apply: effect === 'set' ? [...apply, { act: 'set', store: exchange.value }] : apply,
      remember: [{ act: 'put', store: keys, word: 'yes', told: 'remember' }],
      answer: [{ act: 'answer', kind: exchangePackets.ack }],
    },
  }
}

/** Something about the states of a machine, looked up once for each by its name. */
function byState<T>(machine: Table, of: (name: string) => T): (state: StateId) => T {
  const known: T[] = []
  return (state) => {
    if (!(state in known)) known[state] = of(machine.nameOf(state))
    return known[state] as T
  }
}
