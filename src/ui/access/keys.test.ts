import { expect, test } from 'vitest'
import { presenterKeys } from '../present/clicker.ts'
import { shortcuts, without } from './shortcuts.ts'
import { walks } from './walks.ts'

/** How the help names what an event or a binding calls otherwise. */
const said: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ContextMenu: 'Menu',
  Escape: 'Esc',
  'Shift+?': '?',
}
const nameOf = (key: string) =>
  said[key] ??
  key
    .replace('Digit', '')
    .replace('$mod', 'Ctrl')
    .replace(/(^|\+)([a-z])$/, (_, plus, letter) => plus + letter.toUpperCase())

test.each([...shortcuts, ...walks, ...presenterKeys].map((row) => [row.id, row] as const))(
  'the help names every key of "%s", and no other',
  (id, { keys, binds }) => {
    // P is listened to elsewhere, so that it works before anything has the focus.
    const bound = id === 'present' ? ['p'] : Object.keys(binds)
    expect(new Set(bound.map(nameOf))).toEqual(new Set(keys))
  },
)

test('before a class and elsewhere the help tells every key that works there, and each once', () => {
  for (const [first, second] of [
    [presenterKeys, shortcuts],
    [shortcuts, presenterKeys],
  ] as const) {
    const told = [...first, ...without<{ readonly keys: readonly string[] }>(second, first)].flatMap(({ keys }) => keys)
    expect(new Set(told).size).toBe(told.length)
    expect(new Set(told)).toEqual(
      new Set([...shortcuts, ...presenterKeys].flatMap(({ keys }): readonly string[] => keys)),
    )
  }
  expect(without(shortcuts, presenterKeys).map(({ id }) => id)).not.toContain('present')
  expect(without(presenterKeys, shortcuts).find(({ id }) => id === 'leave')?.keys).toEqual(['Esc'])
})

test('no key means two things in one place', () => {
  for (const table of [shortcuts, walks, presenterKeys]) {
    const all = table.flatMap(({ keys }): readonly string[] => keys)
    expect(new Set(all).size).toBe(all.length)
  }
})
