import { useEffect, useState } from 'react'
import { baseOf } from '../../app/address.ts'
import { packed } from '../../share/packed.ts'
import { useLabState } from '../context.tsx'

/** The beginning of a link to the lab: its own page, or, where it has none, the page that it is in. */
export const useBase = (): string => useLabState((state) => baseOf(state) ?? baseOf({ home: '' }) ?? '')

/** A hash as it is shared: a long one is packed, asynchronously. */
export function usePacked(hash: string): string {
  const [short, setShort] = useState({ of: hash, hash })
  useEffect(() => {
    let wanted = true
    void packed(hash).then((text) => wanted && setShort({ of: hash, hash: text }))
    return () => {
      wanted = false
    }
  }, [hash])
  return short.of === hash ? short.hash : hash
}
