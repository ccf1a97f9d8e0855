import type { Lab } from '../../app/lab.ts'
import { isMistaken, terms } from '../../lessons/terms.ts'
import { ReferencePage } from './ReferencePage.tsx'
import { type Go, say } from './referenceOf.ts'
import { anchorOf } from './Term.tsx'

/** The words of the lab. An anchor, such as `term-key`, opens it at that entry. */
export default function Glossary({ go, at }: { lab: Lab; go: Go; at?: string | undefined }) {
  // An address is read in lower case.
  const anchor = terms.map(anchorOf).find((each) => each.toLowerCase() === at?.toLowerCase())
  return (
    <ReferencePage title={say('reference.glossary.title')} lead={say('reference.glossary.lead')} go={go} at={anchor}>
      <dl className="glossary">
        {terms.map((id) => (
          <div key={id} className="entry">
            <dt id={anchorOf(id)} tabIndex={-1}>
              {say(`term.${id}.term`)}
            </dt>
            <dd>{say(`term.${id}.meaning`)}</dd>
            {isMistaken(id) && (
              <dd className="not">
                <b>{say('reference.glossary.not')}</b> {say(`term.${id}.not`)}.
              </dd>
            )}
          </div>
        ))}
      </dl>
    </ReferencePage>
  )
}
