/**
 * One world on its way to an instant, as long as its sender does and sees what another sender did and saw. It is the
 * driver of play itself, so that what it does is what a run of its scenario does; it can be forked where the
 * environment could decide otherwise, and then it is a world with one more fault.
 */
import { exchangePackets, processNames } from '../protocol/exchange.ts'
import { relevantPolicy } from '../protocol/presets.ts'
import { type LineWord, receiverProgram } from '../protocol/program.ts'
import type { Crossing } from '../sim/driver.ts'
import { Driver, type Due, type Entry } from '../sim/driver.ts'
import { exchanges, handlingOf, keyOrderOf, keysOf } from '../sim/exchanged.ts'
import { fateOf } from '../sim/fates.ts'
import type { Stepped } from '../sim/happening.ts'
import { keyName, type Packet } from '../sim/packet.ts'
import type { Fault, Scenario } from '../sim/scenario.ts'
import { type Choice, mayCopy } from '../sim/step.ts'
import type { World } from '../sim/world.ts'
import type { FaultBounds, NetworkBounds } from './moves.ts'
import { ackIn, asSeen, keyNameOf, seenBySender, senderOf } from './senderView.ts'

/** What may happen in a world, and what must. */
export interface TwinConstraints {
  readonly untilMs: number
  /** All that the sender does and sees, in order. */
  readonly view: readonly { readonly atMs: number; readonly text: string }[]
  /** When it sees an ACK, by the key that the ACK names. */
  readonly acks: ReadonlyMap<string, readonly number[]>
  readonly faults: FaultBounds
  readonly network: NetworkBounds
}

/** A packet on a slow network whose arrival is not decided yet. */
interface Held {
  readonly packet: Packet
  /** Its place in the agenda among what is due at the same instant. */
  readonly order: number
  /** When it would arrive if nothing delayed it, and when at the earliest, behind those it may not overtake. */
  readonly ownMs: number
  readonly earliestMs: number
  /** Whether its earliest instant is still to be decided. */
  readonly fresh: boolean
}

/** Another decision at the crossing with this number, of those that one entry of the agenda leads to. */
export interface Deviation {
  readonly fault: Fault
  readonly crossing: number
  /** No more than this may be decided besides at the same crossing: a copied packet may be copied again, or dropped. */
  readonly closed: boolean
}

const [ofFault, ofCrash, ofCopy] = [64 * 64 * 4096, 64 * 4096, 4096]

export class Branch extends Driver {
  private readonly constraints: TwinConstraints
  /** How much of the view has happened. */
  private seen = 0
  private broken = false
  private asked: { faults: number; crashes: number; copies: number; delays: number }
  private droppedWhileDown = 0
  private crossings: { readonly crossing: Crossing; readonly atMs: number }[] = []
  private held: readonly Held[] = []
  /** ACKs that are held for ever, because the sender never sees one like them. */
  private shelved: readonly Held[] = []
  private decidedMs = -1
  /** Instants at which what is held may be let go, besides those that the agenda tells. */
  private wakes: readonly number[] = []
  /** Whether something happened whose exact instant mattered, and which a slow network could shift at will. */
  inexact = false

  constructor(scenario: Scenario, constraints: TwinConstraints) {
    super(scenario)
    this.constraints = constraints
    const crashes = scenario.faults.filter((fault) => fault.do === 'crash').length
    this.asked = { faults: crashes, crashes, copies: 0, delays: 0 }
    this.broken = crashes > 0 && !constraints.faults.crashSender
  }

  /** The scenario whose run this world is. What was held back and never let go arrives after the instant. */
  get script(): Scenario {
    const { untilMs } = this.constraints
    const late = [...this.shelved, ...this.held.filter(({ fresh }) => !fresh)].map(
      ({ packet, ownMs }): Fault => ({ do: 'delay', packet: packet.id, ms: untilMs + 1 - ownMs }),
    )
    return { ...this.scenario, faults: [...this.scenario.faults, ...late] }
  }

  /** The world it has come to. */
  get ending(): World {
    return this.world
  }

  /** Faults that have happened or will: no later world of this branch has fewer. */
  get faults(): number {
    return this.asked.faults + this.droppedWhileDown
  }

  /** Fewest faults first; among as many, losses before copies before crashes, and what needs less delay. */
  get rank(): number {
    const { crashes, copies, delays } = this.asked
    return this.faults * ofFault + crashes * ofCrash + copies * ofCopy + Math.min(delays, ofCopy - 1)
  }

