import { fc, test as law } from '@fast-check/vitest'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { knobLines, presetNames, presets } from '../protocol/policy.ts'
import { run } from '../sim/run.ts'
import { check, environmentKnobs, mostFaults, type Scenario, scenarioOf, scenarioSchema } from '../sim/scenario.ts'
import { isLink, modeOf, readLink, writeLink } from './link.ts'
import { mostLinkLength, parametersIn } from './parameters.ts'

/** Links that were handed out. Add to this list; never change a line of it. */
const openForEver: readonly [link: string, scenario: v.InferInput<typeof scenarioSchema>, atMs: number | null][] = [
  ['v=1&mode=at-least-once', {}, null],
  ['v=1&mode=at-most-once', { policy: presets.atMostOnce }, null],
  ['v=1&mode=effectively-once', { policy: presets.effectivelyOnce }, null],
  [
    'v=1&mode=at-least-once&faults=drop:a1.1,drop:m2.1&t=5900',
    {
      faults: [
        { do: 'drop', packet: 'a1.1' },
        { do: 'drop', packet: 'm2.1' },
      ],
    },
    5900,
  ],
  [
    'v=1&mode=effectively-once&commit=keyFirst&messages=1&faults=crash:receiver:m1.1:apply~500',
    {
      policy: { receiver: { dedup: 'durable', commit: 'keyFirst' } },
      messages: 1,
      faults: [{ do: 'crash', process: 'receiver', packet: 'm1.1', before: 'apply', downMs: 500 }],
    },
    null,
  ],
  [
    'v=1&mode=at-least-once&attempts=5&timeoutMs=2000&dedup=volatile&seed=4294967295&hopMs=500-1500&loseAckPct=12.5',
    {
      policy: { sender: { attempts: 5, timeoutMs: 2000 }, receiver: { dedup: 'volatile' } },
      seed: 0xffff_ffff,
      environment: { hopMs: [500, 1500], loseAckPct: 12.5 },
    },
    null,
  ],
  [
    'v=1&mode=at-least-once&faults=drop:m2.1~400,duplicate:m1.1,drop:a1.1+1,delay:m1.2~1000,late:m1.1~500,crash:sender@100,crash:receiver@8300~2000,crash:receiver:m3.1:check-key,crash:receiver:m3.2:record-key~1,crash:sender:m3.1:wait-for-ACK&t=0',
    {
      faults: [
        { do: 'drop', packet: 'm2.1', afterMs: 400 },
        { do: 'duplicate', packet: 'm1.1' },
        { do: 'drop', packet: 'a1.1+1' },
        { do: 'delay', packet: 'm1.2', ms: 1000 },
        { do: 'late', timer: 'm1.1', ms: 500 },
        { do: 'crash', process: 'sender', atMs: 100 },
        { do: 'crash', process: 'receiver', atMs: 8300, downMs: 2000 },
        { do: 'crash', process: 'receiver', packet: 'm3.1', before: 'check key' },
        { do: 'crash', process: 'receiver', packet: 'm3.2', before: 'record key', downMs: 1 },
        { do: 'crash', process: 'sender', packet: 'm3.1', before: 'wait for ACK' },
      ],
    },
    0,
  ],
  [
    'v=1&mode=effectively-once&backoff=exponential&jitterPct=25&window=ms-2900&effect=set&messages=2&reorder=false&faults=drop:a1.1',
    {
      policy: {
        sender: { backoff: 'exponential', jitterPct: 25 },
        receiver: { dedup: 'durable', window: { ms: 2900 }, effect: 'set' },
      },
      messages: 2,
      environment: { reorder: false },
      faults: [{ do: 'drop', packet: 'a1.1' }],
    },
    null,
  ],
  [
    'v=1&mode=effectively-once&window=keys-1&faults=drop:a1.1,drop:m1.2&t=7100',
    {
      policy: { receiver: { dedup: 'durable', window: { keys: 1 } } },
      faults: [
        { do: 'drop', packet: 'a1.1' },
        { do: 'drop', packet: 'm1.2' },
      ],
    },
    7100,
  ],
]

