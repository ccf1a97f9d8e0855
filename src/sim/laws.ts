/**
 * What holds of every run, whatever the policy, the weather and the faults. A law is a value: a sentence and a function
 * that says how a run breaks it, so that presets, generated scenarios and lessons can all be held to the same ones.
 */
import { type Policy, relevantPolicy } from '../protocol/policy.ts'
import { fateOf, mostDoublings } from './fates.ts'
import { firedIn, type Happening } from './happening.ts'
import { mostCopies, readPacketId } from './packet.ts'
import { type Run, run, worldAt } from './run.ts'
import { type Choice, choices, step } from './step.ts'
import type { NamedLink } from './topology.ts'
import type { TraceEvent } from './trace.ts'
import { lineOf, type MessageState, type ProcessState, type World } from './world.ts'

/** Says how the run breaks the law; null when it does not, undefined when the law says nothing about such a run. */
export type Law = (run: Run) => string | null | undefined

export const laws: Readonly<Record<string, Law>> = {
  'the same scenario gives the same run': (told) => {
    const again = run(told.scenario, { moves: Math.max(told.frames.length, 1) })
    return same([told.trace, told.frames, told.applied], [again.trace, again.frames, again.applied], 'the second run')
  },

  'every move is one of the choices there were': (told) =>
    first(fold(told), ({ before, choice }, i) => {
      if (choice === null) return null
      const open = choices(before).filter((other) => nameOf(other) === nameOf(choice))
      return open.length === 1 ? same(open[0], choice, `move ${i}`) : `move ${i}, ${nameOf(choice)}, is not open`
    }),

  'forward then back is the identity': (told) => {
    const worlds = [...fold(told).map(({ before }) => before), told.world]
    return first([...worlds.keys()].reverse(), (moves) =>
      same(worldAt(told, moves), worlds[moves], `after ${moves} moves`),
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
    const inFlight = new Set(world.messages.flatMap(({ packets }) => packets.map(({ id }) => id)))
    const ends = new Map<string, number>()
    for (const { kind, packet } of trace) {
      if (packet === undefined) continue
      if (kind === 'deliver' || kind === 'drop') ends.set(packet, (ends.get(packet) ?? 0) + 1)
    }
    return first(trace.filter(isNewPacket), ({ packet = '' }) => {
      const count = (ends.get(packet) ?? 0) + (inFlight.has(packet) ? 1 : 0)
      return count === 1 ? null : `${packet} has ${count} ends`
    })
  },

  'effects = deliveries − absorbed − interrupted − still handled before the effect': (told) =>
    first(fold(told), ({ after }) => first(after.messages, (message) => effectsEquation(after, message))),

  'the trace tells the same story as the world': ({ trace, world }) =>
    first(world.messages, ({ id, attempts, deliveries, effects, absorbed }) => {
      const count = (kind: string, packet?: 'm') =>
        trace.filter((event) => event.kind === kind && event.message === id && event.link?.kind === packet).length
      const told = [count('send', 'm'), count('deliver', 'm'), count('apply'), count('absorb')]
      return same(told, [attempts, deliveries, effects, absorbed], `message ${id}`)
    }),

  'what fired, replayed from the initial state of each machine, gives its state in every world': (told) => {
    const states = statesIn(told.kept[0] as World)
    return first(fold(told), ({ after }, i) => {
      const events = told.trace.slice(told.frames[i - 1]?.events ?? 0, told.frames[i]?.events)
      return replay(states, events, after)
    })
  },

  'a packet is on a link of the topology, from one end to the other, and never on two': ({ trace, world }) => {
    const links = new Map<string, NamedLink>()
    return first(trace, ({ id, kind, process, packet = '', line, link }) => {
      const travels = packet !== '' && (kind === 'send' || line === undefined)
      if (travels !== (link !== undefined)) return `event ${id}, ${kind}, ${travels ? 'has no' : 'has a'} link`
      if (link === undefined) return null
      if (link !== (links.get(packet) ?? world.topology.links[link.kind].named)) return `${packet} changes its link`
      links.set(packet, link)
      const end = kind === 'send' ? link.from : link.to
      return process === undefined || process === end ? null : `event ${id}, ${kind}, is at ${process}, not at ${end}`
    })
  },

  'time never runs backwards, nor beyond the horizon': ({ trace, frames, scenario }) =>
    first([...trace, ...frames], ({ atMs }, i, all) => {
      const earlier = i === trace.length ? 0 : (all[i - 1]?.atMs ?? 0)
      return atMs >= earlier && atMs <= scenario.environment.horizonMs ? null : `${atMs} after ${earlier}`
    }),

  'a packet takes as long as its fate says, unless a fault delays it or it may not overtake': ({ trace, scenario }) => {
    const { reorder } = scenario.environment
    const latest = { m: 0, a: 0 }
    return first(trace.filter(isNewPacket), ({ packet = '', atMs, arrivesMs = 0 }) => {
      const identity = readPacketId(packet)
      if (identity === null) return `${packet} cannot be read`
      const late = scenario.faults.reduce((sum, f) => sum + (f.do === 'delay' && f.packet === packet ? f.ms : 0), 0)
      const ownMs = atMs + fateOf(scenario.seed, scenario.environment, identity).hopMs + late
      const dueMs = reorder ? ownMs : Math.max(ownMs, latest[identity.kind])
      latest[identity.kind] = dueMs
      return arrivesMs === dueMs ? null : `${packet} arrives at ${arrivesMs}, not at ${dueMs}`
    })
  },

  'where packets may not overtake, each link hands them over in the order in which it got them': (told) => {
    if (told.scenario.environment.reorder) return undefined
    return first(['m', 'a'] as const, (kind) => {
      const its = told.trace.filter(({ link }) => link?.kind === kind)
      const delivered = its.filter(({ kind }) => kind === 'deliver').map(({ packet }) => packet)
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

  'the faults counted are the faults told': ({ trace, world }) => {
    const count = (kind: string) => trace.filter((event) => event.kind === kind).length
    const told = { dropped: count('drop'), duplicated: count('duplicate'), crashes: count('crash') }
    return same(told, world.faults, 'faults')
  },

  'fire and forget sends once and is never answered': ({ trace, scenario, world }) => {
    if (scenario.policy.sender.awaitAck) return undefined
    if (trace.some(({ link }) => link?.kind === 'a')) return 'there was an ACK'
    return first(world.messages, ({ id, attempts }) =>
      attempts > 1 ? `message ${id} was sent ${attempts} times` : null,
    )
  },

  'without retries no message has two effects unless the network copies a packet': ({ world }) => {
    const single = world.messages.filter(({ attempts, copies }) => attempts === 1 && copies.length === 0)
    if (single.length === 0) return undefined
    return first(single, ({ id, effects }) => (effects > 1 ? `message ${id} has ${effects} effects` : null))
  },

  'a durable key that is kept and committed with the effect means no second effect, while its window lasts': (told) =>
    outlasts(told, 'atomic', (_, window) => window === 'unlimited'),

  'a window that outlasts the retry span and the longest way to the handler lets no duplicate through': (told) =>
    outlasts(told, 'stored', (message, window) => {
      if (window === 'unlimited' || !('ms' in window)) return false
      return retrySpanMs(told, message) + longestWayMs(told, message) < window.ms
    }),

  'a window of n keys lets no duplicate through while fewer than n other keys are stored meanwhile': (told) =>
    outlasts(told, 'stored', (message, window) => {
      if (window === 'unlimited' || !('keys' in window)) return false
      return keysStoredMeanwhile(told, message) < window.keys
    }),

  'a delivery is absorbed exactly if its key is still in the store': (told) => {
    const { receiver } = relevantPolicy(told.scenario.policy)
    if (receiver.dedup === 'none') return undefined
    const { window } = receiver
    // The store by the words of the design alone: first in, first out, by first record, one for all messages.
    let store: { key: string; atMs: number }[] = []
    return first(fold(told), ({ before, choice, after, atMs }) => {
      const handler = before.topology.links.m.to
      if (choice?.do === 'crash' && choice.process === handler && receiver.dedup === 'volatile') store = []
      const packet = before.processes[handler]?.handling
      if (choice?.do !== 'run' || !packet) return null
      const line = lineOf(before, handler)
      const does = before.topology.processes[handler]?.program.find(({ word }) => word === line)?.does ?? []
      if (does.includes('remember')) store.push({ key: packet.key, atMs })
      if (window !== 'unlimited' && 'keys' in window) store = store.slice(-window.keys)
      if (line !== 'check key') return null
      const found = store.find(({ key }) => key === packet.key)
      const age = atMs - (found?.atMs ?? 0)
      const seen = found !== undefined && (window === 'unlimited' || 'keys' in window || age < window.ms)
      if (!seen) store = store.filter((stored) => stored !== found)
      const count = (world: World) => world.messages[packet.message - 1]?.absorbed ?? 0
      const absorbed = count(after) > count(before)
      return absorbed === seen ? null : `${packet.id} was ${absorbed ? '' : 'not '}absorbed at ${atMs}`
    })
  },

  'a store never holds more keys than its window': (told) => {
    const { window, dedup } = relevantPolicy(told.scenario.policy).receiver
    if (dedup === 'none' || window === 'unlimited' || !('keys' in window)) return undefined
    return first(fold(told), ({ after }, i) => {
      const stored = after.messages.flatMap(({ seenKeys }) => seenKeys)
      const listed = after.processes.flatMap(({ keys }) => keys.map(({ key }) => key))
      if (stored.length > window.keys) return `${stored.length} keys after move ${i}`
      return same([...listed].sort(), [...stored].sort(), `the store after move ${i}`)
    })
  },

  'a run does not go on only to forget keys': ({ frames, stopped }) =>
    stopped === 'nothing' && frames.at(-1)?.choice?.do === 'evict' ? 'its last move forgets a key' : null,

  'the value is what the last effect set it to': ({ trace, scenario, world }) => {
    if (scenario.policy.receiver.effect === 'add') {
      const strange = trace.find(({ value }) => value !== undefined)
      return strange === undefined ? same(world.value, 0, 'the value') : `event ${strange.id} sets a value`
    }
    const applied = trace.filter(({ kind }) => kind === 'apply')
    const wrong = applied.find(({ value, message = 0 }) => value !== 100 * message)
    if (wrong !== undefined) return `event ${wrong.id} sets ${wrong.value}`
    return same(world.value, applied.at(-1)?.value ?? 0, 'the value')
  },

  'unlimited attempts lose nothing: when nothing is left to happen, every message has had its effect': (told) => {
    const { sender, receiver } = relevantPolicy(told.scenario.policy)
    const insists = sender.awaitAck && sender.attempts === 'unlimited' && sender.onRestart !== 'forget'
    const keyFirst = receiver.dedup === 'durable' && receiver.commit === 'keyFirst'
    if (!insists || receiver.ackTiming === 'beforeEffect' || keyFirst || told.stopped !== 'nothing') return undefined
    return first(told.world.messages, ({ id, effects }) => (effects === 0 ? `message ${id} is lost` : null))
  },

  'a sender that waits for its ACK is told, or has given up, or forgot: nothing else ends a run': (told) => {
    if (told.stopped !== 'nothing') return undefined
    return first(told.world.messages, ({ id, timer, packets }) =>
      timer || packets.length > 0 ? `message ${id} goes on` : null,
    )
  },
}

/** Holds every message of a run that keeps its key to one effect, where its window lasts. */
function outlasts(
  told: Run,
  store: 'atomic' | 'stored',
  lasts: (message: MessageState, window: Policy['receiver']['window']) => boolean,
): string | null | undefined {
  const { sender, receiver } = relevantPolicy(told.scenario.policy)
  const kept = sender.keyScope === 'message' && sender.onRestart !== 'resumeNewKey'
  const atomic = receiver.dedup === 'durable' && receiver.commit === 'atomic'
  const crashed = told.trace.some(({ kind, process }) => kind === 'crash' && process === 'receiver')
  // Without a crash of its receiver every order of writing, and volatile memory too, is as good as atomic.
  if (!kept || !(atomic || (store === 'stored' && receiver.dedup !== 'none' && !crashed))) return undefined
  const held = told.world.messages.filter((message) => lasts(message, receiver.window))
  if (held.length === 0) return undefined
  return first(held, ({ id, effects }) => (effects > 1 ? `message ${id} has ${effects} effects` : null))
}

/** From the first transmission of a message to its last. */
function retrySpanMs({ trace }: Run, { id }: MessageState): number {
  const sent = trace.filter(({ kind, message, link }) => kind === 'send' && message === id && link?.kind === 'm')
  return (sent.at(-1)?.atMs ?? 0) - (sent[0]?.atMs ?? 0)
}

/** The longest time from a transmission of a message until one of its copies has had its key checked. */
function longestWayMs({ trace }: Run, { id }: MessageState): number {
  const sentMs = new Map<number, number>()
  let longest = 0
  for (const { kind, message, attempt = 0, link, atMs } of trace) {
    if (message !== id) continue
    if (kind === 'send' && link?.kind === 'm') sentMs.set(attempt, atMs)
    if (kind === 'miss' || kind === 'absorb') longest = Math.max(longest, atMs - (sentMs.get(attempt) ?? 0))
  }
  return longest
}

/** How many other keys were stored between the first storing of a message's key and the last check of it. */
function keysStoredMeanwhile({ trace, scenario }: Run, { id }: MessageState): number {
  const { dedup, commit } = relevantPolicy(scenario.policy).receiver
  const storing = dedup === 'durable' && commit !== 'atomic' ? 'remember' : 'apply'
  const from = trace.findIndex(({ kind, message }) => kind === storing && message === id)
  const to = trace.findLastIndex(({ kind, message }) => (kind === 'miss' || kind === 'absorb') && message === id)
  if (from < 0) return 0
  return trace.slice(from + 1, Math.max(from + 1, to)).filter(({ kind }) => kind === storing).length
}

/** The effects equation of the design for one message at one instant; null when it holds. */
export function effectsEquation(world: World, { id, deliveries, effects, absorbed, interrupted }: MessageState) {
  const handled = world.processes.filter(({ handling, settled }) => handling?.message === id && !settled).length
  return effects === deliveries - absorbed - interrupted - handled
    ? null
    : `message ${id}: ${effects} ≠ ${deliveries} − ${absorbed} − ${interrupted} − ${handled}`
}

/** The names of the states that the machines of a world are in, by machine: of an origin's there is one for each message. */
export function statesIn(world: World): Map<string, string> {
  return new Map(
    world.topology.processes.flatMap(({ name, role, machine }, i): [string, string][] =>
      role === 'origin'
        ? world.messages.map(({ id, state }) => [`${name} ${id}`, machine.nameOf(state)])
        : [[name, machine.nameOf((world.processes[i] as ProcessState).state)]],
    ),
  )
}

/** Lets the states follow what one move told; null where each transition left where its machine was, and all lead to `after`. */
export function replay(states: Map<string, string>, happened: readonly Happening[], after: World): string | null {
  for (const fired of firedIn(happened)) {
    const { process, task, from, to } = fired
    const machine = states.has(process) ? process : `${process} ${task}`
    if (states.get(machine) !== from) return `${machine} is ${states.get(machine)} when ${JSON.stringify(fired)} fires`
    states.set(machine, to)
  }
  return same([...states], [...statesIn(after)], 'the machines')
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
  for (const { kind, packet = '', process, atMs, arrivesMs = 0 } of trace) {
    if (kind === 'send' || kind === 'duplicate') found.set(packet, { hopMs: arrivesMs - atMs, lost: null })
    const fared = found.get(packet)
    if (fared === undefined) continue
    if (kind === 'drop') fared.lost ??= process === undefined
    else if (kind === 'deliver' || kind === 'wait') fared.lost = false
  }
  return found
}

const isNewPacket = ({ kind }: TraceEvent) => kind === 'send' || kind === 'duplicate'

/** Submissions and faults of the environment come from nowhere inside the run. */
const fromOutside = ({ kind, fired }: TraceEvent) => kind === 'crash' || (kind === 'send' && fired?.event === 'submit')

function nameOf(choice: Choice): string {
  if (choice.do === 'evict') return `evict ${choice.process} ${choice.message} ${choice.key}`
  if ('packet' in choice) return `${choice.do} ${choice.packet.id} ${choice.do === 'drop' ? choice.at : ''}`
  return `${choice.do} ${'message' in choice ? choice.message : choice.process}`
}

interface Moved {
  readonly before: World
  readonly choice: Choice | null
  readonly after: World
  readonly atMs: number
}

const folds = new WeakMap<Run, readonly Moved[]>()

/** Every move of a run with the worlds around it, made again one by one. */
function fold(told: Run): readonly Moved[] {
  const known = folds.get(told)
  if (known !== undefined) return known
  let world = told.kept[0] as World
  const moves = told.frames.map(({ choice, atMs }) => {
    const before = world
    if (choice !== null) world = step(world, choice).world
    return { before, choice, after: world, atMs }
  })
  folds.set(told, moves)
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
  const text = (value: unknown) => JSON.stringify(value, (key, part) => (key === 'topology' ? undefined : part))
  const [x, y] = [text(a), text(b)]
  return x === y ? null : `${what} differs: ${x?.slice(0, 200)} and ${y?.slice(0, 200)}`
}
