/**
 * The run of a scenario for those who want its ledger and not its story: the same moves at the same instants as the
 * driver with a clock makes, on integers. Nothing is allocated once a run has started, so thousands cost little.
 *
 * What a process does is not written here: the rows of its machine, as XState filled them, say which actions an event
 * asks for, and the weather is that of the fates. A law test holds every number it ends with to that of an ordinary run.
 */
import { exchange, exchangeOf } from '../../protocol/exchange.ts'
import type { Policy } from '../../protocol/policy.ts'
import { relevantPolicy } from '../../protocol/presets.ts'
import { receiverProgram } from '../../protocol/program.ts'
import type { System } from '../../protocol/system.ts'
import type { Table } from '../../protocol/tabulate.ts'
import { hopAt, thresholdOf, timeoutOfAttempt, wordOf } from '../fates.ts'
import { mostCopies } from '../packet.ts'
import { type Limits, widest } from '../run.ts'
import type { Environment } from '../scenario.ts'
import { bitsOf, type PackedTable, packTable, stateMask } from './packedTable.ts'
import { grown, ordersPerMs, SlotAgenda } from './slotAgenda.ts'

/** What many runs have in common: a scenario but for its seed, and without faults by hand. */
export interface Setting {
  readonly policy: Policy
  readonly messages: number
  readonly environment: Environment
}

/**
 * What a run ended with, by message where it is a list, index 0 for message 1. The lists are written anew by the next
 * run of the same runner.
 */
export interface RunEnd {
  /** Where each message's machine is, as its table numbers it. */
  readonly states: ArrayLike<number>
  readonly attempts: ArrayLike<number>
  readonly deliveries: ArrayLike<number>
  readonly effects: ArrayLike<number>
  readonly absorbed: ArrayLike<number>
  /** Packets of the message in flight, or waiting at a process. */
  readonly inFlight: ArrayLike<number>
  /** The instant of the first effect, and that at which the origin was told; -1 where there was none. */
  readonly effectMs: ArrayLike<number>
  readonly toldMs: ArrayLike<number>
  /** The message being handled, from 1; 0 when none is. */
  handled: number
  /** Packets that processes sent; copies made by the network are not among them. */
  packets: number
  /** Keys that were stored at the same time, at most. */
  mostKeys: number
  /** The message that set the value last, from 1; 0 before, and always where effects add. */
  lastSet: number
  faults: number
  /** Trace events, and moves. */
  events: number
  moves: number
  /** The run became too large and was cut before its end. */
  cut: boolean
}

/** Runs one seed after another. */
export interface Runner {
  readonly end: RunEnd
  start(seed: number): void
  /** Goes on for about so many moves. True as long as the run has not ended. */
  advance(moves: number): boolean
}

/** The fast runner of a setting; null where its machines ask for something that integers cannot say. */
export function lightRunnerOf(setting: Setting, limits: Limits = widest): Runner | null {
  const system = exchangeOf(setting.policy)
  const packed = packedOf(system)
  return packed && new LightRun(setting, packed, limits)
}

const originEvents = ['submit', 'ack', 'strangeAck', 'timer', 'lastTimer', 'restart', 'lastRestart', 'crash'] as const
const submit = 0
const ack = 1
const strangeAck = 2
const timer = 3
const lastTimer = 4
const restart = 5
const lastRestart = 6
const crash = 7

const handlerEvents = ['take', 'run', 'runHolds', 'crash'] as const
const take = 0
const run = 1
const runHolds = 2
const handlerCrash = 3

const originActions = [
  'stopTimer',
  'forgetKeys',
  'newKey',
  'transmit',
  'startTimer',
  'acknowledge',
  'giveUp',
  'forget',
] as const
const o = bitsOf(originActions)
/** What an origin's actions tell in the trace; to transmit is told where the packet is put on the wire. */
const toldAtOrigin = o.acknowledge | o.giveUp | o.forget

