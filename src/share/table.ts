import { knobLines, knobSchemas, presetNames } from '../protocol/policy.ts'
import { environmentKnobs, scenarioSchema } from '../sim/scenario.ts'
import type { WordId } from '../words/words.ts'
import { faultForms, linkParameters, modeOf } from './link.ts'
import { optionNames, optionTable } from './options.ts'
import { pageNames } from './page.ts'

/** A parameter of an address: what the code that reads it takes, as text. */
export interface ParameterRow {
  readonly name: string
  /** What it decides. */
  readonly says: WordId
  readonly values: string
  /** As it is written; empty where there is none. */
  readonly fallback: string
}

const schemas = new Map<string, unknown>([
  ...Object.entries(knobSchemas.sender),
  ...Object.entries(knobSchemas.receiver),
  ...Object.entries(environmentKnobs),
  ...Object.entries((scenarioSchema.pipe[1] as { entries: object }).entries),
])

/** Every parameter that an address may have, made from the schemas and tables that read it. */
export const parameterTable: readonly ParameterRow[] = rows().map((row) => ({ ...row, says: saysOf(row.name) }))

function rows(): Omit<ParameterRow, 'says'>[] {
  return [
    ...linkParameters.map(({ name, fallback }) => ({ name, values: valuesOfParameter(name), fallback })),
    { name: 'page', values: pageNames.join(', '), fallback: '' },
    { name: 'lesson', values: 'the name of a lesson', fallback: '' },
    { name: 'z', values: 'base64url of a deflated link', fallback: '' },
    ...optionNames.map((name) => ({
      name,
      values: optionTable[name].form,
      fallback: plain(optionTable[name].fallback),
    })),
  ]
}

function saysOf(name: string): WordId {
  return (knobLines.some((line) => line.name === name) ? `knob.parameter.${name}` : `parameters.${name}`) as WordId
}

/** The table in Markdown, with a sentence for each parameter. */
export function parameterMarkdown(head: readonly string[], say: (id: WordId) => string): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const code = (text: string) => (text === '' ? '' : `\`${cell(text)}\``)
  return [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => ' --- ').join('|')}|`,
    ...parameterTable.map(
      ({ name, says, values, fallback }) =>
        `| \`${name}\` | ${cell(values)} | ${code(fallback)} | ${cell(say(says))} |`,
    ),
  ].join('\n')
}

function plain(value: unknown): string {
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value)
}

/** What a schema says of itself. */
interface Described {
  readonly type: string
  readonly options?: readonly unknown[]
  readonly literal?: unknown
  readonly entries?: Readonly<Record<string, Described>>
  readonly items?: readonly Described[]
  readonly wrapped?: Described
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[]
}

function valuesOfParameter(name: string): string {
  if (name === 'mode') return presetNames.map(modeOf).join(', ')
  if (name === 'faults') return `a list of ${faultForms.join(' · ')}`
  if (name === 't') return 'a whole number of milliseconds'
  return valuesOf(schemas.get(name) as Described)
}

/** The texts that a schema takes in a link. */
function valuesOf(schema: Described): string {
  const { type, options = [], entries = {}, items = [], pipe = [] } = schema
  if (type === 'optional') return valuesOf(schema.wrapped as Described)
  if (type === 'boolean') return 'true, false'
  if (type === 'literal') return String(schema.literal)
  if (type === 'picklist') return options.join(', ')
  if (type === 'union') return (options as Described[]).map(valuesOf).join(', ')
  if (type === 'strict_object')
    return Object.entries(entries)
      .map(([unit, each]) => `${unit}-(${valuesOf(each)})`)
      .join(' and ')
  if (type === 'tuple') return `least-most, each ${valuesOf(items[0] as Described)}`
  const limit = (kind: string) => pipe.find(({ type }) => type === kind)?.requirement
  if (type === 'number') return `${limit('min_value')} to ${limit('max_value')}`
  throw new Error(`A parameter with a schema of type "${type}" needs a line in share/table.ts.`)
}
