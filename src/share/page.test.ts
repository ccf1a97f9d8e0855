import { describe, expect, test } from 'vitest'
import { scenarioOf } from '../sim/scenario.ts'
import { hasRun, partsOf, readAddress, writeAddress } from './page.ts'

const state = { scenario: scenarioOf({ faults: [{ do: 'drop', packet: 'a1.1' }] }), atMs: 4000 }
const link = { ok: true, ...state, ignored: [] }
const nothing = { page: '', link: null, options: {}, problems: [], ignored: [] }

test('a page without a run is its name alone', () => {
  expect(writeAddress('lesson/lose-the-ack', state)).toBe('v=1&page=lesson/lose-the-ack')
  expect(readAddress('#v=1&page=lesson/lose-the-ack')).toEqual({ ...nothing, page: 'lesson/lose-the-ack' })
  expect(readAddress('', '?lesson=lose-the-ack')).toEqual({ ...nothing, page: 'lesson/lose-the-ack' })
  expect(partsOf('lesson/lose-the-ack/predict')).toEqual({
    name: 'lesson',
    id: 'lose-the-ack',
    step: 'predict',
    more: '',
  })
  expect(partsOf('costs/attempts/outcomes/retries').more).toBe('retries')
})

test('the comparison and the free lab carry the run', () => {
  for (const page of ['', 'compare']) {
    const text = writeAddress(page, state)
    expect(readAddress(text)).toEqual({ ...nothing, page, link })
    expect(hasRun(page)).toBe(true)
  }
})

test('an empty hash is the free lab, and asks for nothing', () => {
  expect(readAddress('')).toEqual(nothing)
  expect(readAddress('#somewhere')).toEqual(nothing)
})

test('query and hash together; where they disagree the hash holds; names in any case', () => {
  const query = '?V=1&MODE=at-most-once&Theme=dark&embed=1&seed=9'
  const hash = '#v=1&mode=at-least-once&faults=drop:a1.1&t=4000&theme=light'
  const scenario = scenarioOf({ faults: [{ do: 'drop', packet: 'a1.1' }], seed: 9 })
  expect(readAddress(hash, query)).toEqual({
    ...nothing,
    link: { ...link, scenario },
    options: { embed: true, theme: 'light' },
  })
})

test('options go with every page, and are written after its run', () => {
  expect(writeAddress('drill', state, 'embed=1')).toBe('v=1&page=drill&embed=1')
  const text = writeAddress('', state, 'embed=1&lock=mode,faults')
  expect(readAddress(text)).toEqual({ ...nothing, link, options: { embed: true, lock: ['mode', 'faults'] } })
})

test('an option that cannot be used is named; the run and the other options are used', () => {
  const read = readAddress('#v=1&t=4000&faults=drop:a1.1&theme=pink&embed=1&lock=mode,everything&embed=0')
  expect(read).toMatchObject({ link, options: { embed: true } })
  expect(read.problems).toEqual([
    { field: 'lock', problem: 'must be some of mode,speed,faults' },
    { field: 'theme', problem: 'must be auto, light, dark, contrast, projector' },
    { field: 'embed', problem: 'is there twice; leave one' },
  ])
})

test('what nobody knows is left out and named', () => {
  expect(readAddress('', '?utm_source=mail&fbclid=1')).toEqual({ ...nothing, ignored: ['utm_source', 'fbclid'] })
  expect(readAddress('#v=1&mode=at-least-once&colour=red').ignored).toEqual(['colour'])
})

describe('what is no page is refused by name', () => {
  test.each([
    'page=nowhere',
    'page=lesson/<b>',
    'page=',
    'page=constructor',
    'page=a/b/c/d',
    'page=drill&lesson=dedup',
  ])('%s', (hash) => {
    const { page, problems } = readAddress(`v=1&${hash}`)
    expect(page).toBe('')
    expect(problems.map(({ field }) => field)).toEqual([hash.includes('lesson=') ? 'lesson' : 'page'])
  })
  test('the second of two is refused, and the first is kept', () => {
    const { page, problems } = readAddress('v=1&page=drill&page=table')
    expect(page).toBe('drill')
    expect(problems).toEqual([{ field: 'page', problem: 'is there twice; leave one' }])
  })
  test('a bad parameter beside a good page is named, and the page is kept', () => {
    const { page, link } = readAddress('v=1&page=compare&mode=never')
    expect(page).toBe('compare')
    expect(link?.ok === false && link.problems[0]?.field).toBe('mode')
  })
})