const handlerActions = ['take', 'miss', 'absorb', 'apply', 'remember', 'answer', 'finish'] as const
const h = bitsOf(handlerActions)
/** What a line tells in the trace, apart from an ACK and from a key stored in a line of its own. */
const toldOnce = h.miss | h.absorb | h.apply | h.finish

interface Packed {
  readonly origin: PackedTable
  readonly handler: PackedTable
  readonly handlerMachine: Table
}

function packedOf({ processes }: System): Packed | null {
  const [sender, receiver] = [processes[exchange.sender]?.programs[0], processes[exchange.receiver]?.programs[0]]
  if (sender === undefined || receiver === undefined) return null
  const origin = packTable(sender.machine, originEvents, originActions)
  const handler = packTable(receiver.machine, handlerEvents, handlerActions)
  return origin && handler && { origin, handler, handlerMachine: receiver.machine }
}

/** What an entry of the agenda is about: its kind in the lowest 3 bits, a copy's number in the next 4, then the message. */
const arriveMessage = 0
const arriveAck = 1
const lose = 2
const copyMessage = 3
const copyAck = 4
const timerDue = 5
const restartDue = 6
const evictDue = 7
const copyAt = 3
const messageAt = 7

const never = Number.POSITIVE_INFINITY

class LightRun implements Runner {
  /* The setting. */
  private readonly policy: Policy
  private readonly messages: number
  private readonly limits: Limits
  private readonly environment: Environment
  private readonly originRows: Int32Array
  private readonly handlerRows: Int32Array
  private readonly originInitial: number
  private readonly handlerInitial: number
  /** For each state of the handler, whether its line applies, and whether the line before it does. */
  private readonly applies: Uint8Array
  private readonly appliedBefore: Uint8Array
  private readonly mostAttempts: number
  private readonly loseMessageBelow: number
  private readonly loseAckBelow: number
  private readonly duplicateBelow: number
  private readonly crashReceiverBelow: number
  private readonly crashSenderBelow: number
  private readonly leastHopMs: number
  private readonly mostHopMs: number
  /** The length of every timer, where all are alike; else -1. */
  private readonly steadyTimeoutMs: number
  private readonly keysWindow: number
  private readonly msWindow: number
  private readonly volatile: boolean
  private readonly sets: boolean
  private readonly lineMs: number
  private readonly sendEveryMs: number
  private readonly reorder: boolean
  private readonly horizonKey: number

  /* The run. */
  readonly end: RunEnd
  private seed = 0
  private nowMs = 0
  private order = 0
  private next = 0
  private submitKey = 0
  private lineKey = never
  private lineAtMs = 0
  private readonly agenda = new SlotAgenda()
  private allInFlight = 0
  private lastMessageMs = 0
  private lastAckMs = 0

  /* Messages. */
  private readonly states: Uint8Array
  private readonly attempts: Int32Array
  private readonly deliveries: Int32Array
  private readonly effects: Int32Array
  private readonly absorbed: Int32Array
  private readonly inFlight: Int32Array
  private readonly effectMs: Int32Array
  private readonly toldMs: Int32Array
  private readonly keysMade: Int32Array
  private readonly keysForgotten: Int32Array
  private readonly timerKeys: Float64Array

  /* Processes. */
  private senderUp = true
  private receiverUp = true
  private handlerState = 0
  private settled = false
  private handledMessage = -1
  private handledAttempt = 0
  private handledCopy = 0
  private handledKey = 0
  private overdue: number[] = []
  private waiting: Int32Array = new Int32Array(16)
  private waitingFrom = 0
  private waitingTo = 0

  /* The store. A message's first key has a byte of its own; other keys are seldom. */
  private readonly seenFirst: Uint8Array
  private readonly seenMore = new Set<number>()
  private keys = 0
  private wipes = 0
  /** Keys whose time was over since something else happened. */
  private evicted = 0
  /** Where only so many keys fit: all of them, the oldest first. */
  private keyQueue: number[] = []
  private keyQueueFrom = 0
  /** Attempts whose ACK number 1 is taken; only the network's copies ask for it. */
  private readonly firstAckCopies = new Set<number>()

