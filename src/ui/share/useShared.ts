import { useEffect, useState } from 'react'
import { packed } from '../../share/packed.ts'

/** An address of this lab without query and hash. */
export const baseOfPage = (): string => location.href.replace(/[?#].*$/, '')

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
