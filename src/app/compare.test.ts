import { expect, test } from 'vitest'
import { presets } from '../protocol/policy.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { createComparison } from './compare.ts'
import { createLab, lastInstantOf } from './lab.ts'

const canonical = scenarioOf({
  faults: [
    { do: 'drop', packet: 'a1.1' },
    { do: 'drop', packet: 'm2.1' },
  ],
})

function compared(scenario = canonical, atMs = 0) {
  const page = createLab(scenario, atMs)
  const comparison = createComparison(page)
  const stop = comparison.start()
  const labs = () => comparison.getState().columns.map(({ lab }) => lab.getState())
  return { page, comparison, stop, labs }
}

const scripts = (states: readonly { scenario: typeof canonical }[]) =>
  new Set(states.map(({ scenario: { policy: _, ...shared } }) => JSON.stringify(shared)))

test('all columns run the same messages, weather and faults, byte for byte', () => {
  const { page, comparison, labs } = compared()
  expect(scripts([page.getState(), ...labs()]).size).toBe(1)
  comparison.losePacket('m1.1' as never)
  page.seek(500)
  comparison.losePacket('m1.1' as never)
  expect(labs()[0]?.scenario.faults).toHaveLength(3)
  expect(scripts([page.getState(), ...labs()]).size).toBe(1)
  page.setEnvironment({ hopMs: [700, 700] })
  expect(scripts([page.getState(), ...labs()]).size).toBe(1)
  page.undo()
  page.undo()
  expect(scripts([page.getState(), ...labs()]).size).toBe(1)
  expect(labs()[0]?.scenario.faults).toEqual(canonical.faults)
})

test('what is locked on the page is locked in every column, and moves none of them', () => {
  const crashed = scenarioOf({ faults: [{ do: 'crash', process: 'receiver', atMs: 9000 }] })
  const { page, comparison, labs } = compared(crashed, 500)
  page.setOption('lock', ['faults'])
  for (const act of [
    () => comparison.losePacket('m1.1' as never),
    () => comparison.getState().columns[1]?.lab.toggleCrash('receiver'),
  ]) {
    act()
    expect(page.getState().notice).toEqual({ kind: 'info', id: 'lock.faults' })
    for (const state of [page.getState(), ...labs()]) {
      expect([state.scenario.faults, state.nowMs]).toEqual([crashed.faults, 500])
    }
    page.notify(null)
  }
})

test('the playhead is one, and goes on until the longest column has ended', () => {
  const { page, labs } = compared({ ...canonical, policy: presets.atMostOnce })
  const longest = Math.max(...labs().map(({ run }) => run.endMs))
  expect(page.getState().run.endMs).toBeLessThan(longest)
  page.seek(1e6)
  expect([page.getState(), ...labs()].map(({ nowMs }) => nowMs)).toEqual(Array(4).fill(longest))
  page.reset()
  page.play()
  for (let i = 0; i < 1000 && page.getState().playing; i++) page.tick(100)
  expect(page.getState()).toMatchObject({ nowMs: longest, playing: false })
  for (const { moves, run, playing } of labs()) expect([moves, playing]).toEqual([run.frames.length, false])
})

test('an instant after the end of the page’s own run, as a link has it, is gone to', () => {
  const scenario = { ...canonical, policy: presets.atMostOnce }
  const { page, labs, stop } = compared(scenario, 9500)
  expect(page.getState().run.endMs).toBeLessThan(9500)
  expect([page.getState(), ...labs()].map(({ nowMs }) => nowMs)).toEqual(Array(4).fill(9500))
  page.seek(2000)
  stop()
  const again = createComparison(page)
  again.start()
  expect(page.getState().nowMs).toBe(2000)
  page.load(scenario, 9400)
  expect(page.getState().nowMs).toBe(9400)
})

test('there is one card, and time stops to read it', () => {
  const { page, comparison, labs } = compared(canonical, 500)
  page.play()
  comparison.openCard('m1.1' as never)
  const cards = () => labs().map(({ card }) => card)
  expect(cards()).toEqual(['m1.1', null, null])
  expect([page.getState(), ...labs()].map(({ playing }) => playing)).toEqual(Array(4).fill(false))
  const [, second] = comparison.getState().columns
  second?.lab.openCard('m1.1' as never)
  expect(cards()).toEqual([null, 'm1.1', null])
  second?.lab.delayPacket('m1.1' as never, 400)
  expect(page.getState().scenario.faults.at(-1)).toEqual({ do: 'delay', packet: 'm1.1', ms: 400 })
  expect(scripts([page.getState(), ...labs()]).size).toBe(1)
})

test('a step goes to the next instant of any column, and back the same way', () => {
  const { page, labs } = compared({ ...canonical, policy: presets.atMostOnce })
  const seen: number[] = []
  for (let i = 0; i < 200 && page.getState().nowMs < lastInstantOf(page.getState()); i++) {
    page.stepForward()
    seen.push(page.getState().nowMs)
  }
  const instants = new Set(labs().flatMap(({ run }) => run.frames.map(({ atMs }) => atMs)))
  expect(seen).toEqual([...instants].sort((a, b) => a - b))
  for (const ms of seen.slice(0, -1).reverse()) {
    page.stepBack()
    expect(page.getState().nowMs).toBe(ms)
  }
  page.stepBack()
  expect(page.getState()).toMatchObject({ nowMs: 0, moves: 0 })
})

