import { useMemo, useState } from 'react'
import { type Ask, answerOf, type CardOf, shownMoves } from '../../lessons/drill/card.ts'
import type { MeasuredValue } from '../../lessons/lesson.ts'
import { labelOf } from '../../picture/plan.ts'
import { run } from '../../sim/run.ts'
import { seconds } from '../../words/words.ts'
import { CardPicture } from './CardPicture.tsx'
import { Choices } from './Choices.tsx'
import { cardText } from './cardWords.ts'
import { DesignFacts } from './DesignFacts.tsx'
import { say } from './drillWords.ts'
import { Feedback, OpenRun } from './Feedback.tsx'

/** A run up to an instant, without counters: what does it come to? */
export function ReadCard(props: { card: CardOf<'read'>; onNext: (right: boolean) => void; last: boolean }) {
  const { card, onNext, last } = props
  const [chosen, choose] = useState<MeasuredValue | null>(null)
  const [answered, setAnswered] = useState(false)
  const played = useMemo(() => run(card.scenario), [card])
  const moves = shownMoves(card, played)
  const is = answerOf(card)
  const text = (value: MeasuredValue) => textOf(card.asks, value)
  const question = cardText(
    `drill.ask.${card.asks.of}`,
    'message' in card.asks ? { message: labelOf(card.asks.message) } : {},
  )
  const atMs = played.frames[moves - 1]?.atMs ?? 0
  return (
    <div className="card-body">
      <CardPicture scenario={card.scenario} moves={moves} goesOn={answered} />
      <form
        className="card-side"
        onSubmit={(event) => {
          event.preventDefault()
          if (chosen !== null) setAnswered(true)
        }}
      >
        <p className="quiet">
          {card.pause && !answered ? say('drill.paused', { at: seconds(atMs) }) : say('drill.whole')}
        </p>
        {(answered || card.asks.of !== 'guarantee') && <DesignFacts scenario={card.scenario} />}
        <Choices
          question={question}
          choices={card.choices}
          text={text}
          chosen={chosen}
          onChoose={choose}
          closed={answered}
          right={is}
        />
        {!answered && (
          <div className="acts">
            <button type="submit" className="primary" aria-disabled={chosen === null}>
              {say('drill.answer')}
            </button>
          </div>
        )}
        {answered && chosen !== null && (
          <Feedback right={chosen === is} onNext={() => onNext(chosen === is)} last={last}>
            <p>
              {chosen === is
                ? say('drill.agreed', { is: text(is) })
                : say('drill.yours', { yours: text(chosen), is: text(is) })}
            </p>
            <p>{cardText(`card.read.${card.id}.why`)}</p>
            <OpenRun scenario={card.scenario} atMs={card.pause ? atMs : 0} />
          </Feedback>
        )}
      </form>
    </div>
  )
}

function textOf({ of }: Ask, value: MeasuredValue): string {
  if (of === 'actual') return say('drill.dollars', { amount: value })
  return typeof value === 'number' ? say('drill.times', { count: value }) : cardText(`drill.value.${value}`)
}
