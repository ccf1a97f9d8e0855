/** Documents of systems, made up and honest, with bounds to search them in. Test support: only tests import it. */
import * as fc from 'fast-check'
import { number } from '../../protocol/arbitrary.ts'
import type {
  Condition,
  LineDocument,
  Operation,
  ProgramDocument,
  PropertyCondition,
  StartDocument,
  StoreDocument,
  StoreKind,
  SystemDocument,
} from '../../protocol/document.ts'
import { readDocument } from '../../protocol/readDocument.ts'
import type { FaultBounds, NetworkBounds } from './rules.ts'

/** Numbers that are made into operations, lines, programs: whatever they are, something honest comes out. */
interface RawOperation {
  readonly what: number
  readonly store: number
  readonly other: number
  readonly word: number
}

interface RawLine {
  readonly kind: number
  readonly does: readonly RawOperation[]
  readonly doesThen: readonly RawOperation[]
  readonly asks: RawOperation
  readonly leads: number
  readonly next: number
  readonly attempts: number
}

interface RawProgram {
  readonly start: number
  readonly store: number
  readonly word: number
  readonly flag: boolean
  readonly lines: readonly RawLine[]
}

interface Raw {
  readonly places: readonly number[]
  readonly forgets: boolean
  readonly roles: readonly { readonly count: number; readonly programs: readonly RawProgram[] }[]
  readonly properties: readonly RawOperation[]
}

const roleNames = ['client', 'server', 'worker'] as const
const kinds = ['request', 'response', 'note'] as const
const storeKinds: readonly (readonly [string, StoreKind])[] = [
  ['effects', 'ledger'],
  ['totals', 'ledger'],
  ['keys', 'table'],
  ['records', 'table'],
  ['queue', 'list'],
  ['log', 'list'],
  ['offset', 'cursor'],
  ['saved', 'cursor'],
]