  /** The least that the rank can be with this fault. */
  rankWith(fault: Fault): number {
    return this.rank + ofFault + (fault.do === 'crash' ? ofCrash : fault.do === 'duplicate' ? ofCopy : 0)
  }

  /** Whether one more fault would still be within the bounds. */
  get hasRoom(): boolean {
    return this.faults < this.constraints.faults.max
  }

  /** Whether its sender no longer does and sees the same, or it is out of bounds. */
  get isOut(): boolean {
    return this.broken || this.faults > this.constraints.faults.max
  }

  /** Whether the sender should have seen something before this instant and has not. */
  misses(atMs: number): boolean {
    const next = this.constraints.view[this.seen]
    return next !== undefined && next.atMs < atMs
  }

  /** Whether this world, now at its end, is a possible one: all was seen, and every fault that was asked for happened. */
  get isPossible(): boolean {
    const { dropped, duplicated, crashes } = this.world.faults
    return !this.broken && this.seen === this.constraints.view.length && dropped + duplicated + crashes === this.faults
  }

  override fork(): this {
    const fork = super.fork()
    fork.asked = { ...this.asked }
    fork.crossings = []
    return fork
  }

  next(): Entry | undefined {
    return this.take()
  }

  putBack(entry: Entry): void {
    this.agenda.restore(entry)
  }

  /** Makes an entry happen. Says which other decisions could have been made, after the one that was asked for. */
  act(entry: Entry, deviation: Deviation | null): Deviation[] {
    this.crossings = []
    this.forget(Number.POSITIVE_INFINITY)
    this.happen(entry)
    return this.hasRoom && !this.broken ? this.crossings.flatMap((_, i) => this.deviationsAt(i, deviation)) : []
  }

  /** One more fault. */
  ask(fault: Fault): void {
    this.addFault(fault)
    const { asked } = this
    asked.faults++
    if (fault.do === 'crash') asked.crashes++
    if (fault.do === 'duplicate') asked.copies++
  }

  private deviationsAt(crossing: number, deviation: Deviation | null): Deviation[] {
    const same = deviation?.crossing === crossing
    if (deviation !== null && (crossing < deviation.crossing || (same && deviation.closed))) return []
    const { crossing: where, atMs } = this.crossings[crossing] as { crossing: Crossing; atMs: number }
    const { faults, network, untilMs } = this.constraints
    switch (where.at) {
      case 'wire': {
        const { packet, arrivesMs } = where
        if (arrivesMs > untilMs) return []
        const loses = packet.kind === exchangePackets.message ? faults.loseMessage : faults.loseAck
        const halfMs = Math.floor((arrivesMs - atMs) / 2)
        const copies =
          faults.duplicatePacket &&
          mayCopy(this.world, packet) &&
          atMs + halfMs + this.scenario.environment.hopMs[0] <= untilMs
        // On a slow network nothing needs to be lost: it can be late for ever. In order, it would hold up the others.
        const drop: Fault = { do: 'drop', packet: packet.id, ...(network.slow ? { afterMs: halfMs } : {}) }
        const behind = network.slow && !network.reorder && this.held.some((held) => held.packet.kind === packet.kind)
        if (copies && behind) this.inexact = true
        return [
          ...(copies && !behind
            ? [{ fault: { do: 'duplicate' as const, packet: packet.id }, crossing, closed: false }]
            : []),
          ...(loses && !(network.slow && network.reorder) ? [{ fault: drop, crossing, closed: true }] : []),
        ]
      }
      case 'line': {
        if (!faults.crashReceiver || same) return []
        const process = processNames[where.process] as 'sender' | 'receiver'
        const crash: Fault = { do: 'crash', process, packet: where.packet.id, before: where.line as LineWord }
        return [{ fault: crash, crossing, closed: true }]
      }
      case 'idle': {
        // An idle process has nothing to lose in a crash but the keys it remembers.
        const forgets = this.world.system.processes[where.process]?.memory.length !== 0
        const remembers = keysOf(this.world)?.rows.some((rows) => rows.length > 0)
        if (!faults.crashReceiver || same || !forgets || !remembers || atMs >= untilMs) return []
        const crash: Fault = {
          do: 'crash',
          process: processNames[where.process] as 'sender' | 'receiver',
          atMs: atMs + 1,
        }
        return [{ fault: crash, crossing, closed: true }]
      }
    }
  }

  protected override reached(crossing: Crossing): void {
    this.crossings.push({ crossing, atMs: this.nowMs })
    const { lineMs } = this.scenario.environment
    if (crossing.at === 'idle' || (crossing.at === 'line' && lineMs === 0)) this.wake(this.nowMs + 1)
  }

