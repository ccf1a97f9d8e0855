import { packetMachine, receiverMachine, senderMachine } from '../protocol/machines.ts'
import type { Policy } from '../protocol/policy.ts'
import { relevantPolicy } from '../protocol/presets.ts'
import { type Program, receiverProgram, senderProgram } from '../protocol/program.ts'
import { type Table, tabulate } from '../protocol/tabulate.ts'
import type { PacketKind } from './packet.ts'

/**
 * Who there is and who is linked to whom. `step` knows processes and links only; which of them is a sender is written
 * here and nowhere else in `sim`.
 */
export interface Topology {
  readonly processes: readonly Process[]
  readonly links: Readonly<Record<PacketKind, Link>>
  /** The machine of a packet on any link. */
  readonly packet: Table
}

export interface Process {
  readonly name: ProcessName
  /** origin: one machine per message, started by submitting it · handler: one machine, which takes packets when idle */
  readonly role: 'origin' | 'handler'
  readonly machine: Table
  readonly program: Program
  /** Whether a crash wipes the keys that the process remembers. */
  readonly store: 'none' | 'volatile' | 'durable'
  /** How long it remembers a key. By time, forgetting is a choice of its own, made by the driver with the clock. */
  readonly window: Policy['receiver']['window']
  /** What an effect does to the value in its care: adds the same amount, or sets what the message says. */
  readonly effect: Policy['receiver']['effect']
}

/** From and to: indices into `processes`. */
export interface Link {
  readonly from: number
  readonly to: number
  /** The same by name, one object for all that is told of it. */
  readonly named: NamedLink
}

/** A link as a happening tells it: what travels on it, from whom to whom. */
export interface NamedLink {
  readonly kind: PacketKind
  readonly from: ProcessName
  readonly to: ProcessName
}

export const processNames = ['sender', 'receiver'] as const
export type ProcessName = (typeof processNames)[number]

/** The first lab: one sender, one receiver, a link each way, the ledger at the receiver. */
export function topologyOf(policy: Policy): Topology {
  const relevant = relevantPolicy(policy)
  const sender: Process = {
    name: 'sender',
    role: 'origin',
    machine: tabulate(senderMachine(relevant)),
    program: senderProgram(relevant),
    store: 'none',
    window: 'unlimited',
    effect: 'add',
  }
  const receiver: Process = {
    name: 'receiver',
    role: 'handler',
    machine: tabulate(receiverMachine(relevant)),
    program: receiverProgram(relevant),
    store: relevant.receiver.dedup,
    window: relevant.receiver.window,
    effect: relevant.receiver.effect,
  }
  const processes = [sender, receiver]
  return {
    processes,
    links: { m: linkOf('m', processes, 0, 1), a: linkOf('a', processes, 1, 0) },
    packet: tabulate(packetMachine()),
  }
}

function linkOf(kind: PacketKind, processes: readonly Process[], from: number, to: number): Link {
  const nameOf = (process: number) => processes[process]?.name as ProcessName
  return { from, to, named: { kind, from: nameOf(from), to: nameOf(to) } }
}
