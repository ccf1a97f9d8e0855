/**
 * What holds of every run, whatever the policy, the weather and the faults. A law is a value: a sentence and a function
 * that says how a run breaks it, so that presets, generated scenarios and lessons can all be held to the same ones.
 */
import { exchange } from '../protocol/exchange.ts'
import { type Policy, relevantPolicy } from '../protocol/policy.ts'
import { receiverProgram } from '../protocol/program.ts'
import { type Exchanged, exchanged, exchanges, handledOf, handlingOf, keyOrderOf, valueIn } from './exchanged.ts'
import { fateOf, mostDoublings } from './fates.ts'
import { keyName, type MessageId, mostCopies, readPacketId } from './packet.ts'
import { type Run, run, worldAt } from './run.ts'
import { type Choice, choices, step } from './step.ts'
import type { TraceEvent } from './trace.ts'
import type { World } from './world.ts'

/** Says how the run breaks the law; null when it does not, undefined when the law says nothing about such a run. */
export type Law = (run: Run) => string | null | undefined

export const laws: Readonly<Record<string, Law>> = {
  'the same scenario gives the same run': (played) => {
    const again = run(played.scenario, { moves: Math.max(played.frames.length, 1) })
    return same(
      [played.trace, played.frames, played.applied],
      [again.trace, again.frames, again.applied],
      'the second run',
    )
  },

  'every move is one of the choices there were': (played) =>
    first(fold(played), ({ before, choice }, i) => {
      if (choice === null) return null
      const open = choices(before).filter((other) => nameOf(other) === nameOf(choice))
      return open.length === 1 ? same(open[0], choice, `move ${i}`) : `move ${i}, ${nameOf(choice)}, is not open`
    }),

  'forward then back is the identity': (played) => {
    const worlds = [...fold(played).map(({ before }) => before), played.world]
    return first([...worlds.keys()].reverse(), (moves) =>
      same(worldAt(played, moves), worlds[moves], `after ${moves} moves`),
    )
  },

  'every event comes after its cause, and has one unless it came from outside': ({ trace }) =>
    first(trace, (event) => {
      const { id, cause, kind, atMs } = event
      if (cause === null) return fromOutside(event) ? null : `event ${id}, ${kind}, has no cause`
      const earlier = trace[cause - 1]
      if (earlier?.id !== cause || cause >= id) return `event ${id} names ${cause} as its cause`
      return earlier.atMs <= atMs ? null : `event ${id} is earlier than its cause ${cause}`
    }),

  'no two packets share an identity, and every identity can be read': ({ trace }) => {
    const packets = trace.filter(isNewPacket).map(({ packet = '' }) => packet)
    const strange = packets.find((id) => (readPacketId(id)?.copy ?? mostCopies + 1) > mostCopies)
    if (strange !== undefined) return `${strange} cannot be read`
    return new Set(packets).size === packets.length
      ? null
      : `${packets.length - new Set(packets).size} shared identities`
  },

  'every packet is delivered once, dropped once or in flight': ({ trace, world }) => {
    const inFlight = new Set(world.packets.flat().map(({ id }) => id))
    const ends = new Map<string, number>()
    for (const { kind, packet, line } of trace) {
      if (packet === undefined || line !== undefined) continue
      if (kind === 'deliver' || kind === 'drop') ends.set(packet, (ends.get(packet) ?? 0) + 1)
    }
    return first(trace.filter(isNewPacket), ({ packet = '' }) => {
      const count = (ends.get(packet) ?? 0) + (inFlight.has(packet) ? 1 : 0)
      return count === 1 ? null : `${packet} has ${count} ends`
    })
  },

  'effects = deliveries − absorbed − interrupted − still handled before the effect': (played) =>
    first(fold(played), ({ after }) => first(after.messages, ({ id }) => effectsEquation(after, id))),

  'the trace tells the same story as the world': ({ trace, world }) =>
    first(exchanges(world), ({ id, attempts, deliveries, effects, absorbed }) => {
      const count = (kind: string, packet: 'm' | 'a') =>
        trace.filter((event) => event.kind === kind && event.message === id && event.packet?.startsWith(packet)).length
      const inTrace = [count('send', 'm'), count('deliver', 'm'), count('apply', 'm'), count('absorb', 'm')]
      return same(inTrace, [attempts, deliveries, effects, absorbed], `message ${id}`)
    }),

  'time never runs backwards, nor beyond the horizon': ({ trace, frames, scenario }) =>
    first([...trace, ...frames], ({ atMs }, i, all) => {
      const earlier = i === trace.length ? 0 : (all[i - 1]?.atMs ?? 0)
      return atMs >= earlier && atMs <= scenario.environment.horizonMs ? null : `${atMs} after ${earlier}`
    }),

  'a packet takes as long as its fate says, unless a fault delays it or it may not overtake': ({ trace, scenario }) => {
    const { reorder } = scenario.environment
    const latest: Record<string, number> = {}
    return first(trace.filter(isNewPacket), ({ packet = '', atMs, arrivesMs = 0 }) => {
      const identity = readPacketId(packet)
      if (identity === null) return `${packet} cannot be read`
      const late = scenario.faults.reduce((sum, f) => sum + (f.do === 'delay' && f.packet === packet ? f.ms : 0), 0)
      const ownMs = atMs + fateOf(scenario.seed, scenario.environment, identity).hopMs + late
      const dueMs = reorder ? ownMs : Math.max(ownMs, latest[identity.kind] ?? 0)
      latest[identity.kind] = dueMs
      return arrivesMs === dueMs ? null : `${packet} arrives at ${arrivesMs}, not at ${dueMs}`
    })
  },

  'where packets may not overtake, each link hands them over in the order in which it got them': (played) => {
    if (played.scenario.environment.reorder) return undefined
    const isOf = (kind: 'm' | 'a') => (event: TraceEvent) => event.packet?.startsWith(kind) === true
    return first(['m', 'a'] as const, (kind) => {
      const its = played.trace.filter(isOf(kind))
      const delivered = its.filter(isDelivery).map(({ packet }) => packet)
      const sent = its.filter(isNewPacket).map(({ packet }) => packet)
      return same(
        delivered,
        sent.filter((packet) => delivered.includes(packet)),
        `the order on link ${kind}`,
      )
    })
  },

  'a timer waits as long as its attempt, its backoff and its jitter say': ({ trace, scenario }) => {
    const { timeoutMs, backoff, jitterPct } = scenario.policy.sender
    return first(trace, ({ kind, message, attempt = 1, atMs, expiresMs }) => {
      if (expiresMs === undefined) return null
      const timer = `m${message}.${attempt}`
      const late = scenario.faults.reduce((sum, f) => sum + (f.do === 'late' && f.timer === timer ? f.ms : 0), 0)
      const steadyMs = backoff === 'fixed' ? timeoutMs : timeoutMs * 2 ** Math.min(attempt - 1, mostDoublings)
      const [ms, strayMs] = [expiresMs - atMs - late, (steadyMs * jitterPct) / 100]
      const roundedMs = strayMs === 0 ? 0 : strayMs + 0.5
      const fits = Number.isInteger(ms) && ms >= 1 && Math.abs(ms - steadyMs) <= roundedMs
      return fits ? null : `${kind} ${timer} waits ${ms}, which is not ${steadyMs} ± ${strayMs}`
    })
  },

  'the faults counted are the faults in the trace': ({ trace, world }) => {
    const count = (kind: string) => trace.filter((event) => event.kind === kind).length
    const inTrace = { dropped: count('drop'), duplicated: count('duplicate'), crashes: count('crash') }
    return same(inTrace, world.faults, 'faults')
  },

  'fire and forget sends once and is never answered': ({ trace, scenario, world }) => {
    if (scenario.policy.sender.awaitAck) return undefined
    if (trace.some(({ packet }) => packet?.startsWith('a'))) return 'there was an ACK'
    return first(exchanges(world), ({ id, attempts }) =>
      attempts > 1 ? `message ${id} was sent ${attempts} times` : null,
    )
  },

  'without retries no message has two effects unless the network copies a packet': ({ world }) => {
    const single = exchanges(world).filter(({ attempts, copies }) => attempts === 1 && copies.length === 0)
    if (single.length === 0) return undefined
    return first(single, ({ id, effects }) => (effects > 1 ? `message ${id} has ${effects} effects` : null))
  },

  'a durable key that is kept and committed with the effect means no second effect, while its window lasts': (played) =>
    outlasts(played, 'atomic', (_, window) => window === 'unlimited'),

  'a window that outlasts the retry span and the longest way to the handler lets no duplicate through': (played) =>
    outlasts(played, 'stored', (message, window) => {
      if (window === 'unlimited' || !('ms' in window)) return false
      return retrySpanMs(played, message) + longestWayMs(played, message) < window.ms
    }),

  'a window of n keys lets no duplicate through while fewer than n other keys are stored meanwhile': (played) =>
    outlasts(played, 'stored', (message, window) => {
      if (window === 'unlimited' || !('keys' in window)) return false
      return keysStoredMeanwhile(played, message) < window.keys
    }),

  'a delivery is absorbed exactly if its key is still in the store': (played) => {
    const { receiver } = relevantPolicy(played.scenario.policy)
    if (receiver.dedup === 'none') return undefined
    const { window } = receiver
    // The store by the words of the design alone: first in, first out, by first record, one for all messages.
    let store: { key: string; atMs: number }[] = []
    return first(fold(played), ({ before, choice, after, atMs }) => {
      if (choice?.do === 'crash' && choice.process === exchange.receiver && receiver.dedup === 'volatile') store = []
      const handling = handlingOf(before)
      if (choice?.do !== 'run' || handling === null) return null
      const { packet, line } = handling
      const name = keyName(packet.message, packet.key)
      const does = receiverProgram(relevantPolicy(played.scenario.policy)).find(({ word }) => word === line)?.does ?? []
      if (does.includes('remember')) store.push({ key: name, atMs })
      if (window !== 'unlimited' && 'keys' in window) store = store.slice(-window.keys)
      if (line !== 'check key') return null
      const found = store.find(({ key }) => key === name)
      const age = atMs - (found?.atMs ?? 0)
      const seen = found !== undefined && (window === 'unlimited' || 'keys' in window || age < window.ms)
      if (!seen) store = store.filter((stored) => stored !== found)
      const count = (world: World) => world.messages[packet.message - 1]?.absorbed ?? 0
      const absorbed = count(after) > count(before)
      return absorbed === seen ? null : `${packet.id} was ${absorbed ? '' : 'not '}absorbed at ${atMs}`
    })
  },

  'a store never holds more keys than its window': (played) => {
    const { window, dedup } = relevantPolicy(played.scenario.policy).receiver
    if (dedup === 'none' || window === 'unlimited' || !('keys' in window)) return undefined
    return first(fold(played), ({ after }, i) => {
      const stored = exchanges(after).flatMap(({ id, seenKeys }) => seenKeys.map((key) => keyName(id, key)))
      const listed = keyOrderOf(after).map(({ message, key }) => keyName(message, key))
      if (stored.length > window.keys) return `${stored.length} keys after move ${i}`
      return same([...listed].sort(), [...stored].sort(), `the store after move ${i}`)
    })
  },

  'a run does not go on only to forget keys': ({ frames, stopped }) =>
    stopped === 'nothing' && frames.at(-1)?.choice?.do === 'evict' ? 'its last move forgets a key' : null,

  'the value is what the last effect set it to': ({ trace, scenario, world }) => {
    if (scenario.policy.receiver.effect === 'add') {
      const strange = trace.find(({ value }) => value !== undefined)
      return strange === undefined ? same(valueIn(world), 0, 'the value') : `event ${strange.id} sets a value`
    }
    const applied = trace.filter(({ kind }) => kind === 'apply')
    const wrong = applied.find(({ value, message = 0 }) => value !== 100 * message)
    if (wrong !== undefined) return `event ${wrong.id} sets ${wrong.value}`
    return same(valueIn(world), applied.at(-1)?.value ?? 0, 'the value')
  },

  'unlimited attempts lose nothing: when nothing is left to happen, every message has had its effect': (played) => {
    const { sender, receiver } = relevantPolicy(played.scenario.policy)
    const insists = sender.awaitAck && sender.attempts === 'unlimited' && sender.onRestart !== 'forget'
    const keyFirst = receiver.dedup === 'durable' && receiver.commit === 'keyFirst'
    if (!insists || receiver.ackTiming === 'beforeEffect' || keyFirst || played.stopped !== 'nothing') return undefined
    return first(exchanges(played.world), ({ id, effects }) => (effects === 0 ? `message ${id} is lost` : null))
  },

  'a sender that waits for its ACK is played, or has given up, or forgot: nothing else ends a run': (played) => {
    if (played.stopped !== 'nothing') return undefined
    return first(exchanges(played.world), ({ id, timer, packets }) =>
      timer || packets.length > 0 ? `message ${id} goes on` : null,
    )
  },
}

