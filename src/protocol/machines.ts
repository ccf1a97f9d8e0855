import type { Policy } from './policy.ts'
import { type Line, receiverProgram } from './program.ts'

/**
 * The machines are plain XState configurations, fit for XState's own tools: guards and actions by name, no functions.
 * An action is a request; `step` carries it out. A context is small and finite, because every snapshot is interned.
 */
export interface Definition {
  id: string
  initial: string
  context?: { seen: boolean }
  states: Record<string, State>
}

export interface State {
  type?: 'final'
  on?: Record<string, Transition | readonly Transition[]>
}

export interface Transition {
  target?: string
  guard?: GuardName
  actions?: readonly ActionName[]
}

export type GuardName = 'last' | 'seen' | 'seenBefore' | 'known' | 'holds'

export type ActionName =
  /* a task of a document's program: what its line says, and waiting for packets */
  | 'do'
  | 'thenDo'
  | 'enterAwait'
  | 'leaveAwait'
  /* a message at its origin */
  | 'newKey'
  | 'forgetKeys'
  | 'transmit'
  | 'startTimer'
  | 'stopTimer'
  | 'acknowledge'
  | 'giveUp'
  | 'forget'
  /* a handler */
  | 'take'
  | 'miss'
  | 'absorb'
  | 'apply'
  | 'remember'
  | 'answer'
  | 'finish'
  | 'noteSeen'
  | 'clearSeen'
  /* a packet */
  | 'arrive'
  | 'vanish'
  | 'copy'

/**
 * Everything that can happen to a machine. What the world knows and a machine does not arrives with the event: whether
 * no attempt is left, whether the line's condition holds (for the first lab: the key was seen before), whether the
 * sender still knows the key that an ACK names.
 */
export const machineEvents = {
  submit: { type: 'submit' },
  ack: { type: 'ack', known: true },
  strangeAck: { type: 'ack', known: false },
  timer: { type: 'timer', last: false },
  lastTimer: { type: 'timer', last: true },
  restart: { type: 'restart', last: false },
  lastRestart: { type: 'restart', last: true },
  crash: { type: 'crash' },
  take: { type: 'take' },
  run: { type: 'run', holds: false },
  runHolds: { type: 'run', holds: true },
  deliver: { type: 'deliver' },
  drop: { type: 'drop' },
  duplicate: { type: 'duplicate' },
} as const

/** A packet that a document's program waits for is an event named after its kind. */
export type EventName = keyof typeof machineEvents | `packet ${string}`

/** What XState is given for an event. */
export const eventOf = (name: EventName): { readonly type: string } =>
  Object.hasOwn(machineEvents, name) ? machineEvents[name as keyof typeof machineEvents] : { type: name }

/** One message at the sender. Submission and first transmission are one move, and so are expiry and retransmission. */
export function senderMachine({ sender }: Policy): Definition {
  const retry: ActionName[] = [
    ...(sender.keyScope === 'attempt' ? (['newKey'] as const) : []),
    'transmit',
    'startTimer',
  ]
  // A restart sends again what the outbox holds, key included, also where a retry would get a key of its own.
  const again: ActionName[] = ['transmit', 'startTimer']
  const fresh: ActionName[] = ['newKey', 'transmit', 'startTimer']
  if (!sender.awaitAck) {
    return {
      id: 'sender',
      initial: 'new',
      states: { new: { on: { submit: { target: 'sent', actions: ['newKey', 'transmit'] } } }, sent: { type: 'final' } },
    }
  }
  const crash: Record<Policy['sender']['onRestart'], Transition> = {
    resume: { target: 'waiting', actions: ['stopTimer'] },
    resumeNewKey: { target: 'waiting', actions: ['stopTimer', 'forgetKeys'] },
    forget: { target: 'forgotten', actions: ['stopTimer', 'forget'] },
  }
  return {
    id: 'sender',
    initial: 'new',
    states: {
      new: { on: { submit: { target: 'waiting', actions: fresh } } },
      waiting: {
        on: {
          ack: { target: 'acknowledged', guard: 'known', actions: ['stopTimer', 'acknowledge'] },
          timer: [
            { target: 'gaveUp', guard: 'last', actions: ['stopTimer', 'giveUp'] },
            { target: 'waiting', actions: retry },
          ],
          crash: crash[sender.onRestart],
          ...(sender.onRestart === 'forget'
            ? {}
            : {
                restart: [
                  { target: 'waiting', guard: 'last', actions: ['startTimer'] },
                  { target: 'waiting', actions: sender.onRestart === 'resumeNewKey' ? fresh : again },
                ],
              }),
        },
      },
      acknowledged: { type: 'final' },
      gaveUp: { type: 'final' },
      ...(sender.onRestart === 'forget' ? { forgotten: { type: 'final' } } : {}),
    },
  }
}

/** The receiver's handler: idle, then one state per line of its program, then idle again. A crash ends it anywhere. */
export function receiverMachine(policy: Policy): Definition {
  const program = receiverProgram(policy)
  const first = program[0] as Line
  const states: Record<string, State> = { idle: { on: { take: { target: first.word, actions: ['take'] } } } }
  program.forEach((line, i) => {
    const next = program[i + 1]?.word ?? 'idle'
    states[line.word] = { on: { run: runLine(line, next), crash: { target: 'idle', actions: ['clearSeen'] } } }
  })
  return { id: 'receiver', initial: 'idle', context: { seen: false }, states }

  function runLine(line: Line, next: string): Transition | Transition[] {
    const done: ActionName[] = next === 'idle' ? ['clearSeen'] : []
    if (line.word === 'check key') {
      return [
        { target: 'ack', guard: 'seen', actions: ['noteSeen', 'absorb'] },
        { target: next, actions: ['miss'] },
      ]
    }
    const actions = line.does as readonly ActionName[]
    if (line.word === 'ack' && next !== 'idle' && policy.receiver.dedup !== 'none') {
      return [
        { target: 'idle', guard: 'seenBefore', actions: [...actions, 'clearSeen'] },
        { target: next, actions },
      ]
    }
    return { target: next, actions: [...actions, ...done] }
  }
}

/** One packet on a link. The network may also copy it while it is in flight. */
export function packetMachine(): Definition {
  return {
    id: 'packet',
    initial: 'inFlight',
    states: {
      inFlight: {
        on: {
          deliver: { target: 'delivered', actions: ['arrive'] },
          drop: { target: 'dropped', actions: ['vanish'] },
          duplicate: { target: 'inFlight', actions: ['copy'] },
        },
      },
      delivered: { type: 'final' },
      dropped: { type: 'final' },
    },
  }
}
