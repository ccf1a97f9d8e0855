import { useState } from 'react'
import {
  isSystemVendor,
  isVendor,
  likeVendor,
  type VendorId,
  vendorIds,
  vendorOf,
} from '../../lessons/vendors/vendors.ts'
import { samePolicy } from '../../protocol/policy.ts'
import { useLab, useLabState } from '../context.tsx'
import { useIsLocked } from '../locked.tsx'
import { Outside } from '../Outside.tsx'

/** The knobs as a real product documents them. Choosing one keeps messages, weather and faults. */
export function Vendors() {
  const { lab, say } = useLab()
  const policy = useLabState((state) => state.scenario.policy)
  const [chosen, choose] = useState<VendorId | null>(null)
  const modeLocked = useIsLocked('mode')
  const faultsLocked = useIsLocked('faults')
  // If a knob was turned since, the design is not that of the product any more.
  const vendor = chosen !== null && samePolicy(vendorOf(chosen).policy, policy) ? vendorOf(chosen) : null
  return (
    <div className="vendors">
      <div className="control-row">
        <label htmlFor="vendor">{say('vendor.choose')}</label>
        <select
          id="vendor"
          disabled={modeLocked || faultsLocked}
          value={vendor === null ? '' : (chosen ?? '')}
          onChange={({ target: { value } }) => {
            if (!isVendor(value)) return
            choose(value)
            const { policy, environment } = likeVendor(lab.getState().scenario, value)
            lab.edit({ policy, environment })
          }}
        >
          <option value="">{say('vendor.none')}</option>
          {vendorIds.map((id) => (
            <option key={id} value={id}>
              {vendorOf(id).name}
            </option>
          ))}
        </select>
      </div>
      {chosen !== null && vendor !== null && (
        <div className="vendor-card">
          <p>{say(`vendor.stands.${chosen}`)}</p>
          {vendor.figures.length > 0 && (
            <dl aria-label={say('vendor.figures')}>
              {vendor.figures.map(({ name, value }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
          {isSystemVendor(vendor) && <p>{say(`vendor.beyond.${vendor.beyond}`)}</p>}
          <p>
            {say(`vendor.promise.${vendor.guarantee ?? 'none'}`)} {say('vendor.rest')}{' '}
            {vendor.holdsFor !== undefined && say('vendor.holdsFor', { version: vendor.holdsFor })}
          </p>
          {[vendor.source, vendor.also].map(
            (source) =>
              source !== undefined && (
                <p key={source.url}>
                  <Outside href={source.url}>{say('vendor.source', { title: source.title })}</Outside>
                </p>
              ),
          )}
        </div>
      )}
    </div>
  )
}
