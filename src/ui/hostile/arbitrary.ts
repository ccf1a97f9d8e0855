/**
 * Hostile input: everything that strangers can put before the lab, made from valid documents by small and rude changes.
 * The unit tests try 2,000 cases, `npm run fuzz` as many as it is asked for.
 */
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { addressOfAttributes } from '../../app/attributes.ts'
import { importText } from '../../app/import.ts'
import { keptDocument, parsed } from '../../app/kept.ts'
import { createLab, drawable } from '../../app/lab.ts'
import { obey } from '../../app/messages.ts'
import { doneLessons } from '../../app/progress.ts'
import { optionsAtLoad } from '../../app/settings.ts'
import { progressSchema } from '../../lessons/drill/session.ts'
import { namespace, readCommand } from '../../share/messages.ts'
import { defaultOptions } from '../../share/options.ts'
import { type Address, readAddress, readPackedAddress, writeAddress } from '../../share/page.ts'
import { mostLinkLength } from '../../share/parameters.ts'
import { run } from '../../sim/run.ts'
import { check, scenarioOf, scenarioSchema } from '../../sim/scenario.ts'
import { bestSoFar } from '../puzzles/record.ts'

const addresses = [
  'v=1&mode=at-least-once&faults=drop:a1.1,drop:m2.1&t=5900',
  'v=1&mode=effectively-once&commit=keyFirst&messages=1&faults=crash:receiver:m1.1:apply~500',
  'v=1&mode=at-least-once&attempts=5&timeoutMs=2000&dedup=volatile&seed=4294967295&hopMs=500-1500&loseAckPct=12.5',
  'v=1&page=lesson/lose-the-ack/predict&embed=1&ui=compact&hide=score,ledger&lock=mode,faults&theme=dark',
  'lesson=lose-the-ack&autoplay=visible&note=What%20was%20lost%3F&api=1&origin=https://course.example&speed=0.25',
]

const scenario = {
  ...scenarioOf({
    policy: { sender: { attempts: 5 }, receiver: { dedup: 'durable', window: { keys: 3 } } },
    faults: [
      { do: 'drop', packet: 'a1.1', afterMs: 400 },
      { do: 'crash', process: 'receiver', packet: 'm3.1', before: 'apply', downMs: 500 },
      { do: 'late', timer: 'm1.1', ms: 500 },
    ],
  }),
}

const commands = [
  { type: 'seek', t: 5900, req: 1 },
  { type: 'set', parameters: { mode: 'at-most-once', theme: 'dark', speed: 2, embed: true } },
  { type: 'inject', fault: { do: 'drop', packet: 'a1.1' }, req: 'loss' },
  { type: 'setState', state: addresses[0] },
  { type: 'getState', id: 'frame' },
  { type: 'step' },
].map((command) => ({ ns: namespace, v: 1, ...command }))

/** What is kept between visits, by name. */
const documents: readonly (readonly [name: string, document: unknown])[] = [
  ['settings', { theme: 'dark', motion: 'off', keys: 'off', narration: 'all' }],
  ['progress', { lessons: ['lose-the-ack', 'dedup'] }],
  ['puzzles', { 'both-at-once': { moves: 2, hints: 0 } }],
  ['drill', { v: 1, rounds: 2, known: { 'read-1': 1 }, session: null }],
]

const splinters = [
  ...addresses.flatMap((address) => address.split(/(?=[&,])/)),
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    '&__proto__=1',
    '<img src=x onerror=alert(1)>',
    '"><script>',
  ],
  ...[
    '%',
    '%00',
    '%ff',
    '%3C',
    '#',
    '&&',
    '==',
    '-0',
    '1e999',
    'NaN',
    '\u0000',
    '\ud800',
    '\u202e',
    '{',
    '[',
    '"',
    '\\',
  ],
]

/** A text with some pieces cut out, put in or repeated. */
const mangled = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(
        fc.record({
          at: fc.nat(2000),
          cut: fc.nat(20),
          put: fc.constantFrom('', ...splinters),
          times: fc.constantFrom(1, 1, 1, 2, 3000),
        }),
        { maxLength: 4 },
      ),
    )
    .map(([text, edits]) =>
      edits.reduce((now, { at, cut, put, times }) => {
        const start = at % (now.length + 1)
        return now.slice(0, start) + put.repeat(times) + now.slice(start + cut)
      }, text),
    )

const deep = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

