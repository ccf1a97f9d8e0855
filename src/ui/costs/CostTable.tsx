import { useRef } from 'react'
import { type CostQuestion, type Design, measuredOf } from '../../picture/costs.ts'
import { useLab } from '../context.tsx'
import { useWidthOf } from '../sizes.ts'
import type { Known } from './Curves.tsx'
import { designWords, estimateText, examplesOf, figureOf, openRun, say } from './costsOf.ts'

const columns = [
  'lost',
  'duplicated',
  'gaveUp',
  'packets',
  'attempts',
  'absorbed',
  'keysStored',
  'latency',
  'p95',
] as const
type CostColumn = (typeof columns)[number]
const perMillion: readonly string[] = ['lost', 'duplicated', 'gaveUp']
/** Where there is less room, figures stand one below the other, and designs side by side. */
const roomy = 620

interface CostRow {
  readonly name: Design['name']
  readonly question: CostQuestion | undefined
  readonly measured: Known | undefined
}

/** What each design costs in the weather as it is, side by side; a figure opens a run of its kind. */
export function CostTable(props: {
  designs: readonly Design[]
  questions: readonly CostQuestion[]
  known: ReadonlyMap<string, Known>
  messages: number
}) {
  const { designs, questions, known, messages } = props
  const box = useRef<HTMLDivElement>(null)
  const upright = (useWidthOf(box) ?? roomy) < roomy
  const rows: readonly CostRow[] = designs.map(({ name }) => {
    const question = questions.find((one) => one.design === name && one.x === null)
    return { name, question, measured: question && known.get(question.key) }
  })
  const most = Object.fromEntries(
    columns.map((column) => [
      column,
      Math.max(...rows.map(({ measured }) => cellTextOf(measured, column)?.value ?? 0)),
    ]),
  ) as Record<CostColumn, number>
  const runs = Math.max(0, ...rows.map(({ measured }) => measured?.runs ?? 0))
  const cell = (row: CostRow, column: CostColumn) => (
    <FigureCell key={`${row.name} ${column}`} row={row} column={column} most={most[column]} />
  )
  return (
    <section className="card standing" aria-labelledby="costs-standing">
      <h3 id="costs-standing">{say('costs.standing')}</h3>
      <p className="quiet">{say('costs.standingNote', { runs, messages })}</p>
      <div className="scroll" ref={box}>
        <table className={upright ? 'upright' : ''}>
          <thead>
            <tr>
              <th scope="col">{say('costs.design')}</th>
              {upright
                ? rows.map(({ name }) => (
                    <th key={name} scope="col">
                      {designWords(name)}
                    </th>
                  ))
                : columns.map((column) => (
                    <th key={column} scope="col">
                      {say(`costs.columns.${column}`)}
                    </th>
                  ))}
            </tr>
          </thead>
          <tbody>
            {upright
              ? columns.map((column) => (
                  <tr key={column}>
                    <th scope="row">{say(`costs.columns.${column}`)}</th>
                    {rows.map((row) => cell(row, column))}
                  </tr>
                ))
              : rows.map((row) => (
                  <tr key={row.name}>
                    <th scope="row">{designWords(row.name)}</th>
                    {columns.map((column) => cell(row, column))}
                  </tr>
                ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** One figure; what never happened has no run to open. */
function FigureCell({ row, column, most }: { row: CostRow; column: CostColumn; most: number }) {
  const { lab } = useLab()
  const { name, question, measured } = row
  const figure = cellTextOf(measured, column)
  if (!question || !measured || !figure) return <td>…</td>
  const { value, text, more } = figure
  const shown = (
    <>
      {text}
      {more !== '' && <small>{more}</small>}
    </>
  )
  return (
    <td className={column}>
      {value === 0 ? (
        <span className="figure-button">{shown}</span>
      ) : (
        <button
          type="button"
          className="figure-button"
          aria-label={say('costs.openRun', {
            column: say(`costs.columns.${column}`),
            design: designWords(name),
            value: `${text} ${more}`.trim(),
          })}
          onClick={() => openRun(lab, question, measured.estimates, examplesOf[column] ?? [])}
        >
          {shown}
        </button>
      )}
      <svg className="cost-bar" aria-hidden="true" viewBox="0 0 100 6" preserveAspectRatio="none">
        <rect width={most > 0 ? (value / most) * 100 : 0} height="6" />
      </svg>
    </td>
  )
}

/** A figure of a table as a number, as text, and what it may be off by. */
function cellTextOf(
  measured: Known | undefined,
  column: CostColumn,
): { value: number; text: string; more: string } | null {
  if (measured === undefined) return null
  const { estimates } = measured
  if (column === 'keysStored') {
    const value = estimates.mostKeys
    return { value, text: estimateText({ mean: value, ci95: [value, value] }).text, more: '' }
  }
  const estimate = measuredOf(estimates, column)
  if (estimate === null) return { value: 0, text: say('costs.never'), more: '' }
  if (column === 'latency' || column === 'p95') {
    const [low, high] = estimate.ci95.map((ms) => figureOf(column, ms)) as [string, string]
    const text = figureOf(column, estimate.mean)
    return { value: estimate.mean, text, more: low === high ? '' : say('costs.between', { low, high }) }
  }
  return { value: estimate.mean, ...estimateText(estimate, perMillion.includes(column) ? 1e6 : 1) }
}
