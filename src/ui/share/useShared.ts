import { useEffect, useState } from 'react'
import { baseOf } from '../../app/address.ts'
import { packed } from '../../share/packed.ts'
import { useLabState } from '../context.tsx'

/** What a link to the lab begins with; one that has no page of its own stands in a page that has it. */
export const useBase = (): string => useLabState((state) => baseOf(state) ?? baseOf({ home: '' }) ?? '')

/** A hash as it is handed out: packed, a moment later, where it is long. */
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
