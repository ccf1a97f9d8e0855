import type { PlacedFold } from '../../picture/folding.ts'
import type { Say } from '../../words/words.ts'
import './stress.css'

/** The bands of folded stretches, and brackets beside open ones. */
export function Bands({ folds, say }: { folds: readonly PlacedFold[]; say: Say }) {
  return folds.map(({ quiet, folded, words, textAt, edges }) => (
    <g key={quiet.fromMs} className={`fold ${folded ? '' : 'open'}`} data-fold={quiet.fromMs}>
      <path d={edges} />
      {folded && (
        <text x={textAt.x} y={textAt.y + 1}>
          {say(words.id, words.values)}
        </text>
      )}
    </g>
  ))
}
