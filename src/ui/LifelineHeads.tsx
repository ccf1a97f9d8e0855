import { isEyeOpen, shownOf } from '../app/lab.ts'
import { judgedAt } from '../app/score.ts'
import { headsOf } from '../picture/heads.ts'
import { useLab, useLabState } from './context.tsx'

/** The state of each process, above its lifeline. */
export function LifelineHeads() {
  const { say } = useLab()
  const run = useLabState((state) => state.run)
  const moves = useLabState((state) => state.moves)
  const shown = useLabState(shownOf)
  const eye = useLabState(isEyeOpen)
  const curtain = useLabState((state) => state.curtain)
  const unseen = curtain ? 'head.covered' : 'head.unseen'
  const heads = headsOf(judgedAt(run, moves).world, run.trace, shown)
  return (
    <div className="heads">
      {(['sender', 'receiver'] as const).map((process) => (
        <p key={process}>
          <span>{say(`head.${process}`)}</span>{' '}
          <b>
            {process === 'receiver' && (curtain || eye) ? say(unseen) : say(heads[process].id, heads[process].values)}
          </b>
        </p>
      ))}
    </div>
  )
}
