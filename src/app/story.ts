/**
 * The first thirty seconds. The story waits for events of the run, and does only what a visitor could do: let time pass
 * slower, lose the ACK, pause.
 */
import { presetOf } from '../protocol/policy.ts'
import { movesTo } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import type { Lab, LabState, Story } from './lab.ts'
import { packetsInFlight, shownOf } from './lab.ts'

const firstAck = 'a1.1'
/** How far the ACK is on its way when the ring appears. */
const ringAt = 0.3
/** The pace of time while the ring waits for a click. */
const ringPace = 0.1
/** With no click for so long, in real milliseconds, the page loses the ACK itself. */
const patienceMs = 6000

/** The second message leaves only after the first was applied twice, so that the money shows one thing at a time. */
export const openingScenario = scenarioOf({ environment: { sendEveryMs: 5000 } })

export const opening: Story = { act: 'watch', by: null }

/** The pace of time while a pointer is close to a packet. */
const heldPace = 0.25

/** The factor by which time passes slower, besides the speed that was chosen. */
export function paceOf({ story, held }: LabState): number {
  if (story.act === 'ring') return ringPace
  return held ? heldPace : 1
}

/** Moves the story on by what has happened. Called after every change of the lab's state. */
export function follow(lab: Lab): void {
  const state = lab.getState()
  const { story, scenario, nowMs, run } = state
  if (story.act === 'free' || story.act === 'second') return
  const dropped = scenario.faults.some((fault) => fault.do === 'drop' && fault.packet === firstAck)
  const untouched = presetOf(scenario.policy) === 'atLeastOnce' && scenario.faults.length === (dropped ? 1 : 0)
  const under = story.act === 'watch' || story.act === 'ring'
  const turn = (next: Partial<Story>) => lab.setState({ story: { ...story, ...next } })
  const shown = shownOf(state)

  if (!untouched || (!under && !dropped)) {
    turn({ act: 'free' })
    return
  }
  switch (story.act) {
    case 'watch':
    case 'ring': {
      if (dropped) {
        turn({ act: 'lost', by: story.by ?? 'you' })
        return
      }
      const ack = packetsInFlight(state).find(({ packet }) => packet === firstAck)
      const way = ack === undefined ? 0 : (nowMs - ack.fromMs) / (ack.dueMs - ack.fromMs)
      const act = ack !== undefined && (way >= ringAt || !state.playing) ? 'ring' : 'watch'
      const over = run.trace.some(({ id, kind, packet }) => id <= shown && kind === 'deliver' && packet === firstAck)
      if (over) turn({ act: 'free' })
      else if (act !== story.act) turn({ act })
      return
    }
    case 'lost': {
      const again = run.trace.filter(({ id, kind, message }) => id <= shown && kind === 'apply' && message === 1)[1]
      if (again === undefined) return
      turn({ act: 'duplicate' })
      lab.goTo(movesTo(run, again.id))
      return
    }
    case 'duplicate':
      return
  }
}

/** Whether the ring has waited long enough; the page then loses the ACK for the visitor. */
export function loseForVisitor(lab: Lab, waitedMs: number): void {
  if (waitedMs < patienceMs) return
  lab.setState(({ story }) => ({ story: { ...story, by: 'us' } }))
  lab.losePacket(firstAck)
}

/** The second act: message m2 is lost as well, and the run goes on to its end. */
export function secondAct(lab: Lab): void {
  lab.setState(({ story }) => ({ story: { ...story, act: 'second' } }))
  const { faults } = lab.getState().scenario
  if (!faults.some((fault) => fault.do === 'drop' && fault.packet === 'm2.1')) {
    lab.addFault({ do: 'drop', packet: 'm2.1' })
  }
}

/** Ends the story for good. From here on nothing starts by itself. */
export function leaveStory(lab: Lab): void {
  lab.pause()
  lab.setState(({ story }) => ({ story: { ...story, act: 'free' } }))
}
