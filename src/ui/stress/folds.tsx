import { isFolding, quietIn, stretchesBy } from '../../app/folds.ts'
import { type Folding, foldingOf, type PlacedFold } from '../../picture/folding.ts'
import type { Surface } from '../../picture/layout.ts'
import { type Quiet, wordsOfQuiet } from '../../picture/quiet.ts'
import type { Run } from '../../sim/run.ts'
import { seconds } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { Bands } from './Bands.tsx'
import { say } from './words.ts'
import './stress.css'

export { keyOf } from '../../app/folds.ts'

/** How a picture of a run folds, by a text of `keyOf`. */
export function foldingBy(key: string, run: Run, surface: Surface): Folding {
  const { over, folded } = stretchesBy(key, run)
  return foldingOf(over, folded, surface)
}

/** The bands as the diagram draws them. */
export const Folds = ({ folds }: { folds: readonly PlacedFold[] }) => <Bands folds={folds} say={say} />

/** A button on each band and at the beginning of each open stretch. `onToggle`: what is looked at stays in view. */
export function FoldButtons({ folds, onToggle }: { folds: readonly PlacedFold[]; onToggle: () => void }) {
  const { lab } = useLab()
  return folds.map(({ quiet, folded, top }) => (
    <button
      key={quiet.fromMs}
      type="button"
      className={`fold-button ${folded ? '' : 'open'}`}
      aria-expanded={!folded}
      aria-label={foldName(quiet)}
      title={foldName(quiet)}
      data-from={quiet.fromMs}
      style={{ transform: `translateY(${top}px)` }}
      onPointerDown={(event) => event.stopPropagation()}
      onPointerUp={(event) => event.stopPropagation()}
      onClick={() => {
        onToggle()
        lab.toggleFold(quiet.fromMs)
      }}
    >
      <FoldSign folded={folded} />
    </button>
  ))
}

/** Two arrow heads: apart to open, together to fold. */
export const FoldSign = ({ folded }: { folded: boolean }) => (
  <svg className="fold-sign" viewBox="-12 -12 24 24" width="20" height="20" aria-hidden="true">
    <path d={folded ? 'M-6 -3L0 -9L6 -3M-6 3L0 9L6 3' : 'M-6 -9L0 -3L6 -9M-6 9L0 3L6 9'} />
  </svg>
)

/** What a stretch is called where it is a control. */
export function foldName(quiet: Quiet): string {
  const what = wordsOfQuiet(quiet)
  return say('fold.button', {
    what: say(what.id, what.values),
    from: seconds(quiet.fromMs),
    until: seconds(quiet.untilMs),
  })
}

/** Whether quiet stretches are folded at all; nothing where there is none. */
export function FoldSwitch() {
  const { lab } = useLab()
  const run = useLabState((state) => state.run)
  const folds = useLabState(isFolding)
  if (quietIn(run).length === 0) return null
  return (
    <button type="button" className="fold-switch" aria-pressed={folds} onClick={() => lab.setFolding(!folds)}>
      {say('fold.all')}
    </button>
  )
}
