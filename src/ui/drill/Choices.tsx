import { useId } from 'react'
import { Icon } from '../marks.tsx'
import { say } from './drillWords.ts'

/** One question with one answer: radio buttons as large as a thumb. After the answer a word marks the right choice. */
export function Choices<T extends string | number>(props: {
  question: string
  choices: readonly T[]
  text: (choice: T) => string
  chosen: T | null
  onChoose: (choice: T) => void
  closed: boolean
  /** The right choice, marked once the question is closed. */
  right?: T
}) {
  const { question, choices, text, chosen, onChoose, closed, right } = props
  const name = useId()
  return (
    <fieldset className="choices" disabled={closed}>
      <legend>{question}</legend>
      {choices.map((choice) => (
        <label key={choice} className={choice === chosen ? 'chosen' : ''}>
          <input type="radio" name={name} checked={choice === chosen} onChange={() => onChoose(choice)} />
          <span>{text(choice)}</span>
          {closed && choice === right && (
            <b className="is-right">
              <Icon name="check" /> {say('drill.isRight')}
            </b>
          )}
        </label>
      ))}
    </fieldset>
  )
}
