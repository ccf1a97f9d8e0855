import { isToBeAsked } from '../app/lab.ts'
import { mainDecisions } from '../picture/design.ts'
import { type Policy, presetOf } from '../protocol/policy.ts'
import { standardPolicy } from '../protocol/presets.ts'
import { useLab, useLabState } from './context.tsx'

/** The decisions from which the guarantee follows, read off the policy. */
export function HowItWorks() {
  const { say } = useLab()
  const policy = useLabState((state) => state.scenario.policy)
  const mode = presetOf(policy)
  const tuned = mode ?? presetOf(untuned(policy))
  const idea =
    mode !== null
      ? say(`mode.${mode}Idea`)
      : tuned === null
        ? say('mode.customIdea')
        : say('mode.tuned', { guarantee: say(`mode.${tuned}`) })
  // While a prediction is open, what the design leads to is not shown.
  const asks = useLabState(isToBeAsked)
  return (
    <section className="card how-it-works" aria-labelledby="how-title">
      <h2 id="how-title">{say('mechanism.title')}</h2>
      {!asks && <p className="idea">{idea}</p>}
      <ul>
        {mainDecisions(policy).map(({ holds, says }) => (
          <Fact key={says.id} holds={holds} text={say(says.id, says.values)} />
        ))}
      </ul>
    </section>
  )
}

/** The policy with the default timeout, whose length does not decide which guarantee it is. */
const untuned = ({ sender, receiver }: Policy): Policy => ({
  sender: { ...sender, timeoutMs: standardPolicy.sender.timeoutMs },
  receiver,
})

function Fact({ holds, text }: { holds: boolean; text: string }) {
  return (
    <li>
      <svg viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">
        <path d={holds ? 'M-5 0L-1.5 4L5 -5' : 'M-4 -4L4 4M4 -4L-4 4'} />
      </svg>
      {text}
    </li>
  )
}
