import fc from 'fast-check'
import { expect, test } from 'vitest'
import { presetNames } from '../protocol/presets.ts'
import { scenario } from '../sim/arbitrary.ts'
import { run } from '../sim/run.ts'
import { type Scenario, scenarioOf } from '../sim/scenario.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { scenarioJson, traceJson } from './export/json.ts'
import { mostImportLength, readImport } from './import.ts'
import { modeOf, writeLink } from './link.ts'

const limits = { moves: 400, inFlight: 120 }
const shownOf = (any: Scenario, atMs = 0) => ({ scenario: any, trace: run(any, limits).trace, atMs })
const canonical = scenarioOf({
  faults: [
    { do: 'drop', packet: 'a1.1' },
    { do: 'drop', packet: 'm2.1' },
  ],
})
const problemsOf = (text: string) => {
  const read = readImport(text, limits)
  if (read.ok) throw new Error('it was read')
  return read.problems.map(({ line, field, problem }) => `${line} ${field} ${problem}`)
}

test('an exported trace is read in as the same run, and written again byte for byte', () => {
  fc.assert(
    fc.property(scenario, fc.nat(30_000), (any, atMs) => {
      const text = traceJson.write(shownOf(any, atMs))
      const read = readImport(text, limits)
      expect(read).toEqual({ ok: true, kind: 'trace', scenario: any, atMs, differs: null })
      if (read.ok) expect(traceJson.write(shownOf(read.scenario, read.atMs ?? 0))).toBe(text)
    }),
    { seed: 81, numRuns: 200 },
  )
})

test('a scenario is read in with and without its name, a link with and without its page', () => {
  fc.assert(
    fc.property(scenario, (any) => {
      const same = { ok: true, kind: 'scenario', scenario: any, atMs: null, differs: null }
      expect(readImport(scenarioJson.write(shownOf(any)), limits)).toEqual(same)
      expect(readImport(JSON.stringify(any), limits)).toEqual(same)
      const link = writeLink({ scenario: any, atMs: 1234 })
      for (const text of [link, `#${link}`, ` https://example.org/lab/#${link}\n`, `https://example.org/?${link}`]) {
        expect(readImport(text, limits)).toEqual({ ...same, kind: 'link', atMs: 1234 })
      }
    }),
    { seed: 82, numRuns: 100 },
  )
})

test('a trace from before events said what fired and on which link is the trace of its run', () => {
  const { trace, ...rest } = JSON.parse(traceJson.write(shownOf(canonical)))
  const earlier = trace.map(({ link, fired, alsoFired, ...event }: TraceEvent) => event)
  expect(earlier).not.toEqual(trace)
  expect(readImport(JSON.stringify({ ...rest, trace: earlier }), limits)).toMatchObject({ ok: true, differs: null })
})

test('a trace that these machines do not give is told from one that they do, by its first difference', () => {
  const shown = shownOf(canonical)
  const text = traceJson.write(shown)
  const changed = (change: (events: Record<string, unknown>[]) => unknown) => {
    const document = JSON.parse(text)
    change(document.trace)
    const read = readImport(JSON.stringify(document), limits)
    return read.ok ? read.differs : read
  }
  expect(changed(() => {})).toBe(null)
  // The order of fields in a document means nothing.
  expect(
    changed((events) =>
      events.forEach((e, i) => {
        events[i] = Object.fromEntries(Object.entries(e).reverse())
      }),
    ),
  ).toBe(null)
  expect(changed((events) => Object.assign(events[4] as object, { atMs: 1201 }))).toEqual({
    event: 5,
    field: 'atMs',
    given: '1201',
    here: String(shown.trace[4]?.atMs),
  })
  expect(changed((events) => events.pop())).toMatchObject({ event: shown.trace.length, field: '', given: 'undefined' })
  expect(changed((events) => events.push({ id: 99 }))).toMatchObject({
    event: shown.trace.length + 1,
    here: 'undefined',
  })
  expect(changed((events) => Object.assign(events[0] as object, { extra: '<b>' }))).toMatchObject({
    field: 'extra',
    given: '<b>',
  })
  expect(changed((events) => events.splice(0, 9, 1 as never))).toMatchObject({ event: 1, given: '1', here: '{…}' })
  expect(changed((events) => Object.assign(events[0]?.fired as object, { to: 'sent' }))).toEqual({
    event: 1,
    field: 'fired.to',
    given: 'sent',
    here: 'waiting',
  })
  expect(changed((events) => Object.assign(events[0] as object, { link: 1 }))).toMatchObject({ field: 'link' })
  expect(changed((events) => delete events[0]?.cause)).toMatchObject({ field: 'cause', given: 'undefined' })
})

