/** Play: the driver with a clock goes to the end of a run and writes everything down. */
import { Driver } from './driver.ts'
import type { Stepped } from './happening.ts'
import type { PacketId } from './packet.ts'
import type { Scenario } from './scenario.ts'
import type { AnyScenario } from './setting.ts'
import { type Choice, step } from './step.ts'
import { type TraceOf, TraceRecorder } from './trace.ts'
import { copyOf, type World } from './world.ts'

/** One move of a run, and the trace up to and with it. */
export interface Frame {
  readonly atMs: number
  /** Null where no process moved: a packet that arrived and waits. */
  readonly choice: Choice | null
  /** How many trace events there are once the move is made. */
  readonly events: number
}

export interface Run<S extends AnyScenario = Scenario> {
  readonly scenario: S
  readonly trace: TraceOf<S>
  readonly frames: readonly Frame[]
  /** The world after the last move. */
  readonly world: World
  /** For each fault of the scenario, whether it happened; one that did not may under another policy. */
  readonly applied: readonly boolean[]
  /** For each crash event of the trace, by its id, the fault that asked for it; the weather's are not in it. */
  readonly crashedBy: ReadonlyMap<number, number>
  /** The instant of the last move. */
  readonly endMs: number
  /** nothing: nothing could happen any more · horizon: cut there · limit: cut where it became too large */
  readonly stopped: 'nothing' | 'horizon' | 'limit'
  /** Of which there was too much, where it became too large. */
  readonly tooMany: keyof Limits | null
  /** Worlds kept on the way, one every so many moves; `worldAt` goes on from them. */
  readonly kept: readonly World[]
}

/** Few messages: often. Many: as seldom as keeps all of them together small beside the trace. */
const worldEvery = ({ messages }: AnyScenario): number => Math.max(32, messages >> 3)

/** How large a run may become before it is cut: moves in all, and packets in flight at once. */
export interface Limits {
  readonly moves: number
  readonly inFlight: number
}

export const widest: Limits = { moves: 2_000_000, inFlight: 20_000 }

/**
 * Runs a scenario to its end, its horizon or a limit, whichever is first. The same scenario gives the same run,
 * byte for byte. `perMessage`: it may have so many more moves for each message.
 */
export function run<S extends AnyScenario>(
  scenario: S,
  limits: Partial<Limits> & { readonly perMessage?: number } = {},
): Run<S> {
  const { perMessage = 0, ...given } = limits
  const { moves, inFlight } = { ...widest, ...given }
  return new Player(scenario).play({ moves: moves + perMessage * scenario.messages, inFlight })
}

/** How many moves of a run it takes until an event of its trace has happened. */
export const movesTo = ({ frames }: Pick<Run, 'frames'>, event: number): number =>
  frames.findIndex(({ events }) => events >= event) + 1

/** The world after the first `moves` moves of a run. */
export function worldAt(run: Run<AnyScenario>, moves: number): World {
  const every = worldEvery(run.scenario)
  const from = Math.min(Math.floor(moves / every), run.kept.length - 1)
  const kept = run.kept[from] as World
  if (from * every === moves) return kept
  let world = copyOf(kept)
  for (let i = from * every; i < moves; i++) {
    const choice = run.frames[i]?.choice
    if (choice) world = step(world, choice, true).world
  }
  return world
}

class Player<S extends AnyScenario> extends Driver<S> {
  private readonly recorder = new TraceRecorder()
  private readonly frames: Frame[] = []
  private readonly kept: World[] = [copyOf(this.world)]
  private readonly every = worldEvery(this.scenario)
  private readonly crashedBy = new Map<number, number>()
  protected override readonly spends = true

  play({ moves, inFlight }: Limits): Run<S> {
    const { scenario, frames } = this
    let stopped: Run['stopped'] = 'nothing'
    let tooMany: Run['tooMany'] = null
    for (let next = this.take(); next !== undefined; next = this.take()) {
      this.forget(moves)
      if (next.atMs > scenario.environment.horizonMs) {
        // A crash of what has long ended is nothing that was cut off.
        if (next.due.kind === 'crash' || next.due.kind === 'copy') continue
        stopped = 'horizon'
        break
      }
      if (frames.length >= moves || this.inFlight > inFlight) {
        stopped = 'limit'
        tooMany = frames.length >= moves ? 'moves' : 'inFlight'
        break
      }
      this.happen(next)
    }
    return {
      scenario,
      trace: this.recorder.events as readonly unknown[] as TraceOf<S>,
      frames,
      world: this.world,
      applied: this.applied,
      crashedBy: this.crashedBy,
      endMs: frames.at(-1)?.atMs ?? 0,
      stopped,
      tooMany,
      kept: this.kept,
    }
  }

  protected override moved(
    choice: Choice | null,
    stepped: Omit<Stepped, 'world'>,
    arrives: ReadonlyMap<PacketId, number>,
    expires: ReadonlyMap<number, number>,
  ): void {
    this.recorder.record(stepped, this.nowMs, arrives, expires, choice)
    this.frames.push({ atMs: this.nowMs, choice, events: this.recorder.events.length })
    if (this.frames.length % this.every === 0) this.kept.push(copyOf(this.world))
  }

  protected override crashing(fault: number | null): void {
    if (fault !== null) this.crashedBy.set(this.recorder.events.length + 1, fault)
  }
}
