import type { Lab } from '../../app/lab.ts'
import { isFree } from './keys.ts'

/** What a key of a presenter can do besides moving the run. */
export interface Presenting {
  readonly lab: Lab
  readonly blank: () => void
  readonly startOver: () => void
  readonly leave: () => void
}

interface PresenterKey {
  readonly id: string
  /** The keys as the help names them: each alone does it. */
  readonly keys: readonly string[]
  /** The same as in keyboard events, letters in lower case, with what each does. */
  readonly binds: Readonly<Record<string, (presenting: Presenting) => void>>
}

/** The next thing may be no step of the run: the counts of a vote, the outcome, the explanation. */
const forward = ({ lab }: Presenting): void => {
  if (!lab.getState().onward?.()) lab.stepForward()
}
const back = ({ lab }: Presenting): void => lab.stepBack()
const leave = (presenting: Presenting): void => presenting.leave()

/**
 * The keys of presenter mode, in the order of the help: those of a clicker, and R, P and Escape. The button for a black
 * screen sends a full stop or a B. Source of the full stop: "dot, emitted by Logitech remote", RaftScope.
 */
export const presenterKeys = [
  { id: 'forward', keys: ['PageDown', 'Right'], binds: { PageDown: forward, ArrowRight: forward } },
  { id: 'back', keys: ['PageUp', 'Left'], binds: { PageUp: back, ArrowLeft: back } },
  {
    id: 'pause',
    keys: ['.'],
    binds: { '.': ({ lab, blank }) => (lab.getState().playing ? lab.pause() : blank()) },
  },
  {
    id: 'blank',
    keys: ['B'],
    binds: {
      b: ({ lab, blank }) => {
        lab.pause()
        blank()
      },
    },
  },
  { id: 'startOver', keys: ['R'], binds: { r: ({ startOver }) => startOver() } },
  { id: 'leave', keys: ['P', 'Esc'], binds: { p: leave, Escape: leave } },
] as const satisfies readonly PresenterKey[]

const binds = new Map((presenterKeys as readonly PresenterKey[]).flatMap(({ binds }) => Object.entries(binds)))

/** Does what a key means in presenter mode. Returns false where it means nothing, or something else. */
export function press(event: KeyboardEvent, presenting: Presenting): boolean {
  const { options, card } = presenting.lab.getState()
  const isLetter = event.key.length === 1
  const act = binds.get(isLetter ? event.key.toLowerCase() : event.key)
  if (act === undefined || (isLetter && options.keys === 'off')) return false
  // Escape closes the card of a packet first.
  if (event.key === 'Escape' && card !== null) return false
  if (!isFree(event, event.key.startsWith('Arrow'))) return false
  act(presenting)
  return true
}
