/**
 * The one table of the knobs. A policy is the handful of decisions that a delivery guarantee follows from; each is a line
 * here, and everything else that has to know of every knob is made from this table: the types and the schemas, the
 * defaults, which knobs cannot matter, the machines that are compiled, the parameters of a link, the controls, the turns
 * that a remedy tries, the tables in the documents, and what the property tests make up. The words are in
 * `words/knobs.en.json`.
 *
 * Plain data, without a schema library: the worker that proves reads it and reads no documents.
 *
 * The names of knobs and values are public JSON and the parameters of links. A link names each knob and leaves out what
 * is as usual, so a line may be added anywhere and old links keep their meaning: the new knob has its default in them.
 * A name, once given, stays, and so does a default.
 */

/** How long a receiver remembers a key: for ever, for so many keys, or for a time. */
export type Window = 'unlimited' | { keys: number } | { ms: number }

/** What a knob can be set to. The control that turns it, the schema and the form in a link follow from the kind. */
type Kind =
  /** Yes or no. */
  | { readonly kind: 'switch'; readonly standard: boolean }
  /** One of some names. */
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly standard: string }
  /** A whole number up to `most`, or as many as it takes. */
  | { readonly kind: 'count'; readonly most: number; readonly standard: number | 'unlimited' }
  /** Virtual milliseconds, at least one; `stepMs` is what a press of a button adds. */
  | { readonly kind: 'time'; readonly mostMs: number; readonly stepMs: number; readonly standard: number }
  /** 0 to 100. */
  | { readonly kind: 'percent'; readonly step: number; readonly standard: number }
  | { readonly kind: 'window'; readonly mostKeys: number; readonly mostMs: number; readonly standard: Window }

export type Knob = Kind & {
  /** One sentence: what turning this knob decides. It stands in docs/model.md. */
  readonly decides: string
  /** Whether the state machines of sender or receiver depend on it. Only switches and choices can. */
  readonly machines?: true
  /** Whether a search without a clock can do without it, because all it changes is how long something takes. */
  readonly timed?: true
  /**
   * Where it cannot matter, and what it is then taken for, so that policies which behave alike are equal; null where it
   * stays what it is, because a run shows it all the same.
   */
  readonly idle?: Readonly<Partial<Record<Irrelevance, string | number | null>>>
  /** The values that a search for a remedy tries: all there are, or a few that stand for the others. */
  readonly tries?: readonly unknown[]
  /** What has to happen in a run for it to show what the knob decides. */
  readonly seen: Telling
}

/**
 * Why a knob cannot matter: another one stands at this value. Where several hold, the last is the reason.
 *
 * noLookup: no key is ever looked at · oneLine: memory is written together with the effect · noRetry: one attempt is all
 * there is · noWait: nobody waits for an ACK, so nothing is sent again
 */
export const irrelevances = {
  noLookup: ['receiver', 'dedup', 'none'],
  oneLine: ['receiver', 'dedup', 'volatile'],
  noRetry: ['sender', 'attempts', 1],
  noWait: ['sender', 'awaitAck', false],
} as const
export type Irrelevance = keyof typeof irrelevances

/** The faults that show a knob at work. */
export type Telling =
  | 'lostOnce'
  | 'lostAFewTimes'
  | 'lostEveryTime'
  | 'slowAck'
  | 'lostAck'
  | 'lostAckOrCopy'
  | 'crashWhileWaiting'
  | 'crashBeforeLastLine'
  | 'crashBetweenWrites'
  | 'lateCopy'
  | 'overtaking'

