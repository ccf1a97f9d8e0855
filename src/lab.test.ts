import { describe, expect, test } from 'vitest'
import { main } from './lab.ts'
import { receiverMachine, senderMachine } from './protocol/machines.ts'
import { presets } from './protocol/policy.ts'
import { scenarioOf } from './sim/scenario.ts'

const ask = (command: string, document: unknown) => main(command, JSON.stringify(document))

describe('sweep', () => {
  const question = {
    policy: { sender: { attempts: 3 } },
    messages: 3,
    environment: { loseMessagePct: 10, loseAckPct: 10 },
    runs: 2000,
    seed: 7,
  }
  const { code, out, err } = main('sweep', JSON.stringify(question), () => 0)
  const answer = JSON.parse(out)

  test('answers with the measures of the contract, each with its interval and the closed form', () => {
    expect([code, err]).toEqual([0, ''])
    expect(answer).toMatchObject({ runs: 2000, ms: 0, cut: 0, submitted: 6000 })
    const names = ['lost', 'duplicated', 'gaveUp', 'gaveUpThoughDone', 'attempts', 'deliveries', 'duplicates']
    const expected = [0.001, 0.0972, 0.006859, 0.005859, 1.2261, 1.10349, 0.10449]
    names.forEach((name, i) => {
      const { mean, ci95, expected: closed } = answer.perMessage[name]
      expect(closed).toBeCloseTo(expected[i] ?? 0, 6)
      expect(mean).toBeGreaterThanOrEqual(ci95[0])
      expect(mean).toBeLessThanOrEqual(ci95[1])
      expect(ci95[1] - ci95[0]).toBeLessThan(0.03)
    })
    expect(answer.perMessage.duplicated.form).toBe('retries')
    expect(answer.latencyMs.toAck.median).toEqual({ ms: 2200, ci95: [2200, 2200] })
    expect(answer.assumptions).toContain('patient')
  })

  test('the same seed gives the same answer, another one another', () => {
    expect(ask('sweep', question).out).toBe(out)
    expect(ask('sweep', { ...question, seed: 8 }).out).not.toBe(out)
  })

  test('its examples are documents for run, and show what they are examples of', () => {
    const { scenario } = answer.examples.find(({ name }: { name: string }) => name === 'gaveUpThoughDone')
    const { verdict } = JSON.parse(ask('run', { scenario }).out)
    expect(verdict.outcomes.gaveUpThoughDone).toBeGreaterThan(0)
  })

  test('says null, and why, where there is no closed form', () => {
    const environment = { duplicatePct: 5 }
    const { perMessage } = JSON.parse(ask('sweep', { ...question, environment, runs: 10 }).out)
    expect(perMessage.lost).toMatchObject({ expected: null, why: 'networkCopies' })
  })

  test('the defaults are those of a scenario', () => {
    expect(JSON.parse(ask('sweep', {}).out)).toMatchObject({ runs: 10_000, submitted: 30_000 })
  })

  test('names the field that it cannot use', () => {
    const complaint = (document: unknown) => ask('sweep', document).err.split(':')[0]
    expect(complaint({ runs: 0 })).toBe('runs')
    expect(complaint({ runs: 10_000_000, messages: 10_000 })).toBe('runs')
    expect(complaint({ messages: 0 })).toBe('messages')
    expect(complaint({ seed: -1 })).toBe('seed')
    expect(complaint({ environment: { loseMessagePct: 101 } })).toBe('environment.loseMessagePct')
    expect(complaint({ policy: { sender: { attempts: 0 } } })).toBe('policy.sender.attempts')
    expect(complaint({ faults: [] })).toBe('faults')
    const endless = {
      policy: { sender: { timeoutMs: 1 } },
      environment: { loseMessagePct: 100, horizonMs: 86_400_000 },
    }
    expect(complaint({ ...endless, runs: 1000 })).toBe('environment')
  })
})

