import { useId } from 'react'
import { seconds } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { LockNote, useIsLocked } from '../locked.tsx'
import { say } from './costsOf.ts'

/** What luck does to packets and processes, each as a slider. */
export const slidChances = [
  'loseMessagePct',
  'loseAckPct',
  'duplicatePct',
  'crashReceiverPct',
  'crashSenderPct',
] as const

/** A slider goes so far, in percent and in virtual milliseconds; numbers beneath take more. */
const [mostPct, mostHopMs] = [60, 6000]

/** The weather to play with: the picture follows as it is turned. */
export function Weather() {
  const { lab } = useLab()
  const environment = useLabState((state) => state.scenario.environment)
  const [least, most] = environment.hopMs
  return (
    <section className="card weather" aria-labelledby="costs-weather">
      <h3 id="costs-weather">{say('costs.weather.title')}</h3>
      <LockNote what="faults" />
      {slidChances.map((name) => (
        <Slider
          key={name}
          label={say(`costs.weather.${name}`)}
          value={environment[name]}
          text={say('costs.weather.value', { value: environment[name] })}
          most={mostPct}
          step={1}
          onValue={(value) => lab.during(`slide ${name}`, () => lab.setEnvironment({ [name]: value }))}
        />
      ))}
      <Slider
        label={say('costs.weather.hop')}
        value={most}
        text={say('costs.weather.hopValue', { value: seconds(most) })}
        most={mostHopMs}
        step={100}
        onValue={(ms) => lab.during('slide the hop', () => lab.setEnvironment({ hopMs: [Math.min(least, ms), ms] }))}
      />
    </section>
  )
}

function Slider(props: {
  label: string
  value: number
  text: string
  most: number
  step: number
  onValue: (value: number) => void
}) {
  const { label, value, text, most, step, onValue } = props
  const { lab } = useLab()
  const id = useId()
  const disabled = useIsLocked('faults')
  return (
    <div className="slider">
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{text}</output>
      <input
        id={id}
        type="range"
        disabled={disabled}
        min={0}
        max={Math.max(most, value)}
        step={step}
        value={value}
        aria-valuetext={text}
        onChange={({ target }) => onValue(Number(target.value))}
        onPointerUp={() => lab.endGesture()}
        onBlur={() => lab.endGesture()}
      />
    </div>
  )
}
