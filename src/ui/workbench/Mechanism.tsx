import type { ReactNode } from 'react'
import { type Policy, presetOf } from '../../protocol/policy.ts'
import { irrelevant, type KnobPath } from '../../protocol/relevance.ts'
import { dollarsPerMessage } from '../../verdict/verdict.ts'
import { seconds } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { LockNote, useIsLocked, useLocked } from '../locked.tsx'
import { NumberField } from './NumberField.tsx'
import { Switch } from './Switch.tsx'
import { see, sightOf } from './seeIt.ts'
import { Vendors } from './Vendors.tsx'

type Sender = Policy['sender']
type Receiver = Policy['receiver']

/** Every knob of the policy. Turning one keeps the faults and runs again at once. */
export function Mechanism() {
  const { lab, say } = useLab()
  const policy = useLabState((state) => state.scenario.policy)
  const mode = presetOf(policy)
  const { sender, receiver } = policy
  const turnSender = (knobs: Partial<Sender>) => lab.turn({ sender: knobs })
  const turnReceiver = (knobs: Partial<Receiver>) => lab.turn({ receiver: knobs })
  return (
    <section className="card knobs" aria-labelledby="mechanism-title">
      <h2 id="mechanism-title">{say('knob.panel')}</h2>
      <p className="stands">
        {mode === null ? say('knob.custom') : say('knob.preset', { guarantee: say(`mode.${mode}`) })}
      </p>
      <LockNote what="mode" />
      <Vendors />
      <fieldset>
        <legend>{say('knob.sender')}</legend>
        <Knob path="sender.awaitAck">
          {(field) => <Switch {...field} on={sender.awaitAck} onChange={(awaitAck) => turnSender({ awaitAck })} />}
        </Knob>
        <Knob path="sender.attempts">
          {(field) => (
            <select
              {...field}
              value={sender.attempts}
              onChange={({ target: { value } }) =>
                turnSender({ attempts: value === 'unlimited' ? value : Number(value) })
              }
            >
              <option value="unlimited">{say('knob.value.unlimited')}</option>
              {Array.from({ length: mostAttempts }, (_, i) => i + 1).map((count) => (
                <option key={count}>{count}</option>
              ))}
            </select>
          )}
        </Knob>
        <Knob path="sender.timeoutMs">
          {(field) => (
            <NumberField
              id={field.id}
              describedBy={field['aria-describedby']}
              disabled={field.disabled}
              value={seconds(sender.timeoutMs)}
              range={{ least: 0.001, most: 600 }}
              step={timeoutStep}
              unit={say('knob.unit.seconds')}
              stepper={{
                less: say('knob.shorter', { by: timeoutStep }),
                more: say('knob.longer', { by: timeoutStep }),
              }}
              onValue={(value) => turnSender({ timeoutMs: milliseconds(value) })}
            />
          )}
        </Knob>
        <Knob path="sender.backoff">
          {(field) => (
            <Choice
              field={field}
              value={sender.backoff}
              values={['fixed', 'exponential']}
              onValue={(backoff) => turnSender({ backoff })}
            />
          )}
        </Knob>
        <Knob path="sender.jitterPct">
          {(field) => (
            <NumberField
              id={field.id}
              describedBy={field['aria-describedby']}
              disabled={field.disabled}
              value={sender.jitterPct}
              range={{ least: 0, most: 100 }}
              step={5}
              unit={say('knob.unit.percent')}
              onValue={(jitterPct) => turnSender({ jitterPct })}
            />
          )}
        </Knob>
        <Knob path="sender.keyScope">
          {(field) => (
            <Choice
              field={field}
              value={sender.keyScope}
              values={['message', 'attempt']}
              onValue={(keyScope) => turnSender({ keyScope })}
            />
          )}
        </Knob>
        <Knob path="sender.onRestart">
          {(field) => (
            <Choice
              field={field}
              value={sender.onRestart}
              values={['resume', 'resumeNewKey', 'forget']}
              onValue={(onRestart) => turnSender({ onRestart })}
            />
          )}
        </Knob>
      </fieldset>
      <fieldset>
        <legend>{say('knob.receiver')}</legend>
        <Knob path="receiver.ackTiming" note={sender.awaitAck ? undefined : say('knob.silentAck')}>
          {(field) => (
            <Choice
              field={field}
              value={receiver.ackTiming}
              values={['beforeEffect', 'afterEffect']}
              onValue={(ackTiming) => turnReceiver({ ackTiming })}
            />
          )}
        </Knob>
        <Knob path="receiver.dedup">
          {(field) => (
            <Choice
              field={field}
              value={receiver.dedup}
              values={['none', 'volatile', 'durable']}
              onValue={(dedup) => turnReceiver({ dedup })}
            />
          )}
        </Knob>
        <Knob path="receiver.commit">
          {(field) => (
            <Choice
              field={field}
              value={receiver.commit}
              values={['atomic', 'keyFirst', 'effectFirst']}
              onValue={(commit) => turnReceiver({ commit })}
            />
          )}
        </Knob>
        <Knob path="receiver.window" below={<WindowLength window={receiver.window} />}>
          {(field) => (
            <Choice
              field={field}
              value={windowKind(receiver.window)}
              values={['unlimited', 'keys', 'ms']}
              onValue={(kind) => turnReceiver({ window: firstWindows[kind] })}
            />
          )}
        </Knob>
        <Knob path="receiver.effect">
          {(field) => (
            <Choice
              field={field}
              value={receiver.effect}
              values={['add', 'set']}
              onValue={(effect) => turnReceiver({ effect })}
            />
          )}
        </Knob>
      </fieldset>
    </section>
  )
}

