import { lazy, Suspense, useMemo } from 'react'
import { shownOf } from '../app/lab.ts'
import { rowsBetween } from '../picture/rows.ts'
import { useLab, useLabState } from './context.tsx'
import { EventHead, EventRow } from './EventRow.tsx'

const FoldedTable = lazy(() => import('./stress/FoldedTable.tsx'))

/** A run of more events is listed by the component that folds and pages; see `folds.tsx`. */
const foldable = 60

/** The same events in words: an alternative to the diagram, not a summary of it. It folds where the diagram does. */
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
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-frame" tabIndex={0} aria-label={say('table.title')}>
      <table aria-label={say('table.title')}>
        <caption>
          <span>{say('table.future', { count: trace.length - shown })}</span>
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
