import { memo, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { createSweeper } from '../../app/sweep/sweeper.ts'
import {
  type AxisName,
  axes,
  type CostQuestion,
  designsOf,
  questionsOf,
  type Subject,
  subjects,
} from '../../picture/costs.ts'
import { presetNames } from '../../protocol/policy.ts'
import { partsOf } from '../../share/page.ts'
import type { PageProps } from '../App.tsx'
import { LabContext, useLab, useLabState } from '../context.tsx'
import { useBeginning } from '../place.ts'
import { Environment } from '../workbench/Environment.tsx'
import { Mechanism } from '../workbench/Mechanism.tsx'
import { Curves, type Known } from './Curves.tsx'
import { nameOf, say } from './costsOf.ts'
import { type CostPreset, type CostPresetName, costPresetNames, costPresets } from './questions.ts'
import { Standing } from './Standing.tsx'
import { slidChances, Weather } from './Weather.tsx'
import '../workbench/workbench.css'
import './costs.css'

const axisNames = Object.keys(axes) as AxisName[]
/** Along these something goes wrong wherever the weather stands; a timeout or a window can be too short in any. */
const weatherAxes: readonly AxisName[] = ['messageLoss', 'ackLoss', 'crashes', 'timeout']
const subjectNames = Object.keys(subjects) as Subject[]

/** Thousands of runs beside the closed form: how often it happens, and what each guarantee costs. */
export default function Costs({ lab }: PageProps) {
  const context = useMemo(() => ({ lab, say }), [lab])
  return (
    <LabContext value={context}>
      <Page />
    </LabContext>
  )
}

function Page() {
  const { lab } = useLab()
  const heading = useBeginning(say('costs.title'))
  const scenario = useLabState((state) => state.scenario)
  const { id, step } = partsOf(useLabState((state) => state.page))
  const axis = axisNames.find((name) => name.toLowerCase() === id) ?? 'attempts'
  const subject = subjectNames.find((name) => name.toLowerCase() === step) ?? 'outcomes'
  const [hidden, setHidden] = useState<readonly string[]>([])
  const [asked, setAsked] = useState<CostPresetName | null>(null)
  const every = useMemo(() => designsOf(scenario), [scenario])
  const designs = useMemo(() => every.filter(({ name }) => !hidden.includes(name)), [every, hidden])
  // What each design costs as it stands is told of all of them.
  const questions = useMemo(
    () => questionsOf(scenario, every, axis).filter(({ design, x }) => x === null || !hidden.includes(design)),
    [scenario, every, axis, hidden],
  )
  const { known, runs, of, running, stop, goOn } = useSweep(questions)

  const isCalm = !weatherAxes.includes(axis) && slidChances.every((name) => scenario.environment[name] === 0)
  const show = (axisName: AxisName, subjectName: Subject) =>
    lab.open(`costs/${axisName.toLowerCase()}/${subjectName.toLowerCase()}`)
  function ask(name: CostPresetName): void {
    const { scenario, axis, subject, designs }: CostPreset = costPresets[name]
    const { policy, environment, messages } = scenario
    if (!lab.edit({ policy, environment, messages })) return
    setAsked(name)
    setHidden([...presetNames, 'yours'].filter((design) => !designs.some((shown) => shown === design)))
    show(axis, subject)
  }
  return (
    <main className="costs">
      <div className="costs-top">
        <h2 ref={heading} tabIndex={-1}>
          {say('costs.title')}
        </h2>
        <p className="quiet">{say('costs.lead')}</p>
      </div>
      <nav className="ask" aria-label={say('costs.questions')}>
        {costPresetNames.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={asked === name}
            onClick={({ currentTarget }) => {
              ask(name)
              currentTarget.scrollIntoView({ block: 'nearest', inline: 'nearest' })
            }}
          >
            {say(`costs.ask.${name}.title`)}
          </button>
        ))}
      </nav>
      <p className="answer" role="status">
        {asked !== null ? say(`costs.ask.${asked}.answer`) : isCalm && say('costs.calm')}
      </p>
      <section className="card picture" aria-label={say('costs.title')}>
        <div className="choose">
          <label>
            {say('costs.subject')}{' '}
            <select
              value={subject}
              onChange={({ target }) => show(axis, subjectNames.find((name) => name === target.value) ?? subject)}
            >
              {subjectNames.map((name) => (
                <option key={name} value={name}>
                  {say(`costs.subjects.${name}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {say('costs.axis')}{' '}
            <select
              value={axis}
              onChange={({ target }) => show(axisNames.find((name) => name === target.value) ?? axis, subject)}
            >
              {axisNames.map((name) => (
                <option key={name} value={name}>
                  {say(`costs.axes.${name}`)}
                </option>
              ))}
            </select>
          </label>
          <fieldset className="designs">
            <legend className="said">{say('costs.designs')}</legend>
            {every.map(({ name }) => (
              <label key={name}>
                <input
                  type="checkbox"
                  checked={!hidden.includes(name)}
                  disabled={designs.length === 1 && !hidden.includes(name)}
                  onChange={({ target }) =>
                    setHidden(target.checked ? hidden.filter((one) => one !== name) : [...hidden, name])
                  }
                />{' '}
                {nameOf(name)}
              </label>
            ))}
          </fieldset>
          <span className="progress">
            <progress aria-label={say(running ? 'costs.running' : 'costs.done', { runs, of })} value={runs} max={of} />
            <span className="quiet">{say(running ? 'costs.running' : 'costs.done', { runs, of })}</span>
            {(running || runs < of) && (
              <button type="button" onClick={() => (running ? stop() : goOn())}>
                {say(running ? 'costs.stop' : 'costs.go')}
              </button>
            )}
          </span>
        </div>
        <Curves
          scenario={scenario}
          designs={designs}
          axis={axis}
          subject={subject}
          questions={questions}
          known={known}
        />
        <p className="quiet">{say('costs.legend')}</p>
      </section>
      <Standing designs={every} questions={questions} known={known} messages={scenario.messages} />
      <Settings />
    </main>
  )
}

/** What can be turned. It is not made anew when runs come in. */
const Settings = memo(function Settings() {
  return (
    <div className="settings">
      <Weather />
      <Setting title={say('costs.setting')}>
        <Environment />
      </Setting>
      <Setting title={say('costs.ownDesign')}>
        <Mechanism />
      </Setting>
    </div>
  )
})

/** What is only made when it is looked at. */
function Setting({ title, children }: { title: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="card setting" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && children}
    </details>
  )
}

/** Runs of each question: enough for intervals that can hardly be seen. */
const runsOfEach = 10_000

/** What is measured, as long as the page is open. What was known of a question stays until more is. */
function useSweep(questions: readonly CostQuestion[]) {
  const [sweeper] = useState(() => createSweeper())
  const [state, setState] = useState<{ known: ReadonlyMap<string, Known>; runs: number; of: number; running: boolean }>(
    {
      known: new Map(),
      runs: 0,
      of: 0,
      running: false,
    },
  )
  const asked = useRef<ReadonlyMap<string, string>>(new Map())
  const ask = useCallback(() => {
    const texts = new Map(questions.map(({ key, question }) => [key, JSON.stringify(question)]))
    const before = asked.current
    asked.current = texts
    const of = questions.length * runsOfEach
    setState(({ known }) => ({
      known: new Map([...known].filter(([key]) => before.get(key) === texts.get(key))),
      runs: 0,
      of,
      running: true,
    }))
    sweeper.ask(
      questions.map(({ question }) => ({ ...question, runs: runsOfEach })),
      ({ estimates, runs, of, done }) =>
        setState(({ known }) => {
          const next = new Map(known)
          questions.forEach(({ key }, i) => {
            const fresh = estimates[i]
            if (fresh && fresh.runs >= (next.get(key)?.runs ?? 0)) next.set(key, { runs: fresh.runs, estimates: fresh })
          })
          return { known: next, runs, of, running: !done }
        }),
    )
  }, [sweeper, questions])
  useEffect(ask, [ask])
  useEffect(() => () => sweeper.dispose(), [sweeper])
  const stop = () => {
    sweeper.cancel()
    setState((now) => ({ ...now, running: false }))
  }
  return { ...state, stop, goOn: ask }
}
