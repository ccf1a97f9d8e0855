import { describe, expect, test } from 'vitest'
import cases from '../explore/fixtures/cases.json'
import { type Command, eachOf } from './command.ts'
import { explore } from './explore.ts'
import { machine } from './machine.ts'
import { run } from './run.ts'
import { sweep } from './sweep.ts'

const commands: Readonly<Record<string, Command>> = { explore: eachOf(explore), run: eachOf(run), machine, sweep }

/** What a command answers, as it comes out as JSON; or the problems, a line each. */
function ask(command: string, input: unknown) {
  const answer = (commands[command] as Command)(JSON.parse(JSON.stringify(input)), () => 0)
  if (answer.ok) return JSON.parse(JSON.stringify(answer.value))
  return { err: answer.problems.map(({ field, problem }) => `${field}: ${problem}`).join('\n') }
}
const questionOf = ({ document, messages, faults, network }: (typeof cases)[number]) => ({
  document,
  messages,
  faults,
  network,
})

describe('explore', () => {
  test('answers every document that has known answers, all of them in one call', () => {
    const answers = ask('explore', cases.map(questionOf)) as {
      complete: boolean
      neverEnds: number | null
      outcomes: Record<string, { faults: number } | null>
    }[]
    cases.forEach((known, i) => {
      const answer = answers[i]
      const faults = Object.entries(answer?.outcomes ?? {}).map(([name, found]) => [name, found?.faults ?? null])
      expect([known.system, Object.fromEntries(faults), answer?.neverEnds, answer?.complete]).toEqual([
        known.system,
        known.outcomes,
        known.neverEnds,
        true,
      ])
    })
  })

  test('shows every outcome by a run with exactly its faults', () => {
    const answers = ask('explore', cases.map(questionOf)) as {
      outcomes: Record<string, { faults: number; scenario: unknown } | null>
    }[]
    const shown = answers.flatMap(({ outcomes }) =>
      Object.entries(outcomes).flatMap(([name, found]) => (found === null ? [] : [{ name, ...found }])),
    )
    const runs = ask(
      'run',
      shown.map(({ scenario }) => ({ scenario })),
    ) as {
      verdict: { faults: number; outcomes: Record<string, number> }
      didNotApply: unknown[]
    }[]
    shown.forEach(({ name, faults }, i) => {
      const { verdict, didNotApply } = runs[i] as (typeof runs)[number]
      expect([name, verdict.faults, (verdict.outcomes[name] ?? 0) > 0, didNotApply]).toEqual([name, faults, true, []])
    })
  })

  test('knows a system by its id and knobs, and hands its scenarios on by them', () => {
    const answer = ask('explore', { system: 'outbox', knobs: { inbox: 'atomic' }, faults: { max: 1 } })
    expect(answer).toMatchObject({ complete: true, neverEnds: null, outcomes: { lost: null, phantom: null } })
    const twice = ask('explore', { system: { id: 'outbox', knobs: { inbox: 'none' } }, faults: { max: 1 } })
    expect(twice.outcomes.duplicated.scenario).toMatchObject({ system: 'outbox', knobs: { inbox: 'none' } })
    expect(twice.outcomes.duplicated.scenario.document).toBeUndefined()
  })

  test('says why it ended, and claims nothing, where it did not finish', () => {
    const answer = ask('explore', { system: 'outbox', faults: { max: 2 }, mostStates: 10 })
    expect(answer).toMatchObject({ complete: false, ended: 'limit', limit: 'states', neverEnds: null })
  })

  test('says what it assumes of tables that forget', () => {
    const { document } = cases[3] as (typeof cases)[number]
    const forgets = structuredClone(document) as { stores: { inbox: object } }
    forgets.stores.inbox = { ...forgets.stores.inbox, keepsMs: 1000 }
    const answer = ask('explore', { document: forgets, faults: { max: 1 } })
    expect(answer.assumes).toEqual(['inbox may forget at any moment'])
  })

  test('the first lab by its id is the first lab', () => {
    const bounds = { messages: 2, faults: { max: 2 } }
    const { ms: _, ...byId } = ask('explore', {
      system: 'exchange',
      knobs: { receiver: { dedup: 'durable' } },
      ...bounds,
    })
    const { ms: __, ...byPolicy } = ask('explore', { policy: { receiver: { dedup: 'durable' } }, ...bounds })
    expect(byId).toEqual(byPolicy)
    const aliases = { max: 2, lose: ['a'], duplicate: false, crash: ['receiver'] }
    const { ms: ___, ...named } = ask('explore', { faults: { ...aliases } })
    const today = { max: 2, loseMessage: false, loseAck: true, crashSender: false, crashReceiver: true }
    expect(named).toEqual((({ ms: ____, ...rest }) => rest)(ask('explore', { faults: today })))
  })
})

