// The tables of docs/model.md say what the schemas say: a constant cannot change in one of them only.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { receiverKnobs, senderKnobs } from '../src/protocol/policy.ts'
import { scenarioOf } from '../src/sim/scenario.ts'

/** Each table of constants, by what its heading names in code: knob -> [default, unit, sentence]. */
const tables = new Map(
  readFileSync('docs/model.md', 'utf8')
    .split('\n### ')
    .map((section) => [/^[^\n]*?`([\w.]+)`/.exec(section)?.[1], rowsOf(section)]),
)

/** @param {string} section @returns {Map<string, string[]>} */
function rowsOf(section) {
  return new Map(
    [...section.matchAll(/^\| `(\w+)` \| `(.+?)` \| (.*?) ?\| (.+) \|$/gm)].map(([, name = '', ...rest]) => [
      name,
      rest,
    ]),
  )
}

for (const [path, knobs] of /** @type {const} */ ([
  ['policy.sender', senderKnobs],
  ['policy.receiver', receiverKnobs],
])) {
  test(`docs/model.md has every knob of ${path}, its default and its sentence`, () => {
    const rows = [...(tables.get(path) ?? [])].map(([name, [standard = '', , decides]]) => [
      name,
      JSON.parse(standard),
      decides,
    ])
    expect(rows).toEqual(Object.entries(knobs).map(([name, knob]) => [name, knob.default, knob.decides]))
  })
}

test('docs/model.md has every knob of a run and its environment, and its default', () => {
  const { messages, seed, environment } = scenarioOf({})
  const rows = [...(tables.get('scenario') ?? [])].map(([name, [standard = '']]) => [name, JSON.parse(standard)])
  expect(Object.fromEntries(rows)).toEqual({ messages, seed, ...environment })
})