  /* What the agenda's entries are about, and the slots that are free. */
  private heads: Int32Array = new Int32Array(64)
  private slotAttempts: Int32Array = new Int32Array(64)
  private slotKeys: Int32Array = new Int32Array(64)
  private slotMs: Int32Array = new Int32Array(64)
  private free: Int32Array = new Int32Array(64)
  private freeSlots = 0

  constructor({ policy, messages, environment }: Setting, packed: Packed, limits: Limits) {
    const { sender } = policy
    const relevant = relevantPolicy(policy)
    const { window, dedup, effect } = relevant.receiver
    const program = receiverProgram(relevant)
    const machine = packed.handlerMachine
    this.policy = policy
    this.messages = messages
    this.environment = environment
    this.limits = limits
    this.originRows = packed.origin.rows
    this.handlerRows = packed.handler.rows
    this.originInitial = packed.origin.initial
    this.handlerInitial = packed.handler.initial
    const lines = Array.from({ length: packed.handler.states }, (_, state) =>
      program.findIndex(({ word }) => word === machine.nameOf(state)),
    )
    const appliesAt = (line: number) => (program[line]?.does.includes('apply') ? 1 : 0)
    this.applies = Uint8Array.from(lines, appliesAt)
    this.appliedBefore = Uint8Array.from(lines, (line) => appliesAt(line - 1))
    this.mostAttempts = sender.attempts === 'unlimited' ? never : sender.attempts
    this.loseMessageBelow = thresholdOf(environment.loseMessagePct)
    this.loseAckBelow = thresholdOf(environment.loseAckPct)
    this.duplicateBelow = thresholdOf(environment.duplicatePct)
    this.crashReceiverBelow = thresholdOf(environment.crashReceiverPct)
    this.crashSenderBelow = thresholdOf(environment.crashSenderPct)
    this.leastHopMs = environment.hopMs[0]
    this.mostHopMs = environment.hopMs[1]
    this.steadyTimeoutMs = sender.backoff === 'fixed' && sender.jitterPct === 0 ? sender.timeoutMs : -1
    this.keysWindow = window !== 'unlimited' && 'keys' in window ? window.keys : never
    this.msWindow = window !== 'unlimited' && 'ms' in window ? window.ms : never
    this.volatile = dedup === 'volatile'
    this.sets = effect === 'set'
    this.lineMs = environment.lineMs
    this.sendEveryMs = environment.sendEveryMs
    this.reorder = environment.reorder
    this.horizonKey = (environment.horizonMs + 1) * ordersPerMs

    const ints = () => new Int32Array(messages)
    this.states = new Uint8Array(messages)
    this.attempts = ints()
    this.deliveries = ints()
    this.effects = ints()
    this.absorbed = ints()
    this.inFlight = ints()
    this.effectMs = ints()
    this.toldMs = ints()
    this.keysMade = ints()
    this.keysForgotten = ints()
    this.timerKeys = new Float64Array(messages)
    this.seenFirst = new Uint8Array(messages)
    this.freeAll()
    const { states, attempts, deliveries, effects, absorbed, inFlight, effectMs, toldMs } = this
    this.end = {
      states,
      attempts,
      deliveries,
      effects,
      absorbed,
      inFlight,
      effectMs,
      toldMs,
      handled: 0,
      packets: 0,
      mostKeys: 0,
      lastSet: 0,
      faults: 0,
      events: 0,
      moves: 0,
      cut: false,
    }
  }

