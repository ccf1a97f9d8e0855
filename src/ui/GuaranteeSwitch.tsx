import { presetNames, presetOf } from '../protocol/policy.ts'
import { useLab, useLabState } from './context.tsx'
import { useLocked } from './locked.tsx'
import { Icon } from './marks.tsx'

/** The choice between the three guarantees. Changing it keeps the faults and the instant, and runs again. */
export function GuaranteeSwitch() {
  const { lab, say } = useLab()
  const mode = useLabState(({ scenario }) => presetOf(scenario.policy))
  const locked = useLocked('mode')
  return (
    <div className="guarantee" role="radiogroup" aria-label={say('lab.guarantee')}>
      {presetNames.map((name) => (
        <label key={name} className={mode === name ? 'chosen' : ''}>
          <input type="radio" name="guarantee" {...locked} checked={mode === name} onChange={() => lab.setMode(name)} />
          {mode === name && <Icon name="check" />}
          <span>{say(`mode.${name}`)}</span>
        </label>
      ))}
    </div>
  )
}
