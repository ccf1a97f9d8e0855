import { parameterTable } from '../../share/table.ts'
import type { WordId } from '../../words/words.ts'
import { say } from './words.ts'

/** The table of docs/embedding.md, from the same source. */
export function ParametersTab() {
  return (
    <>
      <p>{say('sharing.parametersLead')}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('sharing.parameterName')}</th>
            <th scope="col">{say('sharing.parameterMeans')}</th>
            <th scope="col">{say('sharing.parameterValues')}</th>
            <th scope="col">{say('sharing.parameterDefault')}</th>
          </tr>
        </thead>
        <tbody>
          {parameterTable.map(({ name, values, fallback }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{say(`parameters.${name}` as WordId)}</td>
              <td>{values}</td>
              <td>{fallback}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