/** Values that nobody asked for. JSON.parse makes `__proto__` a property of its own, as a message can have it. */
const rude: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    [],
    {},
    -1,
    0.5,
    1e308,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    'x'.repeat(20_000),
    Array.from({ length: 5000 }, () => ({ do: 'drop', packet: 'm1.1' })),
    deep(2000),
    JSON.parse('{"__proto__":{"polluted":true}}'),
    JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
  ),
  fc.constantFrom(...splinters),
  fc.jsonValue({ maxDepth: 3 }),
)

/** A document with values at some of its places replaced, and members added or taken away. */
const disturbed = (documents: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.constantFrom(...documents),
      fc.array(
        fc.record({
          path: fc.array(fc.nat(12), { minLength: 1, maxLength: 5 }),
          how: fc.constantFrom('replace', 'replace', 'add', 'remove'),
          name: fc.constantFrom('__proto__', 'constructor', 'toString', 'length', 'extra', 'v'),
          value: rude,
        }),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([document, edits]) => {
      const copy: unknown = structuredClone(document)
      for (const { path, how, name, value } of edits) {
        let place: unknown = copy
        for (const [i, step] of path.entries()) {
          if (typeof place !== 'object' || place === null) break
          const keys = Object.keys(place)
          const key = keys[step % Math.max(1, keys.length)] ?? name
          // Not along a prototype: it is the input that is to be hostile, not this.
          const next: unknown = Object.hasOwn(place, key) ? Reflect.get(place, key) : null
          if (i < path.length - 1 && typeof next === 'object' && next !== null) {
            place = next
            continue
          }
          if (Array.isArray(place) && key === 'length') break
          if (how === 'remove') Reflect.deleteProperty(place, key)
          else {
            const own = { value: structuredClone(value), writable: true, enumerable: true, configurable: true }
            Object.defineProperty(place, how === 'add' && !Array.isArray(place) ? name : key, own)
          }
          break
        }
      }
      return copy
    })

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** Two of 40 MB, one of them a link that begins well, one packed twice, and one that never ends. */
const bombs = [
  'v=1&note='.padEnd(40_000_000, 'x'),
  Buffer.alloc(40_000_000),
  `v=1&z=${base64url(deflateRawSync(Buffer.alloc(1_000_000, 'v=1&'), { level: 9 }))}`,
].map((content) => base64url(deflateRawSync(content, { level: 9 })))
bombs.push((bombs[0] as string).slice(0, 9000))

/** Packed links: real ones that hold hostile text, ones that were mangled after they were packed, and bombs. */
const packedLinks: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: mangled(addresses).map((text) => base64url(deflateRawSync(text))) },
  { weight: 6, arbitrary: mangled(addresses.map((text) => base64url(deflateRawSync(text)))) },
  { weight: 1, arbitrary: fc.constantFrom(...bombs) },
)

/**
 * Where hostile input comes in: what it may be, and what is done with it, perhaps in a moment. What comes back is to be
 * short and by name.
 */
export interface Door {
  readonly name: string
  readonly input: fc.Arbitrary<unknown>
  readonly take: (input: never) => unknown
}

/** What an address gave is a scenario, and can be written again. */
function sound(address: Address): Address {
  const { link, page } = address
  if (!link?.ok) return address
  const valid = check(scenarioSchema, link.scenario)
  if (!valid.ok) throw new Error(`a link gave what no scenario is: ${JSON.stringify(valid.problems)}`)
  const again = readAddress(writeAddress(page, link))
  if (again.link !== null && !again.link.ok) throw new Error('a link was read that cannot be written')
  return address
}

const link: Door = {
  name: 'links',
  input: fc.tuple(mangled([...addresses, '']), mangled(['', ...addresses])),
  take([hash, query]: [string, string]) {
    return sound(readAddress(`#${hash}`, `?${query}`))
  },
}

/** In a link, in an attribute and in a command: all three read what is packed. */
const packedLink: Door = {
  name: 'packed links',
  input: fc.tuple(packedLinks, mangled(['', ...addresses])),
  async take([z, rest]: [string, string]) {
    const memory = process.memoryUsage().arrayBuffers
    const address = sound(await readPackedAddress(`#v=1&z=${z}`, `?${rest}`))
    const attribute = sound(await addressOfAttributes([{ name: 'z', value: z }]))
    const command = readCommand({ ns: namespace, type: 'setState', state: `v=1&z=${z}` })
    const reply = command?.ok ? await obey(createLab(scenarioOf({ messages: 1 })), command.command) : command
    const grown = process.memoryUsage().arrayBuffers - memory
    // Half a megabyte at a time, three times, and what is still to be collected.
    if (grown > 64_000_000) throw new Error(`${grown} bytes were unpacked; a link has ${mostLinkLength}`)
    // A scenario may be as long as a link unpacks to; whatever is said about it may not.
    return [address, attribute].map(({ link, ...said }) => (link?.ok ? said : { ...said, link })).concat(reply as never)
  },
}

