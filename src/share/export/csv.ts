import { rowsOf } from '../../picture/rows.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import type { Say } from '../../words/words.ts'
import type { ExportedRun, TextFormat } from './format.ts'

/** The event table as CSV (RFC 4180): every field of every event under its name in the JSON, and the event in words. */
export const csv = { name: 'csv', extension: 'csv', type: 'text/csv', write } as const satisfies TextFormat

const fields = [
  'id',
  'atMs',
  'kind',
  'process',
  'message',
  'attempt',
  'packet',
  'line',
  'value',
  'arrivesMs',
  'expiresMs',
  'cause',
] as const satisfies readonly (keyof TraceEvent)[]

function write({ trace }: ExportedRun, say: Say): string {
  const rows = rowsOf(trace).map(({ what }, i) => [
    ...fields.map((field) => String(trace[i]?.[field] ?? '')),
    say(what.id, what.values),
  ])
  return [[...fields, 'what'], ...rows].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')
}

/**
 * A value as a cell. What a spreadsheet would take for a formula gets an apostrophe in front: text from outside must not
 * compute. Source: OWASP, "CSV Injection".
 */
export function cellOf(value: string): string {
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
