/**
 * What is the same and what is not in several runs of the same messages, weather and faults. A mark is the same where
 * the same thing happened to the same packet or message, even if it happened a little later there.
 */
import type { MessageId } from '../sim/packet.ts'
import type { LedgerRow, Outcome } from '../verdict/ledger.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { Sentence } from '../words/words.ts'
import { labelOf, type Plan } from './plan.ts'

/** For each plan, the events whose marks are not in all of the others. */
export function differingMarks(plans: readonly Plan[]): readonly ReadonlySet<number>[] {
  const named = plans.map(namesOf)
  return named.map(
    (own) => new Set([...own].flatMap(([name, event]) => (named.every((other) => other.has(name)) ? [] : [event]))),
  )
}

/** The marks of a plan by what they say, with the event that each begins with. */
function namesOf({ packets, notes }: Plan): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  const names = new Map<string, number>()
  for (const { packet, end, firstEvent } of packets) names.set(`${packet} ${end}`, firstEvent)
  for (const { process, message, label, event } of notes) {
    const name = `${process} ${message} ${label.id}`
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    names.set(`${name} ${time}`, event)
  }
  return names
}

/** The figures of a column. */
export const figureNames = ['lost', 'duplicated', 'money', 'attempts', 'packets', 'deliveries', 'effects'] as const
export type FigureName = (typeof figureNames)[number]

/** What one run has come to at an instant. */
export interface RunTotals {
  readonly lost: number
  readonly duplicated: number
  readonly expected: number
  readonly actual: number
  readonly attempts: number
  readonly packets: number
  readonly deliveries: number
  readonly effects: number
  /** The messages behind the first two figures. */
  readonly lostMessages: readonly MessageId[]
  readonly duplicatedMessages: readonly MessageId[]
  readonly undecided: number
}

/** What came of a run so far, in a word or two for each outcome that it has. */
export function outcomeWordsOf(totals: RunTotals): readonly { readonly outcome: Outcome; readonly what: Sentence }[] {
  const { lostMessages, duplicatedMessages, undecided, effects } = totals
  const bad = [
    { outcome: 'lost', messages: lostMessages, id: 'compare.lost' },
    { outcome: 'duplicated', messages: duplicatedMessages, id: 'compare.duplicated' },
  ] as const
  const found = bad.flatMap(({ outcome, messages, id }) =>
    messages.length === 0 ? [] : [{ outcome, what: { id, values: { messages: named(messages) } } }],
  )
  if (found.length > 0) return found
  return undecided > 0
    ? [{ outcome: 'undecided', what: { id: 'compare.undecided', values: { count: undecided } } }]
    : [{ outcome: effects === 0 ? 'undecided' : 'once', what: { id: 'compare.each', values: { count: effects } } }]
}

/** A few messages by their names. */
const named = (messages: readonly MessageId[]): string =>
  `${messages.slice(0, 3).map(labelOf).join(', ')}${messages.length > 3 ? '…' : ''}`

/** Counts what is shown of a run: packets of both kinds, as many as have left or were copied by then. */
export function totalsOf(ledger: readonly LedgerRow[], verdict: Verdict, plan: Plan, shown: number): RunTotals {
  const sum = (of: 'attempts' | 'deliveries' | 'effects') => ledger.reduce((all, row) => all + row[of], 0)
  const those = (outcome: LedgerRow['outcome']) =>
    ledger.filter((row) => row.outcome === outcome).map(({ message }) => message)
  return {
    lost: verdict.outcomes.lost,
    duplicated: verdict.outcomes.duplicated,
    expected: verdict.expected,
    actual: verdict.actual,
    attempts: sum('attempts'),
    packets: plan.packets.filter(({ firstEvent }) => firstEvent <= shown).length,
    deliveries: sum('deliveries'),
    effects: sum('effects'),
    lostMessages: those('lost'),
    duplicatedMessages: those('duplicated'),
    undecided: ledger.filter(({ outcome, attempts }) => outcome === 'undecided' && attempts > 0).length,
  }
}

/** One figure in all columns. */
export interface FigureRow {
  readonly name: FigureName
  /** What the columns say, in their order; money as "expected actual". */
  readonly values: readonly string[]
  readonly differs: boolean
  /** The columns that say something else than most: all of them where most do not agree. */
  readonly odd: readonly boolean[]
}

/** The figures of several columns, a row each. */
export function alignedFigures(columns: readonly RunTotals[]): readonly FigureRow[] {
  return figureNames.map((name) => {
    const values = columns.map((totals) =>
      name === 'money' ? `${totals.expected} ${totals.actual}` : `${totals[name]}`,
    )
    const differs = new Set(values).size > 1
    const most = values.find((value) => values.filter((other) => other === value).length > values.length / 2)
    return { name, values, differs, odd: values.map((value) => differs && value !== most) }
  })
}
