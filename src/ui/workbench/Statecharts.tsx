import { memo, useEffect, useId, useMemo, useRef } from 'react'
import { isEyeOpen, shownOf } from '../../app/lab.ts'
import { judgedAt } from '../../app/score.ts'
import { type Arrow, arrowOf, chartOf, firedBy, packetAt, packetStateAt, stateWord } from '../../picture/chart.ts'
import { lastSeen } from '../../picture/eye.ts'
import { packetName } from '../../picture/packetName.ts'
import { labelOf } from '../../picture/plan.ts'
import { arrowName, type Charts, type MachineName, stateName } from '../../picture/together.ts'
import { exchange } from '../../protocol/exchange.ts'
import { packetMachine, receiverMachine, senderMachine } from '../../protocol/machines.ts'
import { relevantPolicy } from '../../protocol/policy.ts'
import { handlingOf } from '../../sim/exchanged.ts'
import { type Identity, readPacketId } from '../../sim/packet.ts'
import type { Say } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { Toolbar } from '../Toolbar.tsx'
import { goToNext, linkViews } from './links.ts'

/** The machines as they are defined: where each is now, and which transition the focused event was. */
export function Statecharts() {
  const { lab, say } = useLab()
  const title = useId()
  const card = useRef<HTMLElement>(null)
  const policy = useLabState((state) => state.scenario.policy)
  const charts = useMemo(() => {
    const relevant = relevantPolicy(policy)
    const sizes = { text: (word: Parameters<Say>[0]) => say(word), charPx: 7.2, linePx: 15 }
    return {
      sender: chartOf(senderMachine(relevant), sizes),
      receiver: chartOf(receiverMachine(relevant), sizes),
      packet: chartOf(packetMachine(), sizes),
    }
  }, [policy, say])
  useEffect(() => {
    const root = card.current?.closest<HTMLElement>('.lab')
    return root ? linkViews(root, lab, charts) : undefined
  }, [lab, charts])
  const run = useLabState((state) => state.run)
  const moves = useLabState((state) => state.moves)
  const focus = useLabState((state) => state.focus)
  const shown = useLabState(shownOf)
  const selected = useLabState((state) => state.selected)
  const eye = useLabState(isEyeOpen)

  const { trace } = run
  const { world } = judgedAt(run, moves)
  const event = eye ? lastSeen(trace, shown) : trace[focus - 1]
  const message = world.messages[(selected ?? event?.message ?? 1) - 1] ?? world.messages[0]
  const fired = event && message ? firedBy(trace, event, message.id) : { sender: null, receiver: null, packet: null }
  const packet = packetAt(trace, focus)
  return (
    <section ref={card} className="card statecharts" aria-labelledby={title}>
      <header>
        <h2 id={title}>{say('chart.title')}</h2>
        <MessageSelect />
      </header>
      <Toolbar label={say('chart.title')} className="charts">
        {message && (
          <Statechart
            machine="sender"
            charts={charts}
            title={say('chart.sender', { message: labelOf(message.id) })}
            current={message.origin ?? 'new'}
            down={!world.processes[exchange.sender]?.up}
            fired={arrowOf(charts.sender, fired.sender)}
          />
        )}
        <Statechart
          machine="receiver"
          charts={charts}
          title={say('chart.receiver')}
          current={eye ? null : (handlingOf(world)?.line ?? 'idle')}
          down={!world.processes[exchange.receiver]?.up}
          fired={eye ? null : arrowOf(charts.receiver, fired.receiver)}
        />
        <Statechart
          machine="packet"
          charts={charts}
          title={
            eye
              ? say('chart.anyPacket')
              : packet === null
                ? say('chart.noPacket')
                : say('chart.packet', { packet: packetName(readPacketId(packet) as Identity, say) })
          }
          current={eye ? null : packet && packetStateAt(trace, shown, packet)}
          down={false}
          fired={eye ? null : arrowOf(charts.packet, fired.packet)}
          starts={!eye && event?.kind === 'send'}
        />
      </Toolbar>
    </section>
  )
}

