import { useState } from 'react'
import { judgedAt } from '../../app/score.ts'
import type { LedgerRow } from '../../verdict/ledger.ts'
import { isWrong } from '../../verdict/outcomes.ts'
import { useLabState } from '../context.tsx'
import { LedgerLine } from '../LedgerLine.tsx'
import { Toolbar } from '../Toolbar.tsx'
import { DotMatrix } from './DotMatrix.tsx'
import Pager from './Pager.tsx'
import { say } from './words.ts'
import './stress.css'

const filters = {
  all: () => true,
  lost: ({ outcome }) => outcome === 'lost',
  duplicated: ({ outcome }) => outcome === 'duplicated',
  undecided: ({ outcome, attempts }) => attempts > 0 && outcome === 'undecided',
  wrong: isWrong,
} satisfies Record<string, (row: LedgerRow) => boolean>
type Filter = keyof typeof filters
const filterNames = Object.keys(filters) as Filter[]

const rowsPerPage = 20

/** The ledger of very many messages: a cell for each, their counts in a line, and paged rows. */
export default function StressLedger({ moves }: { moves: number }) {
  const run = useLabState((state) => state.run)
  const selected = useLabState((state) => state.selected)
  const [filter, setFilter] = useState<Filter>('all')
  const [page, setPage] = useState(0)
  const { ledger } = judgedAt(run, moves)
  const of = (name: Filter) => ledger.filter(filters[name])
  const counts = Object.fromEntries(filterNames.map((name) => [name, of(name).length])) as Record<Filter, number>
  const wait = ledger.filter(({ attempts }) => attempts === 0).length
  const once = counts.all - counts.lost - counts.duplicated - counts.undecided - wait
  const rows = of(filter)
  // There may be fewer rows than when the page was chosen.
  const shown = Math.min(page, Math.max(0, Math.ceil(rows.length / rowsPerPage) - 1))
  return (
    <>
      <p className="dots-counts">
        {say('dots.counts', { messages: counts.all, once, wait, ...counts })}{' '}
        {say('dots.wrong', { count: counts.wrong })}
      </p>
      <DotMatrix ledger={ledger} />
      <details className="dots-list">
        <summary>{say('filter.list')}</summary>
        <Toolbar label={say('filter.title')} className="filters">
          {filterNames.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={filter === name}
              onClick={() => {
                setFilter(name)
                setPage(0)
              }}
            >
              {say(`filter.${name}`, { count: counts[name] })}
            </button>
          ))}
        </Toolbar>
        {rows.length === 0 && <p className="quiet">{say('filter.nothing')}</p>}
        <Toolbar label={say('ledger.rows')}>
          <ul>
            {rows.slice(shown * rowsPerPage, (shown + 1) * rowsPerPage).map((row) => (
              <LedgerLine key={row.message} {...row} chosen={row.message === selected} />
            ))}
          </ul>
        </Toolbar>
        {rows.length > rowsPerPage && <Pager count={rows.length} size={rowsPerPage} page={shown} turn={setPage} />}
      </details>
    </>
  )
}
