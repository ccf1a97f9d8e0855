import { useMemo, useState } from 'react'
import { shownOf } from '../app/lab.ts'
import { cellsOf, type Row, rowsOf } from '../picture/rows.ts'
import type { Say } from '../words/words.ts'
import { useLab, useLabState } from './context.tsx'

/** So many of the latest events are listed, and as many more whenever they are asked for. */
const mostRows = 400

/** The same events in words: an alternative to the diagram, not a summary of it. */
export function EventTable() {
  const { say } = useLab()
  const trace = useLabState((state) => state.run.trace)
  const shown = useLabState(shownOf)
  const rows = useMemo(() => rowsOf(trace), [trace])
  const [most, setMost] = useState(mostRows)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-frame" tabIndex={0} aria-label={say('table.title')}>
      <table aria-label={say('table.title')}>
        <caption>
          {say('table.future', { count: trace.length - shown })}{' '}
          {shown > most && (
            <>
              {say('table.latest', { count: most })}{' '}
              <button type="button" onClick={() => setMost(most + mostRows)}>
                {say('table.earlier')}
              </button>
            </>
          )}
        </caption>
        <EventHead say={say} />
        <tbody>
          {rows.slice(Math.max(0, shown - most), shown).map((row) => (
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
