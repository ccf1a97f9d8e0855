import { exchanged, handledOf, keyOrderOf, valueIn } from '../sim/exchanged.ts'
import { type Key, keyName, type MessageId } from '../sim/packet.ts'
import type { World } from '../sim/world.ts'
import type { Rules, Spot } from './moves.ts'

/**
 * A column is everything about one message, what the receiver does with it included, less what can change neither the
 * verdict nor anything that follows: names of packets, counters, keys that nobody will ask for. Two worlds whose
 * columns are equal have the same future, so a search need visit only one of them.
 */
export type ColumnText = string

/** What of a world is worth telling apart; it follows from the rules alone. */
export interface Distinctions {
  /** Names of keys, because a store that holds so many of them knows their order. */
  readonly keyNames: boolean
  /** The order of packets on each link. */
  readonly order: boolean
  /** Names of packets, because the network may run out of numbers for copies. */
  readonly packetNames: boolean
  /** How many attempts there were, because there is a last one. */
  readonly attempts: boolean
}

/** So many copies can be made of an attempt's packets that no number is missing; with more faults one might be. */
const harmlessCopies = 7

export function distinctionsOf({ bounds, attempts }: Rules): Distinctions {
  const { policy, faults, network } = bounds
  const { window } = policy.receiver
  return {
    keyNames: window !== 'unlimited' && 'keys' in window,
    order: !network.reorder,
    packetNames: faults.duplicatePacket && faults.max > harmlessCopies,
    attempts: attempts !== null || policy.sender.attempts !== 'unlimited',
  }
}

/** The column of a message. */
export function columnOf(world: World, id: MessageId, told: Distinctions): ColumnText {
  const message = exchanged(world, id)
  const { state } = message
  const waiting = state === 'waiting'
  const handling = handledOf(world, id)
  const handled = handling?.packet ?? null
  const current = waiting ? message.sentKeys[message.sentKeys.length - 1] : undefined
  const [packets, acks] = [
    message.packets.filter(({ kind }) => kind === 'm'),
    message.packets.filter(({ kind }) => kind === 'a'),
  ]
  const text = [
    state,
    told.attempts && (waiting || state === 'new') ? message.attempts : '',
    message.timer ? 't' : '',
    Math.min(message.effects, 2),
    handling === null ? '' : handling.state,
  ]
  if (told.keyNames || told.packetNames) {
    return [
      ...text,
      message.keysMade,
      message.sentKeys,
      message.seenKeys,
      ...(told.packetNames ? [message.copies, message.attempts] : []),
      inOrder(
        packets.map(({ key, id }) => (told.packetNames ? `${key}:${id}` : String(key))),
        told,
      ),
      inOrder(
        acks.map(({ key, id }) => (told.packetNames ? `${key}:${id}` : String(key))),
        told,
      ),
      handled === null ? '' : told.packetNames ? `${handled.key}:${handled.id}` : handled.key,
    ].join(' ')
  }
  const known = (key: Key) => (waiting && message.sentKeys.includes(key) ? 'k' : 's')
  text.push(
    inOrder(
      acks.map(({ key }) => known(key)),
      told,
    ),
  )
  const seen = (key: Key) => (message.seenKeys.includes(key) ? '!' : '')
  const keys = [...new Set([current, handled?.key, ...packets.map(({ key }) => key)])].filter(
    (key) => key !== undefined,
  )
  const about = (key: Key) => `${known(key)}${seen(key)}${key === current ? '^' : ''}${handled?.key === key ? '*' : ''}`
  if (told.order) {
    return [...text, ...keys.map(about), packets.map(({ key }) => keys.indexOf(key))].join(' ')
  }
  const counted = keys.map((key) => about(key) + packets.filter((packet) => packet.key === key).length)
  return [...text, ...counted.sort()].join(' ')
}

/** What a search could tell of a spot, message by message: two spots with the same text have the same future. */
export function textOf({ world, wire }: Spot, told: Distinctions): string {
  const columns = world.messages.map(({ id }) => columnOf(world, id, told))
  const keys = keyOrderOf(world).map(({ message, key }) => keyName(message, key))
  return [...columns, valueIn(world), keys, wire].join('|')
}

function inOrder(words: string[], { order }: Distinctions): string {
  return (order ? words : words.sort()).join(',')
}
