/**
 * Twin worlds: given a run and an instant, other runs in which the sender did and saw the same at the same instants,
 * and the ledger differs. If there is one, the sender cannot know; if there is none, it can.
 *
 * The search walks worlds with the clock of play, forks them at every packet sent and every line reached, and gives up
 * a world as soon as its sender sees something else. Worlds with fewer faults come first.
 */
import { Agenda } from '../sim/agenda.ts'
import type { Entry } from '../sim/driver.ts'
import { effectsOf } from '../sim/exchanged.ts'
import { crashFateOf } from '../sim/fates.ts'
import { readPacketId } from '../sim/packet.ts'
import { movesTo, type Run, worldAt } from '../sim/run.ts'
import type { Fault, Scenario } from '../sim/scenario.ts'
import type { World } from '../sim/world.ts'
import { Branch, type Deviation, type TwinConstraints } from './branch.ts'
import type { FaultBounds, NetworkBounds } from './moves.ts'
import { asSeen, runUntil, type SenderEvent, senderOf, senderViewOf } from './senderView.ts'

export interface TwinQuestion {
  readonly scenario: Scenario
  readonly atMs: number
  readonly faults: FaultBounds
  readonly network: NetworkBounds
}

export interface TwinLimits {
  /** Worlds at instants that are looked at before the search gives up. */
  readonly states: number
  /** Examples of possible worlds that are kept. All are counted. */
  readonly examples: number
  /** Moves of the run that is asked about. */
  readonly moves: number
}

/** What the receiver did for a message, as far as two worlds are compared. */
export interface LedgerEntry {
  readonly message: number
  readonly deliveries: number
  readonly effects: number
}

/** A world that is possible as far as the sender can tell. */
export interface PossibleWorld {
  readonly ledger: readonly LedgerEntry[]
  /** Faults that happened in it, up to the instant. */
  readonly faults: number
  /** Its run; of the world that is asked about the run itself. */
  readonly scenario: Scenario
}

/** Public JSON. */
export interface TwinAnswer {
  /** The other world, with fewest faults; one whose effects differ wherever there is one. */
  readonly twin: {
    readonly faults: number
    readonly scenario: Scenario
    readonly differs: 'effects' | 'deliveries'
  } | null
  /** Whether all worlds within the bounds were looked at. If not, that there is no twin is no proof. */
  readonly complete: boolean
  /** Different worlds at the instants at which something happens in them. */
  readonly states: number
  /** How many different ledgers there are, the true one included. */
  readonly possibleWorlds: number
  /** One world for each of them, the true one first. */
  readonly worlds: readonly PossibleWorld[]
  /** Whether the true ledger is among those that the bounds allow. If not, it takes wider bounds to say what is possible. */
  readonly truthWithinBounds: boolean
  /** Where all effects are known, or all deliveries too, since when. */
  readonly couldKnow?: CouldKnow
}

/** The event of the sender before which it could not have known, and with which it could. */
export interface CouldKnow {
  /** The id of the trace event. */
  readonly event: number
  readonly atMs: number
  readonly kind: SenderEvent['kind']
  readonly message?: number
  /** What of the ledger could have been different just before. */
  readonly excludes: 'effects' | 'deliveries'
}

const usualLimits: TwinLimits = { states: 100_000, examples: 64, moves: 20_000 }

/**
 * A search that goes on as long as it is told: `advance` takes so many steps and says whether it is done. So a worker
 * can report between two calls, and a page without workers can do a few milliseconds at a time.
 */
export class TwinSearch {
  private readonly steps: Generator<void, TwinAnswer>
  private readonly limits: TwinLimits
  private result: TwinAnswer | null = null
  private states = 0
  private found: Worlds | null = null

  constructor(question: TwinQuestion, limits: Partial<TwinLimits> = {}) {
    this.limits = { ...usualLimits, ...limits }
    this.steps = this.search(question)
  }

  /** Takes up to so many more steps, each of a fraction of a millisecond; true when the answer is there. */
  advance(steps: number): boolean {
    for (let i = 0; i < steps && this.result === null; i++) {
      const { done, value } = this.steps.next()
      if (done) this.result = value
    }
    return this.result !== null
  }

  /** How far it is: states looked at, and different ledgers found so far, the true one included. */
  get progress(): { readonly states: number; readonly possibleWorlds: number } {
    return { states: this.states, possibleWorlds: this.found?.count ?? 1 }
  }

  /** The answer; before the search is done what is known so far, marked as not complete. Null before it has begun. */
  get answer(): TwinAnswer | null {
    return this.result ?? (this.found && { ...this.found.answer, complete: false, states: this.states })
  }

