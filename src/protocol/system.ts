/**
 * A system made ready to run: every name of its document looked up once, every program with its machine. `step` reads
 * this and nothing else; whether it came from a document or from the knobs of the first lab it cannot tell.
 */
import type { StartKind, StoreKind } from './document.ts'
import type { ActionName, Definition, EventName } from './machines.ts'
import type { StateId, Table } from './tabulate.ts'

export interface System {
  readonly id: string
  /** Every process; several of a role stand beside each other. */
  readonly processes: readonly Process[]
  /** What is durable. Memory belongs to each process. */
  readonly stores: readonly Store[]
  readonly properties: readonly Property[]
  /** How a packet's number is found: how many of its kind its message has had, or that of the packet it answers. */
  readonly answersShareNumbers: boolean
  /** Whether what happens is told with the name of the store: not where there is one of each kind. */
  readonly tellsStores: boolean
  /** Whether its processes may stop for good. */
  readonly mayStop: boolean
}

export interface Process {
  /** Its role, numbered where there are several of it. */
  readonly name: string
  readonly role: string
  readonly programs: readonly Program[]
  readonly memory: readonly Store[]
}

export interface Store {
  readonly name: string
  readonly kind: StoreKind
  /** Null for memory. */
  readonly place: string | null
  readonly by: 'key' | 'message'
  /** The process that is said to forget its rows; null where several could. */
  readonly keeper: string | null
  /** How long a row is remembered: by age in milliseconds, until so many newer ones came, or for ever. */
  readonly window: 'unlimited' | { readonly ms: number } | { readonly keys: number }
}

/** A link as it is told of: what travels on it, from which process, to which process or role. */
export interface NamedLink {
  readonly kind: string
  readonly from: string
  readonly to: string
}

/** The roles of its processes, each once. */
export const rolesOf = ({ processes }: System): string[] => [...new Set(processes.map(({ role }) => role))]

/** Every kind of packet that a program sends or answers with, each once. */
export function kindsOf({ processes }: System): string[] {
  const acts = processes.flatMap(({ programs }) =>
    programs.flatMap(({ lines }) => lines.flatMap(({ does, doesThen }) => [...does, ...doesThen])),
  )
  return [...new Set(acts.flatMap((act) => ('kind' in act ? [act.kind] : [])))]
}

/** A store as a program names it: 0 and up are durable ones, −1 and down memory of the own process. */
export type StoreRef = number

export const isMemory = (ref: StoreRef): boolean => ref < 0
/** Where a store stands in the memory of its process. */
export const memoryAt = (ref: StoreRef): number => -ref - 1

export interface Program {
  readonly name: string
  readonly starts: Start
  /** Whether its tasks run beside each other and beside the one that a process runs at a time. */
  readonly beside: boolean
  readonly definition: Definition
  readonly machine: Table
  /** What the machine is told when a task starts; null where a task stands at its first line from the start. */
  readonly startEvent: EventName | null
  /** What the machine is told when a packet arrives that its task waits for. */
  awaitEvent(kind: string): EventName
  /** Whether what happens is told with the name of the line. */
  readonly tellsLines: boolean
  /** Whether a condition is told apart from what follows from it. */
  readonly tellsChecks: boolean
  /** Whether a task that starts runs its first line in the same move. */
  readonly atOnce: boolean
  /** All its lines, in order. */
  readonly lines: readonly Line[]
  /** The line of a state of the machine, or null where the state is none. */
  lineOf(state: StateId): Line | null
  /** The word of the line that a task in this state runs or stands at; null where it is at none. */
  standsAt(state: StateId): string | null
  /** Whether a task in this state is over. */
  isOver(state: StateId): boolean
  /** Whether some line of it waits for packets. */
  readonly waits: boolean
  /** From so many awaits of a task on, one more makes no difference to it. */
  readonly tellsAwaits: number
  /** What the machine's actions stand for, besides those that a line's own `do` says. */
  readonly means: Readonly<Partial<Record<ActionName, readonly Act[]>>>
}

export interface Start {
  readonly kind: StartKind
  /** The kind of packet. */
  readonly packet: string | null
  readonly entry: StoreRef | null
  readonly word: string | null
  readonly unlocked: boolean
  readonly cursor: StoreRef | null
  readonly differ: readonly [StoreRef, StoreRef] | null
  readonly may: number
  readonly everyMs: number | null
}

export interface Line {
  readonly word: string
  readonly does: readonly Act[]
  readonly doesThen: readonly Act[]
  readonly asks: Question | null
  /** The kinds of packets that it waits for; empty where it does not wait. */
  readonly awaits: readonly string[]
  /** Whether a timer runs while it waits. */
  readonly timer: boolean
  readonly attempts: number | null
  readonly timeoutMs: number | null
}

/** An operation with its names looked up. */
export type Act =
  | { readonly act: 'apply'; readonly store: StoreRef }
  /** `told`: what it is called; a key that is stored together with its effect is not told of apart. */
  | { readonly act: 'put'; readonly store: StoreRef; readonly word: string; readonly told: 'put' | 'remember' }
  | { readonly act: 'append' | 'reserve'; readonly store: StoreRef; readonly word: string | null }
  /** The value becomes what this message sets it to. */
  | { readonly act: 'set'; readonly store: StoreRef }
  | { readonly act: 'drop' | 'advance' | 'bump' | 'clear'; readonly store: StoreRef }
  | { readonly act: 'mark'; readonly word: string }
  | { readonly act: 'copy' | 'flush'; readonly store: StoreRef; readonly to: StoreRef }
  | { readonly act: 'send'; readonly kind: string; readonly role: string }
  | { readonly act: 'answer'; readonly kind: string }
  | { readonly act: 'newKey' | 'forgetKeys' | 'enterAwait' | 'leaveAwait' }
  /** Says that something happened which writes and sends nothing. */
  | { readonly act: 'tell'; readonly what: 'acknowledge' | 'giveUp' | 'forget' | 'miss' | 'absorb' | 'finish' }

export type Question =
  | { readonly asks: 'in'; readonly store: StoreRef; readonly word: string | null }
  | { readonly asks: 'stale'; readonly store: StoreRef }
  | { readonly asks: 'same'; readonly stores: readonly [StoreRef, StoreRef] }
  | { readonly asks: 'tried' | 'message'; readonly number: number }

export interface Property {
  readonly name: string
  readonly at: 'ever' | 'end'
  readonly all: readonly Count[]
}

/** What a property counts: a durable store, or the memory of every process of a role, added up. */
export type Count =
  | { readonly counts: CountedStore; readonly word: string | null; readonly is: number }
  | { readonly counts: CountedStore; readonly word: string | null; readonly atLeast: number }
  | { readonly differ: readonly [CountedStore, CountedStore] }

export type CountedStore = readonly { readonly process: number | null; readonly at: number }[]

/** The word of a row or a condition that stands for the key of the task. */
export const ownKey = '@key'
