import type { Measure } from '../../explore/tally.ts'
import type { CostQuestion, Design } from '../../picture/costs.ts'
import { seconds } from '../../words/words.ts'
import { useLab } from '../context.tsx'
import type { Known } from './Curves.tsx'
import { examplesOf, nameOf, openRun, say } from './costsOf.ts'

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
const perMillion: readonly string[] = ['lost', 'duplicated', 'gaveUp']
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** What each design costs in the weather as it is, side by side; a figure opens a run of its kind. */
export function Standing(props: {
  designs: readonly Design[]
  questions: readonly CostQuestion[]
  known: ReadonlyMap<string, Known>
  messages: number
}) {
  const { lab } = useLab()
  const { designs, questions, known, messages } = props
  const rows = designs.map(({ name }) => {
    const question = questions.find((one) => one.design === name && one.x === null)
    return { name, question, measured: question && known.get(question.key) }
  })
  const most = Object.fromEntries(
    columns.map((column) => [column, Math.max(...rows.map(({ measured }) => shownOf(measured, column)?.value ?? 0))]),
  )
  const runs = Math.max(0, ...rows.map(({ measured }) => measured?.runs ?? 0))
  return (
    <section className="card standing" aria-labelledby="costs-standing">
      <h3 id="costs-standing">{say('costs.standing')}</h3>
      <p className="quiet">{say('costs.standingNote', { runs, messages })}</p>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{say('costs.design')}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {say(`costs.columns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, question, measured }) => (
              <tr key={name}>
                <th scope="row">{nameOf(name)}</th>
                {columns.map((column) => {
                  const figure = shownOf(measured, column)
                  if (!question || !measured || !figure) return <td key={column}>…</td>
                  const share = (most[column] ?? 0) > 0 ? figure.value / (most[column] as number) : 0
                  return (
                    <td key={column} className={column}>
                      <button
                        type="button"
                        className="figure-button"
                        aria-label={say('costs.openRun', {
                          column: say(`costs.columns.${column}`),
                          design: nameOf(name),
                          value: `${figure.text} ${figure.more}`,
                        })}
                        onClick={() => openRun(lab, question, measured.estimates, examplesOf[column] ?? [])}
                      >
                        {figure.text}
                        {figure.more !== '' && <small>{figure.more}</small>}
                      </button>
                      <svg className="cost-bar" aria-hidden="true" viewBox="0 0 100 6" preserveAspectRatio="none">
                        <rect width={share * 100} height="6" />
                      </svg>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** A figure of a table as a number, as text, and what it may be off by. */
function shownOf(
  measured: Known | undefined,
  column: (typeof columns)[number],
): { value: number; text: string; more: string } | null {
  if (measured === undefined) return null
  const { estimates } = measured
  if (column === 'latency' || column === 'p95') {
    const toEffect = estimates.latency.toEffect
    if (toEffect === null) return { value: 0, text: say('costs.never'), more: '' }
    const { ms } = column === 'latency' ? toEffect.median : toEffect.p95
    return { value: ms, text: say('costs.seconds', { value: seconds(ms) }), more: '' }
  }
  if (column === 'keysStored') return { value: estimates.mostKeys, text: plain.format(estimates.mostKeys), more: '' }
  const { mean, ci95 } = estimates.measures[column as Measure]
  const [scale, format] = perMillion.includes(column) ? [1e6, whole] : [1, plain]
  const half = ((ci95[1] - ci95[0]) / 2) * scale
  return { value: mean, text: format.format(mean * scale), more: half > 0 ? `± ${format.format(half)}` : '' }
}
