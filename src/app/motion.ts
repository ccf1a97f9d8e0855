import type { LabState } from './lab.ts'

/** Asked afresh each time, because the wish can change while the page is open. */
const query = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-reduced-motion: reduce)')

/** Whether no motion is wanted: by the visitor's system, or by an option of this lab. */
export const motionIsUnwelcome = ({ options }: Pick<LabState, 'options'>): boolean =>
  options.motion === 'off' || (query?.matches ?? true)
