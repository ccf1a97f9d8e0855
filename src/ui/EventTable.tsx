import { lazy, Suspense, useMemo, useState } from 'react'
import { shownOf } from '../app/lab.ts'
import { cellsOf, type Row, rowsBetween } from '../picture/rows.ts'
import type { Say } from '../words/words.ts'
import { useLab, useLabState } from './context.tsx'

const Pager = lazy(() => import('./stress/Pager.tsx'))

/** A run of more events is listed by parts of so many. */
const [mostRows, partRows] = [400, 100]

/** The same events in words: an alternative to the diagram, not a summary of it. */
export function EventTable() {
  const { say } = useLab()
  const trace = useLabState((state) => state.run.trace)
  const shown = useLabState(shownOf)
  // Without a choice it is the part that the playhead is in.
  const [chosen, choose] = useState<number | null>(null)
  const size = trace.length > mostRows ? partRows : mostRows
  const last = Math.max(0, Math.ceil(shown / size) - 1)
  const part = Math.min(chosen ?? last, last)
  const rows = useMemo(
    () => rowsBetween(trace, part * size, Math.min((part + 1) * size, shown)),
    [trace, part, size, shown],
  )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-frame" tabIndex={0} aria-label={say('table.title')}>
      <table aria-label={say('table.title')}>
        <caption>
          {say('table.future', { count: trace.length - shown })}
          {shown > size && (
            <Suspense>
              <Pager count={shown} size={size} page={part} turn={(to) => choose(to === last ? null : to)} />
            </Suspense>
          )}
        </caption>
        <EventHead say={say} />
        <tbody>
          {rows.map((row) => (
            <EventRow key={row.id} row={row} say={say} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

export function EventHead({ say }: { say: Say }) {
  return (
    <thead>
      <tr>
        {(['number', 'time', 'process', 'what', 'packet', 'cause'] as const).map((name) => (
          <th key={name} scope="col">
            {say(`table.${name}`)}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** Every fact that the diagram has of an event. */
export function EventRow({ row, say }: { row: Row; say: Say }) {
  const { number, time, where, what, details, packet, cause } = cellsOf(row, say)
  return (
    <tr className={row.tone} data-events={row.id}>
      <td>{number}</td>
      <td>{time}</td>
      <td>{where}</td>
      <td>
        {what} {details.length > 0 && <small>{details.join(' · ')}</small>}
      </td>
      <td>{packet}</td>
      <td>{cause}</td>
    </tr>
  )
}
