import { describe, expect, test } from 'vitest'
import { documentOf, settingsOf, systemIds } from '../protocol/systems/builtIn.ts'
import { tabulate } from '../protocol/tabulate.ts'
import { systemOfDocument } from './documents.ts'
import { type Run, run, worldAt } from './run.ts'
import { type Choice, choices, step } from './step.ts'
import { type SystemScenario, systemScenarioOf } from './systemScenario.ts'
import type { World } from './world.ts'

/** Some settings of every system, in weather in which packets are lost and copied and processes crash. */
const runs = systemIds.flatMap((id) => {
  const settings = settingsOf(id)
  const some = [0, 1, 2].map((i) => settings[Math.floor((i * (settings.length - 1)) / 2)] ?? {})
  return some.map((knobs, seed): [string, Run<SystemScenario>] => {
    const document = documentOf(id, knobs)
    const crashPct = Object.fromEntries(Object.keys(document.processes).map((role) => [role, 4]))
    const kinds = systemOfDocument(document).processes.flatMap(({ programs }) =>
      programs.flatMap(({ lines }) =>
        lines.flatMap(({ does }) => does.flatMap((act) => ('kind' in act ? [act.kind] : []))),
      ),
    )
    const losePct = Object.fromEntries(kinds.map((kind) => [kind, 10]))
    const environment = { losePct, crashPct, duplicatePct: 10, hopMs: [200, 2500] as [number, number] }
    const scenario = systemScenarioOf(document, { messages: 3, seed, environment })
    return [`${id} ${JSON.stringify(knobs)}`, run(scenario, { moves: 400 })]
  })
})

const text = (value: unknown) => JSON.stringify(value, (key, part) => (key === 'system' ? undefined : part))

/** A choice by what it is about. */
const nameOf = (choice: Choice) => text('packet' in choice ? { ...choice, packet: choice.packet.id } : choice)

describe.each(runs)('%s', (_, played) => {
  const worlds: World[] = [played.kept[0] as World]
  for (const { choice } of played.frames) {
    const before = worlds.at(-1) as World
    worlds.push(choice === null ? before : step(before, choice).world)
  }

  test('something went wrong in it, so that the laws have something to hold', () => {
    const { dropped, duplicated, crashes } = played.world.faults
    expect(dropped + duplicated + crashes + played.trace.length).toBeGreaterThan(3)
  })

  test('the same scenario gives the same run', () => {
    const again = run(played.scenario, { moves: 400 })
    expect(text([again.trace, again.frames, again.applied])).toBe(text([played.trace, played.frames, played.applied]))
  })

  test('every move is one of the choices there were', () => {
    played.frames.forEach(({ choice }, i) => {
      if (choice === null) return
      expect(choices(worlds[i] as World).map(nameOf)).toContain(nameOf(choice))
    })
  })

  test('forward then back is the identity', () => {
    for (let moves = worlds.length - 1; moves >= 0; moves -= 7) {
      expect(text(worldAt(played, moves))).toBe(text(worlds[moves]))
    }
    expect(text(played.world)).toBe(text(worlds.at(-1)))
  })

  test('every event comes after its cause', () => {
    for (const { id, cause, atMs } of played.trace) {
      if (cause === null) continue
      expect(cause).toBeLessThan(id)
      expect(played.trace[cause - 1]?.atMs).toBeLessThanOrEqual(atMs)
    }
  })

  test('a process runs one task at a time, but for those that run beside each other', () => {
    for (const { system, processes } of worlds) {
      processes.forEach(({ tasks, busy }, i) => {
        const one = tasks.flat().filter(({ program }) => !system.processes[i]?.programs[program]?.beside)
        expect(one.length).toBe(busy)
        const restarts = system.processes[i]?.programs.filter(({ starts }) => starts.kind === 'restart').length ?? 0
        expect(busy).toBeLessThanOrEqual(Math.max(1, restarts))
      })
    }
  })
})

test('memo = fresh transition, for every program of every system', () => {
  for (const id of systemIds) {
    for (const { programs } of systemOfDocument(documentOf(id)).processes) {
      for (const { definition, lines } of programs) {
        const table = tabulate(definition)
        const reached = [table.initial]
        const packets = lines.flatMap(({ awaits }) => awaits.map((kind) => `packet ${kind}` as const))
        for (const state of reached) {
          for (const event of ['run', 'runHolds', 'timer', 'lastTimer', 'crash', ...packets] as const) {
            table.next(state, event)
            const memo = table.next(state, event)
            const { name, actions } = table.fresh(state, event)
            expect([table.nameOf(memo.next), memo.actions]).toEqual([name, actions])
            if (!reached.includes(memo.next)) reached.push(memo.next)
          }
        }
      }
    }
  }
})