/** Which message the sender's chart follows, here and in the other views. */
function MessageSelect() {
  const { lab, say } = useLab()
  const messages = useLabState((state) => state.scenario.messages)
  const selected = useLabState((state) => state.selected)
  return (
    <label className="quiet">
      {say('chart.message')}{' '}
      <select
        value={selected ?? ''}
        onChange={({ target }) => lab.select(target.value === '' ? null : Number(target.value))}
      >
        <option value="">{say('chart.follow')}</option>
        {Array.from({ length: messages }, (_, i) => i + 1).map((message) => (
          <option key={message} value={message}>
            {labelOf(message)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Most moves leave two of the three charts as they were. */
const Statechart = memo(function Statechart(props: {
  machine: MachineName
  charts: Charts
  title: string
  current: string | null
  /** Whether its process is down: it will go on from this state. */
  down: boolean
  fired: Arrow | null
  /** Whether the focused event is what set the machine going. */
  starts?: boolean
}) {
  const { machine, charts, title, current, down, fired, starts = false } = props
  const { lab, say } = useLab()
  const chart = charts[machine]
  const description = useId()
  const eye = useLabState(isEyeOpen) && machine !== 'sender'
  const now =
    current !== null
      ? say(down ? 'chart.nowDown' : 'chart.now', { state: say(stateWord(current)) })
      : eye
        ? say('head.unseen')
        : ''
  const what =
    current === null ? '' : fired === null ? say(starts ? 'chart.starts' : 'chart.nothing') : arrowText(fired, say)
  const { width, height, start, boxes, arrows } = chart
  const inOrder = fired === null ? arrows : [...arrows.filter((arrow) => arrow !== fired), fired]
  return (
    <figure className="statechart">
      <figcaption>
        <strong>{title}</strong> {now} <span className="quiet">{what}</span>
      </figcaption>
      <div className="chart-frame" style={{ maxWidth: `calc(${width * 1.1}px * var(--zoom))` }}>
        <svg
          role="img"
          aria-label={say('chart.picture', { title, now: now || 'none', fired: what || 'none' })}
          aria-describedby={description}
          viewBox={`0 0 ${width} ${height}`}
        >
          <desc id={description}>
            {say('chart.described', { arrows: arrows.map((arrow) => arrowText(arrow, say)).join('; ') })}
          </desc>
          <circle className="chart-dot" cx={start.x} cy={start.y} r={4} />
          <g className={starts ? 'fired' : undefined}>
            <path className="chart-line" d={start.path} />
            <path className="chart-head" d={start.head} />
          </g>
          {inOrder.map((arrow) => (
            <g
              key={arrowName(machine, arrow)}
              className={arrow === fired ? 'fired' : undefined}
              data-arrow={arrowName(machine, arrow)}
            >
              <path className="chart-line" d={arrow.path} />
              <path className="chart-head" d={arrow.head} />
              {arrow.texts.map(({ word, x, y, anchor }, i) => (
                <text key={word} className={i === 0 ? 'chart-event' : 'chart-guard'} x={x} y={y} textAnchor={anchor}>
                  {say(word)}
                </text>
              ))}
            </g>
          ))}
          {boxes.map(({ state, word, x, y, width, height, final }) => (
            <g
              key={state}
              data-state={stateName(machine, state)}
              className={`chart-state ${state === current ? (down ? 'current process-down' : 'current') : ''}`}
            >
              <rect x={x} y={y} width={width} height={height} rx={9} />
              {final && <rect className="inner" x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx={6.5} />}
              <text x={x + width / 2} y={y + height / 2} textAnchor="middle">
                {say(word)}
              </text>
            </g>
          ))}
        </svg>
        {/* The picture is one thing to a screen reader; its states are buttons that lie on it. */}
        {/* biome-ignore lint/a11y/useSemanticElements: these are no form fields */}
        <div role="group" aria-label={say('chart.states', { title })} className="chart-spots">
          {boxes.map(({ state, word, x, y, ...box }) => (
            <button
              key={state}
              type="button"
              data-state={stateName(machine, state)}
              aria-label={say('chart.goTo', { state: say(word) })}
              style={{
                left: `${(100 * x) / width}%`,
                top: `${(100 * y) / height}%`,
                width: `${(100 * box.width) / width}%`,
                height: `${(100 * box.height) / height}%`,
              }}
              onClick={() => goToNext(lab, charts, stateName(machine, state))}
            />
          ))}
        </div>
      </div>
    </figure>
  )
})

/** A transition in one line. */
function arrowText({ from, to, event, guard }: Arrow, say: Say): string {
  const [happening, holds] = [say(`chart.event.${event}`), guard && say(`chart.guard.${guard}`)]
  const label = holds ? say('chart.guarded', { event: happening, guard: holds }) : happening
  return say('chart.fired', { label, from: say(stateWord(from)), to: say(stateWord(to)) })
}
