import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { armedCrash, drawable, isEyeOpen, type LabState, nextAt, shownOf } from '../../app/lab.ts'
import { judgedAt } from '../../app/score.ts'
import { type Befallen, befallenBy } from '../../picture/crash.ts'
import { consequenceOf, type Holding, type ListingLine, listingOf, litLines, storesOf } from '../../picture/listing.ts'
import { labelOf } from '../../picture/plan.ts'
import { lineName } from '../../picture/together.ts'
import type { ProcessName } from '../../protocol/exchange.ts'
import type { Line, LineWord } from '../../protocol/program.ts'
import { run as runScenario, worldAt } from '../../sim/run.ts'
import type { Say, Sentence } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { useLocked } from '../locked.tsx'
import { Icon, OutcomeShape } from '../marks.tsx'

/** A line at which something happens in no time stays lit for so long, in virtual time, or nobody would see it. */
const flashMs = 100
/** So many keys or messages of a store are named; the rest are counted. */
const mostItems = 5

/** What each machine does, line by line, where it can be crashed, and what it holds that a crash takes or leaves. */
export function Programs() {
  const { say } = useLab()
  const title = useId()
  return (
    <section className="card programs" aria-labelledby={title}>
      <h2 id={title}>{say('listing.title')}</h2>
      <ProgramOf process="receiver" />
      <ProgramOf process="sender" />
    </section>
  )
}

function ProgramOf({ process }: { process: ProcessName }) {
  const { say } = useLab()
  const policy = useLabState((state) => state.scenario.policy)
  const run = useLabState((state) => state.run)
  const moves = useLabState((state) => state.moves)
  const shown = useLabState(shownOf)
  const from = useLabState(beforeNow)
  const selected = useLabState((state) => state.selected)
  const lines = useMemo(() => listingOf(policy, process), [policy, process])
  const armed = useLabState(
    useShallow((state) =>
      lines.flatMap(({ word, crashable }) =>
        word !== null && crashable && armedCrash(state, process, word) !== null ? [word] : [],
      ),
    ),
  )
  const consequence = useId()
  const [pointed, point] = useState<LineWord | null>(null)
  const [stop, setStop] = useState<LineWord | null>(null)
  // What the receiver does is out of the sender's sight.
  const hidden = useLabState(isEyeOpen) && process === 'receiver'
  const { world } = judgedAt(run, moves)
  const lit = litLines(world, run.trace, [from, shown], selected)[process]
  const points = lines.flatMap(({ word, crashable }) => (word !== null && crashable ? [word] : []))
  // A knob may have taken the line away while the pointer rests on its bolt.
  const told = pointed !== null && points.includes(pointed) ? pointed : (armed[0] ?? null)
  return (
    <div className="program">
      <h3>{say(`listing.${process}`)}</h3>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari takes the role away with the numbers */}
      <ol role="list" aria-label={say(`listing.${process}`)} onKeyDown={walkLines}>
        {lines.map((line) => (
          <ProgramLine
            key={line.name}
            process={process}
            line={line}
            messages={hidden ? undefined : lit.get(line.name)}
            armed={line.word !== null && armed.includes(line.word)}
            told={line.word !== null && line.word === told}
            consequence={consequence}
            isTabStop={line.word === (stop !== null && points.includes(stop) ? stop : points[0])}
            point={(word) => {
              point(word)
              if (word !== null) setStop(word)
            }}
          />
        ))}
      </ol>
      {points.length > 0 && (
        <div className="consequence">
          {told === null ? (
            <p className="quiet">{say('listing.hint', { process })}</p>
          ) : (
            <>
              <b>{say('listing.crashBefore', { line: told })}</b>
              {/* It describes the button, which says by itself what it is. */}
              <div id={consequence}>
                <CrashConsequence process={process} word={told} />
              </div>
            </>
          )}
        </div>
      )}
      {!hidden && <StoresOf process={process} />}
    </div>
  )
}

/** The arrow keys go from line to line, also to those without a bolt, so that each can mark what belongs to it. */
function walkLines(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key]
  if (by === undefined) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('li[tabindex], button')]
  const to = stops.indexOf(event.target as HTMLElement) + by
  const next = Number.isFinite(by) ? stops[to] : stops.at(by > 0 ? -1 : 0)
  event.preventDefault()
  next?.focus()
}

