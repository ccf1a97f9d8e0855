import { wholeDesign } from '../../picture/design.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { cardText } from './cardWords.ts'
import { say } from './drillWords.ts'

/** The design that a run follows, without which nobody can foretell how it goes on. */
export function DesignFacts({ scenario: { policy, messages } }: { scenario: Scenario }) {
  return (
    <div className="design">
      <p className="quiet">{say('drill.fact.title')}</p>
      <ul>
        {wholeDesign(policy, messages).map(({ id, values }) => (
          <li key={id}>{cardText(id, values)}</li>
        ))}
      </ul>
    </div>
  )
}
