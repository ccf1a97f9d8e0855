import { parameterTable } from '../../share/table.ts'
import { say } from './embeddingWords.ts'

/** The table of parameters, from the same source as the one in docs/embedding.md. */
export function ParametersTab() {
  return (
    <>
      <p>{say('embedding.parametersLead')}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('embedding.parameterName')}</th>
            <th scope="col">{say('embedding.parameterMeans')}</th>
            <th scope="col">{say('embedding.parameterValues')}</th>
            <th scope="col">{say('embedding.parameterDefault')}</th>
          </tr>
        </thead>
        <tbody>
          {parameterTable.map(({ name, says, values, fallback }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{say(says)}</td>
              <td>{values}</td>
              <td>{fallback}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
