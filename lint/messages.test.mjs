import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commandNames } from '../src/share/messages.ts'

test('docs/messages.md has a row for every command and every message', () => {
  const document = readFileSync(new URL('../docs/messages.md', import.meta.url), 'utf8')
  const source = readFileSync(new URL('../src/share/messages.ts', import.meta.url), 'utf8')
  const told = [...source.matchAll(/readonly type: '(\w+)'/g)].map(([, type]) => type)
  expect(told).toContain('resize')
  const rows = document.split('\n').filter((line) => line.startsWith('| `'))
  for (const name of [...commandNames, ...told]) {
    expect(
      rows.some((row) => row.split('|')[1]?.includes(`\`${name}\``)),
      name,
    ).toBe(true)
  }
})