/** How many events are past, the others being what happens just now. */
function beforeNow(state: LabState): number {
  let from = shownOf(state)
  while (from > 0 && (state.run.trace[from - 1]?.atMs as number) > state.nowMs - flashMs) from--
  return from
}

function ProgramLine(props: {
  process: ProcessName
  line: ListingLine
  messages: readonly string[] | undefined
  armed: boolean
  told: boolean
  /** The element that tells what a crash here leads to. */
  consequence: string
  isTabStop: boolean
  point: (word: LineWord | null) => void
}) {
  const { process, line, messages, armed, told, consequence, isTabStop, point } = props
  const { lab, say } = useLab()
  const policy = useLabState((state) => state.scenario.policy)
  const why = useId()
  const locked = useLocked('faults')
  const { word, crashable, rows } = line
  const state = [messages && 'lit', told && 'told', armed && 'armed'].filter(Boolean).join(' ')
  return (
    <li
      className={state}
      tabIndex={crashable ? undefined : -1}
      aria-current={messages ? 'step' : undefined}
      data-line={lineName(process, line.name)}
    >
      {crashable && word !== null && (
        <>
          <button
            type="button"
            className="crash-here"
            tabIndex={isTabStop ? 0 : -1}
            aria-label={say('listing.crashBefore', { line: word })}
            {...locked}
            aria-describedby={[told ? consequence : why, locked['aria-describedby']].join(' ').trim()}
            aria-pressed={armed}
            onClick={() => lab.crashBefore(process, word)}
            onFocus={() => point(word)}
            onBlur={() => point(null)}
            onPointerEnter={() => point(word)}
            onPointerLeave={() => point(null)}
          >
            <Icon name="crash" />
          </button>
          <span id={why} hidden>
            {consequenceOf(policy, process, word).sentences.map((sentence) => `${spoken(sentence, say)} `)}
          </span>
        </>
      )}
      <div className="code">
        {rows.map(({ code, indent, writes }) => (
          <div key={code.id} className={`row-of-code indent-${indent}`}>
            <code>{spoken(code, say)}</code>
            <Writes where={writes} />
          </div>
        ))}
      </div>
      {messages?.[0] !== undefined && (
        <b className="who">{say('listing.at', { message: messages[0], more: messages.length - 1 })}</b>
      )}
    </li>
  )
}

function Writes({ where }: { where: Line['writes'] }) {
  const { say } = useLab()
  if (where === 'nothing') return null
  return (
    <span className="writes">
      <StoreShape store={where === 'durable' ? 'disk' : 'memory'} />
      {say(`listing.${where}`)}
    </span>
  )
}

/** What a crash at a point of a program leads to: for the message that gets there next, by running it. */
function CrashConsequence({ process, word }: { process: ProcessName; word: LineWord }) {
  const { say } = useLab()
  const policy = useLabState((state) => state.scenario.policy)
  const next = useNextCrash(process, word)
  const { sentences, outcome } = consequenceOf(policy, process, word, next?.history)
  const ends = next?.end.outcome ?? outcome
  return (
    <>
      <p>
        <span className="quiet">{nextInWords(process, next, say)} </span>
        {sentences.map((sentence) => `${spoken(sentence, say)} `)}
      </p>
      {ends !== null && (
        <p className={`ends ends-${ends}`}>
          <OutcomeShape outcome={ends} />
          {next === null
            ? outcome && say(`listing.outcomeOfAny.${outcome}`)
            : say(`listing.outcome.${ends}`, { message: labelOf(next.message), effects: next.end.effects })}
        </p>
      )}
    </>
  )
}

function nextInWords(process: ProcessName, next: Befallen | null, say: Say): string {
  if (next === null) return say('listing.noNext')
  const { effects, known, attempts } = next.history
  const message = labelOf(next.message)
  return process === 'sender'
    ? say('listing.nextAttempt', { message, attempt: attempts })
    : say('listing.next', { message, repeated: String(effects > 0 || known) })
}

