/**
 * The one idea. `choices(world)` is everything that could happen next; `step(world, choice)` makes one of them happen
 * and says what happened; nothing else ever changes a world. Playing, replaying, sweeping and searching differ only in
 * who picks the choice.
 *
 * A step knows processes, links and machines. It asks the process's machine what a choice means and carries out the
 * actions that the machine names; what a sender or a receiver is, and what any guarantee does, is not written here.
 */
import type { Stepped } from './happening.ts'
import { Move } from './move.ts'
import { type MessageId, mostCopies, type Packet, packetId } from './packet.ts'
import type { Process } from './topology.ts'
import type { MessageState, ProcessState, World } from './world.ts'

/** One move. Processes are named by their index in the topology. */
export type Choice =
  | { readonly do: 'submit'; readonly message: MessageId }
  | { readonly do: 'deliver'; readonly packet: Packet }
  /** `at`: the packet ends at this process, which is down, and not on the wire. */
  | { readonly do: 'drop'; readonly packet: Packet; readonly at?: number }
  | { readonly do: 'duplicate'; readonly packet: Packet }
  | { readonly do: 'run'; readonly process: number }
  | { readonly do: 'expire'; readonly message: MessageId }
  /** A store forgets a key whose time is over. */
  | { readonly do: 'evict'; readonly process: number; readonly message: MessageId; readonly key: string }
  | { readonly do: 'crash'; readonly process: number }
  | { readonly do: 'restart'; readonly process: number }

/** Every move that some environment could make now. A driver with a clock, or a search with bounds, picks among them. */
export function choices(world: World): Choice[] {
  const { topology, processes } = world
  const found: Choice[] = []
  const origin = topology.links.m.from
  const next = world.messages.find((message) => isNew(world, message))
  if (next && processes[origin]?.up) found.push({ do: 'submit', message: next.id })
  for (const message of world.messages) {
    for (const packet of message.packets) {
      const at = topology.links[packet.kind].to
      const process = processes[at] as ProcessState
      if (!process.up) found.push({ do: 'drop', packet, at })
      else if (process.handling === null) found.push({ do: 'deliver', packet })
      found.push({ do: 'drop', packet })
      if (mayCopy(message, packet)) found.push({ do: 'duplicate', packet })
    }
    if (message.timer) found.push({ do: 'expire', message: message.id })
  }
  processes.forEach((process, i) => {
    if (process.handling !== null) found.push({ do: 'run', process: i })
    if (expires(topology.processes[i])) {
      for (const { id, seenKeys } of world.messages) {
        for (const key of seenKeys) found.push({ do: 'evict', process: i, message: id, key })
      }
    }
    found.push(process.up ? { do: 'crash', process: i } : { do: 'restart', process: i })
  })
  return found
}

/** Whether a process forgets keys by time. */
const expires = (process: Process | undefined): boolean =>
  process !== undefined && process.store !== 'none' && process.window !== 'unlimited' && 'ms' in process.window

/**
 * Makes one choice happen. The choice must be one of `choices(world)`; the world given is left as it was, unless it is
 * `spent`: then its list of messages goes into the new one, which spares a copy of thousands for each move.
 */
export function step(world: World, choice: Choice, spent = false): Stepped {
  const move = new Move(world, spent)
  switch (choice.do) {
    case 'submit':
      move.submit(choice.message)
      break
    case 'expire':
      move.expire(choice.message)
      break
    case 'deliver':
      move.packet(choice.packet, 'deliver')
      break
    case 'drop':
      move.packet(choice.packet, 'drop', choice.at)
      break
    case 'duplicate':
      move.packet(choice.packet, 'duplicate')
      break
    case 'run':
      move.run(choice.process)
      break
    case 'evict':
      move.evict(choice.process, choice)
      break
    case 'crash':
      move.crash(choice.process)
      break
    case 'restart':
      move.restart(choice.process)
      break
  }
  return move.result()
}

/** Whether a message has not been submitted yet. */
export function isNew(world: World, message: MessageState): boolean {
  return message.state === world.topology.processes[world.topology.links.m.from]?.machine.initial
}

/**
 * Whether the network can make one more copy. Copies and the ACKs that answer them are numbered together, so that no
 * number of an attempt ever passes `mostCopies`.
 */
export function mayCopy({ copies }: MessageState, { message, attempt }: Packet): boolean {
  const [packet, ack] = [`${packetId('m', message, attempt)}+`, `${packetId('a', message, attempt)}+`]
  return copies.filter((id) => id.startsWith(packet) || id.startsWith(ack)).length < mostCopies
}
