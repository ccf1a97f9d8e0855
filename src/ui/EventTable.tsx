import { lazy, Suspense, useMemo } from 'react'
import { shownOf } from '../app/lab.ts'
import { rowsBetween } from '../picture/rows.ts'
import { useLab, useLabState } from './context.tsx'
import { EventHead, EventRow } from './EventRow.tsx'
import { useRowStops } from './tableKeys.ts'

const FoldedTable = lazy(() => import('./stress/FoldedTable.tsx'))

/** A run of more events is listed by `FoldedTable`, which folds and pages. */
const foldable = 60

/** All events of the diagram in words, as an alternative to it. It folds where the diagram does. */
export default function EventTable() {
  const folds = useLabState(({ run }) => run.trace.length > foldable)
  if (!folds) return <Events />
  return (
    <Suspense fallback={<Events />}>
      <FoldedTable />
    </Suspense>
  )
}

function Events() {
  const { say } = useLab()
  const trace = useLabState((state) => state.run.trace)
  const shown = useLabState(shownOf)
  const rows = useMemo(() => rowsBetween(trace, 0, shown), [trace, shown])
  const { stops, onKeyDown } = useRowStops(useMemo(() => rows.map(({ id }) => id), [rows]))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-frame" tabIndex={0} aria-label={say('table.title')}>
      <table aria-label={say('table.title')}>
        <caption>
          <span>{say('table.future', { count: trace.length - shown })}</span>
        </caption>
        <EventHead say={say} />
        <tbody onKeyDown={onKeyDown}>
          {rows.map((row) => (
            <EventRow key={row.id} row={row} say={say} stops={stops} />
          ))}
        </tbody>
      </table>
    </section>
  )
}