const mostAttempts = 20
const timeoutStep = 0.5
const milliseconds = (value: number) => Math.round(value * 1000)

type Window = Receiver['window']
/** What a kind of window starts with. */
const firstWindows = { unlimited: 'unlimited', keys: { keys: 1 }, ms: { ms: 5000 } } as const satisfies Record<
  string,
  Window
>
const windowKind = (window: Window) => (window === 'unlimited' ? window : 'keys' in window ? 'keys' : 'ms')

/** How long a window with an end is. */
function WindowLength({ window }: { window: Window }) {
  const { lab, say } = useLab()
  const disabled = useIsLocked('mode')
  if (window === 'unlimited') return null
  const turn = (length: Window) => lab.turn({ receiver: { window: length } })
  return (
    <div className="control-row">
      <label htmlFor="knob-window-length">
        {say('keys' in window ? 'knob.name.windowKeys' : 'knob.name.windowMs')}
      </label>
      {'keys' in window ? (
        <NumberField
          id="knob-window-length"
          disabled={disabled}
          value={window.keys}
          range={{ least: 1, most: 1_000_000, whole: true }}
          stepper={{ less: say('knob.fewerKeys'), more: say('knob.moreKeys') }}
          onValue={(keys) => turn({ keys })}
        />
      ) : (
        <NumberField
          id="knob-window-length"
          disabled={disabled}
          value={seconds(window.ms)}
          range={{ least: 0.001, most: 86_400 }}
          unit={say('knob.unit.seconds')}
          stepper={{ less: say('knob.shorter', { by: 1 }), more: say('knob.longer', { by: 1 }) }}
          onValue={(value) => turn({ ms: milliseconds(value) })}
        />
      )}
    </div>
  )
}

interface FieldProps {
  readonly id: string
  readonly 'aria-describedby': string
  readonly disabled: boolean
}

type NameOf<P> = P extends `${string}.${infer Name}` ? Name : never

/** One knob: its name, its control, what it decides, why it may not matter now, and a way to see it. */
function Knob(props: {
  path: KnobPath
  note?: string | undefined
  below?: ReactNode
  children: (field: FieldProps) => ReactNode
}) {
  const { lab, say } = useLab()
  const { path, note, below, children } = props
  const idle = useLabState(({ scenario }) => irrelevant(scenario.policy)[path])
  const scenario = useLabState((state) => state.scenario)
  const disabled = useIsLocked('mode')
  const faultsLocked = useLocked('faults')
  const name = path.slice(path.indexOf('.') + 1) as NameOf<KnobPath>
  const id = `knob-${name}`
  const sight = sightOf(name, scenario)
  const reason = idle === undefined ? note : say(`knob.idle.${idle}`)
  return (
    <div className={`knob ${idle === undefined ? '' : 'idle'}`}>
      <div className="control-row">
        <label htmlFor={id} id={`${id}-name`}>
          {say(`knob.name.${name}`)}
        </label>
        {children({ id, disabled, 'aria-describedby': `${id}-decides${reason === undefined ? '' : ` ${id}-idle`}` })}
      </div>
      {below}
      <p className="decides" id={`${id}-decides`}>
        {name === 'effect' ? say('knob.decides.effect', { dollars: dollarsPerMessage }) : say(`knob.decides.${name}`)}
      </p>
      {reason !== undefined && (
        <p className="why-idle" id={`${id}-idle`}>
          {reason}
        </p>
      )}
      {idle === undefined && (
        <button
          type="button"
          className="see-it"
          {...faultsLocked}
          aria-describedby={[`${id}-name`, faultsLocked?.['aria-describedby']].filter(Boolean).join(' ')}
          onClick={() => see(lab, sight)}
        >
          {say(sight.says.id, sight.says.values)}
        </button>
      )}
    </div>
  )
}

type Value = 'unlimited' | 'keys' | 'ms' | Extract<Sender[keyof Sender] | Receiver[keyof Receiver], string>

/** A knob with a few named values. */
function Choice<V extends Value>(props: {
  field: FieldProps
  value: V
  values: readonly V[]
  onValue: (value: V) => void
}) {
  const { say } = useLab()
  const { field, value, values, onValue } = props
  return (
    <select {...field} value={value} onChange={({ target }) => onValue(target.value as V)}>
      {values.map((each) => (
        <option key={each} value={each}>
          {say(`knob.value.${each}`)}
        </option>
      ))}
    </select>
  )
}
