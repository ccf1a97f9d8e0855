/**
 * A system is data: processes with programs, programs of lines, lines of a few operations on named stores and links.
 * One line is one atomic move, hence one local transaction, and between two lines is a point where a crash can come.
 * A new mechanism is a new document. This file says what a document is; `readDocument.ts` checks one from outside.
 */
export interface SystemDocument {
  readonly id: string
  /** Where things are kept, by name. */
  readonly stores: Readonly<Record<string, StoreDocument>>
  /** Who acts, by role. */
  readonly processes: Readonly<Record<string, RoleDocument>>
  /** What can go wrong with a message, by name. */
  readonly properties: Readonly<Record<string, PropertyDocument>>
}

/**
 * ledger: per message, how often an effect happened, 3 standing for 3 or more · table: a word per key or per message ·
 * list: entries in order, each a message, its key and perhaps a word · cursor: a position in a list, or a counter
 */
export type StoreKind = 'ledger' | 'table' | 'list' | 'cursor'

export interface StoreDocument {
  readonly kind: StoreKind
  /** Durable, at this place: it survives every crash. */
  readonly place?: string
  /** Memory of each process of this role: a crash of the process wipes it. */
  readonly memoryOf?: string
  /** What a row of a table belongs to; its key unless said otherwise. */
  readonly by?: 'key' | 'message'
  /** Rows of a table are forgotten at this age, in milliseconds. */
  readonly keepsMs?: number
}

export interface RoleDocument {
  /** So many processes of this role run the same programs; 1 unless said otherwise. */
  readonly count?: number
  readonly programs: readonly ProgramDocument[]
}

export interface ProgramDocument {
  readonly name: string
  readonly starts: StartDocument
  /** A task for each entry, beside each other, instead of one at a time. */
  readonly runs?: 'perEntry'
  readonly lines: readonly LineDocument[]
}

/** What starts a task. Exactly one of `submit`, `packet`, `entry`, `differ`, `may` and `restart`, but for a restart per entry. */
export interface StartDocument {
  /** The environment hands over the next message. */
  readonly submit?: true
  /** A packet of this kind arrives. */
  readonly packet?: string
  /** A list has an entry, with this word if one is said, that no task has in hand; `unlocked`: no task of this process. */
  readonly entry?: string
  readonly word?: string
  readonly unlocked?: true
  /** The entry at this cursor, or the first from there on with the word; it asks for no lock. */
  readonly cursor?: string
  /** Two cursors differ. */
  readonly differ?: readonly [string, string]
  /** At any time, at most so often in a run. */
  readonly may?: number
  /** Once after each crash of the process; with `entry`: for every such entry. */
  readonly restart?: true
  /** In play, a program that starts by a difference runs so often at most, in milliseconds. */
  readonly everyMs?: number
}

export interface LineDocument {
  /** The name that people see, that a fault names and that other lines lead to. */
  readonly word: string
  readonly do?: readonly Operation[]
  readonly if?: Condition
  /** Where the task goes if the condition holds, and what is done then instead of `do`. */
  readonly then?: string
  readonly thenDo?: readonly Operation[]
  /** The line after this one; the next in the program unless said otherwise. */
  readonly next?: string
  /** Kinds of packets that are waited for, and the line that each leads to. */
  readonly await?: Readonly<Record<string, string>>
  /** Where the timer leads; without it there is no timer. */
  readonly onTimeout?: string
  /** From so many awaits on, the timer leads to `onLast`. */
  readonly attempts?: number
  readonly onLast?: string
  /** In play, how long this await's timer runs; the environment's timeout unless said otherwise. */
  readonly timeoutMs?: number
}

export type Operation =
  /** One more effect of this message. */
  | readonly ['apply', string]
  /** The row of this key or message gets a word; "@key" stands for the task's key. */
  | readonly ['put', string, string?]
  | readonly ['drop', string]
  /** A new entry with this message and key. */
  | readonly ['append', string, string?]
  /** The same, and the task has it in hand. */
  | readonly ['reserve', string, string?]
  /** The entry in hand gets the word. */
  | readonly ['mark', string]
  /** The cursor moves behind the entry in hand. */
  | readonly ['advance', string]
  | readonly ['bump', string]
  /** The second becomes a copy of the first. */
  | readonly ['copy', string, string]
  | readonly ['clear', string]
  /** Every entry goes to the end of another list, or has its effect in a ledger; the list is empty then. */
  | readonly ['flush', string, string]
  /** A packet with this message and key to a process of a role. */
  | readonly ['send', string, string]
  /** A packet to the process whose packet started this task, with the key that the packet had. */
  | readonly ['answer', string]
  | readonly ['new key']

export type Condition =
  /** The row is there, with this word if one is said. */
  | { readonly in: string; readonly word?: string }
  /** The row there has a higher key number than the task's key. */
  | { readonly stale: string }
  | { readonly same: readonly [string, string] }
  /** The task has entered awaits at least so often. */
  | { readonly tried: number }
  | { readonly message: number }

/** All conditions must hold for the same submitted message at the same moment. */
export interface PropertyDocument {
  /** ever: at any moment · end: where nothing can happen any more but faults, forgetting and `may` */
  readonly at: 'ever' | 'end'
  readonly all: readonly PropertyCondition[]
}

export type PropertyCondition =
  /** Counts the effects of a ledger, the entries of a list, the rows of a table for this message or any of its keys. */
  | { readonly store: string; readonly word?: string; readonly is: number }
  | { readonly store: string; readonly word?: string; readonly atLeast: number }
  /** The counts of two stores differ. */
  | { readonly differ: readonly [string, string] }

/** Where a line may lead besides another line: the task is over. */
export const theEnd = 'end'

/** The word of the row that `put` makes when it is given none. */
export const plainWord = 'yes'

/** How the kinds of starts are told apart, in the order in which they are looked at. */
export type StartKind = 'submit' | 'packet' | 'cursor' | 'entry' | 'differ' | 'may' | 'restart'

export function startKindOf(starts: StartDocument): StartKind {
  if (starts.restart) return 'restart'
  if (starts.submit) return 'submit'
  if (starts.packet !== undefined) return 'packet'
  if (starts.entry !== undefined) return starts.cursor === undefined ? 'entry' : 'cursor'
  return starts.differ === undefined ? 'may' : 'differ'
}

/** Where an operation writes: the stores it names, or `hand`, which stands for the list of the entry in hand. */
export function writesOf(operation: Operation): readonly string[] | 'hand' {
  switch (operation[0]) {
    case 'mark':
      return 'hand'
    case 'copy':
      return [operation[2]]
    case 'flush':
      return [operation[1], operation[2]]
    case 'send':
    case 'answer':
    case 'new key':
      return []
    default:
      return [operation[1]]
  }
}

export const isSending = ([name]: Operation): boolean => name === 'send' || name === 'answer'
