import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { scenarioOf } from '../sim/scenario.ts'
import type { Lab } from './lab.ts'

/** What a page has and a test has not: wishes of the system, storage, an element with attributes. */
const wishes = new Map<string, { matches: boolean; listeners: Set<() => void> }>()
const stored = new Map<string, string>()
let refuses = false

function wish(query: string, matches: boolean): void {
  const found = wishes.get(query)
  if (found === undefined) throw new Error(`nobody asks for ${query}`)
  found.matches = matches
  for (const listener of found.listeners) listener()
}

vi.stubGlobal('matchMedia', (query: string) => {
  const entry = wishes.get(query) ?? { matches: false, listeners: new Set() }
  wishes.set(query, entry)
  return {
    get matches() {
      return entry.matches
    },
    addEventListener: (_: string, listener: () => void) => entry.listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => entry.listeners.delete(listener),
  }
})
vi.stubGlobal('localStorage', {
  getItem: (name: string) => stored.get(name) ?? null,
  setItem(name: string, text: string) {
    if (refuses) throw new DOMException('denied', 'SecurityError')
    stored.set(name, text)
  },
  removeItem: (name: string) => stored.delete(name),
})

let settings: typeof import('./settings.ts')
let kept: typeof import('./kept.ts')
let makeLab: () => Lab
beforeAll(async () => {
  // As on a new page: other tests share the modules, and some ask the system when they are loaded.
  vi.resetModules()
  settings = await import('./settings.ts')
  kept = await import('./kept.ts')
  const { createLab } = await import('./lab.ts')
  makeLab = () => createLab(scenarioOf({}))
})
beforeEach(() => {
  stored.clear()
  refuses = false
  for (const entry of wishes.values()) entry.matches = false
})
afterAll(() => vi.unstubAllGlobals())

function shown() {
  const lab = makeLab()
  const root = { dataset: {} as Record<string, string>, lang: '' }
  const stops = [settings.showOptions(lab, root as unknown as HTMLElement), settings.keepOptions(lab)]
  const stop = () => {
    for (const each of stops) each()
  }
  return { lab, root, stop }
}

test('what is left to the system follows it: more contrast is the contrast theme, less motion is none', () => {
  const { lab, root, stop } = shown()
  expect(root).toMatchObject({ lang: 'en', dataset: { theme: 'auto', motion: 'auto' } })
  wish('(prefers-contrast: more)', true)
  wish('(prefers-reduced-motion: reduce)', true)
  expect(root.dataset).toMatchObject({ theme: 'contrast', motion: 'off' })
  lab.setOption('theme', 'dark')
  expect(root.dataset.theme).toBe('dark')
  wish('(prefers-reduced-motion: reduce)', false)
  expect(root.dataset.motion).toBe('auto')
  lab.setOption('motion', 'off')
  expect(root.dataset.motion).toBe('off')
  stop()
  lab.setOption('theme', 'light')
  wish('(prefers-contrast: more)', false)
  expect(root.dataset.theme).toBe('dark')
  expect([...wishes.values()].flatMap(({ listeners }) => [...listeners])).toEqual([])
})

test('what a visitor sets is there on the next visit, numbers too; an address comes before it', () => {
  const { lab } = shown()
  lab.setOption('theme', 'projector')
  lab.setOption('volume', 70)
  lab.setOption('keys', 'off')
  expect(settings.optionsAtLoad({})).toMatchObject({ theme: 'projector', volume: 70, keys: 'off', sound: 'off' })
  expect(settings.optionsAtLoad({ theme: 'light' })).toMatchObject({ theme: 'light', volume: 70 })
  stored.set(
    'exactly-once-lab.settings',
    JSON.stringify({ volume: 900, theme: ['dark'], keys: 'perhaps', sound: 'on' }),
  )
  expect(settings.optionsAtLoad({})).toMatchObject({ theme: 'auto', volume: 40, keys: 'on', sound: 'on' })
})

test('what a host or a link asks for is shown, and is no setting of the visitor', () => {
  const { lab, root } = shown()
  lab.setState({ options: { ...lab.getState().options, theme: 'dark', sound: 'on' } })
  expect(root.dataset.theme).toBe('dark')
  lab.setOption('volume', 10)
  expect(settings.optionsAtLoad({})).toMatchObject({ theme: 'auto', sound: 'off', volume: 10 })
})

test('where nothing may be kept, settings hold all the same, and that is known', () => {
  expect(kept.isKeeping()).toBe(true)
  expect(stored.size).toBe(0)
  refuses = true
  expect(kept.isKeeping()).toBe(false)
  const { lab, root } = shown()
  lab.setOption('theme', 'dark')
  expect(root.dataset.theme).toBe('dark')
  expect(settings.optionsAtLoad({}).theme).toBe('auto')
})

test('a lock and what an author leaves out stay in the address as long as nobody changes them', () => {
  const { lab } = shown()
  const given = () => ({ lock: ['mode', 'faults'], hide: ['score'], note: 'Why?', theme: 'dark' }) as const
  lab.setState({ options: settings.optionsAtLoad(given()) })
  // What was read a second time is another list that says the same.
  expect(settings.addressOptions(given(), lab.getState().options)).toEqual(given())
  lab.setOption('theme', 'light')
  lab.setOption('hide', [])
  expect(settings.addressOptions(given(), lab.getState().options)).toEqual({ lock: ['mode', 'faults'], note: 'Why?' })
})

test('a link that a reader hands on asks what its author asked, and nothing of the reader’s own', () => {
  const { lab } = shown()
  const asked = { lock: ['mode'], note: 'Why?', embed: true, present: true, volume: 70, predict: 'required' } as const
  lab.setState({ asked, options: settings.optionsAtLoad(asked) })
  expect(settings.handedOn(lab.getState())).toEqual({ lock: ['mode'], note: 'Why?', predict: 'required' })
  lab.setOption('theme', 'dark')
  lab.setOption('predict', 'off')
  expect(settings.handedOn(lab.getState())).toEqual({ lock: ['mode'], note: 'Why?' })
})
