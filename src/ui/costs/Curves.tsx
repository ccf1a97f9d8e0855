import { type KeyboardEvent, memo, type ReactNode, useMemo, useRef, useState } from 'react'
import type { Estimates } from '../../explore/estimates.ts'
import {
  type AxisName,
  type CostQuestion,
  type Design,
  type DesignName,
  type Figure,
  groundsOf,
  measuredOf,
  placesOf,
  rankOf,
  type Subject,
  setOf,
  subjects,
  theoryOf,
} from '../../picture/costs.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { useLab } from '../context.tsx'
import { useWidthOf } from '../sizes.ts'
import { type CostPoint, costChartOf, namesOf, type Series, unitOf } from './chart.ts'
import { axisValueText, designWords, examplesOf, figureOf, measureName, openRun, say } from './costsOf.ts'

export interface Known {
  readonly runs: number
  readonly estimates: Estimates
}

interface Props {
  scenario: Scenario
  designs: readonly Design[]
  axis: AxisName
  subject: Subject
  questions: readonly CostQuestion[]
  known: ReadonlyMap<string, Known>
}

/** With more series than this, names are only beneath the picture. */
const mostLabels = 4

/** Theory as lines and runs as points with intervals; beneath it the same as a table, whose cells open runs. */
export function Curves({ scenario, designs, axis, subject, questions, known }: Props) {
  const { lab } = useLab()
  const [tabled, setTabled] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const width = Math.max(280, useWidthOf(box))
  const narrow = width < 520
  const measures: readonly Figure[] = subjects[subject]
  // Points change ten times a second, theory only with another question.
  const theories = useMemo(
    () => designs.map((design) => subjects[subject].map((measure) => theoryOf(scenario, design, axis, measure))),
    [scenario, designs, axis, subject],
  )
  const series: readonly Series[] = useMemo(
    () =>
      designs.flatMap((design, i) =>
        measures.map((measure, j) => ({
          design: design.name,
          measure,
          theory: theories[i]?.[j] ?? [],
          points: questions.flatMap(({ key, design: name, x }) => {
            const estimates = name === design.name && x !== null ? known.get(key)?.estimates : undefined
            const estimate = estimates && measuredOf(estimates, measure)
            return x === null || !estimate ? [] : [{ x, estimate }]
          }),
        })),
      ),
    [designs, measures, theories, questions, known],
  )
  // Pointing at a point does not change the layout.
  const { frame, chart, names } = useMemo(() => {
    const frame = { width, height: narrow ? 264 : 340, left: 58, right: narrow ? 14 : 20, top: 28, bottom: 44 }
    const chart = costChartOf(series, axis, frame)
    // The design is named only if there are several, and so is the measure. With few series the name stands at the
    // line.
    const textOf = ({ design, measure }: Pick<Series, 'design' | 'measure'>) =>
      designs.length === 1
        ? measureName(measure)
        : measures.length === 1
          ? designWords(design)
          : say('costs.series', { design: designWords(design), measure: measureName(measure) })
    const places = series.length <= mostLabels ? namesOf(chart.series, frame, textOf) : []
    const names = places.map((place, i) => place && { ...place, text: textOf(series[i] as Series) })
    return { frame, chart, names }
  }, [series, axis, width, narrow, designs, measures])
  const classOf = (design: DesignName, measure: Figure) =>
    `series ${design} ${setOf(design)}${rankOf(design)} m${measures.indexOf(measure)} ${unitOf(measure) === 'share' ? '' : 'count'} ${measures.length === 1 ? 'alone' : ''}`
  const open = (design: DesignName, x: number, measure: Figure) => {
    const question = questions.find((one) => one.design === design && one.x === x)
    const estimates = question && known.get(question.key)?.estimates
    if (question && estimates) openRun(lab, question, estimates, examplesOf[measure] ?? [])
  }
  const [pointed, point] = useState<string | null>(null)
  const [stop, setStop] = useState<string | null>(null)
  const drawn = chart.series.flatMap(({ design, measure, theory, points }, i) =>
    points.map(({ x, y, point }) => ({
      key: `${design} ${measure} ${point.x}`,
      series: i,
      x,
      y,
      tell: () => tellPoint({ design, axis, measure, point, theory }),
    })),
  )
  const first = drawn.some(({ key }) => key === stop) ? stop : drawn[0]?.key
  const here = drawn.find(({ key }) => key === pointed)
  /** Left and right go along the line, up and down to the next line. */
  function onKeyDown(event: KeyboardEvent<SVGGElement>, key: string, choose: () => void): void {
    const at = drawn.find((one) => one.key === key)
    if (event.key === 'Enter' || event.key === ' ') choose()
    else if (at !== undefined) {
      const line = drawn.filter((one) => one.series === at.series)
      const column = drawn.filter(({ x }) => x === at.x).sort((a, b) => a.y - b.y || a.series - b.series)
      const [along, across] = [line.indexOf(at), column.indexOf(at)]
      const to = {
        ArrowLeft: line[along - 1],
        ArrowRight: line[along + 1],
        ArrowUp: column[across - 1],
        ArrowDown: column[across + 1],
        Home: line[0],
        End: line.at(-1),
      }[event.key]
      if (to === undefined) return
      event.currentTarget.ownerSVGElement?.querySelector<SVGGElement>(`[data-point="${to.key}"]`)?.focus()
    } else return
    event.preventDefault()
  }
  return (
    <>
      <div className="curves" ref={box}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls */}
        <svg
          role="group"
          aria-label={say('costs.chart', {
            subject: say(`costs.subjects.${subject}`),
            axis: say(`costs.axes.${axis}`),
          })}
          width={width}
          height={frame.height}
          viewBox={`0 0 ${width} ${frame.height}`}
        >
          {chart.yTicks.map((tick) => (
            <g key={tick} className="grid-mark" transform={`translate(0 ${chart.y(tick)})`}>
              <line x1={frame.left} x2={width - frame.right} />
              <text x={frame.left - 8} dy="0.35em" textAnchor="end">
                {figureOf(measures[0] as Figure, tick)}
              </text>
            </g>
          ))}
          {chart.xTicks.map((tick) => (
            <g
              key={tick}
              className="grid-mark"
              transform={`translate(${chart.x(tick)} ${frame.height - frame.bottom})`}
            >
              <line y2={5} />
              <text y={20} textAnchor="middle">
                {axisValueText(axis, tick)}
              </text>
            </g>
          ))}
          <text className="axis-name" x={width - frame.right} y={frame.height - 6} textAnchor="end">
            {say(`costs.axes.${axis}`)}
          </text>
          <text className="axis-name" x={6} y={14}>
            {say(`costs.counted.${subject}`)}
          </text>
          {chart.series.map(({ design, measure, path, guide, theory, points }) => (
            <g key={`${design} ${measure}`} className={classOf(design, measure)}>
              <path className="theory" d={path} />
              <path className="guide" d={guide} />
              {points.map(({ x, y, low, high, point: at }) => {
                const key = `${design} ${measure} ${at.x}`
                const choose = () => open(design, at.x, measure)
                return (
                  // biome-ignore lint/a11y/useSemanticElements: a drawing has no button element
                  <g
                    key={at.x}
                    data-point={key}
                    className="point"
                    role="button"
                    tabIndex={key === first ? 0 : -1}
                    aria-label={say('costs.point', { told: tellPoint({ design, axis, measure, point: at, theory }) })}
                    onClick={choose}
                    onKeyDown={(event) => onKeyDown(event, key, choose)}
                    onFocus={() => {
                      setStop(key)
                      point(key)
                    }}
                    onBlur={() => point(null)}
                    onPointerEnter={() => point(key)}
                    onPointerLeave={() => point(null)}
                  >
                    <line x1={x} x2={x} y1={low} y2={high} />
                    <circle className="hit" cx={x} cy={y} r={12} />
                    <PointShape design={design} x={x} y={y} />
                  </g>
                )
              })}
            </g>
          ))}
          {chart.series.map(({ design, measure }, i) => {
            const place = names[i]
            return (
              place && (
                <text
                  key={`${design} ${measure}`}
                  className={`${classOf(design, measure)} series-name`}
                  x={place.x}
                  y={place.y}
                  textAnchor={place.anchor}
                >
                  {place.text}
                </text>
              )
            )
          })}
        </svg>
        <ul className="series-names" aria-hidden="true">
          {series.map(({ design, measure }) => (
            <li key={`${design} ${measure}`} className={classOf(design, measure)}>
              <svg width="34" height="16" aria-hidden="true">
                <path className="theory" d="M0 8H34" />
                <g className="point">
                  <PointShape design={design} x={17} y={8} />
                </g>
              </svg>
              {say('costs.series', { design: designWords(design), measure: measureName(measure) })}
            </li>
          ))}
        </ul>
        {/* The text of a point is its accessible name, so it is not read a second time. */}
        <p className={`point-told ${here ? '' : 'quiet'}`} aria-hidden={here !== undefined}>
          {here?.tell() ?? say('costs.legend')}
        </p>
      </div>
      <Silences series={theories} designs={designs} measures={measures} />
      <Grounds {...{ scenario, designs, axis, subject }} />
      <details className="curve-table" onToggle={({ currentTarget }) => setTabled(currentTarget.open)}>
        <summary>{say('costs.table')}</summary>
        {/* Rendered only while it is open, not with every report. */}
        {tabled && <CurveTable {...{ scenario, designs, axis, questions, series, open }} />}
      </details>
    </>
  )
}