/** What a crash before a line does to the message that gets there next: in this run if it is armed, else in one with it. */
function useNextCrash(process: ProcessName, word: LineWord): Befallen | null {
  const scenario = useLabState((state) => state.scenario)
  const run = useLabState((state) => state.run)
  const armed = useLabState((state) => armedCrash(state, process, word))
  // Under the sender's eye nobody knows which message would be hit, and what would become of it.
  const eye = useLabState(isEyeOpen)
  const packet = useLabState((state) => (armed === null ? nextAt(state, process, word) : null))
  return useMemo(() => {
    if (eye) return null
    if (armed !== null) return befallenBy(run, armed)
    if (packet === null) return null
    const faults = [...scenario.faults, { do: 'crash', process, packet, before: word } as const]
    return befallenBy(runScenario({ ...scenario, faults }, drawable), faults.length - 1)
  }, [scenario, run, armed, packet, process, word, eye])
}

function StoresOf({ process }: { process: ProcessName }) {
  const { say } = useLab()
  const run = useLabState((state) => state.run)
  const moves = useLabState((state) => state.moves)
  const { memory, disk } = storesOf(judgedAt(run, moves).world, run.scenario.policy, process)
  const down = memory === null
  const taken = useMemo(() => (down ? heldBefore(run, moves, process) : []), [run, moves, process, down])
  return (
    <div className={`stores ${process}-stores`}>
      {(['memory', 'disk'] as const).map((store) => {
        const holdings = store === 'memory' ? memory : disk
        return (
          // biome-ignore lint/a11y/useSemanticElements: a store is no set of form fields
          <div
            key={store}
            role="group"
            className={`store ${store} ${holdings === null ? 'emptied' : ''}`}
            aria-label={say('store.label', { process, store })}
          >
            <p className="store-name">
              <StoreShape store={store} />
              <b>{say(`store.${store}`)}</b> <span>{say(`store.${store}Fate`)}</span>
            </p>
            {holdings === null ? (
              <p className="crashed" data-taken={taken.map((holding) => inWords(holding, say)).join('\n')}>
                {say('store.crashed')}
              </p>
            ) : (
              <Holdings holdings={holdings} />
            )}
          </div>
        )
      })}
    </div>
  )
}

/** What was in a process's memory at the instant before it went down. */
function heldBefore(run: LabState['run'], moves: number, process: ProcessName): readonly Holding[] {
  const at = run.world.system.processes.findIndex(({ name }) => name === process)
  let crash = moves - 1
  while (crash >= 0) {
    const choice = run.frames[crash]?.choice
    if (choice?.do === 'crash' && choice.process === at) break
    crash--
  }
  return storesOf(worldAt(run, Math.max(crash, 0)), run.scenario.policy, process).memory ?? []
}

function Holdings({ holdings }: { holdings: readonly Holding[] }) {
  const { say } = useLab()
  if (holdings.length === 0) return <p className="quiet">{say('store.nothing')}</p>
  return (
    <dl>
      {holdings.map(({ what, items, value }) => (
        <div key={what}>
          <dt>{say(what)}</dt>
          <dd>
            {value && spoken(value, say)}
            {!value && items.length === 0 && <span className="quiet">{say('store.none')}</span>}
            {items.slice(-mostItems).map((names) => (
              <span className="item" key={names.join(' ')}>
                {names.join(' ')}
              </span>
            ))}
            {items.length > mostItems && (
              <span className="quiet">{say('store.more', { count: items.length - mostItems })}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const inWords = ({ items, value }: Holding, say: Say) =>
  value ? spoken(value, say) : items.map((names) => names.join(' ')).join('  ')

const spoken = ({ id, values }: Sentence, say: Say) => say(id, values)

/** memory: a chip with pins, dashed, because it does not last · disk: a cylinder, filled */
function StoreShape({ store }: { store: 'memory' | 'disk' }) {
  return (
    <svg className="store-shape" viewBox="-10 -10 20 20" width="14" height="14" aria-hidden="true">
      {store === 'memory' ? (
        <path className="chip-shape" d="M-5 -5H5V5H-5ZM-9 -3H-5M-9 3H-5M9 -3H5M9 3H5M-3 -9V-5M3 -9V-5M-3 9V5M3 9V5" />
      ) : (
        <>
          <path className="disk-shape" d="M-8 -5V5C-8 10 8 10 8 5V-5Z" />
          <ellipse className="disk-lid" cx={0} cy={-5} rx={8} ry={3.6} />
        </>
      )}
    </svg>
  )
}