const small = number(0, 11)
/** Mostly the first: what one program writes is then often what another one reads. */
const skewed = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, small)
const rawOperation: fc.Arbitrary<RawOperation> = fc.record({
  what: number(0, 25),
  store: skewed,
  other: small,
  word: skewed,
})
const rawLine: fc.Arbitrary<RawLine> = fc.record({
  kind: number(0, 9),
  does: fc.array(rawOperation, { minLength: 1, maxLength: 3 }),
  doesThen: fc.array(rawOperation, { maxLength: 2 }),
  asks: rawOperation,
  leads: small,
  next: number(0, 40),
  attempts: number(0, 5),
})
const rawProgram: fc.Arbitrary<RawProgram> = fc.record({
  start: number(0, 15),
  store: skewed,
  word: skewed,
  flag: fc.boolean(),
  lines: fc.array(rawLine, { minLength: 1, maxLength: 4 }),
})
const raw: fc.Arbitrary<Raw> = fc.record({
  places: fc.array(small, { minLength: storeKinds.length, maxLength: storeKinds.length }),
  forgets: number(0, 5).map((n) => n === 0),
  roles: fc.array(
    fc.record({
      count: number(0, 4).map((n) => (n === 0 ? 2 : 1)),
      programs: fc.array(rawProgram, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 2, maxLength: 3 },
  ),
  properties: fc.array(rawOperation, { minLength: 1, maxLength: 4 }),
})

/** Any document that `readDocument` finds in order. */
export const systemDocument: fc.Arbitrary<SystemDocument> = raw.map(documentOf).filter((made) => readDocument(made).ok)

/** What a document is searched within. */
export const searchBounds: fc.Arbitrary<{ messages: number; faults: FaultBounds; network: NetworkBounds }> = fc
  .record({
    messages: number(1, 2),
    max: number(0, 2),
    lose: fc.constantFrom<boolean | string[]>(true, false, ['request']),
    duplicate: fc.constantFrom<boolean | string[]>(true, false, ['response', 'note']),
    crash: fc.subarray<string>([...roleNames]),
    stop: fc.oneof({ weight: 3, arbitrary: fc.constant<string[]>([]) }, fc.subarray<string>([...roleNames])),
    reorder: fc.boolean(),
    slow: number(0, 4).map((n) => n === 0),
    attempts: number(1, 3),
  })
  .map(({ messages, max, lose, duplicate, crash, stop, reorder, slow, attempts }) => ({
    messages,
    faults: { max, lose, duplicate, crash, stop },
    network: { reorder, slow, attempts },
  }))

const withWord = (name: 'put' | 'append' | 'reserve', store: string, word: string | undefined): Operation =>
  word === undefined ? [name, store] : [name, store, word]

const words = [undefined, 'open', 'done'] as const
const wordOf = (n: number) => words[n % words.length]

function documentOf({ places, forgets, roles, properties }: Raw): SystemDocument {
  const names = roles.map((_, i) => roleNames[i] as string)
  const stores: Record<string, StoreDocument> = {}
  storeKinds.forEach(([name, kind], i) => {
    const place = (places[i] as number) % 8
    const where =
      place < 6 ? { place: place % 2 === 0 ? 'disk' : 'db' } : { memoryOf: names[place % names.length] as string }
    const table = kind === 'table' ? { by: name === 'keys' ? ('key' as const) : ('message' as const) } : {}
    stores[name] = { kind, ...table, ...(forgets && name === 'keys' ? { keepsMs: 1000 } : {}), ...where }
  })
  const processes = Object.fromEntries(
    roles.map(({ count, programs }, i) => {
      const role = names[i] as string
      const packets = new Set<string>()
      const made = programs.flatMap((program, k) => {
        const first = i === 0 && k === 0
        return new ProgramMaker(stores, names, role, program, `${role} ${k}`).make(first, packets) ?? []
      })
      return [role, { ...(count === 1 ? {} : { count }), programs: made }]
    }),
  )
  return {
    id: 'made-up',
    stores,
    processes,
    properties: Object.fromEntries(
      properties.map((property, i) => [
        `property ${i}`,
        { at: property.what % 2 === 0 ? 'ever' : 'end', all: conditionsOf(property) } as const,
      ]),
    ),
  }
}

function conditionsOf({ what, store, other, word }: RawOperation): PropertyCondition[] {
  const counted = storeKinds.filter(([, kind]) => kind !== 'cursor')
  const [name, kind] = counted[store % counted.length] as readonly [string, StoreKind]
  const [second] = counted[other % counted.length] as readonly [string, StoreKind]
  const of = wordOf(word)
  const which = { store: name, ...(of === undefined || kind === 'ledger' ? {} : { word: of }) }
  if (what % 3 === 0) return [{ ...which, atLeast: 1 + (word % 3) }]
  if (what % 3 === 1)
    return [
      { ...which, is: word % 2 },
      { store: second, atLeast: 1 },
    ]
  return [{ differ: [name, second] }]
}

class ProgramMaker {
  private readonly stores: Readonly<Record<string, StoreDocument>>
  private readonly roles: readonly string[]
  private readonly role: string
  private readonly raw: RawProgram
  private readonly name: string
  private starts: StartDocument = {}

  constructor(
    stores: Readonly<Record<string, StoreDocument>>,
    roles: readonly string[],
    role: string,
    program: RawProgram,
    name: string,
  ) {
    this.stores = stores
    this.roles = roles
    this.role = role
    this.raw = program
    this.name = name
  }

  /** Null where no such program can stand here. `packets`: the kinds that start a program of this role already. */
  make(submits: boolean, packets: Set<string>): ProgramDocument | null {
    const starts = submits ? { submit: true as const } : this.startOf(packets)
    if (starts === null) return null
    this.starts = starts
    const perEntry =
      starts.entry !== undefined && starts.cursor === undefined && (starts.restart === true || this.raw.flag)
    return {
      name: this.name,
      starts,
      ...(perEntry ? { runs: 'perEntry' as const } : {}),
      lines: this.raw.lines.map((line, i) => this.lineOf(line, i)),
    }
  }

  private startOf(packets: Set<string>): StartDocument | null {
    const { start, store, word, flag } = this.raw
    const of = wordOf(word)
    const kind = kinds[store % kinds.length] as string
    const entry = this.pick('list', store)
    const said = of === undefined ? {} : { word: of }
    if (start < 6) {
      if (packets.has(kind)) return null
      packets.add(kind)
      return { packet: kind }
    }
    if (start < 9) return entry === null ? null : { entry, ...said, ...(!flag && word > 8 ? { unlocked: true } : {}) }
    if (start < 11) {
      const cursor = this.pick('cursor', word)
      return entry === null || cursor === null ? null : { entry, cursor, ...said }
    }
    if (start === 11) {
      const [one, other] = [this.pick('cursor', store), this.pick('cursor', store + 1)]
      return one === null || other === null ? null : { differ: [one, other] }
    }
    if (start === 12) return { may: 1 }
    if (start === 13 || entry === null) return { restart: true }
    return { restart: true, entry, ...said }
  }

  private lineOf(line: RawLine, i: number): LineDocument {
    const word = `line ${i}`
    if (line.kind < 2) {
      const first = kinds[line.leads % kinds.length] as string
      const second = kinds[line.asks.store % kinds.length] as string
      const timer =
        line.kind === 0 || line.next > 12
          ? {
              onTimeout: this.target(line.next % 7),
              ...(line.attempts < 3
                ? { attempts: 1 + (line.attempts % 2), onLast: this.target(line.asks.word, i) }
                : {}),
            }
          : {}
      return {
        word,
        await: { [first]: this.target(line.asks.what, i), [second]: this.target(line.leads, i) },
        ...timer,
      }
    }
    const asks = line.kind < 5 ? this.conditionOf(line.asks) : null
    const does = this.operationsOf(line.does)
    const doesThen = asks === null ? [] : this.operationsOf(line.doesThen)
    return {
      word,
      ...(does.length === 0 ? {} : { do: does }),
      ...(asks === null
        ? {}
        : {
            if: asks,
            // biome-ignore lint/suspicious/noThenProperty: the field of a document; nobody awaits a line
            then: this.target(line.leads, i),
          }),
      ...(doesThen.length === 0 ? {} : { thenDo: doesThen }),
      // Now and then a line leads back.
      ...(line.next < 12 ? { next: this.target(line.next, line.next === 0 ? -1 : i) } : {}),
    }
  }

  /** A line after another one, or the end; any line where none is named. */
  private target(n: number, after = -1): string {
    const rest = this.raw.lines.length - after - 1
    const to = after + 1 + (n % (rest + 1))
    return to < this.raw.lines.length ? `line ${to}` : 'end'
  }

  private conditionOf({ what, store, other, word }: RawOperation): Condition | null {
    const table = this.pick('table', store)
    const of = wordOf(word)
    if (what % 6 === 0) return { tried: 1 + (word % 3) }
    if (what % 6 === 1) return { message: 1 + (word % 2) }
    if (what % 6 === 2) {
      const [one, two] = [this.pick('cursor', store), this.pick('cursor', other)]
      return one === null || two === null ? null : { same: [one, two] }
    }
    if (table === null) return null
    if (what % 6 === 3) return { stale: table }
    return { in: table, ...(word > 9 ? { word: '@key' } : of === undefined ? {} : { word: of }) }
  }

  /** As many of these as one local transaction can hold. */
  private operationsOf(wanted: readonly RawOperation[]): Operation[] {
    const made: Operation[] = []
    let place: string | null = null
    let sends = false
    for (const each of wanted) {
      const operation = this.operationOf(each)
      if (operation === null) continue
      const places = this.placesOf(operation)
      const isSending = operation[0] === 'send' || operation[0] === 'answer'
      if (places.some((other) => sends || (place !== null && other !== place))) continue
      if (places.length > 1 && places[0] !== places[1]) continue
      if (isSending && place !== null) continue
      sends ||= isSending
      place = places[0] ?? place
      made.push(operation)
    }
    return made
  }

  private placesOf(operation: Operation): string[] {
    const named = operation[0] === 'mark' ? this.lists() : operation.slice(1)
    if (operation[0] === 'send' || operation[0] === 'answer' || operation[0] === 'new key') return []
    if (operation[0] === 'copy') return this.placeOf(operation[2])
    return named.flatMap((name) => this.placeOf(name as string))
  }

  private placeOf(name: string): string[] {
    const place = Object.hasOwn(this.stores, name) ? this.stores[name]?.place : undefined
    return place === undefined ? [] : [place]
  }

  private lists(): string[] {
    const { entry } = this.starts
    return entry === undefined ? [] : [entry]
  }

  private operationOf({ what, store, other, word }: RawOperation): Operation | null {
    const of = wordOf(word)
    const named = (kind: StoreKind, make: (name: string) => Operation): Operation | null => {
      const name = this.pick(kind, store)
      return name === null ? null : make(name)
    }
    switch (what) {
      case 0:
      case 1:
      case 2:
        return named('ledger', (name) => ['apply', name])
      case 3:
      case 4:
        return named('table', (name) => withWord('put', name, word > 8 ? '@key' : of))
      case 5:
        return named('table', (name) => ['drop', name])
      case 6:
      case 7:
      case 8:
        return named('list', (name) => withWord('append', name, of))
      case 9:
        return named('list', (name) => withWord('reserve', name, of))
      case 10:
      case 11:
        return this.lists().length === 0 ? null : ['mark', of ?? 'taken']
      case 12:
      case 13:
        return this.lists().length === 0 ? null : named('cursor', (name) => ['advance', name])
      case 14:
        return named('cursor', (name) => ['bump', name])
      case 15: {
        const kind = storeKinds[other % storeKinds.length]?.[1] as StoreKind
        const [from, to] = [this.pick(kind, store), this.pick(kind, store + 1)]
        return from === null || to === null || from === to ? null : ['copy', from, to]
      }
      case 16: {
        const kind = storeKinds[other % storeKinds.length]?.[1] as StoreKind
        return named(kind, (name) => ['clear', name])
      }
      case 17: {
        const [from, to] = [this.pick('list', store), this.pick(word % 2 === 0 ? 'list' : 'ledger', store + 1)]
        return from === null || to === null || from === to ? null : ['flush', from, to]
      }
      case 18:
      case 19:
      case 20:
        return ['send', kinds[store % kinds.length] as string, this.roles[other % this.roles.length] as string]
      case 21:
      case 22:
        return this.starts.packet === undefined ? null : ['answer', kinds[store % kinds.length] as string]
      case 23:
        return ['new key']
      default:
        // The others are what is asked for, and one after another.
        return ['send', 'request', this.roles[(this.roles.indexOf(this.role) + 1) % this.roles.length] as string]
    }
  }

  /** A store of this kind that this role sees. */
  private pick(kind: StoreKind, n: number): string | null {
    const seen = storeKinds.filter(([name, of]) => {
      const memoryOf = this.stores[name]?.memoryOf
      return of === kind && (memoryOf === undefined || memoryOf === this.role)
    })
    return seen[n % Math.max(1, seen.length)]?.[0] ?? null
  }
}
