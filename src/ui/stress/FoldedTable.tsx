import { useMemo, useState } from 'react'
import { keyOf, stretchesBy } from '../../app/folds.ts'
import { shownOf } from '../../app/lab.ts'
import { isOpen, linesOf, type Quiet } from '../../picture/quiet.ts'
import { rowsBetween } from '../../picture/rows.ts'
import { useLab, useLabState } from '../context.tsx'
import { EventHead, EventRow } from '../EventRow.tsx'
import { useRowStops } from '../tableKeys.ts'
import { FoldSign, FoldSwitch, foldName } from './folds.tsx'
import Pager from './Pager.tsx'
import { say } from './words.ts'
import './stress.css'

/** More lines are listed by parts of so many. */
const [mostLines, partLines] = [400, 100]

/** The events of a longer run, quiet stretches as one line each where they are folded. */
export default function FoldedTable() {
  const run = useLabState((state) => state.run)
  const shown = useLabState(shownOf)
  const key = useLabState((state) => keyOf(state, 0))
  // Without a choice it is the part that the playhead is in.
  const [chosen, choose] = useState<number | null>(null)
  const { trace } = run
  const lines = useMemo(() => {
    const { over, folded } = stretchesBy(key, run)
    return linesOf(shown, over, folded)
  }, [key, run, shown])
  const size = lines.length > mostLines ? partLines : mostLines
  const last = Math.max(0, Math.ceil(lines.length / size) - 1)
  const part = Math.min(chosen ?? last, last)
  const listed = useMemo(() => lines.slice(part * size, (part + 1) * size), [lines, part, size])
  const ids = useMemo(() => listed.filter((line) => typeof line === 'number'), [listed])
  const { stops, onKeyDown } = useRowStops(ids)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-frame" tabIndex={0} aria-label={say('table.title')}>
      <table aria-label={say('table.title')}>
        <caption>
          <span>
            {say('table.future', { count: trace.length - shown })} <FoldSwitch />
            {lines.length > size && (
              <Pager count={lines.length} size={size} page={part} turn={(to) => choose(to === last ? null : to)} />
            )}
          </span>
        </caption>
        <EventHead say={say} />
        <tbody onKeyDown={onKeyDown}>
          {listed.map((line) =>
            typeof line === 'number' ? (
              rowsBetween(trace, line - 1, line).map((row) => (
                <EventRow key={row.id} row={row} say={say} stops={stops} />
              ))
            ) : (
              <FoldRow key={`fold ${line.fromMs}`} quiet={line} />
            ),
          )}
        </tbody>
      </table>
    </section>
  )
}

function FoldRow({ quiet }: { quiet: Quiet }) {
  const { lab } = useLab()
  const folded = useLabState(({ unfolded, selected }) => !isOpen(quiet, { unfolded, selected }))
  return (
    <tr className="fold-row">
      <td colSpan={6}>
        <button type="button" aria-expanded={!folded} onClick={() => lab.toggleFold(quiet.fromMs)}>
          <FoldSign folded={folded} />{' '}
          {say('fold.row', { what: foldName(quiet), events: quiet.lastEvent - quiet.eventsBefore })}
        </button>
      </td>
    </tr>
  )
}
