import {
  type Knob,
  type KnobLine,
  type KnobPath,
  knobLines,
  namedValues,
  type Policy,
  settingOf,
  type Window,
} from '../../protocol/knobs.ts'
import { presetOf } from '../../protocol/presets.ts'
import { irrelevanceOf } from '../../protocol/relevance.ts'
import { dollarsPerMessage } from '../../verdict/verdict.ts'
import { seconds, type WordId } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { LockNote, useIsLocked, useLocked } from '../locked.tsx'
import { NumberField } from './NumberField.tsx'
import { Switch } from './Switch.tsx'
import { see, sightOf } from './seeIt.ts'
import { Vendors } from './Vendors.tsx'

/** Every knob of the policy. Turning one keeps the faults and runs again at once. */
export function Mechanism() {
  const { say } = useLab()
  const mode = useLabState(({ scenario }) => presetOf(scenario.policy))
  return (
    <section className="card knobs" aria-labelledby="mechanism-title">
      <h2 id="mechanism-title">{say('knob.panel')}</h2>
      <p className="stands">
        {mode === null ? say('knob.custom') : say('knob.preset', { guarantee: say(`mode.${mode}`) })}
      </p>
      <LockNote what="mode" />
      <Vendors />
      {(['sender', 'receiver'] as const).map((side) => (
        <fieldset key={side}>
          <legend>{say(`knob.${side}`)}</legend>
          {knobLines
            .filter((line) => line.side === side)
            .map((line) => (
              <KnobRow key={line.path} line={line} />
            ))}
        </fieldset>
      ))}
    </section>
  )
}

/** What is said of a knob that still matters, but not as usual. */
const notes: Partial<Record<KnobPath, (policy: Policy) => WordId | null>> = {
  'receiver.ackTiming': ({ sender }) => (sender.awaitAck ? null : 'knob.silentAck'),
}

/** One knob: its name, its control, what it decides, why it may not matter now, and a way to see it. */
function KnobRow({ line }: { line: KnobLine }) {
  const { lab, say } = useLab()
  const { path, side, name, knob } = line
  const scenario = useLabState((state) => state.scenario)
  const disabled = useIsLocked('mode')
  const faultsLocked = useLocked('faults')
  const { policy } = scenario
  const idle = irrelevanceOf(policy, line)
  const value = settingOf(policy, line)
  const turn = (to: unknown) => lab.turn({ [side]: { [name]: to } })
  const id = `knob-${name}`
  const sight = sightOf(knob.seen, scenario)
  const note: WordId | null = idle === undefined ? (notes[path]?.(policy) ?? null) : `knob.idle.${idle}`
  return (
    <div className={`knob ${idle === undefined ? '' : 'idle'}`}>
      <div className="control-row">
        <label htmlFor={id} id={`${id}-name`}>
          {say(`knob.name.${name}`)}
        </label>
        <Control
          knob={knob}
          field={{ id, disabled, 'aria-describedby': `${id}-decides${note === null ? '' : ` ${id}-idle`}` }}
          value={value}
          onValue={turn}
        />
      </div>
      {knob.kind === 'window' && <WindowLength knob={knob} window={value as Window} onWindow={turn} />}
      <p className="decides" id={`${id}-decides`}>
        {say(`knob.decides.${name}`, { dollars: dollarsPerMessage })}
      </p>
      {note !== null && (
        <p className="why-idle" id={`${id}-idle`}>
          {say(note)}
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

interface FieldProps {
  readonly id: string
  readonly 'aria-describedby': string
  readonly disabled: boolean
}

/** The control that turns a knob of this kind. */
function Control(props: { knob: Knob; field: FieldProps; value: unknown; onValue: (value: unknown) => void }) {
  const { say } = useLab()
  const { knob, field, value, onValue } = props
  const number = { id: field.id, describedBy: field['aria-describedby'], disabled: field.disabled }
  switch (knob.kind) {
    case 'switch':
      return <Switch {...field} on={value as boolean} onChange={onValue} />
    case 'choice':
      return <Choice field={field} value={value as Named} values={namedValues(knob) as Named[]} onValue={onValue} />
    case 'count':
      return (
        <select
          {...field}
          value={value as string | number}
          onChange={({ target }) => onValue(target.value === 'unlimited' ? target.value : Number(target.value))}
        >
          <option value="unlimited">{say('knob.value.unlimited')}</option>
          {Array.from({ length: knob.most }, (_, i) => i + 1).map((count) => (
            <option key={count}>{count}</option>
          ))}
        </select>
      )
    case 'time': {
      const by = seconds(knob.stepMs)
      return (
        <NumberField
          {...number}
          value={seconds(value as number)}
          range={{ least: 0.001, most: seconds(knob.mostMs) }}
          step={by}
          unit={say('knob.unit.seconds')}
          stepper={{ less: say('knob.shorter', { by }), more: say('knob.longer', { by }) }}
          onValue={(value) => onValue(milliseconds(value))}
        />
      )
    }
    case 'percent':
      return (
        <NumberField
          {...number}
          value={value as number}
          range={{ least: 0, most: 100 }}
          step={knob.step}
          unit={say('knob.unit.percent')}
          onValue={onValue}
        />
      )
    case 'window':
      return (
        <Choice
          field={field}
          value={windowKind(value as Window)}
          values={['unlimited', 'keys', 'ms']}
          onValue={(kind) => onValue(firstWindows[kind])}
        />
      )
  }
}

const milliseconds = (value: number) => Math.round(value * 1000)

/** What a kind of window starts with. */
const firstWindows = { unlimited: 'unlimited', keys: { keys: 1 }, ms: { ms: 5000 } } as const satisfies Record<
  string,
  Window
>
const windowKind = (window: Window) => (window === 'unlimited' ? window : 'keys' in window ? 'keys' : 'ms')

/** How long a window with an end is. */
function WindowLength(props: {
  knob: Extract<Knob, { kind: 'window' }>
  window: Window
  onWindow: (window: Window) => void
}) {
  const { say } = useLab()
  const disabled = useIsLocked('mode')
  const { knob, window, onWindow } = props
  if (window === 'unlimited') return null
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
          range={{ least: 1, most: knob.mostKeys, whole: true }}
          stepper={{ less: say('knob.fewerKeys'), more: say('knob.moreKeys') }}
          onValue={(keys) => onWindow({ keys })}
        />
      ) : (
        <NumberField
          id="knob-window-length"
          disabled={disabled}
          value={seconds(window.ms)}
          range={{ least: 0.001, most: seconds(knob.mostMs) }}
          unit={say('knob.unit.seconds')}
          stepper={{ less: say('knob.shorter', { by: 1 }), more: say('knob.longer', { by: 1 }) }}
          onValue={(value) => onWindow({ ms: milliseconds(value) })}
        />
      )}
    </div>
  )
}

type ValueIn<S> = S[keyof S]
/** The names of values. */
type Named = 'unlimited' | 'keys' | 'ms' | Extract<ValueIn<Policy['sender']> | ValueIn<Policy['receiver']>, string>

/** A knob with a few named values. */
function Choice<V extends Named>(props: {
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
