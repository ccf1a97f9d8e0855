// The tables of docs/model.md say what the code says: a constant cannot change in one of them only. Those of
// guarantees and knobs are made from code: `npx vitest run lint/model.test.mjs -u` writes them.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { knobLines } from '../src/protocol/knobs.ts'
import { guarantees, presetNames } from '../src/protocol/presets.ts'
import { scenarioOf } from '../src/sim/scenario.ts'
import words from '../src/words/en.json'

const file = 'docs/model.md'
const text = readFileSync(file, 'utf8')

test('docs/model.md has every guarantee, and every knob of the policy with its default, its unit and its sentence', async () => {
  const made = text.replace(
    /(<!-- (.+): made from code -->\n)[\s\S]*?(\n<!-- end of table -->)/g,
    (_, begin, what, end) => `${begin}${tables[what]?.()}${end}`,
  )
  expect([...made.matchAll(/<!-- (.+): made from code -->/g)].map(([, what]) => what)).toEqual(Object.keys(tables))
  await expect(made).toMatchFileSnapshot(`../${file}`)
})

/** The tables by their marks in the document, in its order. @type {Record<string, () => string>} */
const tables = {
  guarantees: () => {
    const rows = presetNames.map((name) => `| ${words.mode[name]} | ${turnsOf(guarantees[name].turns)} |`)
    return ['| guarantee | knobs |', '|---|---|', ...rows].join('\n')
  },
  'knobs of the sender': () => tableOf('sender'),
  'knobs of the receiver': () => tableOf('receiver'),
}

/** @param {object} turns by side @returns {string} */
function turnsOf(turns) {
  const named = Object.values(turns).flatMap((knobs) => Object.entries(knobs).map((turn) => turn.join(' ')))
  return named.length === 0 ? 'the defaults' : named.join(', ')
}

/** @param {string} side @returns {string} */
function tableOf(side) {
  const rows = knobLines
    .filter((line) => line.side === side)
    .map(
      ({ name, knob }) => `| \`${name}\` | \`${JSON.stringify(knob.standard)}\` | ${unitOf(knob)} | ${knob.decides} |`,
    )
  return ['| knob | default | unit | decides |', '|---|---|---|---|', ...rows].join('\n').replaceAll('|  |', '| |')
}

/** The unit of a knob, or what it can be set to besides its default. @param {import('../src/protocol/knobs.ts').Knob} knob */
function unitOf(knob) {
  switch (knob.kind) {
    case 'switch':
      return ''
    case 'choice':
      return `or ${knob.values.filter((value) => value !== knob.standard).join(', ')}`
    case 'count':
      return `1 to ${knob.most}, or unlimited`
    case 'time':
      return 'ms'
    case 'percent':
      return 'percent'
    case 'window':
      return 'or `{"keys":n}`, `{"ms":n}`'
  }
}

test('docs/model.md has every knob of a run and its environment, and its default', () => {
  const { messages, seed, environment } = scenarioOf({})
  const [, section = ''] = text.split('### The run and its environment')
  const [table = ''] = section.split('\n### ')
  const rows = [...table.matchAll(/^\| `(\w+)` \| `(.+?)` \|/gm)]
  expect(Object.fromEntries(rows.map(([, name, standard = '']) => [name, JSON.parse(standard)]))).toEqual({
    messages,
    seed,
    ...environment,
  })
})
