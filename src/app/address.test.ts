import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { scenarioOf } from '../sim/scenario.ts'
import { followAddress } from './address.ts'
import { createLab, type Lab } from './lab.ts'

/** An address bar with its history; `navigate` leads to another hash, as Back or a link does. */
const bar = { hash: '', search: '?theme=dark', href: '', entries: 0 }
let navigate: (hash: string) => void
let lab: Lab
let stop: () => void

beforeEach(() => {
  Object.assign(bar, { hash: '', entries: 0 })
  const write = (_: unknown, __: string, url: string) => {
    bar.hash = url
  }
  const listeners: (() => void)[] = []
  vi.stubGlobal('location', bar)
  vi.stubGlobal('history', {
    pushState: (...given: Parameters<typeof write>) => {
      bar.entries++
      write(...given)
    },
    replaceState: write,
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
  expect(bar).toMatchObject({ hash: '#v=1&mode=at-least-once&faults=drop:a1.1&t=0', entries: 1 })
  navigate('#v=1&mode=at-least-once&ui=compact')
  expect(lab.getState().scenario.faults).toEqual([])
  lab.addFault({ do: 'drop', packet: 'm1.1' })
  expect(bar).toMatchObject({ hash: '#v=1&mode=at-least-once&faults=drop:m1.1&t=0&ui=compact', entries: 2 })
})

test('what the query brought stays there, wherever Back leads', () => {
  lab.addFault({ do: 'drop', packet: 'a1.1' })
  navigate('')
  expect(lab.getState()).toMatchObject({ scenario: { faults: [] }, options: { theme: 'dark' } })
  lab.addFault({ do: 'drop', packet: 'm1.1' })
  expect(bar.hash).toBe('#v=1&mode=at-least-once&faults=drop:m1.1&t=0')
})