describe('run', () => {
  const { code, out, err } = ask('run', { scenario: { messages: 1, faults: [{ do: 'drop', packet: 'a1.1' }] } })
  const { trace, ledger, verdict } = JSON.parse(out)

  test('answers one line of JSON with a trace, a ledger, a verdict and what did not apply', () => {
    expect([code, err, out.indexOf('\n')]).toEqual([0, '', out.length - 1])
    expect(Object.keys(JSON.parse(out))).toEqual(['trace', 'ledger', 'verdict', 'didNotApply'])
  })

  test('names things as the contract does', () => {
    expect(trace[0]).toEqual({
      id: 1,
      atMs: 0,
      kind: 'send',
      process: 'sender',
      message: 1,
      attempt: 1,
      packet: 'm1.1',
      link: { kind: 'm', from: 'sender', to: 'receiver' },
      fired: { process: 'sender', task: 1, from: 'new', to: 'waiting', event: 'submit', line: 'send' },
      cause: null,
      arrivesMs: 1000,
      expiresMs: 3000,
    })
    expect(trace[2]).toMatchObject({ kind: 'apply', process: 'receiver', packet: 'm1.1', line: 'apply', cause: 2 })
    expect(ledger).toEqual([
      {
        message: 1,
        attempts: 2,
        deliveries: 2,
        effects: 2,
        absorbed: 0,
        belief: 'acknowledged',
        outcome: 'duplicated',
        final: true,
      },
    ])
    expect(verdict).toEqual({
      outcomes: { lost: 0, duplicated: 1, ackedWithoutEffect: 0, gaveUpThoughDone: 0, wrongValue: 0 },
      undecided: 0,
      faults: 1,
      expected: 10,
      actual: 20,
    })
  })

  test('says what a key that is forgotten and a value that is set are called', () => {
    const receiver = { dedup: 'durable', window: { keys: 1 }, effect: 'set' }
    const sender = { backoff: 'exponential', jitterPct: 25 }
    const environment = { reorder: false }
    const answer = JSON.parse(ask('run', { scenario: { messages: 2, policy: { sender, receiver }, environment } }).out)
    const [applied, evicted] = answer.trace.slice(-5)
    expect(applied).toMatchObject({ kind: 'apply', packet: 'm2.1', line: 'commit', value: 200 })
    expect(evicted).toEqual({
      id: applied.id + 1,
      atMs: 5200,
      kind: 'evict',
      process: 'receiver',
      message: 1,
      fired: { process: 'receiver', task: 2, from: 'commit', to: 'ack', event: 'run', line: 'commit' },
      cause: applied.id,
    })
    expect(answer.verdict).toMatchObject({ outcomes: { wrongValue: 0 }, expected: 200, actual: 200 })
  })

  test('an empty scenario is the default one', () => {
    expect(JSON.parse(ask('run', { scenario: {} }).out).ledger).toHaveLength(3)
  })
})

describe('explore', () => {
  const faults = {
    max: 2,
    loseMessage: true,
    loseAck: true,
    duplicatePacket: false,
    crashSender: true,
    crashReceiver: true,
  }
  const asked = { policy: presets.atLeastOnce, messages: 1, faults, network: { reorder: true, slow: false } }
  const answer = (document: unknown) => JSON.parse(ask('explore', document).out)

  test('answers as the contract says', () => {
    const { ms, ...rest } = answer(asked)
    expect(ms).toBe(0) // no clock was given
    expect(rest).toMatchObject({ complete: true, states: 51, transitions: 103, attempts: null })
    expect(Object.keys(rest.outcomes)).toEqual([
      'lost',
      'duplicated',
      'ackedWithoutEffect',
      'gaveUpThoughDone',
      'wrongValue',
    ])
    expect(rest.outcomes.lost).toBe(null)
    expect(rest.outcomes.duplicated).toMatchObject({ faults: 1, steps: 7, scenario: { v: 1, messages: 1 } })
  })

  test('its scenario is one that `run` takes, and that ends as it was found', () => {
    const { scenario } = answer(asked).outcomes.duplicated
    expect(JSON.parse(ask('run', { scenario }).out).verdict).toMatchObject({ outcomes: { duplicated: 1 }, faults: 1 })
  })

  test('left alone, looks for the faults of the badges in one message, and says what it bounded', () => {
    expect(answer({})).toMatchObject({ complete: true, attempts: null })
    expect(answer({ policy: { sender: { timeoutMs: 500 } } })).toMatchObject({ complete: true, attempts: 6 })
    expect(answer({ network: { slow: true }, attempts: 3, faults: { max: 1 } })).toMatchObject({ attempts: 3 })
  })

  test('says that keys may be forgotten at any moment, if a window by time can end while a message is tried', () => {
    const window = (attempts: number, ms: number) => ({
      policy: { sender: { attempts }, receiver: { dedup: 'durable', window: { ms } } },
    })
    const early = answer(window(3, 4000))
    expect(early).toMatchObject({ assumes: ['keys may forget at any moment'], outcomes: { duplicated: { faults: 1 } } })
    // The clock alone forgets no key before the first retry: the run has a delay, which is no fault.
    const { faults } = early.outcomes.duplicated.scenario
    expect(faults.map((fault: { do: string }) => fault.do)).toEqual(['delay', 'crash'])
    expect(answer(window(2, 4000))).toMatchObject({ assumes: [], outcomes: { duplicated: null } })
    expect(answer({ policy: { receiver: { dedup: 'durable', window: { keys: 1 } } } }).assumes).toEqual([])
    expect(answer(asked).assumes).toEqual([])
  })

  test('a search that was cut short proves nothing', () => {
    expect(answer({ ...asked, messages: 3, mostStates: 50 })).toMatchObject({ complete: false })
  })
})

