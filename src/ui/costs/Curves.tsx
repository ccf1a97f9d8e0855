import { useMemo, useRef, useState } from 'react'
import type { Estimates } from '../../explore/estimates.ts'
import type { Measure } from '../../explore/tally.ts'
import {
  type AxisName,
  type CostQuestion,
  type Design,
  placesOf,
  type Subject,
  subjects,
  theoryOf,
} from '../../picture/costs.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { useLab } from '../context.tsx'
import { useWidthOf } from '../sizes.ts'
import { chartOf, isCount, namesOf, type Series } from './chart.ts'
import { examplesOf, figureOf, measureName, nameOf, openRun, placeOf, say } from './costsOf.ts'

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

/** More series than this are named beneath the picture only. */
const mostNames = 4

/** Theory as lines, runs as points with their intervals; beneath it the same as a table, whose cells open runs. */
export function Curves({ scenario, designs, axis, subject, questions, known }: Props) {
  const { lab } = useLab()
  const [tabled, setTabled] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const width = Math.max(280, useWidthOf(box) ?? 640)
  const narrow = width < 520
  const measures = subjects[subject]
  // Points come ten times a second; theory only with another question.
  const theories = useMemo(
    () => designs.map((design) => subjects[subject].map((measure) => theoryOf(scenario, design, axis, measure))),
    [scenario, designs, axis, subject],
  )
  const series = designs.flatMap((design, i) =>
    measures.map((measure, j) => ({
      design: design.name,
      measure,
      theory: theories[i]?.[j] ?? [],
      points: questions.flatMap(({ key, design: name, x }) => {
        const estimate = known.get(key)?.estimates.measures[measure]
        return name !== design.name || x === null || estimate === undefined ? [] : [{ x, estimate }]
      }),
    })),
  )
  const frame = { width, height: narrow ? 280 : 340, left: 58, right: narrow ? 14 : 20, top: 14, bottom: 44 }
  const chart = chartOf(series, axis, frame)
  // Of one design it need not be said which, and of one measure not what.
  const nameOn = (design: Design['name'], measure: (typeof measures)[number]) =>
    designs.length === 1
      ? measureName(measure)
      : measures.length === 1
        ? nameOf(design)
        : say('costs.series', { design: nameOf(design), measure: measureName(measure) })
  // Where there are few, a name stands at its line.
  const names =
    series.length <= mostNames
      ? namesOf(chart.series, frame, ({ design, measure }) => nameOn(design, measure as (typeof measures)[number]))
      : []
  const classOf = (design: Design['name'], measure: Measure) =>
    `series ${design} m${measures.indexOf(measure as never)} ${isCount(measure) ? 'count' : ''} ${measures.length === 1 ? 'alone' : ''}`
  const of = (design: string, x: number) => questions.find((one) => one.design === design && one.x === x)
  const open = (design: string, x: number, measure: string) => {
    const question = of(design, x)
    const estimates = question && known.get(question.key)?.estimates
    if (question && estimates) openRun(lab, question, estimates, examplesOf[measure] ?? [])
  }
  // What has the same reason is said once.
  const silent = new Map<string, { readonly names: string[]; readonly text: string }>()
  for (const { theory, design, measure } of series) {
    const silences = theory.filter(({ says }) => says.expected === null)
    const says = silences[0]?.says
    if (says?.expected !== null) continue
    const id = silences.length < theory.length ? ('costs.noFormInParts' as const) : ('costs.noForm' as const)
    const text = say(id, { why: say(`costs.reasons.${says.why}`) })
    const known = silent.get(text)
    const name = say('costs.series', { design: nameOf(design), measure: measureName(measure) })
    if (known === undefined) silent.set(text, { names: [name], text })
    else known.names.push(name)
  }
  return (
    <>
      <div className="curves" ref={box}>
        <svg
          role="img"
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
                {figureOf(measures[0], tick)}
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
                {placeOf(axis, tick)}
              </text>
            </g>
          ))}
          <text className="axis-name" x={width - frame.right} y={frame.height - 6} textAnchor="end">
            {say(`costs.axes.${axis}`)}
          </text>
          {chart.series.map(({ design, measure, path, guide, points }) => (
            <g key={`${design} ${measure}`} className={classOf(design, measure)}>
              <path className="theory" d={path} />
              <path className="guide" d={guide} />
              {points.map(({ x, y, low, high, point }) => (
                // biome-ignore lint/a11y/noStaticElementInteractions: the table beneath has the same as buttons
                <g key={point.x} className="point" onClick={() => open(design, point.x, measure)}>
                  <line x1={x} x2={x} y1={low} y2={high} />
                  <PointShape design={design} x={x} y={y} />
                  <circle className="hit" cx={x} cy={y} r={12} />
                </g>
              ))}
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
                  {nameOn(design, measure as (typeof measures)[number])}
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
              {say('costs.series', { design: nameOf(design), measure: measureName(measure) })}
            </li>
          ))}
        </ul>
      </div>
      {silent.size > 0 && (
        <ul className="no-form quiet">
          {[...silent.values()].map(({ names, text }) => (
            <li key={text}>{say('costs.silent', { names: names.join('; '), text })}</li>
          ))}
        </ul>
      )}
      <details className="curve-table" onToggle={({ currentTarget }) => setTabled(currentTarget.open)}>
        <summary>{say('costs.table')}</summary>
        {/* As long as nobody reads it, it is not made anew with every report. */}
        {tabled && <Table {...{ scenario, designs, axis, questions, series, open }} />}
      </details>
    </>
  )
}

