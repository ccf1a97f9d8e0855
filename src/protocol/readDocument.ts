/** The door for documents from outside: their shape, the names they use, and the rules that keep them honest. */
import * as v from 'valibot'
import {
  type Condition,
  isSending,
  type LineDocument,
  type Operation,
  type ProgramDocument,
  type PropertyCondition,
  type StoreKind,
  type SystemDocument,
  startKindOf,
  theEnd,
  writesOf,
} from './document.ts'
import { exactly, whole } from './policy.ts'

/** What is wrong with a document: the field by its path, and a sentence that says what to do. */
export interface DocumentProblem {
  readonly field: string
  readonly problem: string
}

const mostNames = 64
const mostLines = 64
const longestName = 64
/** 14 days. */
const longestMs = 1_209_600_000

const name = v.pipe(
  v.string('must be text'),
  v.minLength(1, 'must not be empty'),
  v.maxLength(longestName, `must be at most ${longestName} characters`),
)
/** Names become fields of objects; these three have a meaning of their own there. */
const field = v.pipe(
  name,
  v.check((text) => !['__proto__', 'constructor', 'prototype'].includes(text), 'is a name that cannot be used'),
)
const yes = v.literal(true, 'must be true, or left out')
const pair = v.strictTuple([name, name], 'must be two names')

