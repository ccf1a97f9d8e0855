import { useMemo } from 'react'
import { shownOf } from '../app/lab.ts'
import { rowsOf } from '../picture/rows.ts'
import { seconds } from '../words/words.ts'
import { useLab, useLabState } from './context.tsx'

/** A page shows so many of the latest events; the headless lab prints all. */
const mostRows = 400

/** The same events in words: an alternative to the diagram, not a summary of it. */
export function EventTable() {
  const { say } = useLab()
  const trace = useLabState((state) => state.run.trace)
  const shown = useLabState(shownOf)
  const rows = useMemo(() => rowsOf(trace), [trace])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-frame" tabIndex={0} aria-label={say('table.title')}>
      <table aria-label={say('table.title')}>
        <caption>
          {say('table.future', { count: trace.length - shown })}{' '}
          {shown > mostRows && say('table.latest', { count: mostRows })}
        </caption>
        <thead>
          <tr>
            <th scope="col">{say('table.number')}</th>
            <th scope="col">{say('table.time')}</th>
            <th scope="col">{say('table.process')}</th>
            <th scope="col">{say('table.what')}</th>
            <th scope="col">{say('table.packet')}</th>
            <th scope="col">{say('table.cause')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(Math.max(0, shown - mostRows), shown).map((row) => (
            <tr key={row.id} className={row.tone} data-events={row.id}>
              <td>{row.id}</td>
              <td>{say('playback.clock', { at: seconds(row.atMs) })}</td>
              <td>{row.process === null ? say('table.network') : say(`head.${row.process}`)}</td>
              <td>{say(row.what.id, row.what.values)}</td>
              <td>{row.packet ?? say('table.outside')}</td>
              <td>{row.cause === null ? say('table.outside') : say('table.caused', { id: row.cause })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
