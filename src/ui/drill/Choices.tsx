import { useId } from 'react'

/** One question, one answer: radio buttons as large as a thumb. Once it is answered, what was right is marked by a word. */
export function Choices<T extends string | number>(props: {
  question: string
  choices: readonly T[]
  text: (choice: T) => string
  chosen: T | null
  onChoose: (choice: T) => void
  closed: boolean
}) {
  const { question, choices, text, chosen, onChoose, closed } = props
  const name = useId()
  return (
    <fieldset className="choices" disabled={closed}>
      <legend>{question}</legend>
      {choices.map((choice) => (
        <label key={choice} className={choice === chosen ? 'chosen' : ''}>
          <input type="radio" name={name} checked={choice === chosen} onChange={() => onChoose(choice)} />
          <span>{text(choice)}</span>
        </label>
      ))}
    </fieldset>
  )
}