interface PointFacts {
  readonly design: DesignName
  readonly axis: AxisName
  readonly measure: Figure
  readonly point: CostPoint
  readonly theory: Series['theory']
}

/** A point in words: where it stands, its value, its interval, and what theory says there. */
function tellPoint({ design, axis, measure, point: { x, estimate }, theory }: PointFacts): string {
  const says = theory.find((one) => one.x === x)?.says.expected ?? null
  return say('costs.pointTold', {
    design: designWords(design),
    axis: say(`costs.axes.${axis}`),
    x: axisValueText(axis, x),
    measure: measureName(measure),
    value: figureOf(measure, estimate.mean),
    low: figureOf(measure, estimate.ci95[0]),
    high: figureOf(measure, estimate.ci95[1]),
    theory: says === null ? 'none' : figureOf(measure, says),
  })
}

/** Where theory says nothing, and why; series with the same reason share a line. */
const Silences = memo(function Silences(props: {
  series: readonly (readonly Series['theory'][])[]
  designs: readonly Design[]
  measures: readonly Figure[]
}) {
  const silent = new Map<string, { readonly names: string[]; readonly text: string }>()
  props.designs.forEach(({ name: design }, i) => {
    props.measures.forEach((measure, j) => {
      const theory = props.series[i]?.[j] ?? []
      const silences = theory.filter(({ says }) => says.expected === null)
      const says = silences[0]?.says
      if (says?.expected !== null) return
      const id = silences.length < theory.length ? ('costs.noFormInParts' as const) : ('costs.noForm' as const)
      const text = say(id, { why: say(`costs.reasons.${says.why}`) })
      const known = silent.get(text)
      const name = say('costs.series', { design: designWords(design), measure: measureName(measure) })
      if (known === undefined) silent.set(text, { names: [name], text })
      else known.names.push(name)
    })
  })
  if (silent.size === 0) return null
  return (
    <ul className="no-form quiet">
      {[...silent.values()].map(({ names, text }) => (
        <li key={text}>{say('costs.silent', { names: names.join('; '), text })}</li>
      ))}
    </ul>
  )
})