  start(seed: number): void {
    const { end, messages } = this
    this.seed = seed
    this.nowMs = 0
    this.order = messages
    this.next = 0
    this.submitKey = 0
    this.lineKey = never
    if (this.freeSlots < this.heads.length) {
      // The last run was cut, or something was due beyond its end.
      this.agenda.clear()
      this.freeAll()
    }
    this.allInFlight = 0
    this.lastMessageMs = 0
    this.lastAckMs = 0
    for (let m = 0; m < messages; m++) {
      this.states[m] = this.originInitial
      this.attempts[m] = 0
      this.deliveries[m] = 0
      this.effects[m] = 0
      this.absorbed[m] = 0
      this.inFlight[m] = 0
      this.effectMs[m] = -1
      this.toldMs[m] = -1
      this.keysMade[m] = 0
      this.keysForgotten[m] = 0
      this.timerKeys[m] = never
      this.seenFirst[m] = 0
    }
    this.senderUp = true
    this.receiverUp = true
    this.handlerState = this.handlerInitial
    this.settled = false
    this.handledMessage = -1
    if (this.overdue.length > 0) this.overdue.length = 0
    this.waitingFrom = 0
    this.waitingTo = 0
    if (this.seenMore.size > 0) this.seenMore.clear()
    this.keys = 0
    this.wipes = 0
    this.evicted = 0
    if (this.keyQueue.length > 0) this.keyQueue.length = 0
    this.keyQueueFrom = 0
    if (this.firstAckCopies.size > 0) this.firstAckCopies.clear()
    end.handled = 0
    end.packets = 0
    end.mostKeys = 0
    end.lastSet = 0
    end.faults = 0
    end.events = 0
    end.moves = 0
    end.cut = false
  }

  advance(moves: number): boolean {
    const { end, agenda, limits, horizonKey } = this
    const pause = end.moves + moves
    for (;;) {
      const { submitKey, lineKey } = this
      const key = Math.min(submitKey, lineKey, agenda.firstKey)
      if (key >= horizonKey) {
        if (this.evicted > 0 && this.goesOnBeyond()) this.countEvicted()
        end.handled = this.handledMessage + 1
        return false
      }
      if (end.moves >= pause) return true
      let slot = -1
      if (key !== lineKey && key !== submitKey) {
        slot = agenda.take()
        if (this.isSilent(slot, key)) continue
      }
      if (this.evicted > 0) this.countEvicted()
      if (end.moves >= limits.moves || this.allInFlight > limits.inFlight) {
        end.cut = true
        end.handled = this.handledMessage + 1
        return false
      }
      if (slot >= 0) this.happen(slot)
      else if (key === lineKey) this.runLine()
      else this.submitNext()
    }
  }

  /** Whether an entry is none of the run's moves: a timer that means nothing any more, or a key that is forgotten. */
  private isSilent(slot: number, dueKey: number): boolean {
    const head = this.heads[slot] as number
    const message = head >> messageAt
    const what = head & 7
    if (what === timerDue) {
      if (this.timerKeys[message] === dueKey) return false
    } else if (what === evictDue) {
      if (this.slotAttempts[slot] === this.wipes) {
        this.evict(message, this.slotKeys[slot] as number)
        this.evicted++
      }
    } else return false
    this.release(slot)
    return true
  }

  /** Keys that were forgotten count once something else happens: a run does not go on for them. */
  private countEvicted(): void {
    const { end, limits } = this
    const counted = Math.max(0, Math.min(this.evicted, limits.moves - end.moves))
    end.moves += counted
    end.events += counted
    this.evicted = 0
  }

  /** Whether anything but the forgetting of keys is due beyond the horizon. */
  private goesOnBeyond(): boolean {
    const { submitKey, lineKey, allInFlight, senderUp, receiverUp, timerKeys } = this
    if (submitKey !== never || lineKey !== never || allInFlight > 0 || !senderUp || !receiverUp) return true
    return timerKeys.some((key) => key !== never)
  }