test('a problem names its line and its field', () => {
  expect(problemsOf('{\n  "messages": 2,\n  "faults": [\n    {"do": "drop", "packet": "x9"}\n  ]\n}')).toEqual([
    '4 faults.0.packet is not the name of a packet, such as "m2.1" or "a2.1"',
  ])
  expect(problemsOf('{"v": 1,\n "scenario": {"messages": 0},\n "trace": []}')).toEqual([
    '2 scenario.messages must be at least 1',
  ])
  expect(problemsOf('{\n "messages": 2,\n "faults": [},\n}')).toEqual([
    '3 faults.0 is not JSON at column 13: expected a value or "]"',
  ])
  expect(problemsOf('{"trace": []}')).toEqual(['1 scenario is missing'])
  expect(problemsOf('[]')).toEqual(['1 document must be an object'])
  const nothing = 'says nothing about a run; expected at least one of policy, messages, seed, environment, faults'
  for (const text of ['{}', '{"v": 1}', '{"colour": "red", "name": 3}'])
    expect(problemsOf(text)).toEqual([`1 document ${nothing}`])
  expect(problemsOf('{\n"scenario": {},\n"trace": []}')).toEqual([`2 scenario ${nothing}`])
  const binary =
    'null text is neither a JSON document, which begins with "{", nor a link, such as v=1&mode=at-most-once'
  for (const text of ['\u0089PNG\r\n\u001a\n', 'PK\u0003\u0004', '\ufffd\ufffd%=v'])
    expect(problemsOf(text)).toEqual([binary])
  expect(problemsOf('v=1&mode=sometimes')).toEqual([`null mode must be one of ${presetNames.map(modeOf).join(', ')}`])
  expect(problemsOf('v=1&page=glossary')).toEqual(['null page has no run of its own to take in'])
  expect(problemsOf(' \n')).toEqual(['null text is empty'])
  expect(problemsOf('hello world')).toEqual([
    'null text is neither a JSON document, which begins with "{", nor a link, such as v=1&mode=at-most-once',
  ])
})

const timed = (text: string): number => {
  const start = performance.now()
  expect(problemsOf(text).length).toBeLessThanOrEqual(20)
  return performance.now() - start
}

test('what a link says beside its run is named, and not taken in', () => {
  const asideOf = (text: string) => {
    const read = readImport(text, limits)
    return read.ok ? read.aside : read
  }
  expect(asideOf('v=1&messages=2')).toBe(undefined)
  expect(
    asideOf('https://lab.example/#v=1&messages=2&page=compare&lock=mode,faults&note=%3Cb%3E&theme=pink&colour=red'),
  ).toEqual({
    note: '<b>',
    parameters: ['page=compare', 'lock=mode,faults'],
    ignored: ['colour', 'theme'],
  })
})

test('a hostile text is refused, in no time and without harm', () => {
  const deep = (n: number) => `${'{"scenario":'.repeat(n)}1${'}'.repeat(n)}`
  const hostile = [
    '{"__proto__": {"polluted": true}, "messages": 0}',
    '{"constructor": {"prototype": {"polluted": true}}, "scenario": 3}',
    '{"scenario": {"__proto__": {"policy": {}}, "messages": "<img src=x onerror=alert(1)>"}}',
    '['.repeat(500_000),
    deep(100_000),
    `{"faults": [${'{"do":"drop"},'.repeat(200_000)}1]}`,
    `{"faults": [${'['.repeat(5000)}${']'.repeat(5000)}]}`,
    `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":0`).join(',')}}`,
    `{"policy": {${Array.from({ length: 100_000 }, (_, i) => `"k${i}":0`).join(',')}}}`,
    `{"scenario": {"messages": "${'x'.repeat(2_000_000)}"}}`,
    `{"${'f'.repeat(2_000_000)}": 1}`,
    '\u0000'.repeat(100_000),
    `v=1&${'faults=drop:a1.1,'.repeat(100_000)}`,
    'v=1&mode=%',
    '"\\ud800"',
    '{"messages": 1e999}',
    'x'.repeat(mostImportLength + 1),
    `{"a": [${'1,'.repeat(mostImportLength / 2 - 10)}}`,
  ]
  // The machine may be busy; what would be a hang takes minutes.
  for (const text of hostile) expect(timed(text)).toBeLessThan(2000)
  expect(({} as Record<string, unknown>).polluted).toBe(undefined)
  for (const text of hostile) for (const problem of problemsOf(text)) expect(problem.length).toBeLessThan(400)
})

test('any text at all is read or refused', () => {
  const polluted = () => Object.keys(Object.prototype)
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map((value) => JSON.stringify({ scenario: value })),
      ),
      (text) => {
        const read = readImport(text, limits)
        if (!read.ok) expect(read.problems.length).toBeGreaterThan(0)
      },
    ),
    { seed: 83, numRuns: 5000 },
  )
  expect(polluted()).toEqual([])
})

test('a key of the prototype is a field like any other that no scenario has', () => {
  expect(problemsOf('{"scenario": {"__proto__": {"messages": 7}, "messages": 2}}')).toEqual([
    '1 scenario.__proto__ is not a field of this document',
  ])
})