/** Holds every message of a run that keeps its key to one effect, where its window lasts. */
function outlasts(
  played: Run,
  store: 'atomic' | 'stored',
  lasts: (message: Exchanged, window: Policy['receiver']['window']) => boolean,
): string | null | undefined {
  const { sender, receiver } = relevantPolicy(played.scenario.policy)
  const kept = sender.keyScope === 'message' && sender.onRestart !== 'resumeNewKey'
  const atomic = receiver.dedup === 'durable' && receiver.commit === 'atomic'
  const crashed = played.trace.some(({ kind, process }) => kind === 'crash' && process === 'receiver')
  // Without a crash of its receiver every order of writing, and volatile memory too, is as good as atomic.
  if (!kept || !(atomic || (store === 'stored' && receiver.dedup !== 'none' && !crashed))) return undefined
  const held = exchanges(played.world).filter((message) => lasts(message, receiver.window))
  if (held.length === 0) return undefined
  return first(held, ({ id, effects }) => (effects > 1 ? `message ${id} has ${effects} effects` : null))
}

/** From the first transmission of a message to its last. */
function retrySpanMs({ trace }: Run, { id }: Pick<Exchanged, 'id'>): number {
  const sent = trace.filter(({ kind, message, packet }) => kind === 'send' && message === id && packet?.startsWith('m'))
  return (sent.at(-1)?.atMs ?? 0) - (sent[0]?.atMs ?? 0)
}