describe('run', () => {
  test('plays a system by the clock: its trace, a ledger by stores and a verdict by properties', () => {
    const faults = [{ do: 'crash', process: 'worker', message: 1, before: 'commit offset' }]
    const answer = ask('run', { scenario: { system: 'outbox', knobs: { inbox: 'none' }, messages: 2, faults } })
    expect(answer.verdict).toEqual({
      outcomes: { lost: 0, phantom: 0, duplicated: 1 },
      undecided: 0,
      faults: 1,
    })
    expect(answer.ledger[0]).toEqual({
      message: 1,
      effects: { orders: 1, shipments: 2 },
      belief: 'told',
      line: null,
      properties: ['duplicated'],
    })
    expect(answer.trace.find(({ kind }: { kind: string }) => kind === 'crash')).toMatchObject({ process: 'worker' })
    expect(answer.didNotApply).toEqual([])
  })

  test('says which faults did not apply', () => {
    const lost = { do: 'drop', packet: 'publish:1.7' }
    expect(ask('run', { scenario: { system: 'outbox', faults: [lost] } }).didNotApply).toEqual([lost])
    const exchange = { do: 'drop', packet: 'm1.7' }
    expect(ask('run', { scenario: { faults: [exchange] } }).didNotApply).toEqual([exchange])
  })

  test('a worker that stalls longer than its lease is slow, not dead: the job is done twice without a fault', () => {
    const stall = { do: 'stall', process: 'worker 1', atMs: 2150, ms: 20_000 }
    const { verdict } = ask('run', {
      scenario: { system: 'leased-queue', knobs: { workers: 2, inbox: 'none' }, faults: [stall] },
    })
    expect(verdict).toMatchObject({ faults: 0, outcomes: { duplicated: 1 } })
  })

  test('a process that stops for good ignores what comes', () => {
    const stop = { do: 'stop', process: 'broker', atMs: 50 }
    const { trace, verdict } = ask('run', { scenario: { system: 'dual-write', faults: [stop] } })
    expect(trace.some(({ kind }: { kind: string }) => kind === 'ignore')).toBe(true)
    expect(verdict.faults).toBe(1)
  })

  test('the same scenario gives the same bytes', () => {
    const scenario = {
      system: 'pipeline',
      messages: 3,
      seed: 5,
      environment: { losePct: { 'hop 1': 30 }, crashPct: { sink: 10 } },
    }
    expect(JSON.stringify(ask('run', { scenario }))).toBe(JSON.stringify(ask('run', { scenario })))
  })
})

test('machine prints the machine of a program, or those of a process by name', () => {
  const only = ask('machine', { system: 'outbox', process: 'relay' })
  expect(only).toMatchObject({ id: 'relay', initial: 'read row' })
  expect(Object.keys(ask('machine', { system: 'leased-queue', process: 'queue' }))).toContain('deliver')
  expect(ask('machine', { system: 'leased-queue', process: 'queue', program: 'store' })).toMatchObject({ id: 'store' })
})

test('sweep says how often each property comes about in some weather', () => {
  const question = {
    system: 'outbox',
    knobs: { inbox: 'none' },
    runs: 200,
    environment: { losePct: { confirm: 20 } },
    seed: 3,
  }
  const answer = ask('sweep', question)
  expect(answer).toMatchObject({ runs: 200, cut: 0, perMessage: { lost: { mean: 0 } } })
  const { mean, ci95 } = answer.perMessage.duplicated
  expect(mean).toBeGreaterThan(0.1)
  expect(ci95[0]).toBeLessThan(mean)
  const [example] = answer.examples
  expect(ask('run', { scenario: example.scenario }).verdict.outcomes[example.name]).toBeGreaterThan(0)
})

describe('what cannot be used is refused, and the field named', () => {
  const { document } = cases[0] as (typeof cases)[number]
  test.each([
    ['explore', { system: 'inbox' }, 'system: must be one of "dual-write"'],
    ['explore', { system: 'outbox', knobs: { mark: 'never' } }, 'knobs.mark: must be'],
    ['explore', { system: 'outbox', knobs: { colour: 1 } }, 'knobs.colour: is no knob'],
    ['explore', { document: 3 }, 'document: must be an object'],
    ['explore', { document: { ...document, stores: 3 } }, 'document.stores: must be an object'],
    ['explore', { document, faults: { crash: ['nobody'] } }, 'faults.crash: there is no "nobody"'],
    ['explore', { document, faults: { lose: ['nothing'] } }, 'faults.lose: there is no "nothing"'],
    ['explore', [{ document }, { document, messages: 0 }], '1.messages: must be at least 1'],
    [
      'run',
      { scenario: { system: 'outbox', faults: [{ do: 'crash', process: 'relais', atMs: 1 }] } },
      'scenario.faults.0.process: there is no process "relais"',
    ],
    [
      'run',
      { scenario: { system: 'outbox', faults: [{ do: 'crash', process: 'relay', before: 'x' }] } },
      'scenario.faults.0: relay has no line "x"',
    ],
    ['run', { scenario: { system: 'outbox', colour: 1 } }, 'scenario.colour: is not a field'],
    ['machine', { system: 'outbox', process: 'nobody' }, 'process: must be one of "service"'],
    ['sweep', { system: 'outbox', runs: 0 }, 'runs: must be at least 1'],
  ])('%s %j', (command, input, complaint) => {
    const { err } = ask(command, input)
    expect(err).toContain(complaint)
  })
})