  protected override moved(choice: Choice | null, { happened }: Omit<Stepped, 'world'>): void {
    const { view, faults, network } = this.constraints
    const sender = senderOf(this.world.system)
    const ack = ackIn(choice)
    for (const happening of happened) {
      if (!seenBySender(happening, sender)) continue
      if (view[this.seen]?.text === asSeen(this.nowMs, happening, ack && keyNameOf(ack))) this.seen++
      else this.broken = true
    }
    if (choice?.do === 'drop' && choice.at !== undefined) {
      this.droppedWhileDown++
      if (!(choice.packet.kind === exchangePackets.message ? faults.loseMessage : faults.loseAck)) this.broken = true
    }
    if (choice?.do === 'restart') this.wake(this.nowMs + 1)
    if (choice?.do === 'evict' && network.slow) this.inexact = true
  }

  // What a slow network holds back

  protected override putArrival(packet: Packet, arrivesMs: number, copied: boolean): void {
    const { network, untilMs, acks } = this.constraints
    if (!network.slow || copied || arrivesMs > untilMs) {
      super.putArrival(packet, arrivesMs, copied)
      return
    }
    const order = this.agenda.reserve()
    const ownMs = this.nowMs + fateOf(this.scenario.seed, this.scenario.environment, packet).hopMs
    const held: Held = { packet, order, ownMs, earliestMs: arrivesMs, fresh: true }
    if (
      packet.kind === exchangePackets.ack &&
      network.reorder &&
      !acks.get(keyNameOf(packet))?.some((atMs) => atMs >= arrivesMs)
    ) {
      this.shelve(held)
    } else this.held = [...this.held, held]
  }

  private shelve(held: Held): void {
    this.shelved = [...this.shelved, held]
    if (held.fresh) this.asked.delays++
  }

  private wake(atMs: number): void {
    if (this.constraints.network.slow && atMs <= this.constraints.untilMs) this.wakes = [...this.wakes, atMs]
  }

  /** The next instant at which something that is held may be let go, given what happens next. */
  nextDecision(entry: Entry | undefined): number {
    let atMs = Number.POSITIVE_INFINITY
    const general = this.held.some(
      ({ packet, earliestMs }) => packet.kind === exchangePackets.message && earliestMs <= this.constraints.untilMs,
    )
    const consider = (ms: number | undefined) => {
      if (ms !== undefined && ms > this.decidedMs && ms < atMs) atMs = ms
    }
    for (const { packet, earliestMs, fresh } of this.held) {
      if (fresh && earliestMs < atMs) atMs = earliestMs
      if (packet.kind === exchangePackets.ack) {
        consider(this.constraints.acks.get(keyNameOf(packet))?.find((ms) => ms > this.decidedMs && ms >= earliestMs))
      }
    }
    if (general) {
      if (entry !== undefined && this.isOccasion(entry)) consider(entry.atMs)
      for (const ms of this.wakes) consider(ms)
      for (const { atMs } of this.forgettings) consider(atMs)
      if (entry === undefined || entry.atMs >= this.constraints.untilMs) consider(this.constraints.untilMs)
    }
    return atMs
  }

  /** Whether it can matter that a packet arrives with this entry, and not when it could have arrived before. */
  private isOccasion({ due }: Entry): boolean {
    if (this.everyInstant) return due.kind === 'arrive' || due.kind === 'line'
    return (
      due.kind === 'line' &&
      receiverProgram(relevantPolicy(this.scenario.policy)).at(-1)?.word === handlingOf(this.world)?.line
    )
  }

  /** Where packets stay in order, or keys are forgotten, one packet's instant can matter to another at any time. */
  private get everyInstant(): boolean {
    return !this.constraints.network.reorder || this.windowed
  }

  private get windowed(): boolean {
    const { window, dedup } = this.scenario.policy.receiver
    return dedup !== 'none' && window !== 'unlimited'
  }

  /** Whether this instant, with this entry next, is one for all that is held. */
  isGeneral(atMs: number, entry: Entry | undefined): boolean {
    return (
      this.everyInstant ||
      atMs === this.constraints.untilMs ||
      this.wakes.includes(atMs) ||
      (entry !== undefined && entry.atMs === atMs && this.isOccasion(entry))
    )
  }

