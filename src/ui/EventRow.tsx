import { useId } from 'react'
import { cellsOf, type EventTableRow } from '../picture/rows.ts'
import type { Say } from '../words/words.ts'

/** Which row of a table is its tab stop, and what is done with one. */
export interface RowStops {
  readonly at: number
  readonly choose: (id: number) => void
  readonly open: (id: number) => void
}

/** The columns of the event table. */
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

/** Every fact that the diagram has of an event. With `stops` its number is a button; one row of a table is the tab stop. */
export function EventRow({ row, say, stops }: { row: EventTableRow; say: Say; stops?: RowStops }) {
  const { number, time, where, what, details, packet, cause } = cellsOf(row, say)
  const facts = useId()
  return (
    <tr className={row.tone} data-events={row.id}>
      <td>
        {stops === undefined ? (
          number
        ) : (
          <button
            type="button"
            className="row-open"
            data-event={row.id}
            aria-label={say('table.open', { id: row.id })}
            aria-describedby={`${facts}-what ${facts}-where ${facts}-time`}
            tabIndex={row.id === stops.at ? 0 : -1}
            onFocus={() => stops.choose(row.id)}
            onClick={() => stops.open(row.id)}
          >
            {number}
          </button>
        )}
      </td>
      <td id={`${facts}-time`}>{time}</td>
      <td id={`${facts}-where`}>{where}</td>
      <td id={`${facts}-what`}>
        {what} {details.length > 0 && <small>{details.join(' · ')}</small>}
      </td>
      <td>{packet}</td>
      <td>{cause}</td>
    </tr>
  )
}