/** The formulas of the lines, and what has to hold for them. Rendered only when it is opened. */
const Grounds = memo(function Grounds(props: Omit<Props, 'questions' | 'known'>) {
  const { scenario, designs, axis, subject } = props
  const [isOpen, setOpen] = useState(false)
  const { forms, assumptions } = useMemo(
    () => (isOpen ? groundsOf(scenario, designs, axis, subjects[subject]) : { forms: [], assumptions: [] }),
    [isOpen, scenario, designs, axis, subject],
  )
  return (
    <details className="grounds" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{say('costs.grounds.title')}</summary>
      {isOpen && forms.length === 0 && <p>{say('costs.grounds.none')}</p>}
      {forms.length > 0 && (
        <>
          <ul>
            {assumptions.map((name) => (
              <li key={name}>{say(`costs.grounds.${name}`)}</li>
            ))}
          </ul>
          <p>{say('costs.grounds.letters')}</p>
          <dl>
            {forms.map((form) => (
              <div key={form}>
                <dt>{say(`costs.forms.${form}.name`)}</dt>
                <dd>{say(`costs.forms.${form}.text`)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </details>
  )
})

function CurveTable(props: {
  scenario: Scenario
  designs: readonly Design[]
  axis: AxisName
  questions: readonly CostQuestion[]
  series: readonly Series[]
  open: (design: DesignName, x: number, measure: Figure) => void
}) {
  const { scenario, designs, axis, questions, series, open } = props
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{say(`costs.axes.${axis}`)}</th>
            {series.map(({ design, measure }) => (
              <th key={`${design} ${measure}`} scope="col">
                {designWords(design)}: {measureName(measure)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...new Set(questions.flatMap(({ x }) => x ?? []))].map((x) => (
            <tr key={x}>
              <th scope="row">{axisValueText(axis, x)}</th>
              {series.map(({ design, measure, points, theory }) => {
                const point = points.find((one) => one.x === x)
                const says = theory.find((one) => one.x === x)?.says.expected ?? null
                const constant =
                  placesOf(designs.find(({ name }) => name === design)?.policy ?? scenario.policy, axis).length === 0
                return (
                  <td key={`${design} ${measure}`}>
                    {point ? (
                      <>
                        <button
                          type="button"
                          className="figure-button"
                          aria-label={say('costs.point', { told: tellPoint({ design, axis, measure, point, theory }) })}
                          onClick={() => open(design, x, measure)}
                        >
                          {figureOf(measure, point.estimate.mean)}
                        </button>
                        <small>
                          {say('costs.between', {
                            low: figureOf(measure, point.estimate.ci95[0]),
                            high: figureOf(measure, point.estimate.ci95[1]),
                          })}
                        </small>
                      </>
                    ) : (
                      !constant && '…'
                    )}
                    {says !== null && <small>{say('costs.theory', { value: figureOf(measure, says) })}</small>}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A shape for each design of a set, so that the meaning does not depend on colour; the last is for whatever comes after it. */
const shapes: readonly ((x: number, y: number) => ReactNode)[] = [
  (x, y) => <path className="shape" d={`M${x - 5} ${y + 4}h10l-5 -9z`} />,
  (x, y) => <rect className="shape" x={x - 4} y={y - 4} width={8} height={8} />,
  (x, y) => <circle className="shape" cx={x} cy={y} r={4.5} />,
  (x, y) => <path className="shape" d={`M${x - 5} ${y - 4}h10l-5 9z`} />,
]

function PointShape({ design, x, y }: { design: DesignName; x: number; y: number }) {
  if (design === 'yours') return <path className="shape" d={`M${x} ${y - 6}l6 6l-6 6l-6 -6z`} />
  return (shapes[rankOf(design)] ?? shapes.at(-1))?.(x, y)
}
