import { isOnWeb } from '../../app/address.ts'
import { useBase } from './useShared.ts'
import { say } from './words.ts'

/** Warns that nobody else can open the address of a file. */
export function FromFile() {
  return !isOnWeb(useBase()) && <p className="warning">{say('sharing.fromFile')}</p>
}
