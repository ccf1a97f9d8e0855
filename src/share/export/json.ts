import type { ExportedRun, TextFormat } from './format.ts'

/** The scenario alone: what every command of the headless lab reads. */
export const scenarioJson = {
  name: 'scenario',
  extension: 'scenario.json',
  type: 'application/json',
  write: ({ scenario }: ExportedRun) => `${JSON.stringify({ scenario }, null, 2)}\n`,
} as const satisfies TextFormat

/** The scenario, the instant and the whole trace, an event a line. Reading it in gives the same run again. */
export const traceJson = {
  name: 'trace',
  extension: 'trace.json',
  type: 'application/json',
  write,
} as const satisfies TextFormat

function write({ scenario, trace, atMs }: ExportedRun): string {
  const indented = JSON.stringify(scenario, null, 2).replaceAll('\n', '\n  ')
  const events = trace.map((event) => `    ${JSON.stringify(event)}`).join(',\n')
  const list = events === '' ? '[]' : `[\n${events}\n  ]`
  return `{\n  "v": 1,\n  "scenario": ${indented},\n  "atMs": ${Math.round(atMs)},\n  "trace": ${list}\n}\n`
}
