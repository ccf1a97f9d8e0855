import { useId } from 'react'
import { seconds } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { useIsLocked } from '../locked.tsx'
import { say } from './costsOf.ts'

/** The chances that sliders set: what may happen to packets and processes. */
export const slidChances = [
  'loseMessagePct',
  'loseAckPct',
  'duplicatePct',
  'crashReceiverPct',
  'crashSenderPct',
] as const

/** How far the sliders go, in percent and in virtual milliseconds. The number fields beneath take more. */
const [mostPct, mostHopMs] = [60, 6000]

/** The sliders of the weather. The picture follows while they are moved. */
export function Weather() {
  const { lab } = useLab()
  const environment = useLabState((state) => state.scenario.environment)
  const [least, most] = environment.hopMs
  return (
    <section className="card weather" aria-labelledby="costs-weather">
      <h3 id="costs-weather">{say('costs.weather.title')}</h3>
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
