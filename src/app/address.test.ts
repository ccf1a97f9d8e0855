import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { scenarioOf } from '../sim/scenario.ts'
import { followAddress } from './address.ts'
import { createLab, type Lab } from './lab.ts'

/** An address bar with its history; `navigate` leads to another hash, as Back or a link does. */
const bar = { hash: '', search: '?theme=dark', href: '' }
/** The hashes of the history up to the present one. */
let entries: string[]
let navigate: (hash: string) => void
let lab: Lab
let stop: () => void

beforeEach(() => {
  bar.hash = ''
  entries = ['']
  const replace = (_: unknown, __: string, hash: string) => {
    entries[entries.length - 1] = bar.hash = hash
  }
  const listeners: (() => void)[] = []
  vi.stubGlobal('location', bar)
  vi.stubGlobal('history', {
    pushState: (...given: Parameters<typeof replace>) => {
      entries.push('')
      replace(...given)
    },
    replaceState: replace,
  })
  vi.stubGlobal('addEventListener', (_: string, listener: () => void) => listeners.push(listener))
  vi.stubGlobal('removeEventListener', () => {})
  navigate = (hash) => {
    bar.hash = hash
    for (const listener of listeners) listener()
  }
  lab = createLab(scenarioOf({}))
  lab.setOption('theme', 'dark')
  stop = followAddress(lab)
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
})

test('an edit is an entry, and what a hash brought goes with every one that is written', () => {
  lab.addFault({ do: 'drop', packet: 'a1.1' })
  expect(entries).toEqual(['', '#v=1&mode=at-least-once&faults=drop:a1.1&t=0'])
  navigate('#v=1&mode=at-least-once&ui=compact')
  expect(lab.getState().scenario.faults).toEqual([])
  lab.addFault({ do: 'drop', packet: 'm1.1' })
  expect(entries.at(-1)).toBe('#v=1&mode=at-least-once&faults=drop:m1.1&t=0&ui=compact')
})

test('what the query brought stays there, wherever Back leads', () => {
  lab.addFault({ do: 'drop', packet: 'a1.1' })
  navigate('')
  expect(lab.getState()).toMatchObject({ scenario: { faults: [] }, options: { theme: 'dark' } })
  lab.addFault({ do: 'drop', packet: 'm1.1' })
  expect(bar.hash).toBe('#v=1&mode=at-least-once&faults=drop:m1.1&t=0')
})

test('a run that is opened from another page is one entry: Back leads to what was there', () => {
  lab.addFault({ do: 'drop', packet: 'a1.1' })
  lab.open('costs')
  const costs = entries.at(-1)
  expect(costs).toMatch(/page=costs.*drop:a1\.1/)
  lab.load(scenarioOf({ messages: 1 }), 0, '')
  expect(entries.slice(-2)).toEqual([costs, '#v=1&mode=at-least-once&messages=1&t=0'])
})
