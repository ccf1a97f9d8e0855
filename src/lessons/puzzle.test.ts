import { readdirSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { isSlow } from '../explore/moves.ts'
import { explore } from '../explore/search.ts'
import { receiverProgram, senderProgram } from '../protocol/program.ts'
import { run } from '../sim/run.ts'
import { type Fault, scenarioOf } from '../sim/scenario.ts'
import { type OutcomeName, outcomeNames } from '../verdict/verdict.ts'
import { foulsOf, isSolved, type Par, type Puzzle, puzzleSchema, searchPar, spentOf } from './puzzle.ts'
import { puzzles } from './puzzles.ts'

const puzzle = (id: string): Puzzle => puzzles.find((one) => one.id === id) as Puzzle
const solves = (one: Puzzle, faults: readonly Fault[]) => {
  const scenario = { ...one.start, faults: [...one.start.faults, ...faults] }
  return isSolved(one, scenario, run(scenario))
}

function parOf(one: Puzzle): Par | null {
  const search = searchPar(one)
  for (;;) {
    const { done, value } = search.next()
    if (done) return value
  }
}

/** Faults and turned knobs. */
const pars: Record<string, [faults: number, turns: number]> = {
  'no-visible-effect': [2, 0],
  'wrong-and-sure': [1, 0],
  'no-fault-at-all': [0, 1],
  'only-late': [2, 0],
  'lose-despite-retries': [2, 0],
  'gave-up-though-done': [2, 0],
  'both-at-once': [2, 0],
  'memory-is-not-enough': [1, 0],
  'durable-and-yet-twice': [1, 0],
  'another-name': [1, 0],
  'promised-not-done': [1, 0],
  'the-older-wins': [2, 0],
  'mend-it': [0, 3],
}

test('every file is a puzzle of the list, and has a par', () => {
  const files = readdirSync('src/lessons/puzzles').map((file) => file.replace('.json', ''))
  expect(puzzles.map(({ id }) => id).sort()).toEqual(files.sort())
  expect(Object.keys(pars).sort()).toEqual(files.sort())
})

describe.each(puzzles.map((one) => [one.id, one] as const))('%s', (id, one) => {
  test('is not solved at its start, and keeps its rules there', () => {
    expect(foulsOf(one, one.start)).toEqual([])
    expect(isSolved(one, one.start, run(one.start))).toBe(false)
  })

  test('has a solution, and its par is pinned', () => {
    const par = parOf(one)
    expect(par && [par.faults, par.turns]).toEqual(pars[id])
    const { scenario } = par as NonNullable<typeof par>
    expect(isSolved(one, scenario, run(scenario))).toBe(true)
  })

  test('no smaller script out of a list made otherwise solves it', () => {
    const [faults = 0, turns = 0] = pars[id] as [number, number]
    if (turns > 0) return
    const all = vocabulary(one)
    const smaller = subsets(all, faults - 1)
    expect(smaller.filter((script) => solves(one, script))).toEqual([])
  })

  test('where its goal is an outcome, every run within bounds says the same par', () => {
    const { outcomes, every, balance, noTrace } = one.goal
    const asked = outcomeNames.filter((name) => outcomes[name]?.least === 1)
    // A value is wrong by order alone, which the search leaves to the network and a scenario does not.
    const plain =
      outcomes.wrongValue === undefined && balance === undefined && !noTrace && Object.keys(every).length === 0
    const only = Object.keys(outcomes).length === 1 && asked.length === 1
    if (!plain || !only || one.knobs.length > 0 || one.faults.includes('delay')) return
    const { policy, messages, environment } = one.start
    const may = (kind: Puzzle['faults'][number]) => one.faults.includes(kind)
    const { outcomes: found } = explore({
      policy,
      messages,
      faults: {
        max: 3,
        loseMessage: may('loseMessage'),
        loseAck: may('loseAck'),
        duplicatePacket: may('copy'),
        crashSender: may('crashSender'),
        crashReceiver: may('crashReceiver'),
      },
      network: { reorder: environment.reorder, slow: isSlow(policy, environment) },
    })
    expect(found[asked[0] as OutcomeName]?.faults).toBe(pars[id]?.[0])
  })
})

describe('rules', () => {
  test('a fault of a kind that may not be used is a foul, and so is anything else that is not the puzzle’s', () => {
    const one = puzzle('wrong-and-sure')
    const { start } = one
    const crash: Fault = { do: 'crash', process: 'receiver', atMs: 1150 }
    expect(foulsOf(one, { ...start, faults: [crash] })).toEqual(['crashReceiver'])
    expect(foulsOf(one, { ...start, faults: [{ do: 'late', timer: 'm1.1', ms: 100 }] })).toEqual(['timer'])
    expect(foulsOf(one, { ...start, messages: 2 })).toEqual(['world'])
    expect(foulsOf(one, { ...start, environment: { ...start.environment, loseAckPct: 10 } })).toEqual(['world'])
    const policy = scenarioOf({ policy: { receiver: { dedup: 'durable' } } }).policy
    expect(foulsOf(one, { ...start, policy })).toEqual(['knob'])
  })

  test('the faults that a puzzle came with stay, and cost nothing', () => {
    const one = puzzle('mend-it')
    expect(foulsOf(one, { ...one.start, faults: [] })).toEqual(['given'])
    expect(spentOf(one, one.start, run(one.start))).toEqual({ faults: 0, turns: 0 })
  })

  test('a fault that does not apply costs nothing', () => {
    const one = puzzle('wrong-and-sure')
    const faults: Fault[] = [
      { do: 'drop', packet: 'a1.1' },
      { do: 'drop', packet: 'm3.9' },
    ]
    const scenario = { ...one.start, faults }
    expect(spentOf(one, scenario, run(scenario))).toEqual({ faults: 1, turns: 0 })
    expect(isSolved(one, scenario, run(scenario))).toBe(true)
  })

  test('one fault more than the goal allows is no solution', () => {
    expect(solves(puzzle('wrong-and-sure'), [{ do: 'drop', packet: 'a1.1' }])).toBe(true)
    expect(
      solves(puzzle('wrong-and-sure'), [
        { do: 'drop', packet: 'a1.1' },
        { do: 'drop', packet: 'a2.1' },
      ]),
    ).toBe(false)
  })

  test('two lost messages that are sent again leave no trace, a lost ACK does', () => {
    const lost = (...packets: string[]): Fault[] => packets.map((packet) => ({ do: 'drop', packet }))
    expect(solves(puzzle('no-visible-effect'), lost('m1.1', 'm3.1'))).toBe(true)
    expect(solves(puzzle('no-visible-effect'), lost('m1.1', 'a3.1'))).toBe(false)
  })
})

test('the search for a par stops often enough to be sliced', () => {
  const counts = [...searchPar(puzzle('no-visible-effect'))]
  expect(counts.length).toBeGreaterThan(50)
})

test('what is no puzzle is refused by the name of its field', () => {
  const read = v.safeParse(puzzleSchema, { id: 'x', lesson: 'dedup', start: {}, faults: ['rain'], goal: {} })
  expect(read.issues?.map((issue) => v.getDotPath(issue))).toEqual(['faults.0'])
})

/** Every loss of a packet by name, and every crash before a line of a packet: whether it can happen or not. */
function vocabulary({ faults, start }: Puzzle): Fault[] {
  const ids = Array.from({ length: start.messages }, (_, i) => [1, 2, 3].map((attempt) => `${i + 1}.${attempt}`)).flat()
  const crash = (process: 'sender' | 'receiver', lines: readonly { word: string }[]) =>
    ids.flatMap((id) =>
      lines.map(({ word }) => ({ do: 'crash', process, packet: `m${id}`, before: word }) as unknown as Fault),
    )
  return [
    ...(faults.includes('loseMessage') ? ids.map((id): Fault => ({ do: 'drop', packet: `m${id}` })) : []),
    ...(faults.includes('loseAck') ? ids.map((id): Fault => ({ do: 'drop', packet: `a${id}` })) : []),
    ...(faults.includes('delay') ? ids.map((id): Fault => ({ do: 'delay', packet: `m${id}`, ms: 5000 })) : []),
    ...(faults.includes('delay') ? ids.map((id): Fault => ({ do: 'delay', packet: `a${id}`, ms: 5000 })) : []),
    ...(faults.includes('crashReceiver') ? crash('receiver', receiverProgram(start.policy)) : []),
    ...(faults.includes('crashSender') ? crash('sender', senderProgram(start.policy)) : []),
  ]
}

function subsets<T>(all: readonly T[], most: number): T[][] {
  if (most <= 0) return [[]]
  const smaller = subsets(all, most - 1)
  const largest = smaller.filter(({ length }) => length === most - 1)
  return [...smaller, ...largest.flatMap((set) => all.slice(all.indexOf(set.at(-1) as T) + 1).map((x) => [...set, x]))]
}