  /** What was due in this slot happens. */
  private happen(slot: number): void {
    const { end } = this
    const head = this.heads[slot] as number
    const message = head >> messageAt
    const what = head & 7
    this.nowMs = this.slotMs[slot] as number
    if (what === arriveMessage) {
      if (!this.receiverUp) this.drop(slot)
      else if (this.handledMessage < 0) this.deliver(slot)
      else this.letWait(slot)
      return
    }
    if (what === lose) {
      this.drop(slot)
      return
    }
    if (what === arriveAck) {
      if (this.senderUp) this.beTold(message, this.slotKeys[slot] as number)
      else {
        this.drop(slot)
        return
      }
    } else if (what === timerDue) {
      this.expire(message)
    } else if (what === copyMessage || what === copyAck) {
      end.moves++
      end.faults++
      const attempt = this.slotAttempts[slot] as number
      const copy = what === copyMessage ? 1 : this.ackCopyOf(message, attempt, 1)
      this.putOnWire(what === copyAck, message, attempt, copy, this.slotKeys[slot] as number)
    } else if (message === 0) this.restartSender()
    else this.restartReceiver()
    this.release(slot)
  }

  /* The origin. */

  private submitNext(): void {
    const message = this.next++
    this.nowMs = message * this.sendEveryMs
    this.submitKey = this.next < this.messages ? this.next * this.sendEveryMs * ordersPerMs + this.next : never
    if (this.senderUp) this.submit(message)
    else this.overdue.push(message)
  }

  private submit(message: number): void {
    this.end.moves++
    this.move(message, submit)
  }

  private expire(message: number): void {
    this.end.moves++
    this.end.events++
    this.timerKeys[message] = never
    this.move(message, (this.attempts[message] as number) < this.mostAttempts ? timer : lastTimer)
  }

  /** An ACK of a key is handed to the origin. */
  private beTold(message: number, key: number): void {
    const { end } = this
    end.moves++
    end.events++
    this.inFlight[message] = (this.inFlight[message] as number) - 1
    this.allInFlight--
    const known = key > (this.keysForgotten[message] as number) && key <= (this.keysMade[message] as number)
    const bits = this.ask(message, known ? ack : strangeAck)
    if ((bits & toldAtOrigin) === 0) end.events++ // ignored
    if ((bits & o.acknowledge) !== 0) this.toldMs[message] = this.nowMs
  }

  /** One event at one message, and all that follows from it. */
  private move(message: number, event: number): void {
    const bits = this.ask(message, event)
    if ((bits & o.transmit) !== 0) this.transmit(message)
    if ((bits & o.startTimer) !== 0) this.startTimer(message)
    if ((bits & o.transmit) !== 0) this.mayCrashWaiting(message)
  }

  /** Asks the machine of a message and carries out what concerns the message alone. */
  private ask(message: number, event: number): number {
    const bits = this.originRows[((this.states[message] as number) << 3) + event] as number
    this.states[message] = bits & stateMask
    if ((bits & o.stopTimer) !== 0) this.timerKeys[message] = never
    if ((bits & o.forgetKeys) !== 0) this.keysForgotten[message] = this.keysMade[message] as number
    if ((bits & o.newKey) !== 0) this.keysMade[message] = (this.keysMade[message] as number) + 1
    if ((bits & toldAtOrigin) !== 0) this.end.events++
    // A timer that is started without a transmission is told as: the waiting goes on.
    if ((bits & (o.transmit | o.startTimer)) === o.startTimer) this.end.events++
    return bits
  }

  private transmit(message: number): void {
    const attempt = (this.attempts[message] as number) + 1
    this.attempts[message] = attempt
    this.end.packets++
    this.putOnWire(false, message, attempt, 0, this.keysMade[message] as number)
  }

  private startTimer(message: number): void {
    const ms =
      this.steadyTimeoutMs >= 0
        ? this.steadyTimeoutMs
        : timeoutOfAttempt(this.seed, this.policy, message + 1, this.attempts[message] as number)
    this.timerKeys[message] = this.put(this.nowMs + ms, timerDue, 0, message, 0, 0)
  }

