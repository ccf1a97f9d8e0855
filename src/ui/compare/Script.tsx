import { useLab, useLabState } from '../context.tsx'
import { sentenceOf } from '../FaultList.tsx'
import { Icon } from '../marks.tsx'
import { Toolbar } from '../Toolbar.tsx'
import { say } from './comparisonOf.ts'

/** The one fault script. Each fault can be taken out, for all columns at once. */
export function Script() {
  const { lab } = useLab()
  const faults = useLabState((state) => state.scenario.faults)
  if (faults.length === 0) return <p className="script quiet">{say('compare.noFaults')}</p>
  return (
    <Toolbar label={say('compare.faults')} className="script">
      <ul aria-label={say('faults.title')}>
        {faults.map((fault, i) => {
          const { id, values } = sentenceOf(fault, say)
          const text = say(id, values)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fault is its place in the list
            <li key={i}>
              <span>{text}</span>
              <button
                type="button"
                aria-label={say('faults.remove', { fault: text })}
                onClick={() => lab.removeFault(i)}
              >
                <Icon name="remove" />
              </button>
            </li>
          )
        })}
      </ul>
    </Toolbar>
  )
}
