import * as v from 'valibot'
import type { ProcessName } from '../protocol/exchange.ts'
import { exactly } from '../protocol/policy.ts'
import { check, type FieldProblem, faultSchema } from '../sim/scenario.ts'
import type { TraceEvent } from '../sim/trace.ts'

/**
 * What a lab in a frame and its host page say to each other: JSON objects `{ns, v, type, …}`, by `postMessage`. A custom
 * element says the same as DOM events. The host may only command where the address has `api=1`.
 */
export const namespace = 'exactly-once-lab'

/** A longer command is refused unread, in characters of its JSON. */
export const mostCommand = 16_384

/** The scoreboard, as a host sees it. */
export interface Metrics {
  readonly sent: number
  readonly lost: number
  readonly dup: number
  readonly expected: number
  readonly actual: number
  readonly undecided: number
}

/** What a lab tells its host. Times are virtual milliseconds, heights CSS pixels; nothing says who is looking. */
export type LabMessage =
  | { readonly type: 'ready'; readonly height: number; readonly version: string; readonly page: string }
  | { readonly type: 'resize'; readonly height: number }
  | {
      readonly type: 'event'
      readonly kind: TraceEvent['kind']
      readonly event: number
      readonly t: number
      readonly msg: number | null
      readonly attempt: number | null
      readonly process: ProcessName | null
      readonly cause: number | null
    }
  | ({ readonly type: 'metrics'; readonly t: number } & Metrics)
  | {
      readonly type: 'prediction'
      readonly experiment: string
      readonly choice: string | number | null
      readonly correct: boolean
    }
  | { readonly type: 'complete'; readonly experiment: string; readonly score: number; readonly max: number }
  | { readonly type: 'state'; readonly state: string; readonly url: string | null }
  | { readonly type: 'error'; readonly problems: readonly FieldProblem[] }

/** The answer to one command; `req` is the command's own, so that a host can tell them apart. */
export type Reply =
  | { readonly type: 'reply'; readonly req: Req | null; readonly ok: true; readonly state?: string; readonly t: number }
  | { readonly type: 'reply'; readonly req: Req | null; readonly ok: false; readonly problems: readonly FieldProblem[] }

type Req = string | number

const req = v.optional(
  v.union([v.pipe(v.string(), v.maxLength(100)), v.number()], 'must be a number, or a text of at most 100 characters'),
)
const text = v.pipe(v.string('must be a text'), v.maxLength(mostCommand, `is longer than ${mostCommand} characters`))
const command = <const T extends string, E extends v.ObjectEntries>(type: T, fields: E) =>
  exactly({
    ns: v.literal(namespace),
    v: v.optional(v.literal(1, 'must be 1')),
    id: v.optional(text),
    req,
    type: v.literal(type),
    ...fields,
  })

const commandSchemas = {
  play: command('play', {}),
  pause: command('pause', {}),
  step: command('step', {}),
  stepBack: command('stepBack', {}),
  /** To an instant, in virtual milliseconds. */
  seek: command('seek', {
    t: v.pipe(v.number('must be a number'), v.finite('must be a number'), v.minValue(0, 'must be at least 0')),
  }),
  /** Parameters of an address, by name, such as {"mode": "at-most-once", "theme": "dark"}; the others stay. */
  set: command('set', {
    parameters: v.pipe(
      v.custom<Record<string, unknown>>(
        (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
        'must be an object of parameters by name',
      ),
      v.check((given) => Object.keys(given).length <= 100, 'has more than 100 entries'),
      v.check(
        (given) => Object.values(given).every((value) => ['string', 'number', 'boolean'].includes(typeof value)),
        'must hold texts, numbers, true or false',
      ),
      v.transform((given) => Object.entries(given).map(([name, value]) => [name, String(value)] as const)),
    ),
  }),
  /** One fault, as a scenario writes it. */
  inject: command('inject', { fault: faultSchema }),
  /** To the beginning of the run; its faults stay. */
  reset: command('reset', {}),
  getState: command('getState', {}),
  /** The text that getState gave, or that stands behind the # of any link. */
  setState: command('setState', { state: text }),
}

export const commandNames = Object.keys(commandSchemas) as CommandName[]
type CommandName = keyof typeof commandSchemas
export type Command = { [K in CommandName]: v.InferOutput<(typeof commandSchemas)[K]> }[CommandName]

/**
 * A message as a command. Null when it is none of ours, such as another tool's or a lab's own; what is meant for the lab
 * and cannot be used is refused by field. Never throws.
 */
export function readCommand(
  data: unknown,
): { ok: true; command: Command } | { ok: false; req: Req | null; problems: readonly FieldProblem[] } | null {
  if (typeof data !== 'object' || data === null || Reflect.get(data, 'ns') !== namespace) return null
  const [type, given] = [Reflect.get(data, 'type') as unknown, check(req, Reflect.get(data, 'req'))]
  const asked = given.ok ? (given.value ?? null) : null
  const refuse = (field: string, problem: string) => ({
    ok: false as const,
    req: asked,
    problems: [{ field, problem }],
  })
  if (sizeOf(data) > mostCommand) return refuse('message', `is longer than ${mostCommand} characters, or no JSON`)
  if (typeof type !== 'string' || !Object.hasOwn(commandSchemas, type))
    return refuse('type', `must be one of ${commandNames.join(', ')}`)
  const read = check(commandSchemas[type as CommandName], data)
  return read.ok ? { ok: true, command: read.value } : { ok: false, req: asked, problems: read.problems.slice(0, 20) }
}

/** The length of a message as JSON; endless where it is none, such as a ring. */
function sizeOf(data: object): number {
  try {
    return JSON.stringify(data).length
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
