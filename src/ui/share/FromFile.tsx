import { isOnWeb } from '../../app/address.ts'
import { say } from './words.ts'

/** Warns who would hand out an address that nobody else can open. */
export function FromFile() {
  return !isOnWeb() && <p className="warning">{say('sharing.fromFile')}</p>
}