  /** The weather may crash an origin that has just sent and now waits. */
  private mayCrashWaiting(message: number): void {
    if (this.crashSenderBelow === 0 || this.timerKeys[message] === never) return
    const attempt = this.attempts[message] as number
    if (wordOf(this.seed, 'm', message + 1, attempt, 0, 'crashOnWait') < this.crashSenderBelow) this.crashSender()
  }

  private crashSender(): void {
    const { end } = this
    if (!this.senderUp) return
    this.senderUp = false
    end.moves++
    end.events++
    end.faults++
    for (let m = 0; m < this.messages; m++) {
      this.ask(m, crash)
      this.timerKeys[m] = never
    }
    this.put(this.nowMs + this.environment.downMs, restartDue, 0, 0, 0, 0)
  }

  private restartSender(): void {
    const { end, messages } = this
    this.senderUp = true
    end.moves++
    end.events++
    const sent: number[] = []
    const armed: number[] = []
    for (let m = 0; m < messages; m++) {
      const left = (this.attempts[m] as number) < this.mostAttempts
      const bits = this.ask(m, left ? restart : lastRestart)
      if ((bits & o.transmit) !== 0) {
        this.transmit(m)
        sent.push(m)
      }
      if ((bits & o.startTimer) !== 0) armed.push(m)
    }
    for (const m of armed) this.startTimer(m)
    for (const m of sent) this.mayCrashWaiting(m)
    // A retransmission may crash the process again at once; what is overdue then stays so.
    while (this.overdue.length > 0 && this.senderUp) this.submit(this.overdue.shift() as number)
  }

  /* The handler. */

  private letWait(slot: number): void {
    this.end.moves++
    this.end.events++
    if (this.waitingTo === this.waiting.length) {
      if (this.waitingFrom > 0) {
        this.waiting.copyWithin(0, this.waitingFrom, this.waitingTo)
        this.waitingTo -= this.waitingFrom
        this.waitingFrom = 0
      } else this.waiting = grown(this.waiting, new Int32Array(2 * this.waiting.length))
    }
    this.waiting[this.waitingTo++] = slot
  }

  private deliver(slot: number): void {
    const { end } = this
    const head = this.heads[slot] as number
    const message = head >> messageAt
    this.handledMessage = message
    this.handledCopy = (head >> copyAt) & mostCopies
    this.handledAttempt = this.slotAttempts[slot] as number
    this.handledKey = this.slotKeys[slot] as number
    this.release(slot)
    end.moves++
    end.events++
    this.deliveries[message] = (this.deliveries[message] as number) + 1
    this.inFlight[message] = (this.inFlight[message] as number) - 1
    this.allInFlight--
    this.handlerState = (this.handlerRows[(this.handlerState << 2) + take] as number) & stateMask
    this.settled = false
    this.reachLine(false)
  }

  /** The handler is about to start a line, unless the weather crashes it here. */
  private reachLine(absorbed: boolean): void {
    if (this.crashReceiverBelow > 0 && this.crashesHere(absorbed)) {
      this.crashReceiver()
      return
    }
    this.lineAtMs = this.nowMs + this.lineMs
    this.lineKey = this.lineAtMs * ordersPerMs + this.order++
  }

  private crashesHere(absorbed: boolean): boolean {
    if (this.settled) {
      if (absorbed) return this.crashDrawn('crashBeforeEffect') || this.crashDrawn('crashAfterEffect')
      return this.appliedBefore[this.handlerState] === 1 && this.crashDrawn('crashAfterEffect')
    }
    return this.applies[this.handlerState] === 1 && this.crashDrawn('crashBeforeEffect')
  }

  private crashDrawn(purpose: 'crashBeforeEffect' | 'crashAfterEffect'): boolean {
    const { seed, handledMessage, handledAttempt, handledCopy } = this
    return wordOf(seed, 'm', handledMessage + 1, handledAttempt, handledCopy, purpose) < this.crashReceiverBelow
  }

