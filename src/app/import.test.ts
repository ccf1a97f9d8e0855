import { expect, test } from 'vitest'
import { traceJson } from '../share/export/json.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { importText } from './import.ts'
import { createLab, type Lab } from './lab.ts'

const mine = scenarioOf({ faults: [{ do: 'drop', packet: 'a1.1' }] })
const theirs = scenarioOf({ messages: 2, policy: { receiver: { dedup: 'durable' } } })
const exported = (lab: Lab) => {
  const { scenario, run, nowMs } = lab.getState()
  return traceJson.write({ scenario, trace: run.trace, atMs: nowMs })
}

test('an import is one edit: Undo brings back the run before, Redo the one that was read', () => {
  const lab = createLab(mine, 2500)
  lab.removeFault(0)
  lab.undo()
  importText(lab, JSON.stringify(theirs))
  expect(lab.getState()).toMatchObject({ scenario: theirs, nowMs: 0, moves: 0, ghost: null })
  expect(lab.getState().past.length).toBe(1)
  lab.undo()
  expect(lab.getState().scenario).toEqual(mine)
  lab.redo()
  expect(lab.getState().scenario).toEqual(theirs)
})

test('an exported trace shows the same run at the same instant, and is exported the same again', () => {
  const lab = createLab(mine, 3300)
  const text = exported(lab)
  const other = createLab(theirs)
  other.open('lesson/lose-the-ack')
  expect(importText(other, text)).toMatchObject({ ok: true, kind: 'trace', differs: null })
  const { plan, nowMs, moves, focus } = lab.getState()
  expect(other.getState()).toMatchObject({ page: '', plan, nowMs, moves, focus })
  expect(exported(other)).toBe(text)
})

test('a text that cannot be used changes nothing', () => {
  const lab = createLab(mine, 2500)
  lab.open('compare')
  const before = lab.getState()
  for (const text of ['', '{', '{"messages": 0}', 'v=1&mode=sometimes', '{"trace": []}']) {
    expect(importText(lab, text).ok).toBe(false)
  }
  expect(lab.getState()).toBe(before)
})