describe('twin', () => {
  const answer = (document: object) => JSON.parse(ask('twin', document).out)
  const lost = { messages: 1, faults: [{ do: 'drop', packet: 'm1.1' }] }

  test('finds the lost ACK for a lost message, and how many worlds there are', () => {
    const { twin, complete, states, possibleWorlds, worlds, truthWithinBounds } = answer({ scenario: lost, atMs: 3000 })
    expect(twin).toMatchObject({
      faults: 1,
      scenario: { v: 1, messages: 1, faults: [{ do: 'drop', packet: 'a1.1' }] },
      differs: 'effects',
    })
    expect([complete, possibleWorlds, worlds.length, truthWithinBounds]).toEqual([true, 3, 3, true])
    expect(states).toBeGreaterThan(0)
    expect(worlds[0]).toEqual({
      ledger: [{ message: 1, deliveries: 0, effects: 0 }],
      faults: 1,
      scenario: JSON.parse(JSON.stringify(scenarioOf(lost as Parameters<typeof scenarioOf>[0]))),
    })
  })

  test('or that there is none, and since when', () => {
    const known = { event: 5, atMs: 2200, kind: 'deliver', message: 1, excludes: 'effects' }
    expect(answer({ scenario: { messages: 1 }, atMs: 5000 })).toMatchObject({
      twin: null,
      complete: true,
      couldKnow: known,
    })
  })

  test('the bounds are those that are given', () => {
    const question = { scenario: lost, atMs: 3000 }
    expect(answer({ ...question, faults: { max: 0 } }).twin).toBeNull()
    expect(answer({ ...question, faults: { loseAck: false, crashReceiver: false } }).twin).toBeNull()
    expect(answer({ ...question, faults: { max: 0 }, network: { slow: true } }).twin.faults).toBe(0)
  })

  test('a network whose round trip can outlast the timeout is slow unless said otherwise', () => {
    const scenario = { ...lost, policy: { sender: { timeoutMs: 2199 } } }
    const question = { scenario, atMs: 2300, faults: { max: 0 } }
    expect(answer(question).twin.faults).toBe(0)
    expect(answer({ ...question, network: { slow: false } }).twin).toBeNull()
    const patient = { ...lost, policy: { sender: { timeoutMs: 2200 } } }
    expect(answer({ ...question, scenario: patient }).twin).toBeNull()
  })

  test('an instant far on in a run that is too large is refused', () => {
    const { code, err } = ask('twin', { scenario: { messages: 10_000, environment: { sendEveryMs: 1 } }, atMs: 60_000 })
    expect([code, err.slice(0, 26)]).toEqual([2, 'scenario: has too many mov'])
  })
})

