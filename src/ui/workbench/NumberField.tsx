import { useState } from 'react'
import type { Sentence } from '../../words/words.ts'
import { useLab } from '../context.tsx'

/** What a field takes, in the unit that it shows. */
export interface NumberRange {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
}

/** What is wrong with what was typed, in words that say what to type; null when nothing is. */
export function problemOf(text: string, { least, most, whole = false }: NumberRange, inForce: number): Sentence | null {
  const value = Number(text)
  const good = text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))
  const values = { least: String(least), most: String(most), value: String(inForce) }
  return good ? null : { id: `knob.problem.${whole ? 'whole' : 'number'}`, values }
}

/**
 * What is typed, as long as the value that it was typed over or gave stays in force. When another value comes into
 * force, by a preset or by Undo, the field shows that.
 */
export function useDraft(inForce: number) {
  const [draft, setDraft] = useState<{ text: string; over: number } | null>(null)
  return {
    text: draft !== null && draft.over === inForce ? draft.text : String(inForce),
    type: (text: string, over: number) => setDraft({ text, over }),
    forget: () => setDraft(null),
  }
}

/**
 * A number that comes into force while it is typed. One that is no good is said to be so beside the field, and the last
 * good one stays in force.
 */
export function NumberField(props: {
  id: string
  value: number
  range: NumberRange
  onValue: (value: number) => void
  /** Ids of what describes the field. */
  describedBy?: string | undefined
  disabled?: boolean
  step?: number
  /** The unit, for the eye; what describes the field says it too. */
  unit?: string
  /** A larger value takes long to take effect: it waits for Enter, or for the field to be left. */
  atOnce?: number
  /** Buttons beside the field, by their names: for a pointer, as the field itself steps by the arrow keys. */
  stepper?: { less: string; more: string }
}) {
  const { lab, say } = useLab()
  const {
    id,
    value,
    range,
    onValue,
    describedBy = '',
    disabled = false,
    step = 1,
    unit,
    stepper,
    atOnce = Number.POSITIVE_INFINITY,
  } = props
  const { text, type, forget } = useDraft(value)
  const problem = problemOf(text, range, value)
  const shownProblem = text === String(value) ? null : problem

  function change(typed: string): void {
    const good = problemOf(typed, range, value) === null && Number(typed) <= atOnce
    type(typed, good ? Number(typed) : value)
    // The values on the way to a number are one edit.
    if (good && Number(typed) !== value) lab.during(`type ${id}`, () => onValue(Number(typed)))
  }

  /** What waited takes effect. */
  function enter(): void {
    if (problem === null && Number(text) !== value) lab.during(`type ${id}`, () => onValue(Number(text)))
    lab.endGesture()
    if (problem === null) forget()
  }

  /** One step from the value in force, to a round number of steps. */
  function stepBy(steps: 1 | -1): void {
    const round = steps > 0 ? Math.floor(value / step + 1e-9) : Math.ceil(value / step - 1e-9)
    const next = Number(((round + steps) * step).toFixed(3))
    forget()
    onValue(Math.max(range.least, Math.min(range.most, next)))
  }

  return (
    <>
      <span className="number-field">
        {stepper && (
          <button
            type="button"
            tabIndex={-1}
            aria-label={stepper.less}
            disabled={disabled || value <= range.least}
            onClick={() => stepBy(-1)}
          >
            <Sign />
          </button>
        )}
        <NumberInput
          id={id}
          text={text}
          problem={shownProblem}
          describedBy={describedBy}
          disabled={disabled}
          step={step}
          onText={change}
          onLeave={enter}
        />
        {stepper && (
          <button
            type="button"
            tabIndex={-1}
            aria-label={stepper.more}
            disabled={disabled || value >= range.most}
            onClick={() => stepBy(1)}
          >
            <Sign more />
          </button>
        )}
        {unit !== undefined && (
          <span className="unit" aria-hidden="true">
            {unit}
          </span>
        )}
      </span>
      <Problem of={id} problem={shownProblem && say(shownProblem.id, shownProblem.values)} />
    </>
  )
}

/** The input alone, tied to its problem by the problem's id. */
export function NumberInput(props: {
  id: string
  text: string
  problem: Sentence | null
  describedBy?: string
  labelledBy?: string
  disabled?: boolean
  step: number
  onText: (text: string) => void
  /** Enter is like leaving it. */
  onLeave: () => void
}) {
  const { id, text, problem, describedBy = '', labelledBy, disabled, step, onText, onLeave } = props
  const described = `${problem ? `${id}-problem` : ''} ${describedBy}`.trim()
  return (
    <input
      type="number"
      inputMode="decimal"
      id={id}
      value={text}
      step={step}
      disabled={disabled}
      aria-labelledby={labelledBy}
      aria-invalid={problem !== null}
      aria-describedby={described === '' ? undefined : described}
      onChange={({ target }) => onText(target.value)}
      onBlur={onLeave}
      onKeyDown={({ key }) => key === 'Enter' && onLeave()}
    />
  )
}

export function Problem({ of, problem }: { of: string; problem: string | null }) {
  return (
    problem !== null && (
      <p className="field-problem" id={`${of}-problem`} role="alert">
        {problem}
      </p>
    )
  )
}

function Sign({ more = false }: { more?: boolean }) {
  return (
    <svg className="sign" viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
      <path d={more ? 'M-5 0H5M0 -5V5' : 'M-5 0H5'} />
    </svg>
  )
}