const attributes: Door = {
  name: 'attributes',
  input: fc.array(
    fc.record({
      name: fc.constantFrom('mode', 'faults', 'note', 'lesson', 'theme', 'onclick', ...splinters),
      value: mangled(addresses),
    }),
    { maxLength: 6 },
  ),
  take: (given: { name: string; value: string }[]) => addressOfAttributes(given),
}

const message: Door = {
  name: 'messages',
  input: fc.oneof(disturbed(commands), rude),
  take(data: unknown) {
    const read = readCommand(data)
    if (read === null || !read.ok) return read
    return obey(createLab(scenarioOf({ messages: 1 })), read.command)
  },
}

const json: Door = {
  name: 'documents',
  input: fc.oneof(disturbed([scenario]), mangled([JSON.stringify(scenario)])),
  take(given: unknown) {
    const read = check(scenarioSchema, typeof given === 'string' ? parsed(given) : given)
    return read.ok ? read : read.problems.slice(0, 20)
  },
}

const storage: Door = {
  name: 'storage',
  input: fc.oneof(
    disturbed(documents.map(([, document]) => document)).map((document) => JSON.stringify(document) ?? ''),
    mangled(documents.map(([, document]) => JSON.stringify(document))),
  ),
  take(text: string) {
    const kept = { getItem: () => text, setItem() {}, removeItem() {} }
    Object.defineProperty(globalThis, 'localStorage', { value: kept, configurable: true })
    const options = optionsAtLoad({})
    if (Object.keys(options).length !== Object.keys(defaultOptions).length) throw new Error('an option too much')
    const drill = check(progressSchema, keptDocument('drill'))
    return [options, doneLessons(), bestSoFar(), drill.ok ? drill : drill.problems.slice(0, 20)]
  },
}

const exported = JSON.stringify({ v: 1, scenario, atMs: 5900, trace: run(scenario, drawable).trace })
const texts = [JSON.stringify(scenario, null, 2), exported, `https://lab.example/course/#${addresses[0]}`, ...addresses]

/** One field that is wrong as often as a text has room for whose lines are counted. */
const repeated = `{${'"messages":0,\n'.repeat(30_000)}"seed":1}`

/** A pasted, chosen or dropped text: all of them end here. What is refused changes nothing. */
const pasted: Door = {
  name: 'imports',
  input: fc.oneof(
    { weight: 12, arbitrary: mangled(texts) },
    { weight: 12, arbitrary: disturbed([JSON.parse(exported)]).map((document) => JSON.stringify(document) ?? '') },
    { weight: 12, arbitrary: packedLinks.map((z) => `v=1&z=${z}`) },
    { weight: 1, arbitrary: fc.constant(repeated) },
  ),
  async take(text: string) {
    const lab = createLab(scenarioOf({ messages: 1 }))
    const before = lab.getState()
    const read = await importText(lab, text)
    if (!read.ok && lab.getState() !== before) throw new Error('a refused import changed the lab')
    if (!read.ok) return read
    const valid = check(scenarioSchema, lab.getState().scenario)
    if (!valid.ok) throw new Error(`an import gave what no scenario is: ${JSON.stringify(valid.problems)}`)
    return read
  },
}

export const doors: readonly Door[] = [link, packedLink, attributes, message, json, pasted, storage]

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype]
const inherited = (): string => prototypes.map((each) => Reflect.ownKeys(each).map(String).join()).join('|')
const clean = inherited()

/**
 * Hands an input in and says what was wrong: a crash, a changed prototype, an answer out of all proportion, or markup that
 * is not the input's own text; null where nothing was.
 */
export async function harm({ take }: Door, input: unknown): Promise<string | null> {
  let answer: unknown
  try {
    answer = await take(input as never)
  } catch (error) {
    return `it threw ${String((error as Error).stack ?? error).slice(0, 500)}`
  }
  if (inherited() !== clean) return 'a prototype was changed'
  const long = (JSON.stringify(answer) ?? '').length
  const given = lengthOf(input)
  return long > 40_000 + 20 * given ? `${given} characters in gave ${long} out` : null
}

function lengthOf(input: unknown): number {
  try {
    return (JSON.stringify(input) ?? '').length
  } catch {
    return 0
  }
}