const namesOf = <S extends v.GenericSchema>(schema: S) =>
  v.pipe(
    v.custom<Record<string, v.InferInput<S>>>(
      (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
      'must be an object',
    ),
    v.record(field, schema),
    v.check((all) => Object.keys(all).length <= mostNames, `has more than ${mostNames} entries`),
  )

const listOf = <S extends v.GenericSchema>(schema: S, most = mostLines) =>
  v.pipe(v.array(schema, 'must be a list'), v.maxLength(most, `has more than ${most} entries`))

const storeSchema = exactly({
  kind: v.picklist(['ledger', 'table', 'list', 'cursor'], 'must be "ledger", "table", "list" or "cursor"'),
  place: v.optional(name),
  memoryOf: v.optional(name),
  by: v.optional(v.picklist(['key', 'message'], 'must be "key" or "message"')),
  keepsMs: v.optional(whole(1, longestMs)),
})

const startSchema = exactly({
  submit: v.optional(yes),
  packet: v.optional(field),
  entry: v.optional(name),
  word: v.optional(name),
  unlocked: v.optional(yes),
  cursor: v.optional(name),
  differ: v.optional(pair),
  may: v.optional(whole(1, 9)),
  restart: v.optional(yes),
  everyMs: v.optional(whole(1, longestMs)),
})

/** How many names each operation takes, at least and at most. */
const operands: Readonly<Record<Operation[0], readonly [least: number, most: number]>> = {
  apply: [1, 1],
  put: [1, 2],
  drop: [1, 1],
  append: [1, 2],
  reserve: [1, 2],
  mark: [1, 1],
  advance: [1, 1],
  bump: [1, 1],
  copy: [2, 2],
  clear: [1, 1],
  flush: [2, 2],
  send: [2, 2],
  answer: [1, 1],
  'new key': [0, 0],
}
const operationNames = Object.keys(operands) as Operation[0][]

const operationSchema = v.pipe(
  v.array(name, 'must be a list: an operation and the names it is about'),
  v.check(
    ([verb]) => (operationNames as (string | undefined)[]).includes(verb),
    `must start with one of ${operationNames.map((each) => `"${each}"`).join(', ')}`,
  ),
  v.check(([verb, ...rest]) => {
    const [least, most] = operands[verb as Operation[0]] ?? [0, mostNames]
    return rest.length >= least && rest.length <= most
  }, 'has too few or too many names for its operation'),
  v.transform((operation) => operation as unknown as Operation),
)

const conditionSchema = v.union(
  [
    exactly({ in: name, word: v.optional(name) }),
    exactly({ stale: name }),
    exactly({ same: pair }),
    exactly({ tried: whole(1, 1000) }),
    exactly({ message: whole(1, 10_000) }),
  ],
  'must be {"in": table}, {"stale": table}, {"same": [cursor, cursor]}, {"tried": n} or {"message": n}',
)

const lineSchema = exactly({
  word: v.pipe(
    field,
    v.check((word) => word !== theEnd, '"end" is where a task is over: give the line another word'),
  ),
  do: v.optional(listOf(operationSchema)),
  if: v.optional(conditionSchema),
  // biome-ignore lint/suspicious/noThenProperty: the field of a document; nobody awaits a schema
  then: v.optional(name),
  thenDo: v.optional(listOf(operationSchema)),
  next: v.optional(name),
  await: v.optional(namesOf(name)),
  onTimeout: v.optional(name),
  attempts: v.optional(whole(1, 1000)),
  onLast: v.optional(name),
  timeoutMs: v.optional(whole(1, longestMs)),
})

const programSchema = exactly({
  name,
  starts: startSchema,
  runs: v.optional(v.literal('perEntry', 'must be "perEntry", or left out')),
  lines: v.pipe(listOf(lineSchema), v.minLength(1, 'must have a line')),
})

const propertyConditionSchema = v.union(
  [
    exactly({ store: name, word: v.optional(name), is: whole(0, 9) }),
    exactly({ store: name, word: v.optional(name), atLeast: whole(1, 9) }),
    exactly({ differ: pair }),
  ],
  'must be {"store": name, "is": n}, {"store": name, "atLeast": n} or {"differ": [name, name]}',
)

const documentSchema = exactly({
  id: name,
  stores: namesOf(storeSchema),
  processes: v.pipe(
    namesOf(exactly({ count: v.optional(whole(1, 8)), programs: listOf(programSchema) })),
    v.check((all) => Object.keys(all).length > 0, 'must name a process'),
  ),
  properties: namesOf(
    exactly({
      at: v.picklist(['ever', 'end'], 'must be "ever" or "end"'),
      all: v.pipe(listOf(propertyConditionSchema), v.minLength(1, 'must have a condition')),
    }),
  ),
})

/** A document of any origin, or what is wrong with it: each problem with the process, program and line it is about. */
export function readDocument(
  input: unknown,
  under = '',
): { ok: true; value: SystemDocument } | { ok: false; problems: DocumentProblem[] } {
  const at = (path: string) => [under, path].filter((part) => part !== '').join('.') || 'document'
  const result = v.safeParse(documentSchema, input)
  if (!result.success) {
    const problems = result.issues.map((issue) => ({ field: at(v.getDotPath(issue) ?? ''), problem: issue.message }))
    return { ok: false, problems }
  }
  const document = result.output as SystemDocument
  const problems = problemsOf(document).map(({ field, problem }) => ({ field: at(field), problem }))
  return problems.length === 0 ? { ok: true, value: document } : { ok: false, problems }
}

/** Names that do not exist, lines that lead nowhere, and lines that no single local transaction can be. */
function problemsOf(document: SystemDocument): DocumentProblem[] {
  const problems: DocumentProblem[] = []
  const complain = (field: string, problem: string) => problems.push({ field, problem })
  for (const [store, { kind, place, memoryOf, by, keepsMs }] of Object.entries(document.stores)) {
    const field = `stores.${store}`
    if ((place === undefined) === (memoryOf === undefined)) {
      complain(field, 'needs either a place, where it survives every crash, or the role whose memory it is')
    }
    if (memoryOf !== undefined && !Object.hasOwn(document.processes, memoryOf)) {
      complain(`${field}.memoryOf`, `there is no process "${memoryOf}"`)
    }
    if (kind !== 'table' && by !== undefined) complain(`${field}.by`, 'is for tables')
    if (kind !== 'table' && keepsMs !== undefined)
      complain(`${field}.keepsMs`, 'is for tables: only rows are forgotten')
  }
  const names = processNamesOf(document)
  if (new Set(names).size < names.length) {
    complain('processes', 'two processes have the same name: several of a role are numbered, "worker 1" and "worker 2"')
  }
  for (const [role, { programs }] of Object.entries(document.processes)) {
    programs.forEach((program, i) => {
      new ProgramReader(document, role, program, `processes.${role}.programs.${i}`, complain).read()
    })
    const packets = programs.flatMap(({ starts }) => starts.packet ?? [])
    const twice = packets.find((kind, i) => packets.indexOf(kind) !== i)
    if (twice !== undefined) {
      complain(`processes.${role}`, `two programs start with a packet "${twice}": which of them would take it?`)
    }
  }
  for (const [property, { all }] of Object.entries(document.properties)) {
    all.forEach((condition, i) => {
      for (const problem of propertyProblems(document, condition)) complain(`properties.${property}.all.${i}`, problem)
    })
  }
  return problems
}

function propertyProblems({ stores }: SystemDocument, condition: PropertyCondition): string[] {
  const counted = 'differ' in condition ? condition.differ : [condition.store]
  const word = 'differ' in condition ? undefined : condition.word
  return counted.flatMap((store) => {
    const kind = Object.hasOwn(stores, store) ? stores[store]?.kind : undefined
    if (kind === undefined) return [`there is no store "${store}"`]
    if (kind === 'cursor') return [`"${store}" is a cursor: effects, entries and rows can be counted`]
    return word !== undefined && kind === 'ledger' ? [`"${store}" is a ledger: its effects have no word`] : []
  })
}

/** The names of all processes: the role, numbered where there are several. */
export function processNamesOf({ processes }: SystemDocument): string[] {
  return Object.entries(processes).flatMap(([role, { count = 1 }]) =>
    count === 1 ? [role] : Array.from({ length: count }, (_, i) => `${role} ${i + 1}`),
  )
}

/** Checks one program of a document. */
class ProgramReader {
  private readonly document: SystemDocument
  private readonly role: string
  private readonly program: ProgramDocument
  private readonly field: string
  private readonly complain: (field: string, problem: string) => void

  constructor(
    document: SystemDocument,
    role: string,
    program: ProgramDocument,
    field: string,
    complain: (field: string, problem: string) => void,
  ) {
    this.document = document
    this.role = role
    this.program = program
    this.field = field
    this.complain = complain
  }

  read(): void {
    this.readStarts()
    const words = this.program.lines.map(({ word }) => word)
    this.program.lines.forEach((line, i) => {
      const field = `${this.field}.lines.${i}`
      if (words.indexOf(line.word) !== i)
        this.say(field, line, 'stands twice in this program: give it a word of its own')
      this.readTargets(field, line, words)
      this.readLine(field, line)
    })
  }

  private say(field: string, line: LineDocument, problem: string): void {
    this.complain(field, `${this.role}, program "${this.program.name}", line "${line.word}": ${problem}`)
  }

  private readStarts(): void {
    const { starts, runs } = this.program
    const field = `${this.field}.starts`
    const { submit, packet, entry, differ, may, restart, word, cursor, unlocked, everyMs } = starts
    const ways = [submit, packet, restart ?? entry, differ, may].filter((way) => way !== undefined).length
    if (ways !== 1) {
      this.complain(field, 'must be one of submit, packet, entry, differ, may and restart')
      return
    }
    if (entry === undefined && (word ?? cursor ?? unlocked) !== undefined) {
      this.complain(field, 'word, cursor and unlocked are about an entry: name the list')
    }
    if (entry !== undefined) this.needs(`${field}.entry`, entry, 'list')
    if (cursor !== undefined) this.needs(`${field}.cursor`, cursor, 'cursor')
    for (const name of differ ?? []) this.needs(`${field}.differ`, name, 'cursor')
    const kind = startKindOf(starts)
    if (kind === 'restart' && (cursor ?? unlocked) !== undefined) {
      this.complain(field, 'a restart takes every entry: it has no cursor and asks for no lock')
    }
    if (cursor !== undefined && unlocked) this.complain(`${field}.unlocked`, 'a cursor asks for no lock')
    const perEntry = kind === 'entry' || (kind === 'restart' && entry !== undefined)
    if (runs !== undefined && !perEntry) {
      this.complain(`${this.field}.runs`, 'is for programs that an entry of a list starts, without a cursor')
    }
    if (kind === 'restart' && entry !== undefined && runs === undefined) {
      this.complain(`${this.field}.runs`, 'must be "perEntry": a restart starts a task for every such entry')
    }
    if (everyMs !== undefined && kind !== 'differ')
      this.complain(`${field}.everyMs`, 'is for programs that start by a difference')
  }

  private readTargets(field: string, line: LineDocument, words: readonly string[]): void {
    const targets: [string, string | undefined][] = [
      ['then', line.then],
      ['next', line.next],
      ['onTimeout', line.onTimeout],
      ['onLast', line.onLast],
      ...Object.entries(line.await ?? {}).map(([kind, to]): [string, string] => [`await.${kind}`, to]),
    ]
    for (const [name, target] of targets) {
      if (target === undefined || target === theEnd || words.includes(target)) continue
      this.say(`${field}.${name}`, line, `leads to "${target}", and this program has no such line`)
    }
  }

  private readLine(field: string, line: LineDocument): void {
    if ((line.if === undefined) !== (line.then === undefined)) {
      this.say(field, line, 'a condition needs a line to go to: if and then stand together')
    }
    if (line.thenDo !== undefined && line.if === undefined) this.say(`${field}.thenDo`, line, 'needs a condition')
    if (line.if !== undefined) this.readCondition(`${field}.if`, line, line.if)
    if (line.await === undefined) {
      for (const name of ['onTimeout', 'attempts', 'onLast', 'timeoutMs'] as const) {
        if (line[name] !== undefined) this.say(`${field}.${name}`, line, 'is for a line that awaits packets')
      }
    } else {
      for (const name of ['do', 'if', 'thenDo', 'next'] as const) {
        if (line[name] !== undefined) {
          this.say(
            `${field}.${name}`,
            line,
            'a line that awaits does nothing but stand there: put this into a line of its own',
          )
        }
      }
      if (Object.keys(line.await).length === 0) this.say(`${field}.await`, line, 'must name a kind of packet')
      if (line.onTimeout === undefined && (line.attempts ?? line.onLast ?? line.timeoutMs) !== undefined) {
        this.say(field, line, 'attempts, onLast and timeoutMs need a timer: say where it leads with onTimeout')
      }
      if ((line.attempts === undefined) !== (line.onLast === undefined)) {
        this.say(field, line, 'attempts and onLast stand together')
      }
    }
    this.readOperations(`${field}.do`, line, line.do ?? [])
    this.readOperations(`${field}.thenDo`, line, line.thenDo ?? [])
  }

  private readCondition(field: string, line: LineDocument, condition: Condition): void {
    if ('in' in condition) this.needs(field, condition.in, 'table', line)
    if ('stale' in condition) this.needs(field, condition.stale, 'table', line)
    if ('same' in condition) for (const name of condition.same) this.needs(field, name, 'cursor', line)
  }

  /** What one line does is one transaction at one place; memory of the own process may be written with it. */
  private readOperations(field: string, line: LineDocument, operations: readonly Operation[]): void {
    const places = new Set<string>()
    // Which list the entry in hand is from is known where a program ever has entries of one list only.
    const lists = this.listsInHand()
    let hand = lists.length === 1 ? lists : []
    operations.forEach((operation, i) => {
      const at = `${field}.${i}`
      this.readOperation(at, line, operation)
      const writes = writesOf(operation)
      for (const store of writes === 'hand' ? hand : writes) {
        const place = Object.hasOwn(this.document.stores, store) ? this.document.stores[store]?.place : undefined
        if (place !== undefined) places.add(place)
      }
      if (operation[0] === 'reserve') hand = [operation[1]]
    })
    const [first, second] = [...places]
    if (second !== undefined) {
      this.say(
        field,
        line,
        `writes to "${first}" and to "${second}": no transaction spans two places: that takes a protocol. Write in two lines, and see what a crash between them does`,
      )
    }
    if (first !== undefined && operations.some(isSending)) {
      this.say(
        field,
        line,
        `writes to "${first}" and sends: a crash can come between a write and a packet. Give each a line of its own`,
      )
    }
  }

  /** The lists whose entries a task of this program may have in hand. */
  private listsInHand(): string[] {
    const first = this.program.starts.entry
    const reserved = this.program.lines
      .flatMap((line) => [...(line.do ?? []), ...(line.thenDo ?? [])])
      .flatMap((operation) => (operation[0] === 'reserve' ? [operation[1]] : []))
    return [...new Set([...(first === undefined ? [] : [first]), ...reserved])]
  }

  private readOperation(field: string, line: LineDocument, operation: Operation): void {
    const { stores, processes } = this.document
    switch (operation[0]) {
      case 'apply':
        this.needs(field, operation[1], 'ledger', line)
        break
      case 'put':
      case 'drop':
        this.needs(field, operation[1], 'table', line)
        break
      case 'append':
      case 'reserve':
        this.needs(field, operation[1], 'list', line)
        break
      case 'mark':
        if (this.listsInHand().length === 0) {
          this.say(field, line, 'marks the entry in hand, and no task of this program ever has one')
        }
        break
      case 'advance':
        this.needs(field, operation[1], 'cursor', line)
        if (this.listsInHand().length === 0) {
          this.say(field, line, 'moves a cursor behind the entry in hand, and no task of this program ever has one')
        }
        break
      case 'bump':
        this.needs(field, operation[1], 'cursor', line)
        break
      case 'copy': {
        const [from, to] = [operation[1], operation[2]]
        this.needs(field, from, null, line)
        this.needs(field, to, null, line)
        if (stores[from]?.kind !== stores[to]?.kind) this.say(field, line, `"${from}" and "${to}" are of two kinds`)
        break
      }
      case 'clear':
        this.needs(field, operation[1], null, line)
        break
      case 'flush': {
        this.needs(field, operation[1], 'list', line)
        this.needs(field, operation[2], null, line)
        const kind = stores[operation[2]]?.kind
        if (kind === 'table' || kind === 'cursor') {
          this.say(field, line, `flushes into "${operation[2]}", a ${kind}: entries go to a list or a ledger`)
        }
        if (operation[1] === operation[2]) this.say(field, line, 'flushes a list into itself')
        break
      }
      case 'send':
        if (!Object.hasOwn(processes, operation[2])) this.say(field, line, `there is no process "${operation[2]}"`)
        break
      case 'answer':
        if (this.program.starts.packet === undefined) {
          this.say(field, line, 'answers, and no packet started this program: send to a role instead')
        }
        break
    }
  }

  /** A store that is there, of this kind, and not the memory of somebody else. */
  private needs(field: string, store: string, kind: StoreKind | null, line?: LineDocument): void {
    const found = Object.hasOwn(this.document.stores, store) ? this.document.stores[store] : undefined
    const say = (problem: string) => (line ? this.say(field, line, problem) : this.complain(field, problem))
    if (found === undefined) say(`there is no store "${store}"`)
    else if (kind !== null && found.kind !== kind) say(`"${store}" is a ${found.kind}, and this needs a ${kind}`)
    else if (found.memoryOf !== undefined && found.memoryOf !== this.role) {
      say(`"${store}" is memory of ${found.memoryOf}: nobody else sees it. Send a packet instead`)
    }
  }
}
