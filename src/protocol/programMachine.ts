import { type LineDocument, type ProgramDocument, theEnd } from './document.ts'
import type { ActionName, Definition, State, Transition } from './machines.ts'

/**
 * The machine of a program: one state per line, and one where the task is over. Running a line, a packet that is waited
 * for, the timer and a crash are its events. Whether a line's condition holds arrives with the event, because the
 * stores belong to the world. `do` and `thenDo` ask the world to carry out what the line says.
 */
export function programMachine({ name, lines }: Pick<ProgramDocument, 'name' | 'lines'>): Definition {
  const states: Record<string, State> = {}
  lines.forEach((line, i) => {
    const next = line.next ?? lines[i + 1]?.word ?? theEnd
    states[line.word] = { on: { ...(line.await ? waitingOn(line) : runningOn(line, next)), crash: { target: theEnd } } }
  })
  states[theEnd] = { type: 'final' }
  return { id: name, initial: (lines[0] as LineDocument).word, states }

  /** Where a task goes, and that it enters an await if it is to wait there. */
  function to(target: string, ...actions: ActionName[]): Transition {
    const awaits = lines.find(({ word }) => word === target)?.await !== undefined
    const all: ActionName[] = awaits ? [...actions, 'enterAwait'] : actions
    return { target, ...(all.length === 0 ? {} : { actions: all }) }
  }

  function runningOn(line: LineDocument, next: string): Record<string, Transition | Transition[]> {
    const plain = to(next, ...(line.do?.length ? (['do'] as const) : []))
    if (line.if === undefined) return { run: plain }
    const holds = to(line.then as string, ...(line.thenDo?.length ? (['thenDo'] as const) : []))
    return { run: [{ ...holds, guard: 'holds' }, plain] }
  }

  function waitingOn(line: LineDocument): Record<string, Transition | Transition[]> {
    const stop = (target: string) => to(target, 'leaveAwait')
    const timer: Transition[] = [
      ...(line.onLast === undefined ? [] : [{ ...stop(line.onLast), guard: 'last' as const }]),
      ...(line.onTimeout === undefined ? [] : [stop(line.onTimeout)]),
    ]
    return {
      ...Object.fromEntries(
        Object.entries(line.await ?? {}).map(([kind, target]) => [packetEvent(kind), stop(target)]),
      ),
      ...(timer.length === 0 ? {} : { timer }),
    }
  }
}

/** The event of a packet that is waited for. */
export const packetEvent = (kind: string): `packet ${string}` => `packet ${kind}`