  private *search({ scenario, atMs, faults, network }: TwinQuestion): Generator<void, TwinAnswer> {
    const untilMs = Math.min(atMs, scenario.environment.horizonMs)
    const truth = runUntil(scenario, untilMs, this.limits.moves)
    const found = new Worlds(truth, untilMs, scenario, this.limits.examples)
    this.found = found
    if (truth.stopped === 'limit') return { ...found.answer, complete: false, states: 0 }
    const view = senderViewOf(truth, untilMs)
    const explore = (ms: number, into: Worlds, enough: () => boolean) =>
      this.explore(rootOf(truth, scenario, ms, network), constraintsOf(view, ms, faults, network), into, enough)
    const complete = yield* explore(untilMs, found, () => false)
    const answer: TwinAnswer = { ...found.answer, complete, states: this.states }
    if (!complete || !answer.truthWithinBounds || answer.twin?.differs === 'effects') return answer
    const { states } = this
    // Instants at which the sender did or saw something, the latest first: just before which did it not know?
    for (const instantMs of [...new Set(view.map((event) => event.atMs))].reverse()) {
      if (instantMs === 0) break
      const before = new Worlds(truth, instantMs - 1, scenario, 0)
      const differs = () => before.best?.differs
      const better = () => differs() === 'effects' || (answer.twin === null && differs() !== undefined)
      const ended = yield* explore(instantMs - 1, before, better)
      if (better()) {
        const atOnce = view.filter((event) => event.atMs === instantMs)
        const event = (atOnce.find(({ kind }) => kind === 'deliver') ?? atOnce[0]) as SenderEvent
        const { id, kind, message } = event
        const excludes = differs() as CouldKnow['excludes']
        const couldKnow = { event: id, atMs: instantMs, kind, ...(message === undefined ? {} : { message }), excludes }
        return { ...answer, states, couldKnow }
      }
      if (!ended) break
    }
    return { ...answer, states }
  }

  /** Looks at every world within the bounds, fewest faults first. Says whether it saw all of them. */
  private *explore(
    root: Scenario,
    constraints: TwinConstraints,
    found: Worlds,
    enough: () => boolean,
  ): Generator<void, boolean> {
    const queue = new Agenda<WaitingBranch>()
    const known = new Set<string>()
    const first = new Branch(root, constraints)
    queue.put(first.rank, { branch: first })
    let exact = true
    for (let item = queue.take(); item !== undefined; item = queue.take()) {
      const { due: waiting, atMs: rank } = item
      const branch = waiting.resume === undefined ? waiting.branch : waiting.branch.fork()
      if (waiting.resume !== undefined) resume(branch, waiting.resume, queue)
      yield
      for (let instantMs = -1; ; ) {
        if (branch.isOut) break
        if (branch.rank > rank) {
          queue.put(branch.rank, { branch })
          break
        }
        const entry = branch.next()
        const nextMs = Math.min(entry?.atMs ?? Number.POSITIVE_INFINITY, constraints.untilMs + 1)
        const decisionMs = constraints.network.slow ? branch.nextDecision(entry) : Number.POSITIVE_INFINITY
        if (branch.misses(Math.min(decisionMs, nextMs))) break
        if (decisionMs <= Math.min(nextMs, constraints.untilMs)) {
          const general = branch.isGeneral(decisionMs, entry)
          if (entry !== undefined) branch.putBack(entry)
          decide(branch, { atMs: decisionMs, general, order: -1 }, queue)
          continue
        }
        if (entry === undefined || nextMs > constraints.untilMs) {
          if (branch.isPossible) found.add(branch)
          break
        }
        if (nextMs > instantMs) {
          instantMs = nextMs
          const state = branch.state(entry)
          if (known.has(state)) break
          if (this.states >= this.limits.states) return false
          known.add(state)
          this.states++
          yield
        }
        act(branch, entry, null, queue)
      }
      if (branch.inexact) exact = false
      if (enough()) break
    }
    return exact
  }
}

/** A world that waits for those with fewer faults. */
interface WaitingBranch {
  /** Shared with others where there is something to resume with, so that it is forked then. */
  readonly branch: Branch
  readonly resume?: Resume
}

type Resume = { readonly entry: Entry; readonly deviation: Deviation } | Letting

/** Something held is let go at this instant: that with this number, and perhaps others after it. */
interface Letting {
  readonly atMs: number
  readonly order: number
  /** Whether all that is held may be let go, and not only what could arrive at this instant for the first time. */
  readonly general: boolean
}

function resume(branch: Branch, how: Resume, queue: Agenda<WaitingBranch>): void {
  if ('entry' in how) {
    branch.ask(how.deviation.fault)
    act(branch, how.entry, how.deviation, queue)
  } else {
    branch.release(how.order, how.atMs)
    decide(branch, how, queue)
  }
}

/** Makes an entry happen, and leaves a world for every deviation that was possible. */
function act(branch: Branch, entry: Entry, deviation: Deviation | null, queue: Agenda<WaitingBranch>): void {
  if (!branch.hasRoom) {
    branch.act(entry, deviation)
    return
  }
  const before = branch.fork()
  for (const other of branch.act(entry, deviation)) {
    queue.put(before.rankWith(other.fault), { branch: before, resume: { entry, deviation: other } })
  }
}

