import { useEffect, useMemo } from 'react'
import { startClock } from '../../app/clock.ts'
import { createLab, type Lab } from '../../app/lab.ts'
import { motionIsUnwelcome } from '../../app/motion.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { wordsOf } from '../../words/words.ts'
import { LabContext, useLab } from '../context.tsx'
import { Diagram } from '../Diagram.tsx'
import { LifelineHeads } from '../LifelineHeads.tsx'
import { say } from './drillWords.ts'

const labWords = wordsOf('en')

/**
 * A run in a lab of its own, only to look at: without counters, and nothing can be changed. It stands after so many
 * moves. With `goesOn` it plays to the end, or jumps there where motion is unwelcome.
 */
export function CardPicture(props: { scenario: Scenario; moves: number; goesOn: boolean }) {
  const { scenario, moves, goesOn } = props
  const { options } = useLab().lab.getState()
  const lab = useMemo(() => {
    const made = onlyToLookAt(createLab(scenario))
    made.setState({ options })
    return made
  }, [scenario, options])
  useEffect(() => {
    const stop = startClock(lab)
    return () => {
      lab.pause()
      stop()
    }
  }, [lab])
  useEffect(() => {
    lab.goTo(moves)
    if (!goesOn) return
    if (motionIsUnwelcome(lab.getState())) lab.goTo(lab.getState().run.frames.length)
    else if (lab.getState().moves < lab.getState().run.frames.length) {
      lab.setSpeed(2)
      lab.play()
    }
  }, [lab, moves, goesOn])
  return (
    <section className="card-picture" aria-label={say('drill.picture')}>
      <LabContext value={{ lab, say: labWords }}>
        <LifelineHeads />
        <Diagram covered={0} walked="still" />
      </LabContext>
    </section>
  )
}

const nothing = () => {}

/** A lab in which packets cannot be lost and messages cannot be followed, because the card asks about this run. */
const onlyToLookAt = (lab: Lab): Lab => ({ ...lab, losePacket: nothing, openCard: nothing, select: nothing })