  private runLine(): void {
    const { end, handledMessage: message, handledAttempt: attempt, handledKey: key, handledCopy } = this
    this.lineKey = never
    this.nowMs = this.lineAtMs
    end.moves++
    const seen = this.keys > 0 && this.isSeen(message, key)
    const bits = this.handlerRows[(this.handlerState << 2) + (seen ? runHolds : run)] as number
    const state = bits & stateMask
    this.handlerState = state
    if ((bits & toldOnce) !== 0) end.events++
    if ((bits & h.absorb) !== 0) {
      this.absorbed[message] = (this.absorbed[message] as number) + 1
      this.settled = true
    }
    if ((bits & h.apply) !== 0) {
      const effects = (this.effects[message] as number) + 1
      this.effects[message] = effects
      if (effects === 1) this.effectMs[message] = this.nowMs
      this.settled = true
      if (this.sets) end.lastSet = message + 1
    }
    if ((bits & h.remember) !== 0) {
      if ((bits & h.apply) === 0) end.events++
      this.remember(message, key)
    }
    if ((bits & h.answer) !== 0) {
      const copy = handledCopy === 0 ? 0 : this.ackCopyOf(message, attempt, handledCopy)
      end.packets++
      this.putOnWire(true, message, attempt, copy, key)
    }
    if ((bits & h.remember) !== 0 && this.msWindow !== never) {
      this.put(this.nowMs + this.msWindow, evictDue, 0, message, this.wipes, key)
    }
    if (state !== this.handlerInitial) {
      this.reachLine((bits & h.absorb) !== 0)
      return
    }
    this.handledMessage = -1
    this.settled = false
    if (this.waitingFrom < this.waitingTo) this.deliver(this.waiting[this.waitingFrom++] as number)
  }

  private crashReceiver(): void {
    const { end } = this
    this.receiverUp = false
    end.moves++
    end.events++
    end.faults++
    this.handlerState = (this.handlerRows[(this.handlerState << 2) + handlerCrash] as number) & stateMask
    this.handledMessage = -1
    this.settled = false
    if (this.volatile) this.wipe()
    while (this.waitingFrom < this.waitingTo) this.drop(this.waiting[this.waitingFrom++] as number)
    this.put(this.nowMs + this.environment.downMs, restartDue, 0, 1, 0, 0)
  }

  private restartReceiver(): void {
    this.receiverUp = true
    this.end.moves++
    this.end.events++
  }

  /* The store of keys. */

  private isSeen(message: number, key: number): boolean {
    return key === 1 ? this.seenFirst[message] === 1 : this.seenMore.has(keyCode(message, key))
  }

  /** Stores a key; where only so many fit, the oldest leaves. */
  private remember(message: number, key: number): void {
    const { end, keyQueue } = this
    this.keys++
    if (key === 1) this.seenFirst[message] = 1
    else this.seenMore.add(keyCode(message, key))
    if (this.keysWindow !== never) {
      keyQueue.push(keyCode(message, key))
      if (this.keys > this.keysWindow) {
        const oldest = keyQueue[this.keyQueueFrom++] as number
        end.events++
        this.evict(oldest % messageCodes, Math.floor(oldest / messageCodes))
        if (this.keyQueueFrom > 1024) {
          keyQueue.splice(0, this.keyQueueFrom)
          this.keyQueueFrom = 0
        }
      }
    }
    if (this.keys > end.mostKeys) end.mostKeys = this.keys
  }

  private evict(message: number, key: number): void {
    this.keys--
    if (key === 1) this.seenFirst[message] = 0
    else this.seenMore.delete(keyCode(message, key))
  }

  private wipe(): void {
    this.wipes++
    this.keys = 0
    this.seenFirst.fill(0)
    this.seenMore.clear()
    this.keyQueue.length = 0
    this.keyQueueFrom = 0
  }

  /* The wire. */

