import { expect, test } from 'vitest'
import { traceJson } from '../share/export/json.ts'
import { writeLink } from '../share/link.ts'
import { packed } from '../share/packed.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { importText } from './import.ts'
import { createLab, type Lab } from './lab.ts'

const mine = scenarioOf({ faults: [{ do: 'drop', packet: 'a1.1' }] })
const theirs = scenarioOf({ messages: 2, policy: { receiver: { dedup: 'durable' } } })
const exported = (lab: Lab) => {
  const { scenario, run, nowMs } = lab.getState()
  return traceJson.write({ scenario, trace: run.trace, atMs: nowMs })
}

test('an import is one edit: Undo brings back the run before, Redo the one that was read', async () => {
  const lab = createLab(mine, 2500)
  lab.removeFault(0)
  lab.undo()
  await importText(lab, JSON.stringify(theirs))
  // A document without an instant is shown whole.
  const { run } = lab.getState()
  expect(lab.getState()).toMatchObject({ scenario: theirs, nowMs: run.endMs, moves: run.frames.length, ghost: null })
  expect(lab.getState().past.length).toBe(1)
  lab.undo()
  expect(lab.getState().scenario).toEqual(mine)
  lab.redo()
  expect(lab.getState().scenario).toEqual(theirs)
})

test('an exported trace shows the same run at the same instant, and is exported the same again', async () => {
  const lab = createLab(mine, 3300)
  const text = exported(lab)
  const other = createLab(theirs)
  other.open('lesson/lose-the-ack')
  expect(await importText(other, text)).toMatchObject({ ok: true, kind: 'trace', differs: null })
  const { plan, nowMs, moves, focus } = lab.getState()
  expect(other.getState()).toMatchObject({ page: '', plan, nowMs, moves, focus })
  expect(exported(other)).toBe(text)
})

test('a text that cannot be used changes nothing', async () => {
  const lab = createLab(mine, 2500)
  lab.open('compare')
  const before = lab.getState()
  for (const text of ['', '{', '{"messages": 0}', 'v=1&mode=sometimes', 'v=1&z=nothing', '{"trace": []}', '{}']) {
    expect((await importText(lab, text)).ok).toBe(false)
  }
  expect(lab.getState()).toBe(before)
})

test('a packed link is taken in like the link that it holds', async () => {
  const scenario = scenarioOf({ messages: 50, faults: Array.from({ length: 50 }, (_, i) => drop(i + 1)) })
  const short = await packed(writeLink({ scenario, atMs: 9000 }))
  expect(short).toMatch(/^v=1&z=/)
  for (const text of [short, `https://lab.example/lab/#${short}`, `https://lab.example/lab/?${short}`]) {
    const lab = createLab(mine)
    expect(await importText(lab, text)).toMatchObject({ ok: true, kind: 'link' })
    expect(lab.getState()).toMatchObject({ scenario, nowMs: 9000 })
  }
})

test('a link without an instant is a run from its beginning', async () => {
  const lab = createLab(mine, 2500)
  await importText(lab, writeLink({ scenario: theirs, atMs: null }))
  expect(lab.getState()).toMatchObject({ scenario: theirs, nowMs: 0, moves: 0 })
})

const drop = (message: number) => ({ do: 'drop' as const, packet: `m${message}.1` })