/** The longest time from a transmission of a message until one of its copies has had its key checked. */
function longestWayMs({ trace }: Run, { id }: Pick<Exchanged, 'id'>): number {
  const sentMs = new Map<number, number>()
  let longest = 0
  for (const { kind, message, attempt = 0, packet, atMs } of trace) {
    if (message !== id || !packet?.startsWith('m')) continue
    if (kind === 'send') sentMs.set(attempt, atMs)
    if (kind === 'miss' || kind === 'absorb') longest = Math.max(longest, atMs - (sentMs.get(attempt) ?? 0))
  }
  return longest
}

/** How many other keys were stored between the first storing of a message's key and the last check of it. */
function keysStoredMeanwhile({ trace, scenario }: Run, { id }: Pick<Exchanged, 'id'>): number {
  const { dedup, commit } = relevantPolicy(scenario.policy).receiver
  const storing = dedup === 'durable' && commit !== 'atomic' ? 'remember' : 'apply'
  const from = trace.findIndex(({ kind, message }) => kind === storing && message === id)
  const to = trace.findLastIndex(({ kind, message }) => (kind === 'miss' || kind === 'absorb') && message === id)
  if (from < 0) return 0
  return trace.slice(from + 1, Math.max(from + 1, to)).filter(({ kind }) => kind === storing).length
}