  /** A packet is put on the wire, and its fate says how it ends. */
  private putOnWire(isAck: boolean, message: number, attempt: number, copy: number, key: number): void {
    const { seed, nowMs, leastHopMs, mostHopMs } = this
    const kind = isAck ? 'a' : 'm'
    const id = message + 1
    let hopMs = leastHopMs
    if (mostHopMs !== leastHopMs) {
      hopMs = hopAt(leastHopMs, mostHopMs, wordOf(seed, kind, id, attempt, copy, 'hop'))
    }
    let arrivesMs = nowMs + hopMs
    if (!this.reorder) {
      if (isAck) arrivesMs = this.lastAckMs = Math.max(arrivesMs, this.lastAckMs)
      else arrivesMs = this.lastMessageMs = Math.max(arrivesMs, this.lastMessageMs)
    }
    this.end.events++
    this.inFlight[message] = (this.inFlight[message] as number) + 1
    this.allInFlight++
    const loseBelow = isAck ? this.loseAckBelow : this.loseMessageBelow
    const lost = loseBelow > 0 && wordOf(seed, kind, id, attempt, copy, 'lose') < loseBelow
    const halfMs = nowMs + ((arrivesMs - nowMs) >> 1)
    if (copy === 0 && this.duplicateBelow > 0) {
      const duplicated = wordOf(seed, kind, id, attempt, 0, 'duplicate') < this.duplicateBelow
      if (duplicated) this.put(halfMs, isAck ? copyAck : copyMessage, 0, message, attempt, key)
    }
    if (lost) this.put(halfMs, lose, copy, message, attempt, key)
    else this.put(arrivesMs, isAck ? arriveAck : arriveMessage, copy, message, attempt, key)
  }

  /** A packet ends, on the wire or at a process that is down. */
  private drop(slot: number): void {
    const { end } = this
    const message = (this.heads[slot] as number) >> messageAt
    end.moves++
    end.events++
    end.faults++
    this.inFlight[message] = (this.inFlight[message] as number) - 1
    this.allInFlight--
    this.release(slot)
  }

  /** The number of an ACK that is a copy: 1 if that is free, else 2. The weather never asks for a third. */
  private ackCopyOf(message: number, attempt: number, wanted: number): number {
    const code = keyCode(message, attempt)
    if (!this.firstAckCopies.has(code)) {
      this.firstAckCopies.add(code)
      return wanted
    }
    return wanted + 1
  }

  /* The agenda's slots. */

  /** Puts something on the agenda, unless the run ends before, and returns when it is due. */
  private put(atMs: number, what: number, copy: number, message: number, attempt: number, key: number): number {
    const due = atMs * ordersPerMs + this.order++
    if (due >= this.horizonKey) return due
    if (this.freeSlots === 0) this.moreSlots()
    const slot = this.free[--this.freeSlots] as number
    this.heads[slot] = (message << messageAt) | (copy << copyAt) | what
    this.slotAttempts[slot] = attempt
    this.slotKeys[slot] = key
    this.slotMs[slot] = atMs
    this.agenda.put(due, slot)
    return due
  }

  private release(slot: number): void {
    this.free[this.freeSlots++] = slot
  }

  private moreSlots(): void {
    const [before, after] = [this.heads.length, 2 * this.heads.length]
    this.heads = grown(this.heads, new Int32Array(after))
    this.slotAttempts = grown(this.slotAttempts, new Int32Array(after))
    this.slotKeys = grown(this.slotKeys, new Int32Array(after))
    this.slotMs = grown(this.slotMs, new Int32Array(after))
    this.free = new Int32Array(after)
    for (let slot = before; slot < after; slot++) this.free[this.freeSlots++] = slot
  }

  private freeAll(): void {
    this.freeSlots = this.heads.length
    for (let i = 0; i < this.freeSlots; i++) this.free[i] = i
  }
}

const messageCodes = 0x4000
/** One number for a key of a message, or for an attempt. */
const keyCode = (message: number, key: number) => key * messageCodes + message
