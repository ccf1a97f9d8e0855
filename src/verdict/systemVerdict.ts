/** Was a run of a system right? Its properties, message by message, judged at every instant. Public JSON. */
import type { MessageId } from '../sim/packet.ts'
import type { Run } from '../sim/run.ts'
import { step } from '../sim/step.ts'
import type { SystemScenario } from '../sim/systemScenario.ts'
import type { StoreState, World } from '../sim/world.ts'
import { holdsFor } from './properties.ts'

export interface SystemVerdict {
  /** For each property, of how many messages it holds: *ever* at any instant so far, *end* where the run has ended. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Messages handed over of which a property at the end cannot be told, because the run was cut. */
  readonly undecided: number
  /** Faults that happened: packets dropped, at a down process too, or duplicated by the network, crashes and stops. */
  readonly faults: number
}

/** One row of the ledger: what the ledgers hold of a message, and what the process that submitted it believes. */
export interface SystemLedgerRow {
  readonly message: MessageId
  /** By the name of the ledger; memory of several processes of a role is added up. */
  readonly effects: Readonly<Record<string, number>>
  /** notYet: it was not handed over · awaiting: its task goes on · told: it ended · forgotten: a crash took it */
  readonly belief: 'notYet' | 'awaiting' | 'told' | 'forgotten'
  /** The line that its task stands at, where it goes on. */
  readonly line: string | null
  /** The properties that hold of it. */
  readonly properties: readonly string[]
}

export interface SystemJudgement {
  readonly ledger: readonly SystemLedgerRow[]
  readonly verdict: SystemVerdict
}

/** Judges the first `moves` moves of a run, or all of it. */
export function judgementOf(run: Run<SystemScenario>, moves = run.frames.length): SystemJudgement {
  const held = new Map<string, Set<MessageId>>()
  let world = run.kept[0] as World
  const { properties } = world.system
  const note = (at: 'ever' | 'end') => {
    for (const property of properties) {
      if (property.at !== at) continue
      const known = held.get(property.name) ?? new Set<MessageId>()
      held.set(property.name, known)
      for (const { id } of world.messages) if (!known.has(id) && holdsFor(world, property, id)) known.add(id)
    }
  }
  note('ever')
  for (let i = 0; i < moves; i++) {
    const choice = run.frames[i]?.choice
    if (!choice) continue
    world = step(world, choice).world
    note('ever')
  }
  const ended = moves >= run.frames.length && run.stopped === 'nothing'
  if (ended) note('end')
  const { dropped, duplicated, crashes } = world.faults
  return {
    ledger: ledgerIn(world, held),
    verdict: {
      outcomes: Object.fromEntries(properties.map(({ name }) => [name, held.get(name)?.size ?? 0])),
      undecided: ended ? 0 : world.messages.filter(({ handed }) => handed).length,
      faults: dropped + duplicated + crashes,
    },
  }
}

function ledgerIn(world: World, held: ReadonlyMap<string, ReadonlySet<MessageId>>): SystemLedgerRow[] {
  return world.messages.map(({ id, handed, origin }): SystemLedgerRow => {
    const going = handed && origin !== null && origin !== 'end'
    return {
      message: id,
      effects: effectsIn(world, id),
      belief: !handed ? 'notYet' : going ? 'awaiting' : origin === null ? 'forgotten' : 'told',
      line: going ? origin : null,
      properties: [...held].flatMap(([name, messages]) => (messages.has(id) ? [name] : [])),
    }
  })
}

function effectsIn({ system, stores, processes }: World, id: MessageId): Record<string, number> {
  const effects: Record<string, number> = {}
  const add = (name: string, state: StoreState | undefined) => {
    if (state?.kind === 'ledger') effects[name] = (effects[name] ?? 0) + (state.counts[id] ?? 0)
  }
  system.stores.forEach(({ name }, i) => {
    add(name, stores[i])
  })
  system.processes.forEach(({ memory }, p) => {
    memory.forEach(({ name }, i) => {
      add(name, processes[p]?.memory[i])
    })
  })
  return effects
}
