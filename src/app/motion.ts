import type { LabState } from './lab.ts'

/** Read each time it is needed, because the preference can change while the page is open. */
export const reducedMotion = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-reduced-motion: reduce)')

/** Whether motion is to be avoided: the preference of the browser says so, or an option of this lab. */
export const motionIsUnwelcome = ({ options }: Pick<LabState, 'options'>): boolean =>
  options.motion === 'off' || (reducedMotion?.matches ?? true)
