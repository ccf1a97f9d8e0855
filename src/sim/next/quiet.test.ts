import { describe, expect, test } from 'vitest'
import { standardPolicy } from '../../protocol/presets.ts'
import type { Line, Process, Program } from '../../protocol/system.ts'
import { systemOf } from '../../protocol/system.ts'
import { documentOf, kindOf, type SystemId, settingsOf, systemIds } from '../../protocol/systems/builtIn.ts'
import { standardEnvironment } from '../environment.ts'
import { type Choice, choices, step } from './step.ts'
import { initialWorld, type Task, type World } from './world.ts'

const { sendEveryMs: usualMs, lineMs } = standardEnvironment
const [hopMs] = standardEnvironment.hopMs
const { timeoutMs: usualTimeoutMs } = standardPolicy.sender
const horizonMs = 120_000

interface Timeout {
  readonly atMs: number
  readonly process: string
  readonly line: string
}

type M = Map<string, number>

/** Plays a document by the clock, without faults, and says which timers fired. */
function timeoutsOf(
  id: SystemId,
  knobs: Readonly<Record<string, string | number | boolean>>,
  messages: number,
): Timeout[] {
  const system = systemOf(documentOf(id, knobs))
  const sendEveryMs = kindOf(id).sendEveryMs ?? usualMs
  let world = initialWorld(system, messages)
  let now = 0
  /** When tasks get to the line that they stand at, when packets arrive, when timers fire, when programs started. */
  const [reached, arrives, due, started] = [1, 2, 3, 4].map(() => new Map<string, number>()) as [M, M, M, M]
  const programAt = (process: number, program: number) =>
    (system.processes[process] as Process).programs[program] as Program
  const timeOf = (choice: Choice): number | null => {
    switch (choice.do) {
      case 'submit':
        return (choice.message - 1) * sendEveryMs
      case 'start': {
        const { everyMs } = programAt(choice.process, choice.program).starts
        return everyMs === null ? now : (started.get(`${choice.process} ${choice.program}`) ?? 0) + everyMs
      }
      case 'run':
        return (reached.get(standing(taskOf(world, choice))) as number) + lineMs
      case 'deliver':
        return arrives.get(choice.packet.id) as number
      case 'expire':
        return due.get(standing(taskOf(world, choice))) as number
      default:
        return null
    }
  }
  const timeouts: Timeout[] = []
  for (;;) {
    let next: { at: number; choice: Choice } | null = null
    for (const choice of choices(world)) {
      const time = timeOf(choice)
      if (time === null) continue
      const at = Math.max(time, now)
      if (next === null || at < next.at || (at === next.at && next.choice.do === 'expire')) next = { at, choice }
    }
    if (next === null || next.at > horizonMs) return timeouts
    const { at, choice } = next
    now = at
    if (choice.do === 'start') started.set(`${choice.process} ${choice.program}`, now)
    if (choice.do === 'expire') {
      const { program, state } = taskOf(world, choice)
      const line = programAt(choice.process, program).lineOf(state) as Line
      timeouts.push({ atMs: now, process: system.processes[choice.process]?.name ?? '', line: line.word })
    }
    world = step(world, choice).world
    world.processes.forEach(({ tasks }, process) => {
      for (const task of tasks.flat()) {
        const key = standing(task)
        if (reached.has(key)) continue
        reached.set(key, now)
        const line = programAt(process, task.program).lineOf(task.state)
        if (task.timer) due.set(key, now + (line?.timeoutMs ?? usualTimeoutMs))
      }
    })
    for (const { id } of world.packets.flat()) if (!arrives.has(id)) arrives.set(id, now + (hopMs as number))
  }
}

/** A task, its line, and how often it has waited: what changes whenever it gets to a line. */
const standing = ({ id, state, tried }: Task): string => `${id} ${state} ${tried}`

function taskOf({ processes }: World, choice: Extract<Choice, { do: 'run' | 'expire' }>): Task {
  return processes[choice.process]?.tasks[choice.message]?.find(({ id }) => id === choice.task) as Task
}

describe('a run without faults has no timeout, whatever the knobs', () => {
  test.each(systemIds)('%s', (id) => {
    const few = { attempts: [1, 'unlimited'], deliveries: [2, 'unlimited'] }
    for (const knobs of settingsOf(id, few)) {
      expect(timeoutsOf(id, knobs, 5), JSON.stringify(knobs)).toEqual([])
    }
  })
})
