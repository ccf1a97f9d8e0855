import { useMemo, useState } from 'react'
import { type CardDesignName, type CardOf, type DesignResult, designResultOf } from '../../lessons/drill/card.ts'
import { Icon } from '../marks.tsx'
import { CardPicture } from './CardPicture.tsx'
import { Choices } from './Choices.tsx'
import { cardText } from './cardWords.ts'
import { say } from './drillWords.ts'
import { Feedback, OpenRun } from './Feedback.tsx'

/** A flow and its likely faults: choose the design, then every choice is run. */
export function DesignCard(props: { card: CardOf<'design'>; onNext: (right: boolean) => void; last: boolean }) {
  const { card, onNext, last } = props
  const [chosen, choose] = useState<CardDesignName | null>(null)
  const [answered, setAnswered] = useState(false)
  const consequences = useMemo(() => card.choices.map((name) => designResultOf(card, name)), [card])
  const mine = consequences.find(({ design }) => design === chosen)
  return (
    <div className="card-body">
      <div className="case">
        <h3>{cardText(`card.design.${card.id}.flow`)}</h3>
        <p>{cardText(`card.design.${card.id}.case`)}</p>
        <p className="quiet">{say('drill.likely')}</p>
      </div>
      <form
        className="card-side"
        onSubmit={(event) => {
          event.preventDefault()
          if (chosen !== null) setAnswered(true)
        }}
      >
        {!answered && (
          <>
            <Choices
              question={say('drill.choose')}
              choices={card.choices}
              text={(name) => say(`drill.design.${name}`)}
              chosen={chosen}
              onChoose={choose}
              closed={false}
            />
            <div className="acts">
              <button type="submit" className="primary" aria-disabled={chosen === null}>
                {say('drill.answer')}
              </button>
            </div>
          </>
        )}
        {answered && mine && (
          <>
            <Feedback right={mine.acceptable} onNext={() => onNext(mine.acceptable)} last={last}>
              <p>{cardText(`card.design.${card.id}.why`)}</p>
            </Feedback>
            <Consequences all={consequences} mine={mine} />
          </>
        )}
      </form>
      {answered && mine && <CardPicture scenario={mine.scenario} moves={0} goesOn />}
    </div>
  )
}

/** What the runs came to, side by side: only the design differs. */
function Consequences({ all, mine }: { all: readonly DesignResult[]; mine: DesignResult }) {
  const sets = all.some(({ scenario }) => scenario.policy.receiver.effect === 'set')
  return (
    <ul className="consequences" aria-label={say('drill.consequence')}>
      {all.map((one) => (
        <li key={one.design} className={one === mine ? 'mine' : ''}>
          <p className="name">
            <b>{say(`drill.design.${one.design}`)}</b>
            {one === mine && <span className="quiet"> ({say('drill.chosen')})</span>}
          </p>
          <dl>
            <Count name="lost" value={one.lost} bad={one.lost > 0} />
            <Count name="duplicated" value={one.duplicated} bad={one.duplicated > 0} />
            {sets && <Count name="wrongValue" value={one.wrongValue} bad={one.wrongValue > 0} />}
            <Count name="packets" value={one.packets} bad={false} />
          </dl>
          <p className="verdict">
            <Icon name={one.acceptable ? 'check' : 'remove'} />
            <b>{say(one.acceptable ? 'drill.acceptable' : 'drill.unacceptable')}</b>
            <OpenRun scenario={one.scenario} about={say(`drill.design.${one.design}`)} />
          </p>
        </li>
      ))}
    </ul>
  )
}

function Count(props: { name: 'lost' | 'duplicated' | 'wrongValue' | 'packets'; value: number; bad: boolean }) {
  const { name, value, bad } = props
  return (
    <div className={bad ? `bad ${name}` : ''}>
      <dt>{say(`drill.column.${name}`)}</dt>
      <dd>{name === 'wrongValue' ? say('drill.wrongValue', { count: value }) : value}</dd>
    </div>
  )
}