/** The effects equation of the design for one message at one instant; null when it holds. */
export function effectsEquation(world: World, id: MessageId) {
  const { deliveries, effects, absorbed, interrupted } = exchanged(world, id)
  const handled = handledOf(world, id)?.settled === false ? 1 : 0
  return effects === deliveries - absorbed - interrupted - handled
    ? null
    : `message ${id}: ${effects} ≠ ${deliveries} − ${absorbed} − ${interrupted} − ${handled}`
}

/**
 * How packets that two runs have in common fared differently; null when none did. Names of packets to leave out are
 * those that only one of the runs has a fault for. Where packets may not overtake, each waits for those before it, so that
 * only what becomes of it is compared and not how long it takes.
 */
export function otherWeather(a: Run, b: Run, except: readonly string[] = []): string | null {
  const [these, those] = [fares(a), fares(b)]
  return first([...these], ([packet, fared]) => {
    const other = those.get(packet)
    if (other === undefined || except.includes(packet)) return null
    if (a.scenario.environment.reorder && fared.hopMs !== other.hopMs)
      return `${packet} takes ${fared.hopMs} and ${other.hopMs}`
    const differs = fared.lost !== null && other.lost !== null && fared.lost !== other.lost
    return differs ? `${packet} is lost in one run only` : null
  })
}

