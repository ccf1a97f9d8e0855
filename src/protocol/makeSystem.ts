/** Makes a system of a document: every name looked up once, every program with its machine. */
import {
  type Condition,
  type LineDocument,
  type Operation,
  type ProgramDocument,
  type PropertyDocument,
  plainWord,
  type StoreDocument,
  type SystemDocument,
  startKindOf,
  theEnd,
} from './document.ts'
import { packetEvent, programMachine } from './programMachine.ts'
import type {
  Act,
  Count,
  CountedStore,
  Line,
  Process,
  Program,
  Property,
  Question,
  Store,
  StoreRef,
  System,
} from './system.ts'
import { type StateId, tabulate } from './tabulate.ts'

/** Makes a system of a document that `readDocument` found in order. */
export function systemOf(document: SystemDocument): System {
  const durable: string[] = []
  const memories = new Map<string, string[]>(Object.keys(document.processes).map((role) => [role, []]))
  for (const [name, { memoryOf }] of Object.entries(document.stores)) {
    if (memoryOf === undefined) durable.push(name)
    else memories.get(memoryOf)?.push(name)
  }
  const storeNamed = (name: string) => storeOf(name, document.stores[name] as StoreDocument)
  const processes = Object.entries(document.processes).flatMap(([role, { count = 1, programs }]) => {
    const memory = memories.get(role) as string[]
    const refOf = (name: string): StoreRef => {
      const at = durable.indexOf(name)
      return at >= 0 ? at : -memory.indexOf(name) - 1
    }
    const made = programs.map((program) => programOf(program, refOf))
    return Array.from(
      { length: count },
      (_, i): Process => ({
        name: count === 1 ? role : `${role} ${i + 1}`,
        role,
        programs: made,
        memory: memory.map(storeNamed),
      }),
    )
  })
  const countedOf = (name: string): CountedStore => {
    const at = durable.indexOf(name)
    if (at >= 0) return [{ process: null, at }]
    const role = document.stores[name]?.memoryOf as string
    const slot = memories.get(role)?.indexOf(name) as number
    return processes.flatMap((process, i) => (process.role === role ? [{ process: i, at: slot }] : []))
  }
  return {
    id: document.id,
    processes,
    stores: durable.map(storeNamed),
    properties: Object.entries(document.properties).map(([name, property]) => propertyOf(name, property, countedOf)),
    answersShareNumbers: false,
    tellsStores: true,
    mayStop: true,
  }
}

const storeOf = (name: string, { kind, place, memoryOf, by, keepsMs }: StoreDocument): Store => ({
  name,
  kind,
  place: place ?? null,
  by: by ?? 'key',
  keeper: memoryOf ?? null,
  window: keepsMs === undefined ? 'unlimited' : { ms: keepsMs },
})

function programOf(program: ProgramDocument, refOf: (name: string) => StoreRef): Program {
  const { name, starts, runs, lines } = program
  const kind = startKindOf(starts)
  const definition = programMachine(program)
  const machine = tabulate(definition)
  const made = new Map(lines.map((line) => [line.word, lineOf(line, refOf)]))
  const byState = new Map<StateId, Line | null>()
  return {
    name,
    starts: {
      kind,
      packet: starts.packet ?? null,
      entry: starts.entry === undefined ? null : refOf(starts.entry),
      word: starts.word ?? null,
      unlocked: starts.unlocked === true,
      cursor: starts.cursor === undefined ? null : refOf(starts.cursor),
      differ: starts.differ === undefined ? null : [refOf(starts.differ[0]), refOf(starts.differ[1])],
      may: starts.may ?? 0,
      everyMs: starts.everyMs ?? null,
    },
    beside: kind === 'submit' || runs === 'perEntry',
    definition,
    machine,
    startEvent: null,
    awaitEvent: packetEvent,
    tellsLines: true,
    tellsChecks: true,
    atOnce: kind !== 'packet' && kind !== 'restart',
    lines: [...made.values()],
    lineOf(state) {
      let line = byState.get(state)
      if (line === undefined) {
        line = made.get(machine.nameOf(state)) ?? null
        byState.set(state, line)
      }
      return line
    },
    standsAt(state) {
      return this.lineOf(state)?.word ?? null
    },
    isOver: (state) => machine.nameOf(state) === theEnd,
    waits: lines.some((line) => line.await !== undefined),
    tellsAwaits: Math.max(0, ...lines.map((line) => Math.max(line.attempts ?? 0, triesIn(line)))),
    means: { enterAwait: [{ act: 'enterAwait' }], leaveAwait: [{ act: 'leaveAwait' }] },
  }
}

const triesIn = ({ if: asks }: LineDocument): number => (asks !== undefined && 'tried' in asks ? asks.tried : 0)

function lineOf(line: LineDocument, refOf: (name: string) => StoreRef): Line {
  return {
    word: line.word,
    does: (line.do ?? []).map((operation) => actOf(operation, refOf)),
    doesThen: (line.thenDo ?? []).map((operation) => actOf(operation, refOf)),
    asks: line.if === undefined ? null : questionOf(line.if, refOf),
    awaits: Object.keys(line.await ?? {}),
    timer: line.onTimeout !== undefined,
    attempts: line.attempts ?? null,
    timeoutMs: line.timeoutMs ?? null,
  }
}

function actOf(operation: Operation, refOf: (name: string) => StoreRef): Act {
  switch (operation[0]) {
    case 'put':
      return { act: 'put', store: refOf(operation[1]), word: operation[2] ?? plainWord, told: 'put' }
    case 'append':
    case 'reserve':
      return { act: operation[0], store: refOf(operation[1]), word: operation[2] ?? null }
    case 'mark':
      return { act: 'mark', word: operation[1] }
    case 'copy':
    case 'flush':
      return { act: operation[0], store: refOf(operation[1]), to: refOf(operation[2]) }
    case 'send':
      return { act: 'send', kind: operation[1], role: operation[2] }
    case 'answer':
      return { act: 'answer', kind: operation[1] }
    case 'new key':
      return { act: 'newKey' }
    default:
      return { act: operation[0], store: refOf(operation[1]) }
  }
}

function questionOf(condition: Condition, refOf: (name: string) => StoreRef): Question {
  if ('in' in condition) return { asks: 'in', store: refOf(condition.in), word: condition.word ?? null }
  if ('stale' in condition) return { asks: 'stale', store: refOf(condition.stale) }
  if ('same' in condition) return { asks: 'same', stores: [refOf(condition.same[0]), refOf(condition.same[1])] }
  if ('tried' in condition) return { asks: 'tried', number: condition.tried }
  return { asks: 'message', number: condition.message }
}

function propertyOf(name: string, { at, all }: PropertyDocument, countedOf: (name: string) => CountedStore): Property {
  return {
    name,
    at,
    all: all.map((condition): Count => {
      if ('differ' in condition) return { differ: [countedOf(condition.differ[0]), countedOf(condition.differ[1])] }
      const counted = { counts: countedOf(condition.store), word: condition.word ?? null }
      return 'is' in condition ? { ...counted, is: condition.is } : { ...counted, atLeast: condition.atLeast }
    }),
  }
}
