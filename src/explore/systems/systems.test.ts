import { describe, expect, test } from 'vitest'
import { systemOf } from '../../protocol/makeSystem.ts'
import {
  documentOf,
  isSystemId,
  type Knobs,
  knobsOf,
  type SystemId,
  settingsOf,
  systemIds,
} from '../../protocol/systems/builtIn.ts'
import type { KnobValue } from '../../protocol/systems/systemKind.ts'
import answers from '../fixtures/answers.json'
import cases from '../fixtures/cases.json'
import { plainSearch } from './plain.ts'
import type { FaultBounds, NetworkBounds, SystemBounds } from './rules.ts'

/** What one system answers at every setting of its knobs, within bounds. */
interface Answers {
  readonly system: string
  /** One message, two faults, any packet may be lost and any process may crash, unless said otherwise. */
  readonly faults?: Partial<FaultBounds>
  readonly network?: Partial<NetworkBounds>
  /** Values of knobs that the table is confined to. */
  readonly only?: Readonly<Record<string, readonly KnobValue[]>>
  /** Rows of more states are not searched again; 4000 unless said otherwise. */
  readonly plainUpTo?: number
  /** The knobs whose values name a row, and the properties that it has the fewest faults of; – stands for none. */
  readonly knobs: string
  readonly answers: string
  /** The fewest faults, and how many states the plain search meets. */
  readonly rows: Readonly<Record<string, string>>
}
const tables = answers as unknown as readonly Answers[]

/** Rows of more states were found by the plain search once, which takes too long to do it every time. */
const mostStates = 4000

function boundsOf({ faults, network }: Answers, id: SystemId, knobs: Knobs): SystemBounds {
  const document = documentOf(id, knobs)
  const crash = Object.keys(document.processes)
  return {
    system: systemOf(document),
    messages: 1,
    faults: { max: 2, lose: true, duplicate: false, crash, stop: [], ...faults },
    network: { reorder: true, slow: false, ...network },
  }
}

const rowOf = (knobs: Knobs): string => Object.values(knobs).join(' ')
const titleOf = ({ system, faults, network }: Answers): string =>
  [system, faults, network].flatMap((part) => (part === undefined ? [] : JSON.stringify(part))).join(' ')
const idOf = (system: string): SystemId => {
  if (!isSystemId(system)) throw new Error(`there is no system "${system}"`)
  return system
}

/** A document without what only a clock reads. */
function timeless(document: unknown): unknown {
  const skip = (name: string, value: unknown) => (['timeoutMs', 'everyMs'].includes(name) ? undefined : value)
  return JSON.parse(JSON.stringify(document, skip))
}

describe('the knobs of a case give its document', () => {
  test.each(cases.map((known, i) => [`${i} ${known.system}`, known] as const))('%s', (_, known) => {
    const knobs = known.knobs as unknown as Knobs
    expect(timeless(documentOf(idOf(known.system), knobs))).toStrictEqual(known.document)
  })
})

describe.each(tables.map((table) => [titleOf(table), table] as const))('answers of %s', (_, table) => {
  const id = idOf(table.system)
  const settings = settingsOf(id, table.only)

  test('are known for every setting', () => {
    expect(table.knobs).toBe(Object.keys(knobsOf(id)).join(' '))
    expect(table.answers).toBe([...Object.keys(documentOf(id).properties), 'never ends'].join(', '))
    expect(Object.keys(table.rows)).toEqual(settings.map(rowOf))
  })

  test('are what the plain search finds', () => {
    const met = new Map<string, string>()
    for (const knobs of settings) {
      const known = table.rows[rowOf(knobs)] as string
      if (Number(known.split('|')[1]) > (table.plainUpTo ?? mostStates)) continue
      const text = JSON.stringify(documentOf(id, knobs))
      let found = met.get(text)
      if (found === undefined) {
        const { complete, outcomes, neverEnds, states } = plainSearch(boundsOf(table, id, knobs))
        expect(complete).toBe(true)
        const fewest = [...Object.values(outcomes).map((outcome) => outcome?.faults ?? null), neverEnds]
        found = `${fewest.map((faults) => faults ?? '–').join(' ')} | ${states}`
        met.set(text, found)
      }
      expect(found, rowOf(knobs)).toBe(known)
    }
  })
})

/** The answer of a row, without the number of states. */
const answerOf = ({ rows }: Answers, knobs: Knobs): string | undefined => rows[rowOf(knobs)]?.split(' |')[0]

/** Whether some answer at one value of a knob is not the one at another value, all else being the same. */
function tellsApart(id: SystemId, knob: string, one: KnobValue, other: KnobValue): boolean {
  return tables
    .filter(({ system }) => system === id)
    .some((table) =>
      settingsOf(id, { ...table.only, [knob]: [one] }).some((knobs) => {
        const [answer, otherwise] = [answerOf(table, knobs), answerOf(table, { ...knobs, [knob]: other })]
        return answer !== undefined && otherwise !== undefined && answer !== otherwise
      }),
    )
}

/** Values of knobs that all tables know. */
const knownValues = (id: SystemId, knob: string): readonly KnobValue[] =>
  (knobsOf(id)[knob]?.values ?? []).filter((value) =>
    tables.some(({ system, only }) => system === id && settingsOf(id, only).some((knobs) => knobs[knob] === value)),
  )

test('nearly every two values of a knob are told apart by an answer', () => {
  const alike = systemIds.flatMap((id) =>
    Object.keys(knobsOf(id)).flatMap((knob) =>
      knownValues(id, knob).flatMap((one, i, values) =>
        values
          .slice(i + 1)
          .flatMap((other) => (tellsApart(id, knob, one, other) ? [] : `${id} ${knob}: ${one}, ${other}`)),
      ),
    ),
  )
  expect(alike).toEqual([
    // A note that is written after the effect comes too late for a crash between the two.
    'dual-write inbox: none, effectFirst',
    // What two workers have both compared before either writes is let in.
    'leased-queue fence: none, effect',
    // An offset that is stored now and then makes a crash repeat more, and no fewer faults are enough for that.
    'log-consumer commit: after, periodic',
    'log-consumer inbox: none, effectFirst',
    // A provider that sees a new key each time recognises nothing.
    'payment providerKey: none, fresh',
    // A way that is longer is no safer, and whoever has the effect absorbs what all before it let through.
    'pipeline hops: 2, 3',
    'pipeline dedup: everyHop, lastHop',
  ])
})