export const knobs = {
  sender: {
    awaitAck: {
      kind: 'switch',
      standard: true,
      decides: 'Wait for an ACK; false is fire and forget.',
      machines: true,
      seen: 'lostOnce',
    },
    attempts: {
      kind: 'count',
      most: 20,
      standard: 'unlimited',
      decides: 'How many times a message is transmitted at most, the first included.',
      idle: { noWait: 1 },
      tries: [1, 2, 4, 10, 'unlimited'],
      seen: 'lostEveryTime',
    },
    timeoutMs: {
      kind: 'time',
      mostMs: 600_000,
      stepMs: 500,
      standard: 3000,
      decides: 'How long one attempt waits for its ACK, in virtual milliseconds.',
      timed: true,
      idle: { noWait: 3000 },
      tries: [1000, 3000, 10_000, 60_000],
      seen: 'slowAck',
    },
    backoff: {
      kind: 'choice',
      values: ['fixed', 'exponential'],
      standard: 'fixed',
      decides: 'Whether the timeout stays the same or doubles with every attempt.',
      timed: true,
      idle: { noRetry: null, noWait: 'fixed' },
      seen: 'lostAFewTimes',
    },
    jitterPct: {
      kind: 'percent',
      step: 5,
      standard: 0,
      decides: 'How far a timeout may stray from its length, in percent either way.',
      timed: true,
      idle: { noWait: 0 },
      tries: [0],
      seen: 'lostAFewTimes',
    },
    keyScope: {
      kind: 'choice',
      values: ['message', 'attempt'],
      standard: 'message',
      decides: 'Whether a retry keeps the idempotency key or gets its own.',
      machines: true,
      idle: { noLookup: null, noRetry: null, noWait: 'message' },
      seen: 'lostAck',
    },
    onRestart: {
      kind: 'choice',
      values: ['resume', 'resumeNewKey', 'forget'],
      standard: 'resume',
      decides: 'What a sender crash leaves of the messages that still wait for an ACK.',
      machines: true,
      idle: { noWait: 'forget' },
      seen: 'crashWhileWaiting',
    },
  },
  receiver: {
    // Not idle under fire and forget: the last line is silent then, but where it stands still decides whether a crash
    // before it comes before or after the effect.
    ackTiming: {
      kind: 'choice',
      values: ['beforeEffect', 'afterEffect'],
      standard: 'afterEffect',
      decides: 'Whether the ACK leaves before or after the effect.',
      machines: true,
      seen: 'crashBeforeLastLine',
    },
    dedup: {
      kind: 'choice',
      values: ['none', 'volatile', 'durable'],
      standard: 'none',
      decides: 'Whether keys are remembered, and whether a crash wipes them.',
      machines: true,
      seen: 'lostAckOrCopy',
    },
    commit: {
      kind: 'choice',
      values: ['atomic', 'keyFirst', 'effectFirst'],
      standard: 'atomic',
      decides: 'How key and effect reach the durable store: in one transaction, or one after the other.',
      machines: true,
      idle: { noLookup: 'atomic', oneLine: 'atomic' },
      seen: 'crashBetweenWrites',
    },
    window: {
      kind: 'window',
      mostKeys: 1_000_000,
      mostMs: 86_400_000,
      standard: 'unlimited',
      decides: 'How long a key is remembered: for ever, for n newer keys, or for a time.',
      idle: { noLookup: 'unlimited' },
      tries: ['unlimited', { keys: 100 }, { ms: 600_000 }],
      seen: 'lateCopy',
    },
    effect: {
      kind: 'choice',
      values: ['add', 'set'],
      standard: 'add',
      decides: 'Whether the effect adds to the balance or sets it.',
      seen: 'overtaking',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Knob>>>>

export type Side = keyof typeof knobs

/** What a knob of some kind can stand at. */
export type ValueOf<K> = K extends { kind: 'switch' }
  ? boolean
  : K extends { kind: 'choice'; values: readonly (infer Value)[] }
    ? Value
    : K extends { kind: 'count' }
      ? number | 'unlimited'
      : K extends { kind: 'window' }
        ? Window
        : number

/** Where every knob stands. */
export type Policy = {
  [S in Side]: { -readonly [Name in keyof (typeof knobs)[S]]: ValueOf<(typeof knobs)[S][Name]> }
}

/** Every knob by its path, such as `sender.attempts`. */
export type KnobPath = { [S in Side]: `${S}.${keyof Policy[S] & string}` }[Side]
export type KnobName = { [S in Side]: keyof Policy[S] & string }[Side]

/** One line of the table, for whoever goes through all of them. */
export interface KnobLine {
  readonly path: KnobPath
  readonly side: Side
  readonly name: KnobName
  readonly knob: Knob
}

/** All knobs, in the order of the table. */
export const knobLines: readonly KnobLine[] = (Object.keys(knobs) as Side[]).flatMap((side) =>
  (Object.entries(knobs[side]) as [KnobName, Knob][]).map(([name, knob]) => ({
    path: `${side}.${name}` as KnobPath,
    side,
    name,
    knob,
  })),
)
export const knobPaths: readonly KnobPath[] = knobLines.map(({ path }) => path)

/** Where a knob stands. */
export const settingOf = (policy: Policy, { side, name }: Pick<KnobLine, 'side' | 'name'>): unknown =>
  (policy[side] as Readonly<Record<string, unknown>>)[name]

/** A policy made of a value for every knob. */
export function policyBy(value: (line: KnobLine) => unknown): Policy {
  const policy: Record<string, Record<string, unknown>> = {}
  for (const line of knobLines) {
    policy[line.side] ??= {}
    ;(policy[line.side] as Record<string, unknown>)[line.name] = value(line)
  }
  return policy as Policy
}

/** The policy with one knob turned. */
export const withKnob = (policy: Policy, path: KnobPath, value: unknown): Policy =>
  policyBy((line) => (line.path === path ? value : settingOf(policy, line)))

/** The names that a switch or a choice can be set to; undefined where the values are numbers. */
export function namedValues(knob: Knob): readonly (string | boolean)[] | undefined {
  if (knob.kind === 'switch') return [true, false]
  return knob.kind === 'choice' ? knob.values : undefined
}

/** Every setting of the knobs that a machine's definition can depend on; the others stand as in `rest`. */
export function machineSettings(rest: Policy): Policy[] {
  return knobLines
    .filter(({ knob }) => knob.machines)
    .reduce(
      (policies, { path, knob }) =>
        policies.flatMap((policy) => (namedValues(knob) ?? []).map((value) => withKnob(policy, path, value))),
      [rest],
    )
}
