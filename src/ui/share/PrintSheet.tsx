import { rowsOf } from '../../picture/rows.ts'
import { useLabState } from '../context.tsx'
import { EventHead, EventRow } from '../EventRow.tsx'
import { FaultList } from '../FaultList.tsx'
import { HowItWorks } from '../HowItWorks.tsx'
import { Ledger } from '../Ledger.tsx'
import { say } from './exportWords.ts'
import { RunPicture } from './RunPicture.tsx'
import './print.css'

/** How much virtual time fits on a page of paper, with the heading above it. */
const pageMs = 14_000
/** The most pages and rows that are printed. A longer run is cut, and the sheet says so. */
const [mostPages, mostRows] = [20, 1000]

/** The whole run on paper, in the light theme: how it works, the faults, the diagram, the ledger, every event. */
export default function PrintSheet() {
  const run = useLabState((state) => state.run)
  const rows = rowsOf(run.trace)
  const pages = Math.max(1, Math.ceil(run.endMs / pageMs))
  return (
    <div className="print-sheet" data-theme="light">
      <h1>{say('lab.title')}</h1>
      <div className="print-facts">
        <HowItWorks />
        <FaultList />
      </div>
      <div className="paper">
        {Array.from({ length: Math.min(pages, mostPages) }, (_, i) => i * pageMs).map((fromMs) => (
          <RunPicture
            key={fromMs}
            run={run}
            say={say}
            part={{ fromMs, untilMs: Math.min(fromMs + pageMs, run.endMs) }}
          />
        ))}
      </div>
      <Ledger at={run.frames.length} />
      <div className="table-frame">
        <table aria-label={say('table.title')}>
          <caption>
            {say('table.title')} {rows.length > mostRows && say('print.first', { count: mostRows, all: rows.length })}
          </caption>
          <EventHead say={say} />
          <tbody>
            {rows.slice(0, mostRows).map((row) => (
              <EventRow key={row.id} row={row} say={say} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="address">{location.href}</p>
    </div>
  )
}
