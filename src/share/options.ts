import type { FieldProblem } from '../sim/scenario.ts'
import type { Parameters } from './parameters.ts'

/**
 * How a lab is shown, never what it shows: `embed=1&theme=dark&lock=mode`. A course author writes them into an address,
 * a visitor sets most of them in the settings. Their table in `docs/embedding.md` is made from this one.
 */
interface Option<T> {
  readonly fallback: T
  /** Its values, as the table and an error name them. */
  readonly form: string
  /** What a text means; undefined when it means nothing. */
  readonly read: (text: string) => T | undefined
}

const flag: Option<boolean> = {
  fallback: false,
  form: '0 or 1',
  read: (text) => ({ '0': false, '1': true })[text],
}

const flagOn: Option<boolean> = { ...flag, fallback: true }

function oneOf<const T extends string>(...values: readonly [T, ...T[]]): Option<T> {
  return {
    fallback: values[0],
    form: values.join(', '),
    read: (text) => values.find((value) => value.toLowerCase() === text.toLowerCase()),
  }
}

function someOf<const T extends string>(...values: readonly T[]): Option<readonly T[]> {
  return {
    fallback: [],
    form: `some of ${values.join(',')}`,
    read: (text) => {
      const given = text.toLowerCase().split(',', 20)
      const known = given.flatMap((each) => values.find((value) => value === each) ?? [])
      return known.length === given.length ? known : undefined
    },
  }
}

export const themes = ['auto', 'light', 'dark', 'contrast', 'projector'] as const
/** The languages that the lab speaks; BCP 47. */
export const languages = ['en'] as const
export const speeds = [0.25, 0.5, 1, 2, 4] as const
/** So long may an author's note be, in characters. */
export const mostNote = 280

/** Every option of an address, in the order of the table. */
export const optionTable = {
  embed: flag,
  ui: oneOf('full', 'compact', 'diagram'),
  hide: someOf('score', 'ledger', 'why', 'speed', 'share'),
  lock: someOf('mode', 'speed', 'faults'),
  theme: oneOf(...themes),
  motion: oneOf('auto', 'off'),
  lang: oneOf(...languages),
  predict: oneOf('ask', 'off', 'required'),
  autoplay: oneOf('auto', '0', '1', 'visible'),
  speed: {
    fallback: 1,
    form: speeds.join(', '),
    read: (text) => speeds.find((speed) => String(speed) === text),
  } satisfies Option<number>,
  note: {
    fallback: '',
    form: `text of at most ${mostNote} characters`,
    read: (text) => (text.length <= mostNote ? text : undefined),
  } satisfies Option<string>,
  links: flagOn,
  keys: oneOf('on', 'off'),
  narration: oneOf('outcomes', 'all', 'off'),
  sound: oneOf('off', 'on'),
  volume: {
    fallback: 40,
    form: '0 to 100',
    read: (text) => (/^\d{1,3}$/.test(text) && Number(text) <= 100 ? Number(text) : undefined),
  } satisfies Option<number>,
  present: flag,
  resize: oneOf('auto', 'canvas', 'off'),
  api: flag,
  origin: {
    fallback: '',
    form: 'an origin such as https://course.example',
    read: (text) => (isOrigin(text) ? text : undefined),
  } satisfies Option<string>,
}

export type OptionName = keyof typeof optionTable
export type Options = { readonly [K in OptionName]: NonNullable<ReturnType<(typeof optionTable)[K]['read']>> }

export const optionNames = Object.keys(optionTable) as OptionName[]
const spelled = new Map(optionNames.map((name) => [name.toLowerCase(), name]))

/** Whether a parameter, in lower case, is an option. */
export const isOption = (name: string): boolean => spelled.has(name)

export const defaultOptions = Object.fromEntries(
  optionNames.map((name) => [name, optionTable[name].fallback]),
) as unknown as Options

/**
 * The options among the parameters of an address. One that cannot be used is a problem under its name and keeps its
 * default; the others are used all the same.
 */
export function readOptions({ given }: Parameters): { options: Partial<Options>; problems: FieldProblem[] } {
  const options: Record<string, unknown> = {}
  const problems: FieldProblem[] = []
  for (const name of optionNames) {
    const text = given.get(name.toLowerCase())
    if (text === undefined) continue
    const value = optionTable[name].read(text)
    if (value === undefined) problems.push({ field: name, problem: `must be ${optionTable[name].form}` })
    else options[name] = value
  }
  return { options, problems }
}

/** The options as parameters of an address, those at their defaults left out; nothing where all are. */
export function writeOptions(options: Partial<Options>): string {
  return optionNames
    .flatMap((name) => {
      const value = options[name]
      if (value === undefined || String(value) === String(defaultOptions[name])) return []
      return `${name}=${encode(typeof value === 'boolean' ? (value ? '1' : '0') : String(value))}`
    })
    .join('&')
}

/** Commas and what an origin holds need no percent-encoding in a query or a hash. */
const encode = (text: string): string => encodeURIComponent(text).replace(/%(2C|3A|2F)/gi, decodeURIComponent)

/** No host has a longer name than 253 characters. */
const mostOrigin = 300

function isOrigin(text: string): boolean {
  try {
    return text.length <= mostOrigin && new URL(text).origin === text
  } catch {
    return false
  }
}