  /** What may be let go at this instant, after the one with this number; of packets that are alike only the first. */
  releasable(atMs: number, general: boolean, after: number): Held[] {
    const { acks, network } = this.constraints
    const alike = new Set<string>()
    return this.held.filter((held, i) => {
      const { packet, order, earliestMs, fresh } = held
      if (order <= after || earliestMs > atMs) return false
      if (!network.reorder && this.held.some((other, j) => j < i && other.packet.kind === packet.kind)) return false
      if (packet.kind === exchangePackets.ack ? !acks.get(keyNameOf(packet))?.includes(atMs) : !general && !fresh)
        return false
      const kind = this.likeness(packet)
      if (alike.has(kind)) return false
      alike.add(kind)
      return true
    })
  }

  /** Nothing more is let go at this instant. */
  decided(atMs: number): void {
    this.decidedMs = atMs
    this.wakes = this.wakes.filter((ms) => ms > atMs)
    const held: Held[] = []
    for (const one of this.held) {
      if (
        one.packet.kind === exchangePackets.ack &&
        this.constraints.network.reorder &&
        !this.acksLater(one.packet, atMs)
      )
        this.shelve(one)
      else if (one.fresh && one.earliestMs <= atMs) {
        this.asked.delays++
        held.push({ ...one, fresh: false })
      } else held.push(one)
    }
    this.held = held
  }

  private acksLater(packet: Packet, afterMs: number): boolean {
    return this.constraints.acks.get(keyNameOf(packet))?.some((ms) => ms > afterMs) === true
  }

  /** Lets a held packet arrive at this instant. */
  release(number: number, atMs: number): void {
    const { packet, order, ownMs, earliestMs } = this.held.find((held) => held.order === number) as Held
    this.held = this.held.filter((held) => held.order !== order)
    this.agenda.restore({ atMs, order, due: { kind: 'arrive', packet } })
    this.noteArrival(packet, Math.max(this.lastArrivalOn(packet), atMs))
    if (atMs > earliestMs) this.addFault({ do: 'delay', packet: packet.id, ms: atMs - ownMs })
  }

  // What makes two worlds the same from here on

  /** Packets that are alike but for their names, where names do not matter. */
  private likeness({ id, kind, message, key }: Packet): string {
    const [least, most] = this.scenario.environment.hopMs
    return least === most ? `${kind}${message} ${key}` : `${id} ${key}`
  }

  /**
   * All that can still make a difference, and the ledger so far, as text. The sender is not in it: at one instant it is
   * the same in all worlds that have come so far.
   */
  state(entry: Entry): string {
    const parts: string[] = [`${entry.atMs} ${this.seen}`]
    for (const { deliveries, effects, seenKeys } of exchanges(this.world)) {
      parts.push(`${deliveries} ${effects} ${seenKeys.join()}`)
    }
    const held = keyOrderOf(this.world).map(({ message, key }) => keyName(message, key))
    parts.push(this.world.processes.map(({ up }) => up).join(), held.join())
    const handling = handlingOf(this.world)
    if (handling !== null) parts.push(`${handling.state} ${handling.settled} ${this.likeness(handling.packet)}`)
    for (const packet of this.waiting.flat()) parts.push(`w${this.likeness(packet)}`)
    const due = [...this.agenda.items, entry].filter(
      ({ atMs, order, due }) => atMs <= this.constraints.untilMs && due.kind !== 'lose' && !this.isStale(due, order),
    )
    due.sort((a, b) => a.atMs - b.atMs || a.order - b.order)
    for (const { atMs, due: what } of due) parts.push(`${atMs} ${this.dueText(what)}`)
    for (const { atMs, row } of this.forgettings) parts.push(`f${atMs} ${row.message} ${row.key}`)
    for (const { packet, order, earliestMs, fresh } of this.held) {
      const before = due.reduce((n, other) => n + (other.order < order ? 1 : 0), 0)
      parts.push(`h${this.likeness(packet)} ${fresh ? earliestMs : ''} ${before}`)
    }
    if (this.held.length > 0) parts.push(`d${this.decidedMs === entry.atMs} ${this.wakes.join()}`)
    if (!this.constraints.network.reorder) parts.push(this.arrivalsText)
    return parts.join('|')
  }

  private dueText(due: Due): string {
    switch (due.kind) {
      case 'arrive':
      case 'copy':
      case 'lose':
        return `${due.kind} ${this.likeness(due.packet)}`
      case 'evict':
        return `evict ${due.row.message} ${due.row.key}`
      case 'submit':
      case 'timer':
        return `${due.kind} ${due.message}`
      case 'poll':
        return `${due.kind} ${due.choice.process}`
      default:
        return `${due.kind} ${due.process}`
    }
  }
}