describe('links', () => {
  test.each(openForEver)('%s', (link, parts, atMs) => {
    const state = { scenario: scenarioOf(parts), atMs }
    expect(readLink(link)).toEqual({ ok: true, ignored: [], ...state })
    expect(writeLink(state)).toBe(link)
  })

  test.each(openForEver)('%s can be run', (link) => {
    const read = readLink(link)
    const played = read.ok ? run(read.scenario) : null
    expect(played?.stopped).toBe('nothing')
    expect(played?.world.messages.every(({ deliveries }) => deliveries > 0)).toBe(true)
  })

  const scenario = arbitraryOf(scenarioSchema) as fc.Arbitrary<Scenario>
  const state = fc.record({ scenario, atMs: fc.option(fc.nat()) })

  law.prop([state], { numRuns: 1000, seed: 1 })('read after write is the same', (written) => {
    expect(readLink(writeLink(written))).toEqual({ ok: true, ignored: [], ...written })
  })

  law.prop([state], { numRuns: 300, seed: 2 })('an address bar leaves a link as it is', (written) => {
    const link = writeLink(written)
    expect(link).toMatch(/^[\w.,:@~&=+-]*$/)
    expect(new URL(`http://x/#${link}`).hash).toBe(`#${link}`)
    expect(readLink(`#${link}`)).toEqual({ ok: true, ignored: [], ...written })
    expect(isLink(parametersIn(link))).toBe(true)
  })

  law.prop([state], { numRuns: 300, seed: 3 })('a mailer that encodes every sign does no harm', (written) => {
    const link = writeLink(written).replace(/[^\w&=]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
    expect(readLink(link)).toEqual({ ok: true, ignored: [], ...written })
  })

  law.prop([state], { numRuns: 300, seed: 4 })(
    'the order of parameters and the case of their names do not matter',
    (written) => {
      const parts = writeLink(written).split('&').reverse()
      expect(readLink(parts.map((part) => part.replace(/^\w+/, (name) => name.toUpperCase())).join('&'))).toEqual({
        ok: true,
        ignored: [],
        ...written,
      })
    },
  )

  test('every knob has a name of its own', () => {
    const names = [
      'v',
      'mode',
      'messages',
      'seed',
      'faults',
      't',
      ...knobLines.map(({ name }) => name),
      ...Object.keys(environmentKnobs),
    ]
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
  })

  test.each([
    [{ receiver: { window: { keys: 5 } } }, 'window=keys-5'],
    [{ receiver: { window: { ms: 60_000 } } }, 'window=ms-60000'],
    [{ receiver: { effect: 'set' } }, 'effect=set'],
    [{ sender: { backoff: 'exponential' } }, 'backoff=exponential'],
    [{ sender: { jitterPct: 12.5 } }, 'jitterPct=12.5'],
    [{ environment: { reorder: false } }, 'reorder=false'],
  ])('%j is %s, and the schema alone decides whether it can run', (parts, text) => {
    const { sender, receiver, environment } = { sender: {}, receiver: {}, environment: {}, ...parts }
    const base = scenarioOf({})
    const scenario = {
      ...base,
      policy: { sender: { ...base.policy.sender, ...sender }, receiver: { ...base.policy.receiver, ...receiver } },
      environment: { ...base.environment, ...environment },
    } as Scenario
    const link = writeLink({ scenario, atMs: null })
    expect(link).toBe(`v=1&mode=at-least-once&${text}`)
    const read = readLink(link)
    if (check(scenarioSchema, scenario).ok) expect(read).toEqual({ ok: true, ignored: [], scenario, atMs: null })
    else expect(fieldsOf(read)).toEqual([text.split('=')[0]])
  })

  test('a playhead between two milliseconds is put on the nearer one', () => {
    expect(writeLink({ scenario: scenarioOf({}), atMs: 5899.6 })).toMatch(/&t=5900$/)
  })

  test('the longest list of the longest faults is a link', () => {
    const fault = 'crash:receiver:m99999.16777215+15:wait-for-ACK~86400000'
    const link = `v=1&mode=at-least-once&faults=${Array.from({ length: mostFaults }, () => fault).join(',')}`
    const read = readLink(link)
    expect(read.ok && writeLink(read)).toBe(link)
  })

  test('two faults of every kind take no more than 300 characters', () => {
    const faults = [
      'drop:a1.1,drop:m2.1~400,duplicate:m1.1,duplicate:m3.2,delay:m1.1~1000,delay:a3.1~1000',
      'late:m2.2~500,late:m3.1~500,crash:receiver@8300~2000,crash:receiver:m2.1:record-key~500',
    ]
    const link = `v=1&mode=effectively-once&messages=5&faults=${faults.join(',')}&t=25900`
    const read = readLink(link)
    expect(read.ok && writeLink(read)).toBe(link)
    expect(link.length).toBeLessThanOrEqual(300)
  })
})

describe('a parameter that this lab does not know', () => {
  test.each([
    ['v=1&colour=red', ['colour']],
    ['v=1&=5', ['=5']],
    ['v=1&__proto__=5', ['__proto__']],
    ['v=1&constructor=5&Seed=7', ['constructor']],
    ['utm_source=mail', ['utm_source']],
  ])('%s is left out and named', (text, ignored) => {
    const { ok, ...read } = readLink(text)
    expect(ok).toBe(true)
    expect(read).toEqual({ scenario: scenarioOf(text.includes('Seed') ? { seed: 7 } : {}), atMs: null, ignored })
  })

  test('alone it says nothing about a run', () => {
    expect(isLink(parametersIn('utm_source=mail'))).toBe(false)
    expect(isLink(parametersIn('MODE=at-most-once'))).toBe(true)
  })
})

describe('what is no link', () => {
  test.each([
    ['v=2&whatever=1', 'v', 'must be 1, the only version there is'],
    ['v=1&mode=exactly-once', 'mode', `must be one of ${presetNames.map(modeOf).join(', ')}`],
    ['v=1&seed=1&Seed=1', 'seed', 'is there twice; leave one'],
    ['v=1&seed=%zz', 'seed', 'has a "%" that is no percent-encoding'],
    ['v=1&%zz=1', '%zz', 'has a "%" that is no percent-encoding'],
    ['v=1&seed', 'seed', 'must be a number, such as seed=0'],
    ['v=1&timeoutMs=soon', 'timeoutMs', 'must be a number, such as timeoutMs=3000'],
    ['v=1&hopMs=1000', 'hopMs', 'must be [least, most], such as hopMs=1000-1000'],
    ['v=1&hopMs=2-1', 'hopMs', 'the least may not exceed the most, such as hopMs=1000-1000'],
    ['v=1&lineMs=-1', 'lineMs', 'must be at least 0, such as lineMs=100'],
    ['v=1&t=-1', 't', 'must be at least 0, such as t=5900'],
    ['v=1&t=', 't', 'must be a number, such as t=5900'],
    ['v=1&faults=drop:a1.1,drop:m0.1', 'faults[1]', 'is not the name of a packet, such as "m2.1" or "a2.1"'],
    ['v=1&faults=delay:m1.1', 'faults[0]', 'must be written delay:packet~ms'],
    ['v=1&faults=crash:receiver', 'faults[0]', /^must be written crash:process@atMs or crash:process@atMs~downMs or/],
    ['v=1&faults=', 'faults[0]', /^must be written drop:packet or .* or late:timer~ms$/],
    ['v=1&faults=__proto__:m1.1', 'faults[0]', /^must be written drop:packet or/],
    ['v=1&faults=crash:receiver:m1.1:lunch', 'faults[0]', /^must be one of "send"/],
  ])('%s', (text, field, problem) => {
    const read = readLink(text)
    expect(read).toEqual({
      ok: false,
      ignored: [],
      problems: [{ field, problem: typeof problem === 'string' ? problem : expect.stringMatching(problem) }],
    })
  })

  test('a link has its limits', () => {
    expect(readLink(`v=1&faults=${'drop:m1.1,'.repeat(mostFaults)}drop:m1.1`)).toEqual({
      ok: false,
      ignored: [],
      problems: [{ field: 'faults', problem: 'has more than 1000 entries, such as faults=drop:a1.1' }],
    })
    expect(readLink('v=1&seed='.padEnd(mostLinkLength + 1, '1'))).toEqual({
      ok: false,
      ignored: [],
      problems: [{ field: 'link', problem: 'is longer than 65536 characters' }],
    })
  })

  test('every problem is told at once, up to twenty', () => {
    expect(fieldsOf(readLink('v=1&seed=x&lineMs=x&colour=red&mode=x&faults=drop'))).toEqual([
      'mode',
      'seed',
      'lineMs',
      'faults[0]',
    ])
    expect(fieldsOf(readLink(`v=1&faults=${','.repeat(500)}`))).toHaveLength(20)
  })

  /** Parts of links, and what people and programs put into them. */
  const splinters = [
    ...openForEver.flatMap(([link]) => link.split(/(?=[&,])/)),
    ...[
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'window=__proto__-5',
      '&__proto__=5',
      'faults=constructor:m1.1',
      'mode=valueOf',
    ],
    ...[
      '%',
      '%00',
      '%ff',
      '%2B',
      '+',
      ' ',
      '#',
      '&&',
      '==',
      '-',
      '--',
      '1e999',
      '-0',
      'NaN',
      '99999999999',
      '\u0000',
      '\ud800',
      'é',
      '{"keys":5}',
    ],
  ]
  const edit = fc.record({
    at: fc.nat(300),
    cut: fc.nat(12),
    splinter: fc.constantFrom('', ...splinters),
    times: fc.constantFrom(1, 1, 1, 2, 500),
  })
  const mutated = fc
    .tuple(fc.constantFrom(...openForEver.map(([link]) => link)), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([link, edits]) =>
      edits.reduce((text, { at, cut, splinter, times }) => {
        const start = at % (text.length + 1)
        return text.slice(0, start) + splinter.repeat(times) + text.slice(start + cut)
      }, link),
    )

  law.prop([mutated], { numRuns: 2000, seed: 5 })('a mangled link is read or refused by name, at once', (text) => {
    const inherited = inheritedNames()
    expect(msToRead(text)).toBeLessThan(100)
    const read = readLink(text)
    expect(inheritedNames()).toEqual(inherited)
    if (read.ok) {
      expect(check(scenarioSchema, read.scenario)).toEqual({ ok: true, value: read.scenario })
      expect(readLink(writeLink(read))).toEqual({ ...read, ignored: [] })
    } else {
      expect(read.problems.length).toBeGreaterThan(0)
      for (const { field, problem } of read.problems) expect([field, problem]).not.toContain('')
    }
  })

  test.each([
    '&',
    ',',
    '-',
    '1',
    '1-',
    'a&',
    '=&',
    '%41',
    '%',
    'faults=',
    'drop:m1.1,',
    '&faults=drop:',
    ':@~',
    '1e1',
    '&seed=1',
  ])('the longest link made of %j is refused at once', (splinter) => {
    const start = splinter.includes('&') ? 'v=1' : 'v=1&faults='
    const text = (start + splinter.repeat(mostLinkLength)).slice(0, mostLinkLength)
    const began = performance.now()
    readLink(text)
    expect(performance.now() - began).toBeLessThan(100)
  })
})

function fieldsOf(read: ReturnType<typeof readLink>): string[] {
  return read.ok ? [] : read.problems.map(({ field }) => field)
}

/** The quickest of three, unless the first will do: the machine may have been busy with something else. */
function msToRead(text: string): number {
  let quickest = Number.POSITIVE_INFINITY
  for (let times = 0; times < 3 && quickest >= 100; times++) {
    const began = performance.now()
    readLink(text)
    quickest = Math.min(quickest, performance.now() - began)
  }
  return quickest
}

function inheritedNames(): string[] {
  return [Object.prototype, Array.prototype].flatMap((prototype) => Object.getOwnPropertyNames(prototype))
}

/** What this test asks a schema about. */
interface Shape extends v.GenericSchema {
  pipe?: { kind: string; type: string; requirement?: number }[]
  entries?: Record<string, Shape>
  options?: unknown[]
  items?: Shape[]
  item?: Shape
  wrapped?: Shape
  default?: unknown
  literal?: unknown
}

/** Any value that a schema takes, made from the schema itself: a new knob or fault is in the laws by itself. */
function arbitraryOf(schema: v.GenericSchema): fc.Arbitrary<unknown> {
  return candidates(schema as Shape).filter((value) => v.is(schema, value))
}

function candidates(schema: Shape): fc.Arbitrary<unknown> {
  const { pipe = [], entries = {}, options = [], items = [] } = schema
  const result = pipe.findLast(({ kind }) => kind === 'schema')
  if (result !== undefined && result !== pipe[0]) return arbitraryOf(result as unknown as Shape)
  switch (schema.type) {
    case 'optional':
      return arbitraryOf(schema.wrapped as Shape)
    case 'strict_object': {
      const arbitraries = Object.entries(entries).map(([name, entry]) => [name, arbitraryOf(entry)] as const)
      const may = (name: string) => entries[name]?.type === 'optional' && entries[name].default === undefined
      const requiredKeys = Object.keys(entries).filter((name) => !may(name))
      return fc.record(Object.fromEntries(arbitraries), { requiredKeys })
    }
    case 'array':
      return fc.array(arbitraryOf(schema.item as Shape), { maxLength: 12 })
    case 'tuple':
      return fc.tuple(...items.map(arbitraryOf))
    case 'union':
    case 'variant':
      return fc.oneof(...(options as Shape[]).map(arbitraryOf))
    case 'literal':
      return fc.constant(schema.literal)
    case 'boolean':
      return fc.boolean()
    case 'number': {
      const limit = (type: string) => pipe.find((step) => step.type === type)?.requirement as number
      const range = { min: limit('min_value'), max: limit('max_value') }
      const whole = pipe.some(({ type }) => type === 'integer')
      return fc.oneof(
        fc.constantFrom(range.min, range.max),
        whole ? fc.integer(range) : fc.double({ ...range, noNaN: true }),
      )
    }
    case 'string':
      return fc.stringMatching(/^[ma][1-9]\d{0,3}\.[1-9]\d{0,5}(\+[1-9])?$/)
    case 'picklist':
      return fc.constantFrom(...options)
    default:
      throw new Error(`A schema of type ${schema.type} is new here; say how to make its values.`)
  }
}
