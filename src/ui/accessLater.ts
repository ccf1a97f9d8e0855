import { lazy } from 'react'
import type * as access from './access/access.ts'

/**
 * A component of the part in `access/`. It is loaded after the page, which works without it: if loading fails, nothing
 * else is affected.
 */
const later = <N extends keyof typeof access>(name: N) =>
  lazy(() =>
    import('./access/access.ts').then(
      (part) => ({ default: part[name] }),
      () => ({ default: (() => null) as unknown as (typeof access)[N] }),
    ),
  )

export const Access = later('Access')
export const Dialogs = later('Dialogs')
export const EventMarks = later('EventMarks')
