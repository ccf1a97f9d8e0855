import { memo, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { createSweeper } from '../../app/sweep/sweeper.ts'
import {
  axisNames,
  type CostQuestion,
  type Design,
  type DesignName,
  designsOf,
  questionsOf,
  subjectNames,
} from '../../picture/costs.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { LabContext, useLab, useLabState } from '../context.tsx'
import type { PageProps } from '../pageProps.ts'
import { useBeginning } from '../pageStart.ts'
import { Environment } from '../workbench/Environment.tsx'
import { Mechanism } from '../workbench/Mechanism.tsx'
import { answerTo } from './answers.ts'
import { CostTable } from './CostTable.tsx'
import { Curves, type Known } from './Curves.tsx'
import { designWords, say } from './costsOf.ts'
import { type CostPlace, leftOutBy, readPlace, writePlace } from './place.ts'
import { type CostPreset, type CostPresetName, costPresetNames, costPresets } from './questions.ts'
import { slidChances, Weather } from './Weather.tsx'
import '../workbench/workbench.css'
import './costs.css'

/** Thousands of runs beside the closed form: how often it happens, and what each guarantee costs. */
export default function Costs({ lab }: PageProps) {
  const context = useMemo(() => ({ lab, say }), [lab])
  return (
    <LabContext value={context}>
      <CostsPage />
    </LabContext>
  )
}

function CostsPage() {
  const { lab } = useLab()
  const heading = useBeginning(say('costs.title'))
  const scenario = useLabState((state) => state.scenario)
  const page = useLabState((state) => state.page)
  const place = useMemo(() => readPlace(page), [page])
  const { axis, subject, asked, hidden } = place
  const set = asked === null ? 'guarantees' : costPresets[asked].set
  const every = useMemo(() => designsOf(scenario, set), [scenario, set])
  const designs = useMemo(() => {
    const left = every.filter(({ name }) => !hidden.includes(name))
    return left.length > 0 ? left : every
  }, [every, hidden])
  // What each design costs as it stands is told of all of them.
  const questions = useMemo(
    () =>
      questionsOf(scenario, every, axis).filter(
        ({ design, x }) => x === null || designs.some((d) => d.name === design),
      ),
    [scenario, every, axis, designs],
  )
  const { known, runs, of, running, stop, goOn } = useSweep(questions)

  const isCalm = asked === null && slidChances.every((name) => scenario.environment[name] === 0)
  const show = (change: Partial<CostPlace>) => lab.open(writePlace({ ...place, ...change }))
  function hide(name: DesignName, isHidden: boolean): void {
    const next = every.flatMap(({ name: each }) => ((each === name ? isHidden : hidden.includes(each)) ? [each] : []))
    show({ hidden: next })
  }
  const shows = (name: DesignName) => designs.some((design) => design.name === name)
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
              currentTarget.scrollIntoView({ block: 'nearest', inline: 'center' })
            }}
          >
            {say(`costs.ask.${name}`)}
          </button>
        ))}
      </nav>
      {asked !== null ? (
        <AnswerLine asked={asked} scenario={scenario} designs={designs} known={running ? null : known} />
      ) : (
        <p className="answer">{isCalm && <strong>{say('costs.calm')}</strong>}</p>
      )}
      <section className="card picture" aria-label={say('costs.title')}>
        <div className="choose">
          <label>
            {say('costs.subject')}{' '}
            <select
              value={subject}
              onChange={({ target }) =>
                show({ subject: subjectNames.find((name) => name === target.value) ?? subject })
              }
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
              onChange={({ target }) => {
                // Along something else it is another question.
                const axis = axisNames.find((name) => name === target.value)
                if (axis) show({ axis, asked: null, hidden: set === 'guarantees' ? hidden : [] })
              }}
            >
              {axisNames.map((name) => (
                <option key={name} value={name}>
                  {say(`costs.axes.${name}`)}
                </option>
              ))}
            </select>
          </label>
          <fieldset className="designs" aria-label={say('costs.designs')}>
            {every.map(({ name }) => (
              <label key={name}>
                <input
                  type="checkbox"
                  checked={shows(name)}
                  disabled={designs.length === 1 && shows(name)}
                  onChange={({ target }) => hide(name, !target.checked)}
                />{' '}
                {designWords(name)}
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
      </section>
      <Settings />
      <CostTable designs={every} questions={questions} known={known} messages={scenario.messages} />
    </main>
  )

  /** A question brings its weather and its design; all of it is one step of the browser's history. */
  function ask(name: CostPresetName): void {
    const { scenario, axis, subject }: CostPreset = costPresets[name]
    const { policy, environment, messages } = scenario
    lab.edit({ policy, environment, messages }, writePlace({ axis, subject, asked: name, hidden: leftOutBy(name) }))
  }
}

/** What the picture answers. Nothing in it changes while runs are counted. */
const AnswerLine = memo(function Answer(props: {
  asked: CostPresetName
  scenario: Scenario
  designs: readonly Design[]
  known: ReadonlyMap<string, Known> | null
}) {
  const { asked, ...drawn } = props
  const said = answerTo(asked, drawn)
  const [first, ...rest] = said?.map(({ id, values }) => say(id, values)) ?? [
    say(drawn.known === null ? 'costs.answers.counting' : 'costs.answers.unseen'),
  ]
  return (
    <p className={`answer ${asked}`} role="status">
      <strong>{first}</strong> {rest.join(' ')}
    </p>
  )
})

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

/** Runs of each question: enough for intervals that can hardly be seen, and fewer where each has very many messages. */
const runsOf = ({ question: { messages } }: CostQuestion): number =>
  Math.min(10_000, Math.max(20, Math.floor(80_000 / messages)))

interface KnownAnswer extends Known {
  /** The question as it was asked. */
  readonly text: string
}

/**
 * What is measured, as long as the page is open. What was known of a question stays until more is, and what has all of its
 * runs is not asked again.
 */
function useSweep(questions: readonly CostQuestion[]) {
  const [sweeper] = useState(() => createSweeper())
  const [state, setState] = useState<{
    known: ReadonlyMap<string, KnownAnswer>
    running: boolean
    of: readonly CostQuestion[] | null
  }>({ known: new Map(), running: true, of: null })
  const latest = useRef(state.known)
  const texts = useMemo(
    () => new Map(questions.map(({ key, question }) => [key, JSON.stringify(question)])),
    [questions],
  )
  const keptOf = useCallback(
    (known: ReadonlyMap<string, KnownAnswer>) =>
      new Map([...known].filter(([key, { text }]) => (texts.get(key) ?? text) === text)),
    [texts],
  )
  const ask = useCallback(() => {
    const kept = keptOf(latest.current)
    const tell = (known: ReadonlyMap<string, KnownAnswer>, running: boolean) => {
      latest.current = known
      setState({ known, running, of: questions })
    }
    const open = questions.filter((one) => (kept.get(one.key)?.runs ?? 0) < runsOf(one))
    tell(kept, open.length > 0)
    sweeper.ask(
      open.map((one) => ({ ...one.question, runs: runsOf(one) })),
      ({ estimates, done }) => {
        const next = new Map(latest.current)
        open.forEach(({ key }, i) => {
          const fresh = estimates[i]
          if (fresh && fresh.runs >= (next.get(key)?.runs ?? 0))
            next.set(key, { runs: fresh.runs, estimates: fresh, text: texts.get(key) ?? '' })
        })
        tell(next, !done)
      },
    )
  }, [sweeper, questions, texts, keptOf])
  useEffect(ask, [ask])
  useEffect(() => () => sweeper.dispose(), [sweeper])
  const stop = () => {
    sweeper.cancel()
    setState((now) => ({ ...now, running: false }))
  }
  // Questions that are not asked yet are not answered by what was known of others.
  const isAsked = state.of === questions
  const known = useMemo(() => (isAsked ? state.known : keptOf(state.known)), [isAsked, state.known, keptOf])
  const runs = questions.reduce((sum, { key }) => sum + (known.get(key)?.runs ?? 0), 0)
  const of = questions.reduce((sum, one) => sum + runsOf(one), 0)
  return { known, running: state.running || !isAsked, runs, of, stop, goOn: ask }
}
