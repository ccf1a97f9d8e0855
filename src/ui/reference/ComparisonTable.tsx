import { useRef } from 'react'
import type { Lab } from '../../app/lab.ts'
import { type Aspect, aspects, cells, tools } from '../../lessons/reference.ts'
import { type PresetName, presetNames } from '../../protocol/policy.ts'
import { seconds } from '../../words/words.ts'
import { Outside } from '../Outside.tsx'
import { useWidthOf } from '../sizes.ts'
import { ReferencePage } from './ReferencePage.tsx'
import { type Go, say } from './referenceOf.ts'
import { SeeIt } from './SeeIt.tsx'
import { Term } from './Term.tsx'

/** In pixels. */
const leastForTable = 720

/** The three guarantees, aspect by aspect: a table where there is room for its columns, else a card for each. */
export default function ComparisonTable({ go }: { lab: Lab; go: Go }) {
  const frame = useRef<HTMLDivElement>(null)
  // Three columns of text would be too narrow to read.
  const narrow = useWidthOf(frame) < leastForTable
  return (
    <ReferencePage title={say('reference.table.title')} lead={say('reference.table.lead')} go={go} wide>
      <div ref={frame} />
      {narrow ? presetNames.map((name) => <Card key={name} name={name} go={go} />) : <Table go={go} />}
      <p className="quiet">{say('reference.from')}</p>
    </ReferencePage>
  )
}

function Table({ go }: { go: Go }) {
  return (
    <table className="guarantees">
      <caption className="unseen">{say('reference.table.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('reference.table.aspect')}</th>
          {presetNames.map((name) => (
            <th key={name} scope="col">
              <Term id={name} go={go}>
                {say(`mode.${name}`)}
              </Term>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {aspects.map((aspect) => (
          <tr key={aspect}>
            <th scope="row">{say(`reference.table.row.${aspect}`)}</th>
            {presetNames.map((name) => (
              <td key={name}>
                <Cell name={name} aspect={aspect} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Card({ name, go }: { name: PresetName; go: Go }) {
  return (
    <section className="card guarantee-card" aria-labelledby={`card-${name}`}>
      <h3 id={`card-${name}`}>
        <Term id={name} go={go}>
          {say(`mode.${name}`)}
        </Term>
      </h3>
      <dl>
        {aspects.map((aspect) => (
          <div key={aspect} className="fact-row">
            <dt>{say(`reference.table.row.${aspect}`)}</dt>
            <dd>
              <Cell name={name} aspect={aspect} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** What is claimed, with the figures of the run that shows it. */
function Cell({ name, aspect }: { name: PresetName; aspect: Aspect }) {
  if (aspect === 'tools') {
    return (
      <ul>
        {tools[name].map((tool) => (
          <li key={tool.name}>
            <Outside href={tool.url}>{tool.name}</Outside>
          </li>
        ))}
      </ul>
    )
  }
  const shown = cells[name][aspect]
  const { firstEffectMs, ...figures } = shown.gives
  const values = { ...figures, ...(firstEffectMs ? { firstEffect: seconds(firstEffectMs) } : {}) }
  const what = `${say(`mode.${name}`)}, ${say(`reference.table.row.${aspect}`)}`
  return (
    <>
      <p>{say(`reference.table.${name}.${aspect}`, values)}</p>
      <SeeIt shown={shown} what={what} />
    </>
  )
}