/** Each packet's time on the wire, and whether it was lost there; null while that is open. */
function fares({ trace }: Run): Map<string, { hopMs: number; lost: boolean | null }> {
  const found = new Map<string, { hopMs: number; lost: boolean | null }>()
  for (const { kind, packet = '', process, line, atMs, arrivesMs = 0 } of trace) {
    if (kind === 'send' || kind === 'duplicate') found.set(packet, { hopMs: arrivesMs - atMs, lost: null })
    const fared = found.get(packet)
    if (fared === undefined || line !== undefined) continue
    if (kind === 'drop') fared.lost ??= process === undefined
    else if (kind === 'deliver' || kind === 'wait') fared.lost = false
  }
  return found
}

const isNewPacket = ({ kind }: TraceEvent) => kind === 'send' || kind === 'duplicate'

/** Submissions and faults of the environment come from nowhere inside the run. */
const fromOutside = ({ kind, attempt, line }: TraceEvent) =>
  kind === 'crash' || (kind === 'send' && attempt === 1 && line === undefined)

const isDelivery = ({ kind, line }: TraceEvent) => kind === 'deliver' && line === undefined

function nameOf(choice: Choice): string {
  if (choice.do === 'evict') return `evict ${choice.process} ${choice.message} ${choice.key}`
  if ('packet' in choice) return `${choice.do} ${choice.packet.id} ${choice.do === 'drop' ? choice.at : ''}`
  return `${choice.do} ${choice.process} ${'task' in choice ? choice.task : 'message' in choice ? choice.message : ''}`
}

interface Moved {
  readonly before: World
  readonly choice: Choice | null
  readonly after: World
  readonly atMs: number
}

const folds = new WeakMap<Run, readonly Moved[]>()

/** Every move of a run with the worlds around it, made again one by one. */
function fold(played: Run): readonly Moved[] {
  const known = folds.get(played)
  if (known !== undefined) return known
  let world = played.kept[0] as World
  const moves = played.frames.map(({ choice, atMs }) => {
    const before = world
    if (choice !== null) world = step(world, choice).world
    return { before, choice, after: world, atMs }
  })
  folds.set(played, moves)
  return moves
}

function first<T>(
  items: readonly T[],
  complaint: (item: T, i: number, all: readonly T[]) => string | null,
): string | null {
  for (let i = 0; i < items.length; i++) {
    const found = complaint(items[i] as T, i, items)
    if (found !== null) return found
  }
  return null
}

function same(a: unknown, b: unknown, what: string): string | null {
  const text = (value: unknown) => JSON.stringify(value, (key, part) => (key === 'system' ? undefined : part))
  const [x, y] = [text(a), text(b)]
  return x === y ? null : `${what} differs: ${x?.slice(0, 200)} and ${y?.slice(0, 200)}`
}
