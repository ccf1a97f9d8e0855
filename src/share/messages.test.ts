import { fc, test as law } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { commandNames, mostCommand, namespace, readCommand } from './messages.ts'

const of = (fields: object) => ({ ns: namespace, v: 1, req: 7, ...fields })
const examples: readonly object[] = [
  { type: 'play' },
  { type: 'pause' },
  { type: 'step' },
  { type: 'stepBack' },
  { type: 'seek', t: 5900 },
  { type: 'set', parameters: { mode: 'at-most-once', theme: 'dark', embed: true, seed: 4 } },
  { type: 'inject', fault: { do: 'drop', packet: 'a1.1' } },
  { type: 'reset' },
  { type: 'getState' },
  { type: 'setState', state: 'v=1&mode=at-most-once' },
]

test('there is an example of every command, and each is read', () => {
  expect(examples.map((example) => Reflect.get(example, 'type'))).toEqual(commandNames)
  for (const example of examples) {
    const read = readCommand(of(example))
    expect(read).toMatchObject({ ok: true, command: { type: Reflect.get(example, 'type'), req: 7 } })
  }
})

test('a message that is not meant for the lab is ignored', () => {
  for (const other of [null, 5, 'play', [], {}, { type: 'play' }, { ns: 'other', type: 'play' }]) {
    expect(readCommand(other)).toBeNull()
  }
})

describe('what cannot be used is refused by field, with the request that it belongs to', () => {
  const ring: Record<string, unknown> = { type: 'play' }
  ring.self = ring
  test.each<[object, string]>([
    [{ type: 'explode' }, 'type'],
    [{ type: 'constructor' }, 'type'],
    [{}, 'type'],
    [{ type: 'seek' }, 't'],
    [{ type: 'seek', t: 'soon' }, 't'],
    [{ type: 'seek', t: -1 }, 't'],
    [{ type: 'seek', t: Number.POSITIVE_INFINITY }, 't'],
    [{ type: 'play', at: 5 }, 'at'],
    [{ type: 'play', v: 2 }, 'v'],
    [{ type: 'inject', fault: { do: 'explode' } }, 'fault.do'],
    [{ type: 'inject', fault: { do: 'drop', packet: 'x' } }, 'fault.packet'],
    [{ type: 'set', parameters: ['mode'] }, 'parameters'],
    [{ type: 'set', parameters: { mode: {} } }, 'parameters'],
    [{ type: 'setState', state: 5 }, 'state'],
    [{ type: 'setState', state: 'x'.repeat(mostCommand) }, 'message'],
    [ring, 'message'],
  ])('%#', (fields, field) => {
    const read = readCommand(of(fields))
    expect(read).toMatchObject({ ok: false, req: 7 })
    expect(read?.ok === false && read.problems.map((problem) => problem.field)).toContain(field)
  })

  test('a request that is no request is none', () => {
    expect(readCommand({ ...of({ type: 'play' }), req: {} })).toMatchObject({ ok: false, req: null })
  })
})

law.prop([fc.constantFrom(...examples), fc.dictionary(fc.string(), fc.anything(), { maxKeys: 4 })])(
  'any change of a command is a command or refused',
  (example, changes) => {
    const read = readCommand({ ...of(example), ...changes, ns: namespace })
    expect(read?.ok === true || (read?.ok === false && read.problems.length > 0)).toBe(true)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  },
)
