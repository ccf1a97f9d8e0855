import { cellsOf, type Row } from '../picture/rows.ts'
import type { Say } from '../words/words.ts'

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