/** Lets nothing more go at an instant, and leaves a world for everything that could have been let go. */
function decide(branch: Branch, { atMs, order, general }: Letting, queue: Agenda<WaitingBranch>): void {
  const releasable = branch.releasable(atMs, general, order)
  if (releasable.length > 0) {
    const before = branch.fork()
    for (const held of releasable) {
      queue.put(before.rank, { branch: before, resume: { atMs, general, order: held.order } })
    }
  }
  branch.decided(atMs)
}

/** The different ledgers of possible worlds, each with the first world that has it. */
class Worlds {
  private readonly truth: readonly LedgerEntry[]
  private readonly known: Set<string>
  private readonly worlds: PossibleWorld[]
  private readonly examples: number
  best: TwinAnswer['twin'] = null
  truthWithinBounds = false

  constructor(run: Run, atMs: number, scenario: Scenario, examples: number) {
    const after = run.frames.findIndex((frame) => frame.atMs > atMs)
    const world = worldAt(run, after < 0 ? run.frames.length : after)
    this.truth = ledgerIn(world)
    this.known = new Set([asText(this.truth)])
    this.worlds = [{ ledger: this.truth, faults: faultsIn(world), scenario }]
    this.examples = examples
  }

  get count(): number {
    return this.known.size
  }

  get answer() {
    const { best, count, worlds, truthWithinBounds } = this
    return { twin: best, possibleWorlds: count, worlds: [...worlds], truthWithinBounds }
  }

  /** Takes note of a possible world. Those with fewer faults have to come first. */
  add({ ending, faults, script: scenario }: Branch): void {
    const ledger = ledgerIn(ending)
    const text = asText(ledger)
    if (text === asText(this.truth)) this.truthWithinBounds = true
    if (this.known.has(text)) return
    this.known.add(text)
    if (this.worlds.length < this.examples) this.worlds.push({ ledger, faults, scenario })
    const differs = ledger.some(({ effects }, i) => effects !== this.truth[i]?.effects) ? 'effects' : 'deliveries'
    if (this.best === null || (this.best.differs === 'deliveries' && differs === 'effects')) {
      this.best = { faults, scenario, differs }
    }
  }
}

const ledgerIn = (world: World): LedgerEntry[] =>
  world.messages.map(({ id, deliveries }) => ({ message: id, deliveries, effects: effectsOf(world, id) }))

const asText = (ledger: readonly LedgerEntry[]): string =>
  ledger.map(({ deliveries, effects }) => `${deliveries}/${effects}`).join()

const faultsIn = ({ faults: { dropped, duplicated, crashes } }: World): number => dropped + duplicated + crashes

function constraintsOf(
  view: readonly SenderEvent[],
  untilMs: number,
  faults: FaultBounds,
  network: NetworkBounds,
): TwinConstraints {
  const visible = view.filter(({ atMs }) => atMs <= untilMs)
  const acks = new Map<string, number[]>()
  for (const { atMs, kind, key } of visible) {
    if (kind === 'deliver' && key !== undefined) acks.set(key, [...(acks.get(key) ?? []), atMs])
  }
  const events = visible.map((event) => ({ atMs: event.atMs, text: asSeen(event.atMs, event, event.key) }))
  return { untilMs, view: events, acks, faults, network }
}

/**
 * The scenario without the environment's doing: no weather, no faults but what the sender itself did, which is its own
 * crashes and its timers that were late.
 */
function rootOf(truth: Run, scenario: Scenario, untilMs: number, { reorder }: NetworkBounds): Scenario {
  const { trace, crashedBy, frames, world } = truth
  const sender = senderOf(world.system)
  const crashes = trace.flatMap(({ id, kind, process, atMs }): Fault[] => {
    if (kind !== 'crash' || process !== sender || atMs > untilMs) return []
    const fault = scenario.faults[crashedBy.get(id) ?? -1]
    if (fault !== undefined) return [fault]
    // By the weather: right after it had sent something, in the move before.
    const at = movesTo(truth, id) - 1
    const sent = trace.slice(frames[at - 2]?.events ?? 0, frames[at - 1]?.events ?? 0)
    const packet = sent.find(({ packet = '' }) => {
      const identity = readPacketId(packet)
      return identity?.kind === 'm' && crashFateOf(scenario.seed, scenario.environment, identity).onWait
    })?.packet
    return packet === undefined ? [] : [{ do: 'crash', process: sender, packet, before: 'wait for ACK' }]
  })
  const calm = { loseMessagePct: 0, loseAckPct: 0, duplicatePct: 0, crashSenderPct: 0, crashReceiverPct: 0 }
  return {
    ...scenario,
    environment: { ...scenario.environment, ...calm, reorder },
    faults: [...crashes, ...scenario.faults.filter((fault) => fault.do === 'late')],
  }
}
