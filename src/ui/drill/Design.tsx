import { wholeDesign } from '../../picture/design.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { sayOf } from './cardWords.ts'
import { say } from './drillWords.ts'

/** The design that a run follows, without which nobody can foretell how it goes on. */
export function Design({ scenario: { policy, messages } }: { scenario: Scenario }) {
  return (
    <div className="design">
      <p className="quiet">{say('drill.fact.title')}</p>
      <ul>
        {wholeDesign(policy, messages).map(({ id, values }) => (
          <li key={id}>{sayOf(id, values)}</li>
        ))}
      </ul>
    </div>
  )
}
