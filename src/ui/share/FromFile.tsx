import { isOnWeb } from '../../app/address.ts'
import { useBase } from './useShared.ts'
import { say } from './words.ts'

/** Warns who would hand out an address that nobody else can open. */
export function FromFile() {
  return !isOnWeb(useBase()) && <p className="warning">{say('sharing.fromFile')}</p>
}