test('the next surprise may be one of another column', () => {
  const { page, comparison } = compared({ ...canonical, policy: presets.atMostOnce })
  const found: number[] = []
  for (let i = 0; i < 20 && page.getState().nowMs < lastInstantOf(page.getState()); i++) {
    page.nextSurprise()
    found.push(page.getState().nowMs)
  }
  const [, again] = comparison.getState().columns
  const second = again?.lab.getState().plan.notes.find(({ shape }) => shape === 'again')
  expect(found).toContain(second?.atMs)
})

test('a fault by hand in a column is in the page and in every column, and the playhead goes to it everywhere', () => {
  const { page, comparison, labs } = compared(scenarioOf({}), 1500)
  const [, again] = comparison.getState().columns
  again?.lab.losePacket('a1.1' as never)
  expect(page.getState().scenario.faults).toEqual([{ do: 'drop', packet: 'a1.1', afterMs: expect.any(Number) }])
  const instants = new Set([page.getState(), ...labs()].map(({ nowMs }) => nowMs))
  expect(instants.size).toBe(1)
  page.seek(1e6)
  expect(comparison.getState().totals.map(({ duplicatedMessages }) => duplicatedMessages)).toEqual([[], [1], []])
})

test('a crash of the page crashes every column', () => {
  const { page, labs } = compared(scenarioOf({}), 4500)
  page.toggleCrash('receiver')
  for (const { world } of labs().map(({ run }) => run)) expect(world.faults.crashes).toBe(1)
})

test('pressing a guarantee makes it the page’s, and a design of one’s own stays a column', () => {
  const custom = { ...presets.effectivelyOnce, receiver: { ...presets.effectivelyOnce.receiver, window: { keys: 1 } } }
  const { page, comparison } = compared({ ...canonical, policy: custom })
  expect(comparison.getState().columns.map(({ name }) => name)).toEqual([
    'atMostOnce',
    'atLeastOnce',
    'effectivelyOnce',
    'yours',
  ])
  expect(comparison.getState().current).toBe('yours')
  comparison.use('atMostOnce')
  expect(page.getState().scenario.policy).toEqual(presets.atMostOnce)
  expect(comparison.getState()).toMatchObject({ current: 'atMostOnce', yours: custom })
  expect(comparison.getState().columns).toHaveLength(4)
  comparison.use('yours')
  expect(page.getState().scenario.policy).toEqual(custom)
})

test('the design of a vendor is a column like another', () => {
  const { comparison, labs } = compared()
  comparison.add('sqs-standard')
  expect(comparison.getState().columns.map(({ name }) => name)).toContain('sqs-standard')
  expect(labs().at(-1)?.scenario.policy.sender.timeoutMs).toBe(30_000)
  expect(scripts(labs()).size).toBe(1)
})

test('columns can be chosen, two to four of them', () => {
  const { comparison } = compared()
  comparison.add('volatileKeys')
  comparison.add('keyFirst')
  expect(comparison.getState().columns.map(({ name }) => name)).toEqual([
    'atMostOnce',
    'atLeastOnce',
    'effectivelyOnce',
    'volatileKeys',
  ])
  for (const name of ['atMostOnce', 'atLeastOnce', 'effectivelyOnce'] as const) comparison.remove(name)
  expect(comparison.getState().columns.map(({ name }) => name)).toEqual(['effectivelyOnce', 'volatileKeys'])
  expect(comparison.getState().totals).toHaveLength(2)
})

test('left, the page has its playhead alone again', () => {
  const { page, stop } = compared({ ...canonical, policy: presets.atMostOnce })
  page.seek(1e6)
  stop()
  expect(page.getState().beside).toEqual([])
  expect(page.getState().nowMs).toBe(page.getState().run.endMs)
})

test('what an author locked is locked in every column, and the page says so', () => {
  const { page, comparison, labs } = compared(canonical, 500)
  page.setOption('lock', ['mode', 'faults'])
  page.seek(500)
  const faults = { kind: 'info', id: 'lock.faults' }
  for (const act of [
    () => comparison.losePacket('m1.1' as never),
    () => comparison.loseNext('a'),
    () => comparison.getState().columns[2]?.lab.losePacket('m1.1' as never),
  ]) {
    page.notify(null)
    act()
    expect(page.getState()).toMatchObject({ notice: faults, nowMs: 500, scenario: canonical })
    expect(labs().map(({ notice }) => notice)).toEqual([null, null, null])
    expect(scripts([page.getState(), ...labs()]).size).toBe(1)
  }
  comparison.use('atMostOnce')
  expect(page.getState()).toMatchObject({ notice: { id: 'lock.mode' }, scenario: canonical })
})
