// The table of parameters in docs/embedding.md is made from the code that reads them and from the catalogue:
// `npx vitest run lint/embedding.test.mjs -u` writes it.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parameterMarkdown, parameterTable } from '../src/share/table.ts'
import words from '../src/words/embedding.en.json'
import knobs from '../src/words/knobs.en.json'

const file = 'docs/embedding.md'
/** @type {Record<string, string>} */
const sentences = { ...words.parameters, ...knobs.knob.parameter }

test('the catalogue has a sentence for every parameter, and for nothing else', () => {
  expect(Object.keys(sentences).sort()).toEqual(parameterTable.map(({ name }) => name).sort())
})

test('docs/embedding.md has the table of all parameters', async () => {
  const { parameterName, parameterValues, parameterDefault, parameterMeans } = words.embedding
  const head = [parameterName, parameterValues, parameterDefault, parameterMeans]
  const table = parameterMarkdown(head, (id) => sentences[id.split('.').at(-1) ?? ''] ?? '')
  const text = readFileSync(file, 'utf8')
  const marks = /(<!-- parameters: made from code -->\n)[\s\S]*(\n<!-- end of parameters -->)/
  expect(text).toMatch(marks)
  await expect(text.replace(marks, (_, begin, end) => `${begin}${table}${end}`)).toMatchFileSnapshot(`../${file}`)
})