describe('machine', () => {
  test('answers the config of a process under a policy', () => {
    const answer = (process: string) => JSON.parse(ask('machine', { policy: presets.effectivelyOnce, process }).out)
    expect(answer('sender')).toEqual(senderMachine(presets.effectivelyOnce))
    expect(answer('receiver')).toEqual(receiverMachine(presets.effectivelyOnce))
    expect(answer('packet')).toMatchObject({ id: 'packet', initial: 'inFlight' })
  })

  test('has a state per line of the program', () => {
    const { states } = JSON.parse(ask('machine', { policy: presets.effectivelyOnce, process: 'receiver' }).out)
    expect(Object.keys(states)).toEqual(['idle', 'check key', 'commit', 'ack'])
  })
})

describe('what cannot be used is refused with code 2 and a line for each problem on standard error', () => {
  const refused = (command: string, input: string, start: string) => {
    const { code, out, err } = main(command, input)
    expect([code, out]).toEqual([2, ''])
    expect(err.slice(0, start.length)).toBe(start)
    expect(err.endsWith('\n')).toBe(true)
  }

  test.each(['explode', 'constructor', '__proto__', 'toString', 'hasOwnProperty'])('there is no command %s', (name) => {
    refused(name, '{}', `there is no command "${name}"; there are: run,`)
  })

  test.each([
    ['', '{}', 'name a command: run,'],
    ['run', '', 'document: is not JSON'],
    ['run', '{', 'document: is not JSON'],
    ['run', 'null', 'document: must be an object'],
    ['run', '[3]', '0.document: must be an object'],
    ['run', '{}', 'scenario: is missing'],
    ['run', '{"scenario":[]}', 'scenario: must be an object'],
    ['run', '{"scenario":{},"colour":1}', 'colour: is not a field of this document'],
    ['run', '{"scenario":{"__proto__":{}}}', 'scenario.__proto__: is not a field of this document'],
    ['run', '{"scenario":{"messages":0}}', 'scenario.messages: must be at least 1'],
    ['run', '{"scenario":{"policy":{"sender":{"attempts":0}}}}', 'scenario.policy.sender.attempts: must be'],
    [
      'run',
      '{"scenario":{"faults":[{"do":"duplicate","packet":"m1.1","afterMs":-1}]}}',
      'scenario.faults.0.afterMs: must',
    ],
    ['run', '{"scenario":{"faults":[{"do":"drop","packet":"x"}]}}', 'scenario.faults.0.packet: is not the name'],
    ['explore', '{"messages":0}', 'messages: must be at least 1'],
    ['explore', '{"faults":{"max":-1}}', 'faults.max: must be at least 0'],
    ['explore', '{"faults":{"loseAck":1}}', 'faults.loseAck: must be true or false'],
    ['explore', '{"faults":{"crash":true}}', 'faults.crash: must be a list of names'],
    ['explore', '{"faults":{"explode":true}}', 'faults.explode: is not a field'],
    ['explore', '{"network":{"slow":"yes"}}', 'network.slow: must be true or false'],
    ['explore', '{"policy":{"sender":{"attempts":0}}}', 'policy.sender.attempts: must be'],
    ['twin', '{}', 'scenario: is missing'],
    ['twin', '{"scenario":{}}', 'atMs: is missing'],
    ['twin', '{"scenario":{},"atMs":-1}', 'atMs: must be at least 0'],
    ['twin', '{"scenario":{},"atMs":1,"faults":{"max":-1}}', 'faults.max: must be at least 0'],
    ['twin', '{"scenario":{},"atMs":1,"faults":{"loseAck":1}}', 'faults.loseAck: must be true or false'],
    ['twin', '{"scenario":{},"atMs":1,"network":{"fast":true}}', 'network.fast: is not a field'],
    ['twin', '{"scenario":{"messages":0},"atMs":1}', 'scenario.messages: must be at least 1'],
    ['machine', '{}', 'process: is missing'],
    ['machine', '{"process":"constructor"}', 'process: must be "sender"'],
    ['machine', '{"process":"sender","policy":{"receiver":{"dedup":1}}}', 'policy.receiver.dedup: must be one of'],
  ])('%s %s', refused)

  test('every problem has a line of its own', () => {
    expect(
      ask('run', { scenario: { seed: -1, messages: 0 } })
        .err.trimEnd()
        .split('\n'),
    ).toHaveLength(2)
  })
})