function Table(props: {
  scenario: Scenario
  designs: readonly Design[]
  axis: AxisName
  questions: readonly CostQuestion[]
  series: readonly Series[]
  open: (design: Design['name'], x: number, measure: Measure) => void
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
                {nameOf(design)}: {measureName(measure)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...new Set(questions.flatMap(({ x }) => x ?? []))].map((x) => (
            <tr key={x}>
              <th scope="row">{placeOf(axis, x)}</th>
              {series.map(({ design, measure, points, theory }) => {
                const point = points.find((one) => one.x === x)
                const says = theory.find((one) => one.x === x)?.says.expected ?? null
                const constant =
                  placesOf(designs.find(({ name }) => name === design)?.policy ?? scenario.policy, axis).length === 0
                return (
                  <td key={`${design} ${measure}`}>
                    {point ? (
                      <Open
                        design={design}
                        axis={axis}
                        x={x}
                        measure={measure}
                        estimate={point.estimate}
                        open={() => open(design, x, measure)}
                      />
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

function Open(props: {
  design: Design['name']
  axis: AxisName
  x: number
  measure: Measure
  estimate: { readonly mean: number; readonly ci95: readonly [number, number] }
  open: () => void
}) {
  const { design, axis, x, measure, estimate } = props
  const value = figureOf(measure, estimate.mean)
  const [low, high] = estimate.ci95.map((end) => figureOf(measure, end)) as [string, string]
  return (
    <button
      type="button"
      className="figure-button"
      aria-label={say('costs.point', {
        design: nameOf(design),
        axis: say(`costs.axes.${axis}`),
        x: placeOf(axis, x),
        measure: measureName(measure),
        value,
        low,
        high,
      })}
      onClick={props.open}
    >
      {value}
    </button>
  )
}

/** A shape for each design, so that colour is not alone. */
function PointShape({ design, x, y }: { design: Design['name']; x: number; y: number }) {
  switch (design) {
    case 'atMostOnce':
      return <path className="shape" d={`M${x - 5} ${y + 4}h10l-5 -9z`} />
    case 'atLeastOnce':
      return <rect className="shape" x={x - 4} y={y - 4} width={8} height={8} />
    case 'effectivelyOnce':
      return <circle className="shape" cx={x} cy={y} r={4.5} />
    case 'yours':
      return <path className="shape" d={`M${x} ${y - 6}l6 6l-6 6l-6 -6z`} />
  }
}
