import { useState } from 'react'
import { isVendor, likeVendor, type VendorId, vendorIds, vendorOf } from '../../lessons/vendors/vendors.ts'
import { samePolicy } from '../../protocol/policy.ts'
import { useLab, useLabState } from '../context.tsx'
import { useIsLocked } from '../locked.tsx'
import { Outside } from '../Outside.tsx'

/** The knobs as a real system documents them. Choosing one keeps messages, weather and faults. */
export function Vendors() {
  const { lab, say } = useLab()
  const policy = useLabState((state) => state.scenario.policy)
  const [chosen, choose] = useState<VendorId | null>(null)
  const modeLocked = useIsLocked('mode')
  const faultsLocked = useIsLocked('faults')
  // A knob turned since then, and it is that system no more.
  const system = chosen !== null && samePolicy(vendorOf(chosen).policy, policy) ? vendorOf(chosen) : null
  return (
    <div className="systems">
      <div className="control-row">
        <label htmlFor="system">{say('system.choose')}</label>
        <select
          id="system"
          disabled={modeLocked || faultsLocked}
          value={system === null ? '' : (chosen ?? '')}
          onChange={({ target: { value } }) => {
            if (!isVendor(value)) return
            choose(value)
            const { policy, environment } = likeVendor(lab.getState().scenario, value)
            lab.edit({ policy, environment })
          }}
        >
          <option value="">{say('system.none')}</option>
          {vendorIds.map((id) => (
            <option key={id} value={id}>
              {vendorOf(id).name}
            </option>
          ))}
        </select>
      </div>
      {chosen !== null && system !== null && (
        <div className="system-card">
          <p>{say(`system.stands.${chosen}`)}</p>
          {system.figures.length > 0 && (
            <dl aria-label={say('system.figures')}>
              {system.figures.map(({ name, value }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
          <p>
            {say(`system.promise.${system.guarantee ?? 'none'}`)} {say('system.rest')}{' '}
            {system.holdsFor !== undefined && say('system.holdsFor', { version: system.holdsFor })}
          </p>
          <p>
            <Outside href={system.source.url}>{say('system.source', { title: system.source.title })}</Outside>
          </p>
        </div>
      )}
    </div>
  )
}
